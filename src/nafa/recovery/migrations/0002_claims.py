"""Acts, promises and hand-overs hang on claims: of loans, and of contracts about goods."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
INSERT INTO recovery_claim (id, loan_id)
SELECT claim_id, claim_id FROM recovery_act UNION SELECT claim_id, claim_id FROM recovery_promise
UNION SELECT claim_id, claim_id FROM recovery_collector
"""


PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("recovery", "0001_start"),
        ("assets", "0002_parallel_salam"),
        ("lending", "0003_entry_by_id"),
    ]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "loan",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="lending.loan",
                    ),
                ),
                (
                    "contract",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="assets.contract",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("contract", None), ("loan", models.F("id")), ("loan__isnull", False)
                        )
                        | models.Q(
                            ("contract", models.F("id")),
                            ("contract__isnull", False),
                            ("loan", None),
                        ),
                        name="claim_is_one_file",
                    )
                ],
            },
        ),
        migrations.RemoveConstraint("Promise", "promise_open_once"),
        migrations.RemoveIndex("Act", "act_by_loan"),
        migrations.RemoveIndex("Promise", "promise_by_loan"),
        migrations.RenameField("Act", "loan", "claim"),
        migrations.RenameField("Promise", "loan", "claim"),
        migrations.RenameField("Collector", "loan", "claim"),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            "Act", "claim", models.ForeignKey("recovery.Claim", on_delete=PROTECT, db_index=False)
        ),
        migrations.AlterField(
            "Promise",
            "claim",
            models.ForeignKey("recovery.Claim", on_delete=PROTECT, db_index=False),
        ),
        migrations.AlterField(
            "Collector",
            "claim",
            models.OneToOneField(
                "recovery.Claim", on_delete=PROTECT, primary_key=True, serialize=False
            ),
        ),
        migrations.AddIndex(
            "Act", models.Index(fields=["claim", "done_date"], name="act_by_claim")
        ),
        migrations.AddIndex(
            "Promise", models.Index(fields=["claim", "made_date"], name="promise_by_claim")
        ),
        migrations.AddConstraint(
            "Promise",
            models.UniqueConstraint(
                fields=["claim"], condition=models.Q(status="OPEN"), name="promise_open_once"
            ),
        ),
    ]
