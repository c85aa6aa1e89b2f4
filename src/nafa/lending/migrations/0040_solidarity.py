"""Shares of members in the loan of their group, their contributions, collection sheets."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GRANT = """
UPDATE kernel_role SET permissions = permissions || ARRAY['{right}']
WHERE code IN ({roles}) AND NOT '{right}' = ANY (permissions)
"""
RIGHTS = {
    "lending.collect": "'teller', 'head_teller', 'field_agent'",
    "till.operate": "'field_agent'",
}


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0001_start"),
        ("kernel", "0002_notices"),
        ("lending", "0024_limits"),
        ("payments", "0001_start"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(
            migrations.RunSQL(GRANT.format(right=right, roles=roles), migrations.RunSQL.noop)
            for right, roles in RIGHTS.items()
        ),
        migrations.CreateModel(
            name="CollectionSheet",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.TextField(unique=True)),
                ("business_date", models.DateField()),
                ("currency", models.TextField()),
                ("expected_minor", models.BigIntegerField()),
                ("collected_minor", models.BigIntegerField()),
                ("saved_at", models.DateTimeField()),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="kernel.branch"
                    ),
                ),
                (
                    "command",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="kernel.commandrecord",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="clients.client"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets_followed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets_saved",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "till_session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="payments.tillsession"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CollectionLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.IntegerField()),
                ("due_minor", models.BigIntegerField()),
                ("paid_minor", models.BigIntegerField()),
                (
                    "presence",
                    models.TextField(
                        choices=[
                            ("PRESENT", "Present"),
                            ("ABSENT", "Absent"),
                            ("EXCUSED", "Excused"),
                        ],
                        default="PRESENT",
                    ),
                ),
                ("comment", models.TextField(blank=True, default="")),
                (
                    "fact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="lending.loanfact",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="lending.loan"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="lending.collectionsheet",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MeetingPlan",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("weekday", models.IntegerField()),
                ("every_weeks", models.IntegerField(default=1)),
                ("time", models.TextField(blank=True, default="")),
                ("place", models.TextField(blank=True, default="")),
                ("effective_from", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meeting_plans",
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
        ),
        migrations.CreateModel(
            name="MemberPayback",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("amount_minor", models.BigIntegerField()),
                ("value_date", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "command",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="kernel.commandrecord",
                    ),
                ),
                (
                    "creditor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
                (
                    "debtor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paybacks",
                        to="lending.loan",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MemberShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.IntegerField()),
                ("amount_minor", models.BigIntegerField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shares",
                        to="lending.application",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loan_shares",
                        to="clients.client",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ShareContribution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                (
                    "fact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="lending.loanfact",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions_for",
                        to="clients.client",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions_by",
                        to="clients.client",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ShareTransfer",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("LEFT", "Left"),
                            ("EXCLUDED", "Excluded"),
                            ("REPLACED", "Replaced"),
                        ]
                    ),
                ),
                ("value_date", models.DateField()),
                ("after_order", models.IntegerField()),
                ("left_minor", models.BigIntegerField()),
                ("reason", models.TextField(blank=True, default="")),
                ("recorded_at", models.DateTimeField()),
                (
                    "command",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="kernel.commandrecord",
                    ),
                ),
                (
                    "leaver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="share_transfers",
                        to="lending.loan",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ShareTaker",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="takers",
                        to="lending.sharetransfer",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="collectionsheet",
            index=models.Index(fields=["branch", "-saved_at"], name="sheet_by_branch"),
        ),
        migrations.AddConstraint(
            model_name="collectionline",
            constraint=models.UniqueConstraint(fields=("sheet", "place"), name="sheet_line_place"),
        ),
        migrations.AddConstraint(
            model_name="meetingplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__gte", 0), ("weekday__lte", 6)),
                name="meeting_on_a_weekday",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("every_weeks__gte", 1), ("every_weeks__lte", 4)),
                name="meeting_rhythm",
            ),
        ),
        migrations.AddConstraint(
            model_name="memberpayback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_minor__gt", 0),
                    models.Q(("debtor", models.F("creditor")), _negated=True),
                ),
                name="payback_is_real",
            ),
        ),
        migrations.AddConstraint(
            model_name="membershare",
            constraint=models.UniqueConstraint(
                fields=("application", "member"), name="share_once_a_member"
            ),
        ),
        migrations.AddConstraint(
            model_name="membershare",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="share_has_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="sharecontribution",
            constraint=models.UniqueConstraint(
                fields=("fact", "member", "payer"), name="contribution_once_a_pair"
            ),
        ),
        migrations.AddConstraint(
            model_name="sharecontribution",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="contribution_has_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="sharetaker",
            constraint=models.UniqueConstraint(fields=("transfer", "member"), name="taker_once"),
        ),
        migrations.AddConstraint(
            model_name="sharetaker",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="taker_takes"
            ),
        ),
    ]
