"""A version of a product is in force from a day on; those made before are from the beginning."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column that may be empty: nothing is rewritten."""

    dependencies = [("lending", "0020_engine_terms")]

    operations = [
        migrations.AddField(
            model_name="productversion",
            name="effective_from",
            field=models.DateField(null=True),
        ),
    ]
