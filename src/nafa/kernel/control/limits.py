"""How much a person moves under a right: in one act, and in one business day."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from nafa.kernel.context import Context, Held
from nafa.kernel.control.errors import AboveDayTotal, AboveLimit
from nafa.kernel.control.rules import ControlRules, Limit
from nafa.kernel.locks import lock_number
from nafa.kernel.models import Branch, MovedAmount
from nafa.lib.money import Money


def is_bound(rules: ControlRules, ctx: Context, permission: str) -> bool:
    """Whether an amount must be known: a role is limited, or the right is lent up to an amount."""
    if ctx.actor_id is None:
        return False
    return rules.is_limited(permission) or (
        any(one.up_to_minor is not None and permission in one.permissions for one in ctx.held)
    )


def demand_within(
    rules: ControlRules, ctx: Context, permission: str, amount: Money, command_id: UUID
) -> None:
    """Hold an act against the most generous of the roles that give the right, and count it.

    Refuses: AboveLimit, AboveDayTotal.
    """
    given = [one for one in ctx.held if permission in one.permissions]
    bounds = [_bounds(rules, ctx, permission, one) for one in given]
    act, day = _most(act for act, _ in bounds), _most(day for _, day in bounds)
    if act is not None and amount.minor > act:
        raise AboveLimit(amount=amount, limit=Money(act, amount.currency))
    if day is None or ctx.actor_id is None:
        return
    with connection.cursor() as cursor:
        number = lock_number(f"moved/{ctx.actor_id}/{permission}")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
    done = moved_today(ctx, permission)
    if done + amount.minor > day:
        raise AboveDayTotal(
            amount=amount, limit=Money(day, amount.currency), done=Money(done, amount.currency)
        )
    MovedAmount.objects.create(
        id=command_id, person_id=ctx.actor_id, permission=permission,
        business_date=ctx.business_date, amount_minor=amount.minor,
    )  # fmt: skip


def moved_today(ctx: Context, permission: str) -> int:
    """What the actor has moved under a right on this business date, in minor units."""
    found = MovedAmount.objects.filter(
        person_id=ctx.actor_id, business_date=ctx.business_date, permission=permission
    )
    total: int | None = found.aggregate(total=Sum("amount_minor"))["total"]
    return total or 0


def limits_of(rules: ControlRules, role: str, permission: str, branch: str) -> list[Limit]:
    """The limits of a role for a right: of this branch, or, without one, of all."""
    found = [one for one in rules.limits if (one.role, one.permission) == (role, permission)]
    return [one for one in found if one.branch == branch] or [
        one for one in found if not one.branch
    ]


def _bounds(
    rules: ControlRules, ctx: Context, permission: str, held: Held
) -> tuple[int | None, int | None]:
    """Of one act and of the day; nothing where it is not bound."""
    branch = ""
    if ctx.branch_id is not None and any(one.branch for one in rules.limits):
        branch = Branch.objects.values_list("code", flat=True).get(id=ctx.branch_id)
    act, day = held.up_to_minor, None
    for one in limits_of(rules, held.role, permission, branch):
        act = one.act_minor if act is None else min(act, one.act_minor or act)
        day = one.day_minor
    return act, day


def _most(bounds: Iterable[int | None]) -> int | None:
    """The highest bound; none where one role is not bound."""
    found = list(bounds)
    known = [one for one in found if one is not None]
    return max(known) if known and len(known) == len(found) else None
