"""Sessions of tills: who held one, what was counted, what was missing."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from nafa.lib.money import Money
from nafa.payments.models import TillSession


class SessionRow(NamedTuple):
    """A session of a till; the difference is over (+) or short (-), none while it is open."""

    id: UUID
    till: str
    teller: str
    business_date: date
    opened_at: datetime
    closed_at: datetime | None
    counted: Money | None
    difference: Money | None


def sessions(
    *,
    branch_id: UUID | None = None,
    till_id: UUID | None = None,
    since: date | None = None,
    with_difference: bool = False,
    limit: int = 50,
) -> list[SessionRow]:
    """Sessions from the newest to the oldest."""
    found = TillSession.objects.select_related("till", "teller").order_by("-opened_at", "id")
    if branch_id is not None:
        found = found.filter(till__branch_id=branch_id)
    if till_id is not None:
        found = found.filter(till_id=till_id)
    if since is not None:
        found = found.filter(business_date__gte=since)
    if with_difference:
        found = found.exclude(difference_minor=0).exclude(difference_minor=None)
    return [
        SessionRow(
            s.id,
            s.till.name,
            s.teller.full_name,
            s.business_date,
            s.opened_at,
            s.closed_at,
            None if s.counted_minor is None else Money(s.counted_minor, s.till.currency),
            None if s.difference_minor is None else Money(s.difference_minor, s.till.currency),
        )
        for s in found[:limit]
    ]
