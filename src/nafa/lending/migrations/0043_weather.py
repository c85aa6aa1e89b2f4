"""Events of the weather and the loans they put off."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_notices"),
        ("lending", "0042_life"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WeatherEvent",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.TextField(unique=True)),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("DROUGHT", "Drought"),
                            ("FLOOD", "Flood"),
                            ("PESTS", "Pests"),
                            ("OTHER", "Other"),
                        ]
                    ),
                ),
                ("crop", models.TextField()),
                ("zone", models.TextField()),
                ("season_year", models.IntegerField()),
                ("until_date", models.DateField()),
                ("bears_interest", models.BooleanField()),
                ("reason", models.TextField()),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("DECLARED", "Declared"),
                            ("APPLIED", "Applied"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="DECLARED",
                    ),
                ),
                ("declared_at", models.DateTimeField()),
                ("declared_date", models.DateField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "branch",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="kernel.branch"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weather_decided",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "declared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weather_declared",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WeatherDeferral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("former_date", models.DateField()),
                ("new_date", models.DateField()),
                (
                    "fact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="lending.loanfact"
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="lending.loan"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deferrals",
                        to="lending.weatherevent",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("event", "loan"), name="deferred_once_an_event")
                ],
            },
        ),
    ]
