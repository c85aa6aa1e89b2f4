"""Who of the staff is told what, when something happened in another module."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nafa.kernel.identity.contexts import system_context
from nafa.kernel.notices import notify
from nafa.lending import queries as lending

APPLICATION_DECIDED = "application_decided"
RATE_FOLLOWED = "rate_followed"


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
    if event["officer_id"] is None:
        return
    notify(
        user_id=UUID(event["officer_id"]),
        event_id=event["event_id"],
        kind=RATE_FOLLOWED,
        subject_kind="loan",
        subject_id=UUID(event["loan_id"]),
        values={"number": event["number"], "percent": event["percent"]},
    )
