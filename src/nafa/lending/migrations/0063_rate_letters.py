"""The rate an index gave beside the one a loan took, the ceiling of the day, the letter kept."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def take_what_was_given(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    """So far every loan took the rate that its index gave."""
    change = apps.get_model("lending", "RateChange")
    change.objects.update(wanted_percent=F("percent"))


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_notices"),
        ("lending", "0062_sealed_reasons"),
    ]

    operations = [
        migrations.AddField(
            model_name="ratechange",
            name="wanted_percent",
            field=models.DecimalField(decimal_places=6, max_digits=12, null=True),
        ),
        migrations.RunPython(take_what_was_given, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="ratechange",
            name="wanted_percent",
            field=models.DecimalField(decimal_places=6, max_digits=12),
        ),
        migrations.AddField(
            model_name="ratechange",
            name="ceiling_percent",
            field=models.DecimalField(decimal_places=4, max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name="ratechange",
            name="letter",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="kernel.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="ratechange",
            name="letter_digest",
            field=models.TextField(blank=True, default=""),
        ),
    ]
