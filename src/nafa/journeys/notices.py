"""Who of the staff is told what, when something happened in another module."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nafa.kernel.identity.contexts import system_context
from nafa.kernel.notices import notify
from nafa.lending import queries as lending
from nafa.lending.commands.rate_indexes import write_rate_letter

APPLICATION_DECIDED = "application_decided"
RATE_FOLLOWED = "rate_followed"
RATE_HELD = "rate_held"


def tell_officer_of_decision(event: Mapping[str, Any]) -> None:
    """Tell the officer who follows an application how it was decided. May be told again."""
    application_id = UUID(event["application_id"])
    view = lending.application_view(system_context(key="notice"), application_id)
    notify(
        user_id=UUID(event["officer_id"]),
        event_id=event["event_id"],
        kind=APPLICATION_DECIDED,
        subject_kind="application",
        subject_id=application_id,
        values={"number": view.row.number, "outcome": event["outcome"]},
    )


def tell_officer_of_rate(event: Mapping[str, Any]) -> None:
    """Tell the officer of a loan that its rate followed the index: the borrower is to be told, with
    the new schedule. May be told again."""
    _tell_officer(event, RATE_FOLLOWED, "number", "percent")


def tell_officer_of_held_rate(event: Mapping[str, Any]) -> None:
    """Tell the officer of a loan that the usury ceiling holds its rate. May be told again."""
    _tell_officer(event, RATE_HELD, "number", "percent", "wanted", "ceiling")


def keep_rate_letter(event: Mapping[str, Any]) -> None:
    """Write the letter about a new rate and keep it with the loan. May be told again."""
    ctx = system_context(key=f"rate-letter/{event['event_id']}")
    write_rate_letter(ctx, loan_id=UUID(event["loan_id"]))


def _tell_officer(event: Mapping[str, Any], kind: str, *names: str) -> None:
    if event["officer_id"] is None:
        return
    notify(
        user_id=UUID(event["officer_id"]),
        event_id=event["event_id"],
        kind=kind,
        subject_kind="loan",
        subject_id=UUID(event["loan_id"]),
        values={name: event[name] for name in names},
    )
