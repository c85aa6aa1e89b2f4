"""Purposes, conditions, answers, witnesses and what is given as security are sealed."""

from django.db import migrations

from nafa.kernel.secrets.carrying import sealed_from_text
from nafa.kernel.secrets.fields import SealedJSONField


class Migration(migrations.Migration):
    atomic = False  # batches commit; killed, it goes on

    dependencies = [
        ("lending", "0063_rate_letters"),
    ]

    operations = [
        sealed_from_text("application", "purpose", table="lending_application"),
        sealed_from_text("decision", "conditions", table="lending_decision", blank=True),
        sealed_from_text("agendaitem", "conditions", table="lending_agendaitem", blank=True),
        sealed_from_text("guarantee", "description", table="lending_guarantee"),
        sealed_from_text("guarantee", "valued_by", table="lending_guarantee", blank=True),
        sealed_from_text(
            "contractsignature", "witness", table="lending_contractsignature", blank=True
        ),
        sealed_from_text(
            "answersheet", "answers", table="lending_answersheet", kind=SealedJSONField
        ),
        sealed_from_text(
            "deathreport",
            "answer",
            table="lending_deathreport",
            blank=True,
            row=[("loan_id", "uuid")],
        ),
    ]
