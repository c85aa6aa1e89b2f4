"""Rights lent for a time, as both sides see them."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from nafa.kernel.control.delegating import NEVER_LENT
from nafa.kernel.identity.contexts import SPOKEN_FOR
from nafa.kernel.models import Assignment, Delegation, User

SHOWN = 100


class LentRow(NamedTuple):
    """One right, from whom to whom, in which branch, between which dates, up to how much."""

    id: UUID
    permission: str
    from_user_id: UUID
    from_name: str
    to_user_id: UUID
    to_name: str
    branch_id: UUID | None
    up_to_minor: int | None
    currency: str
    start_date: date
    end_date: date
    reason: str
    revoked_at: datetime | None

    def may_end(self, *, on: date) -> bool:
        """Whether there is something left to take back."""
        return self.revoked_at is None and self.end_date >= on

    def holds_on(self, on: date) -> bool:
        """Whether the right may be used on a day."""
        return self.revoked_at is None and self.start_date <= on <= self.end_date


def given(user_id: UUID) -> list[LentRow]:
    """What a person lent, the latest first; voices over loans have their own list."""
    return _rows(Q(from_user_id=user_id))


def held(user_id: UUID) -> list[LentRow]:
    """What was lent to a person, the latest first."""
    return _rows(Q(to_user_id=user_id))


def _rows(wanted: Q) -> list[LentRow]:
    found = Delegation.objects.select_related("from_user", "to_user").filter(wanted)
    return [
        LentRow(
            one.id, one.permission, one.from_user_id, one.from_user.full_name, one.to_user_id,
            one.to_user.full_name, one.branch_id, one.up_to_minor, one.currency, one.start_date,
            one.end_date, one.reason, one.revoked_at,
        )
        for one in found.exclude(permission=SPOKEN_FOR).order_by("-made_at", "-id")[:SHOWN]
    ]  # fmt: skip


def lendable(user_id: UUID) -> list[str]:
    """The rights of a person's own roles that may be lent."""
    roles = Assignment.objects.filter(user_id=user_id).values_list("role__permissions", flat=True)
    return sorted({right for rights in roles for right in rights} - NEVER_LENT)


def colleagues(user_id: UUID) -> list[tuple[UUID, str]]:
    """Whom a person may lend a right to."""
    found = User.objects.filter(is_active=True).exclude(id=user_id).order_by("full_name", "id")
    return list(found.values_list("id", "full_name"))
