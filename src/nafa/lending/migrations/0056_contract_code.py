"""Codes that sign contracts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lending", "0055_bureau"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContractCode",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("contract_digest", models.TextField()),
                ("amount_minor", models.BigIntegerField()),
                ("token", models.BigIntegerField()),
                ("phone_masked", models.TextField()),
                ("channel", models.TextField()),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("MADE", "Made"),
                            ("SENT", "Sent"),
                            ("FAILED", "Failed"),
                            ("USED", "Used"),
                        ],
                        default="MADE",
                    ),
                ),
                ("tries", models.IntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("message_number", models.TextField(blank=True, default="")),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codes",
                        to="lending.loan",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="contractsignature",
            name="code",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signature",
                to="lending.contractcode",
            ),
        ),
        migrations.AddIndex(
            model_name="contractcode",
            index=models.Index(fields=["loan", "-made_at"], name="code_by_loan"),
        ),
        migrations.AddConstraint(
            model_name="contractcode",
            constraint=models.CheckConstraint(
                condition=models.Q(("tries__gte", 0), ("tries__lte", 3)), name="code_three_tries"
            ),
        ),
    ]
