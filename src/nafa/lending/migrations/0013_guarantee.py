"""What secures an application and the loan it becomes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0001_start"),
        ("lending", "0012_judgement"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Guarantee",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("description", models.TextField()),
                ("value_minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                ("valued_date", models.DateField()),
                ("valued_by", models.TextField(blank=True, default="")),
                ("hold_id", models.UUIDField(null=True)),
                (
                    "status",
                    models.TextField(
                        choices=[("HELD", "Held"), ("RELEASED", "Released")], default="HELD"
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(null=True)),
                ("release_reason", models.TextField(blank=True, default="")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guarantees",
                        to="lending.application",
                    ),
                ),
                (
                    "guarantor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guarantees_given",
                        to="clients.client",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value_minor__gt", 0)), name="guarantee_has_value"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "SAVINGS"), _negated=True),
                            ("hold_id__isnull", False),
                            _connector="OR",
                        ),
                        name="blocked_savings_are_held",
                    ),
                ],
            },
        ),
    ]
