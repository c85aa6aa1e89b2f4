"""What people type as a reason, a finding or a note is sealed."""

from django.db import migrations

from nafa.kernel.secrets.carrying import sealed_from_text


class Migration(migrations.Migration):
    atomic = False  # batches commit; killed, it goes on

    dependencies = [
        ("lending", "0061_rate_changes"),
        ("kernel", "0031_sealed_reasons"),
    ]

    operations = [
        sealed_from_text("loanrequest", "reason", table="lending_loanrequest"),
        sealed_from_text("loanrequest", "decision_reason", table="lending_loanrequest", blank=True),
        sealed_from_text("loantransfer", "reason", table="lending_loantransfer"),
        sealed_from_text("lineevent", "reason", table="lending_lineevent", blank=True),
        sealed_from_text("sharetransfer", "reason", table="lending_sharetransfer", blank=True),
        sealed_from_text(
            "collectionline",
            "comment",
            table="lending_collectionline",
            blank=True,
            row=[("sheet_id", "uuid"), ("place", "integer")],
        ),
        sealed_from_text("weatherevent", "reason", table="lending_weatherevent"),
        sealed_from_text("decision", "reason", table="lending_decision", blank=True),
        sealed_from_text("agendaitem", "reason", table="lending_agendaitem", blank=True),
        sealed_from_text(
            "committeevote",
            "reason",
            table="lending_committeevote",
            blank=True,
            row=[("item_id", "uuid"), ("member_id", "uuid"), ("proposal_number", "integer")],
        ),
        sealed_from_text("fieldvisit", "note", table="lending_fieldvisit"),
        sealed_from_text("guarantee", "release_reason", table="lending_guarantee", blank=True),
        sealed_from_text("loanfact", "reason", table="lending_loanfact", blank=True),
    ]
