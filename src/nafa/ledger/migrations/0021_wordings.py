"""What people type for an entry is sealed, beside the journal."""

from django.db import migrations, models

import nafa.kernel.secrets.fields


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0020_trail_batches"),
        ("kernel", "0021_data_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="Wording",
            fields=[
                ("entry_id", models.UUIDField(primary_key=True, serialize=False)),
                ("text", nafa.kernel.secrets.fields.SealedTextField()),
            ],
        ),
    ]
