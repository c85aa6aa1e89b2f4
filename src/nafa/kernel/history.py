"""Everything that was done on an object, told by the commands that concern it."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from nafa.kernel.models import CommandSubject


class HistoryRow(NamedTuple):
    """One command on a file: who, when, through what."""

    command_id: UUID
    name: str
    at: datetime
    business_date: date
    actor: str
    channel: str


def history(kind: str, subject_id: UUID, *, limit: int = 100) -> list[HistoryRow]:
    """The commands that concern an object (a client, a loan, an application), newest first."""
    found = (
        CommandSubject.objects.select_related("command", "command__actor")
        .filter(kind=kind, subject_id=subject_id)
        .order_by("-command__at")[:limit]
    )
    return [
        HistoryRow(
            s.command_id,
            s.command.name,
            s.command.at,
            s.command.business_date,
            s.command.actor.full_name if s.command.actor else "",
            s.command.channel,
        )
        for s in found
    ]
