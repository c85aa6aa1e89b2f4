"""From a person or a job to the context of a command."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from nafa.kernel import clock, errors
from nafa.kernel.context import ALL_RIGHTS, Context, Held, institution_at_work
from nafa.kernel.models import Assignment, Institution, User

ROLE, EMERGENCY, DELEGATION = "role", "emergency", "delegation"
SPOKEN_FOR = "lending.approve"  # a delegate of this speaks in the other's name, with own rights

_HOLDINGS = f"""
SELECT '{ROLE}', a.id, r.code, r.permissions, a.branch_id, a.approval_limit_minor, NULL::bigint
FROM kernel_assignment a JOIN kernel_role r ON r.id = a.role_id
WHERE a.user_id = %(user)s
UNION ALL
SELECT '{EMERGENCY}', e.id, r.code, r.permissions, e.branch_id, NULL, NULL
FROM kernel_emergencygrant e JOIN kernel_role r ON r.id = e.role_id
WHERE e.user_id = %(user)s AND e.taken_at <= %(now)s AND e.ends_at > %(now)s
    AND e.given_back_at IS NULL
UNION ALL
SELECT '{DELEGATION}', d.id, '', ARRAY[d.permission], d.branch_id, NULL, d.up_to_minor
FROM kernel_delegation d JOIN kernel_user f ON f.id = d.from_user_id
WHERE d.to_user_id = %(user)s AND d.revoked_at IS NULL AND d.permission <> '{SPOKEN_FOR}'
    AND %(day)s BETWEEN d.start_date AND d.end_date AND f.is_active
    AND EXISTS (SELECT FROM kernel_assignment a JOIN kernel_role r ON r.id = a.role_id
        WHERE a.user_id = d.from_user_id AND d.permission = ANY(r.permissions))
ORDER BY 1 DESC, 2
"""  # noqa: S608 - the kinds are constants of this file


def institution() -> Institution:
    """The institution of this database. Refuses: InstitutionMissing."""
    found = institution_at_work() or Institution.objects.filter(id=1).first()
    if found is None:
        raise errors.InstitutionMissing()
    return found


def business_date() -> date:
    """The institution's business date."""
    return institution().business_date


class Holding(NamedTuple):
    """One source of rights of a person: a role, an emergency, or a colleague's delegation."""

    kind: str
    source_id: UUID
    role: str
    permissions: list[str]
    branch_id: UUID | None
    approval_limit_minor: int | None
    up_to_minor: int | None


def holdings(user_id: UUID, *, now: datetime, on: date) -> list[Holding]:
    """Everything a person holds at an instant: roles first, then what is held for a time."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLDINGS, {"user": user_id, "now": now, "day": on})
        return [Holding(*row) for row in cursor.fetchall()]


def context_for(user: User, *, channel: str, key: str, branch_id: UUID | None = None) -> Context:
    """The context of a person: the rights held in that branch, or in all of them.

    Rights come from roles, from a role taken in an emergency, and from colleagues who lent them.
    """
    now, day = clock.now(), business_date()
    held = holdings(user.id, now=now, on=day)
    everywhere = any(one.branch_id is None for one in held)
    branches = {one.branch_id for one in held if one.branch_id is not None}
    if branch_id is not None and not everywhere and branch_id not in branches:
        raise errors.OtherBranch()
    if branch_id is None and not everywhere and branches:
        branch_id = min(branches)
    counted = [one for one in held if one.branch_id in (None, branch_id) or branch_id is None]
    limits = [one.approval_limit_minor for one in counted if one.approval_limit_minor is not None]
    emergency = next((one.source_id for one in counted if one.kind == EMERGENCY), None)
    return Context(
        actor_id=user.id,
        role=counted[0].role if counted else "",
        permissions=frozenset(p for one in counted for p in one.permissions),
        branch_id=branch_id,
        channel=channel,
        now=now,
        business_date=day,
        key=key,
        approval_limit_minor=max(limits, default=None),
        held=tuple(Held(one.role, frozenset(one.permissions), one.up_to_minor) for one in counted),
        emergency_id=emergency,
    )


def people_with(permission: str) -> list[User]:
    """The active people who hold a right in some branch, by name."""
    held = Assignment.objects.filter(role__permissions__contains=[permission])
    people = User.objects.filter(is_active=True, id__in=held.values("user_id"))
    return list(people.order_by("full_name"))


def system_context(*, key: str, channel: str = "job") -> Context:
    """The context of the institution's own jobs and imports."""
    return Context(
        actor_id=None,
        role="system",
        permissions=frozenset({ALL_RIGHTS}),
        branch_id=None,
        channel=channel,
        now=clock.now(),
        business_date=business_date(),
        key=key,
    )
