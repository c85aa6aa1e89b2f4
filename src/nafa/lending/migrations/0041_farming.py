"""Calendars of crops, fields, suppliers of inputs, vouchers and what suppliers were paid."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GRANT = """
UPDATE kernel_role SET permissions = permissions || ARRAY['{right}']
WHERE code IN ({roles}) AND NOT '{right}' = ANY (permissions)
"""
RIGHTS = {
    "lending.define_supplier": "'branch_manager', 'general_manager', 'administrator'",
    "lending.pay_supplier": "'teller', 'head_teller', 'accountant', 'chief_accountant'",
}


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_notices"),
        ("ledger", "0006_log"),
        ("lending", "0040_solidarity"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(
            migrations.RunSQL(GRANT.format(right=right, roles=roles), migrations.RunSQL.noop)
            for right, roles in RIGHTS.items()
        ),
        migrations.CreateModel(
            name="CropCalendar",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("crop", models.TextField()),
                ("zone", models.TextField()),
                ("inputs_month", models.IntegerField()),
                ("sowing_month", models.IntegerField()),
                ("harvest_month", models.IntegerField()),
                ("sale_month", models.IntegerField()),
                ("costs", models.JSONField()),
                ("currency", models.TextField()),
                ("cost_minor", models.BigIntegerField()),
                ("financed_percent", models.DecimalField(decimal_places=2, max_digits=5)),
                ("effective_from", models.DateField()),
                ("source", models.TextField()),
                ("is_confirmed", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FarmPlan",
            fields=[
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="farm_plan",
                        serialize=False,
                        to="lending.application",
                    ),
                ),
                ("season_year", models.IntegerField()),
                ("hectares", models.DecimalField(decimal_places=2, max_digits=9)),
                ("due_date", models.DateField()),
                ("cap_minor", models.BigIntegerField()),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="lending.cropcalendar"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Supplier",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.TextField(unique=True)),
                ("name", models.TextField()),
                ("phone", models.TextField(blank=True, default="")),
                ("currency", models.TextField()),
                ("is_active", models.BooleanField(default=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="ledger.account"
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="kernel.branch"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InputVoucher",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.TextField(unique=True)),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("ISSUED", "Issued"),
                            ("DELIVERED", "Delivered"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="ISSUED",
                    ),
                ),
                ("lines", models.JSONField()),
                ("currency", models.TextField()),
                ("amount_minor", models.BigIntegerField()),
                ("issued_date", models.DateField()),
                ("delivered_date", models.DateField(null=True)),
                ("delivery_note", models.TextField(blank=True, default="")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="lending.application",
                    ),
                ),
                (
                    "fact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="lending.loanfact",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="lending.supplier",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SupplierPayment",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("source", models.TextField(choices=[("TILL", "Till"), ("BANK", "Bank")])),
                ("amount_minor", models.BigIntegerField()),
                ("entry_id", models.UUIDField()),
                ("reference", models.TextField()),
                ("paid_date", models.DateField()),
                (
                    "paid_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="lending.supplier",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="cropcalendar",
            index=models.Index(fields=["crop", "zone", "-effective_from"], name="crop_in_zone"),
        ),
        migrations.AddConstraint(
            model_name="farmplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("hectares__gt", 0)), name="field_has_area"
            ),
        ),
        migrations.AddConstraint(
            model_name="inputvoucher",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="voucher_has_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="inputvoucher",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "DELIVERED"), _negated=True),
                    models.Q(
                        ("fact__isnull", False), models.Q(("delivery_note", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="delivered_with_a_note",
            ),
        ),
    ]
