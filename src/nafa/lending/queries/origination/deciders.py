"""Who may speak for whom: roles held in a branch, delegations that hold on a day."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from nafa.kernel.models import Assignment, Delegation, User
from nafa.lib.money import Money


class DelegationRow(NamedTuple):
    """A delegation in a list."""

    id: UUID
    from_id: UUID
    from_name: str
    to_id: UUID
    to_name: str
    up_to: Money
    start_date: date
    end_date: date
    reason: str
    revoked_at: datetime | None

    def holds_on(self, day: date) -> bool:
        return self.revoked_at is None and self.start_date <= day <= self.end_date


class Colleague(NamedTuple):
    """A person who may approve."""

    id: UUID
    name: str
    roles: tuple[str, ...]


def roles_held(user_ids: Iterable[UUID], *, branch_id: UUID) -> frozenset[str]:
    """The codes of the roles that these persons hold in the branch or in all branches."""
    held = Assignment.objects.filter(
        Q(branch_id=None) | Q(branch_id=branch_id), user_id__in=list(user_ids), user__is_active=True
    )
    return frozenset(held.values_list("role__code", flat=True))


def approvers(*, besides: UUID | None = None) -> list[Colleague]:
    """Everyone who may approve, by name."""
    held = (
        Assignment.objects.select_related("user", "role")
        .filter(role__permissions__contains=["lending.approve"], user__is_active=True)
        .order_by("user__full_name", "role__code")
    )
    if besides is not None:
        held = held.exclude(user_id=besides)
    people: dict[UUID, tuple[str, list[str]]] = {}
    for one in held:
        people.setdefault(one.user_id, (one.user.full_name, []))[1].append(one.role.code)
    return [
        Colleague(user_id, name, tuple(dict.fromkeys(roles)))
        for user_id, (name, roles) in people.items()
    ]


def delegations(
    *, to_id: UUID | None = None, from_id: UUID | None = None, on: date | None = None
) -> list[DelegationRow]:
    """Delegations to or of a person, the latest first; with a day, those that hold on it."""
    found = Delegation.objects.filter(permission="lending.approve", up_to_minor__isnull=False)
    found = found.select_related("from_user", "to_user").order_by("-made_at", "-id")
    if to_id is not None:
        found = found.filter(to_user_id=to_id)
    if from_id is not None:
        found = found.filter(from_user_id=from_id)
    rows = [
        DelegationRow(
            id=one.id,
            from_id=one.from_user_id,
            from_name=one.from_user.full_name,
            to_id=one.to_user_id,
            to_name=one.to_user.full_name,
            up_to=Money(one.up_to_minor or 0, one.currency),
            start_date=one.start_date,
            end_date=one.end_date,
            reason=one.reason,
            revoked_at=one.revoked_at,
        )
        for one in found
    ]
    return rows if on is None else [row for row in rows if row.holds_on(on)]


def name_of(user_id: UUID) -> str:
    """The name of a person of the staff."""
    return User.objects.filter(id=user_id).values_list("full_name", flat=True).first() or ""
