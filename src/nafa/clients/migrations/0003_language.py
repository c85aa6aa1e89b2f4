"""The language of a client: of contracts and messages."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0002_ties"),
    ]

    operations = [
        migrations.AddField(
            model_name="client",
            name="language",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
