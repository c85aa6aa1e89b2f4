"""The life of a loan: plans that replace each other, changes asked for, deaths, calls, moves."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0002_ties"),
        ("kernel", "0002_notices"),
        ("lending", "0041_farming"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="instalment",
            name="carried_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="loan",
            name="plan_version",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="loan",
            name="restructured_date",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="loanfact",
            name="data",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="loanfact",
            name="guarantee",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="lending.guarantee",
            ),
        ),
        migrations.AddField(
            model_name="loanfact",
            name="payer",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="clients.client",
            ),
        ),
        migrations.AddField(
            model_name="loanfact",
            name="reason",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="loanprogress",
            name="capitalised_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="loanprogress",
            name="carried_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name="guarantee",
            name="status",
            field=models.TextField(
                choices=[("HELD", "Held"), ("RELEASED", "Released"), ("REALISED", "Realised")],
                default="HELD",
            ),
        ),
        migrations.CreateModel(
            name="DeathReport",
            fields=[
                (
                    "loan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="death",
                        serialize=False,
                        to="lending.loan",
                    ),
                ),
                ("death_date", models.DateField()),
                ("reported_date", models.DateField()),
                ("insurer", models.TextField(blank=True, default="")),
                (
                    "claim",
                    models.TextField(
                        choices=[
                            ("NONE", "None"),
                            ("FILED", "Filed"),
                            ("PAID", "Paid"),
                            ("REJECTED", "Rejected"),
                        ],
                        default="NONE",
                    ),
                ),
                ("claimed_minor", models.BigIntegerField(default=0)),
                ("answered_date", models.DateField(null=True)),
                ("answer", models.TextField(blank=True, default="")),
                (
                    "fact",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="lending.loanfact",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="kernel.storedfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GuarantorCall",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("asked_minor", models.BigIntegerField()),
                ("answer_by_date", models.DateField()),
                ("called_date", models.DateField()),
                (
                    "guarantee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="lending.guarantee",
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="kernel.storedfile",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="lending.loan",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LoanPlan",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "loan_id",
                        "version",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("version", models.IntegerField()),
                ("rows", models.JSONField()),
                ("replaced_date", models.DateField()),
                (
                    "fact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="lending.loanfact",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="lending.loan",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LoanTransfer",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("moved_date", models.DateField()),
                ("reason", models.TextField()),
                ("outgoing_entry_id", models.UUIDField(null=True)),
                ("incoming_entry_id", models.UUIDField(null=True)),
                (
                    "from_branch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.branch",
                    ),
                ),
                (
                    "from_officer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="lending.loan",
                    ),
                ),
                (
                    "to_branch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.branch",
                    ),
                ),
                (
                    "to_officer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Refinancing",
            fields=[
                (
                    "former",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="refinanced_by",
                        serialize=False,
                        to="lending.loan",
                    ),
                ),
                ("settled_minor", models.BigIntegerField()),
                (
                    "fact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="lending.loanfact",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refinances",
                        to="lending.loan",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LoanRequest",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.TextField(unique=True)),
                ("kind", models.TextField()),
                ("asked", models.JSONField()),
                ("reason", models.TextField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("WAITING", "Waiting"),
                            ("ACCEPTED", "Accepted"),
                            ("REFUSED", "Refused"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="WAITING",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("asked_date", models.DateField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision_reason", models.TextField(blank=True, default="")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loan_changes_asked",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loan_changes_decided",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "fact",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="request",
                        to="lending.loanfact",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="lending.loan",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "WAITING")),
                        fields=["asked_at"],
                        name="loan_request_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "WAITING")),
                        fields=("loan", "kind"),
                        name="one_request_waits",
                    )
                ],
            },
        ),
    ]
