"""Levels of approval, delegations, rounds; what was asked for is kept beside what is approved."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FILL_ASKED = """
UPDATE lending_application
SET asked_amount_minor = amount_minor, asked_instalment_count = instalment_count
"""
FILL_DECIDED = """
UPDATE lending_decision d SET instalment_count = a.instalment_count
FROM lending_application a WHERE a.id = d.application_id
"""
GRANT = """
UPDATE kernel_role SET permissions = permissions || ARRAY['{right}']
WHERE code IN ({roles}) AND NOT '{right}' = ANY (permissions)
"""
RIGHTS = {
    "lending.define_policy": "'general_manager', 'administrator'",
    "lending.hold_committee": "'branch_manager', 'committee_member', 'general_manager'",
}


class Migration(migrations.Migration):
    dependencies = [
        ("lending", "0003_entry_by_id"),
        ("kernel", "0002_notices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="asked_amount_minor",
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="application",
            name="asked_instalment_count",
            field=models.IntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="application",
            name="risk_class",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="application",
            name="round",
            field=models.IntegerField(default=1),
        ),
        migrations.AddField(
            model_name="decision",
            name="conditions",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="decision",
            name="for_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions_delegated",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="instalment_count",
            field=models.IntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="decision",
            name="is_of_committee",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="decision",
            name="level",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="decision",
            name="round",
            field=models.IntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="decision",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions_given",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(FILL_ASKED, migrations.RunSQL.noop),
        migrations.RunSQL(FILL_DECIDED, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(GRANT.format(right=right, roles=roles), migrations.RunSQL.noop)
            for right, roles in RIGHTS.items()
        ),
        migrations.CreateModel(
            name="ApprovalPolicy",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.IntegerField(unique=True)),
                ("effective_from", models.DateField()),
                ("rules", models.JSONField()),
                ("made_at", models.DateTimeField()),
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
        migrations.CreateModel(
            name="ApprovalRoute",
            fields=[
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="route",
                        serialize=False,
                        to="lending.application",
                    ),
                ),
                ("level", models.TextField()),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("quorum", models.IntegerField()),
                ("is_committee", models.BooleanField()),
                ("expires_date", models.DateField()),
                ("approval_expires_date", models.DateField(null=True)),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="lending.approvalpolicy"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quorum__gte", 1)), name="route_quorum_positive"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("up_to_minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                ("start_date", models.DateField()),
                ("end_date", models.DateField()),
                ("reason", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "from_user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations_given",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations_held",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["to_user", "end_date"], name="delegation_by_holder")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end_date__gte", models.F("start_date"))),
                        name="delegation_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_user", models.F("to_user")), _negated=True),
                        name="delegation_between_two",
                    ),
                ],
            },
        ),
    ]
