"""Lending one's right to a colleague, between two dates, up to an amount."""

from datetime import date
from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.control import duties
from nafa.kernel.errors import InvalidInput, NotFound, NotPermitted
from nafa.kernel.identity.contexts import SPOKEN_FOR, institution
from nafa.kernel.models import Assignment, Delegation, User

LEND = "access.delegate"
LONGEST_DAYS = 366
NEVER_LENT = frozenset({"identity.manage", "access.configure", "access.delegate", SPOKEN_FOR})


@command(permission=LEND)
def delegate_right(
    ctx: Context,
    *,
    to_user_id: UUID,
    permission: str,
    start_date: date,
    end_date: date,
    reason: str,
    up_to_minor: int | None = None,
) -> UUID:
    """Let a colleague use one of one's own rights for a time. It is not passed on, and ends when
    the lender no longer holds it. Approvals of loans have their own act: delegate_approval.

    Refuses: InvalidInput (no reason, dates, amount, oneself, a right that is not lent),
    NotPermitted (not one's own role's right), NotFound, DutiesHeldTogether.
    """
    _demand_possible(ctx, to_user_id, permission, start_date, end_date)
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    if up_to_minor is not None and up_to_minor <= 0:
        raise InvalidInput(field="up_to_minor", reason=str(up_to_minor))
    if not User.objects.filter(id=to_user_id, is_active=True).exists():
        raise NotFound(kind="user", id=to_user_id)
    duties.demand_apart(to_user_id, rights=[permission])
    made = Delegation.objects.create(
        id=ctx.new_id(), permission=permission, from_user_id=ctx.demand_person(),
        to_user_id=to_user_id, branch_id=ctx.branch_id, up_to_minor=up_to_minor,
        currency=institution().currency,
        start_date=start_date, end_date=end_date, reason=reason.strip(), made_at=ctx.now,
    )  # fmt: skip
    ctx.concerns("user", made.from_user_id)
    ctx.concerns("user", to_user_id)
    return made.id


def _demand_possible(
    ctx: Context, to_user_id: UUID, permission: str, start_date: date, end_date: date
) -> None:
    own = Assignment.objects.filter(
        user_id=ctx.demand_person(), role__permissions__contains=[permission]
    )
    if permission in NEVER_LENT:
        raise InvalidInput(field="permission", reason=permission)
    if not own.exists():
        raise NotPermitted(permission=permission)  # a lent right is not passed on
    if to_user_id == ctx.actor_id:
        raise InvalidInput(field="to_user_id", reason="oneself")
    if not ctx.business_date <= start_date <= end_date:
        raise InvalidInput(field="start_date", reason=start_date.isoformat())
    if (end_date - start_date).days >= LONGEST_DAYS:
        raise InvalidInput(field="end_date", reason=end_date.isoformat())


@command(permission=LEND)
def take_right_back(ctx: Context, *, delegation_id: UUID) -> None:
    """End a delegation of one's own before its date. Refuses: NotFound."""
    own = Delegation.objects.filter(
        id=delegation_id, from_user_id=ctx.demand_person(), revoked_at=None
    ).exclude(permission=SPOKEN_FOR)
    held_by = list(own.values_list("to_user_id", flat=True))
    if not own.update(revoked_at=ctx.now):
        raise NotFound(kind="delegation", id=delegation_id)
    for user_id in held_by:
        ctx.concerns("user", user_id)
