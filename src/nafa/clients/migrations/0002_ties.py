"""Insiders, and clients who count as one borrower."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

DECLARE_TIE = """
UPDATE kernel_role SET permissions = permissions || ARRAY['clients.declare_tie']
WHERE code IN ('branch_manager', 'compliance_officer', 'general_manager')
    AND NOT 'clients.declare_tie' = ANY (permissions)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0001_start"),
        ("kernel", "0002_notices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(DECLARE_TIE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Connection",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("reason", models.TextField()),
                ("since_date", models.DateField()),
                ("until_date", models.DateField(null=True)),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))),
                        name="connection_is_of_two_in_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_date", None)),
                        fields=("first", "second"),
                        name="connected_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InsiderMark",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("DIRECTOR", "Director"),
                            ("STAFF", "Staff"),
                            ("RELATED", "Related"),
                        ]
                    ),
                ),
                ("reason", models.TextField()),
                ("since_date", models.DateField()),
                ("until_date", models.DateField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
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
                    models.UniqueConstraint(
                        condition=models.Q(("until_date", None)),
                        fields=("client",),
                        name="insider_once",
                    )
                ],
            },
        ),
    ]
