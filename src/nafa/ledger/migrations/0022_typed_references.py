"""References that people type for an entry lie beside its words, sealed."""

from django.db import migrations

from nafa.kernel.secrets.fields import SealedTextField


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0021_wordings"),
    ]

    operations = [
        migrations.AlterField("wording", "text", SealedTextField(blank=True)),
        migrations.AddField("wording", "reference", SealedTextField(blank=True)),
    ]
