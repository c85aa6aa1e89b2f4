"""Orders to pay by bank or mobile money."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nafa.kernel.secrets.fields

EXECUTE = """
UPDATE kernel_role SET permissions = permissions || ARRAY['payments.execute_payout']
WHERE code IN ('accountant', 'chief_accountant')
    AND NOT 'payments.execute_payout' = ANY (permissions)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0002_ties"),
        ("kernel", "0002_notices"),
        ("ledger", "0006_log"),
        ("payments", "0001_start"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(EXECUTE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Payout",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.TextField(unique=True)),
                (
                    "channel",
                    models.TextField(choices=[("BANK", "Bank"), ("MOBILE_MONEY", "Mobile Money")]),
                ),
                ("destination", nafa.kernel.secrets.fields.SealedTextField()),
                ("holder", nafa.kernel.secrets.fields.SealedTextField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                ("purpose", models.TextField()),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("WAITING", "Waiting"),
                            ("PAID", "Paid"),
                            ("FAILED", "Failed"),
                            ("CASHED", "Cashed"),
                        ],
                        default="WAITING",
                    ),
                ),
                ("ordered_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("entry_id", models.UUIDField(null=True)),
                ("reference", models.TextField(blank=True, default="")),
                ("reason", models.TextField(blank=True, default="")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="kernel.branch"
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="clients.client"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["WAITING", "FAILED"])),
                        fields=["branch", "ordered_at"],
                        name="payout_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="payout_has_amount"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "PAID"), _negated=True),
                            models.Q(("reference", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="paid_payout_has_reference",
                    ),
                ],
            },
        ),
    ]
