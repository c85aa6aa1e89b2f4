"""Letting a colleague decide in one's stead, between two dates, up to an amount."""

from datetime import date
from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.models import Delegation
from nafa.lending import origination_errors as errors
from nafa.lending.queries.origination.deciders import approvers
from nafa.lib.money import Money

LONGEST_DAYS = 366
APPROVE = "lending.approve"


@command(permission="lending.approve")
def delegate_approval(
    ctx: Context,
    *,
    to_user_id: UUID,
    up_to: Money,
    start_date: date,
    end_date: date,
    reason: str,
) -> UUID:
    """Let a colleague speak in one's own stead. A delegation is not passed on.

    Refuses: DelegationNotPossible (to oneself, to somebody without the right to approve, dates in
    the past or the wrong way round, longer than a year, above one's own limit), InvalidInput.
    """
    if ctx.actor_id is None:
        raise NotFound(kind="user", id="")
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    found = _objection(ctx, to_user_id, up_to, start_date, end_date)
    if found:
        raise errors.DelegationNotPossible(reason=found[1], field=found[0])
    made = Delegation.objects.create(
        id=ctx.new_id(),
        permission=APPROVE,
        from_user_id=ctx.actor_id,
        to_user_id=to_user_id,
        up_to_minor=up_to.minor,
        currency=up_to.currency,
        start_date=start_date,
        end_date=end_date,
        reason=reason.strip(),
        made_at=ctx.now,
    )
    ctx.concerns("user", ctx.actor_id)
    ctx.concerns("user", to_user_id)
    return made.id


def _objection(
    ctx: Context, to_user_id: UUID, up_to: Money, start_date: date, end_date: date
) -> tuple[str, str] | None:
    """The field at fault and the reason's code."""
    limit = ctx.approval_limit_minor
    if to_user_id == ctx.actor_id:
        return "to_user_id", "oneself"
    if all(one.id != to_user_id for one in approvers()):
        return "to_user_id", "without_right"
    if not ctx.business_date <= start_date <= end_date:
        return "end_date" if ctx.business_date <= start_date else "start_date", "dates"
    if (end_date - start_date).days >= LONGEST_DAYS:
        return "end_date", "too_long"
    if not up_to.is_positive or (limit is not None and up_to.minor > limit):
        return "up_to", "above_limit"
    return None


@command(permission="lending.approve")
def revoke_delegation(ctx: Context, *, delegation_id: UUID) -> None:
    """Take a delegation back before its end; what was decided stays. Refuses: NotFound."""
    own = Delegation.objects.filter(
        id=delegation_id, permission=APPROVE, from_user_id=ctx.actor_id, revoked_at=None
    )
    if not own.update(revoked_at=ctx.now):
        raise NotFound(kind="delegation", id=delegation_id)
    if ctx.actor_id is not None:
        ctx.concerns("user", ctx.actor_id)
