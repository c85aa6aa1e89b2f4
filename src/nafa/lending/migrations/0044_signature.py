"""Signatures of contracts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_notices"),
        ("lending", "0043_weather"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContractSignature",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("contract_digest", models.TextField()),
                ("witness", models.TextField(blank=True, default="")),
                ("signed_date", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="lending.loan",
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
                (
                    "scan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="kernel.storedfile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("loan", "contract_digest"), name="paper_signed_once"
                    )
                ],
            },
        ),
    ]
