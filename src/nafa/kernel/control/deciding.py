"""Approving, refusing and withdrawing commands that wait."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from nafa.kernel import notices
from nafa.kernel.commands import command, run_approved, spec_of
from nafa.kernel.context import Context
from nafa.kernel.control import approval, errors
from nafa.kernel.control.approval import Status, amount_of, levels_of
from nafa.kernel.errors import DomainError, InvalidInput, NotFound
from nafa.kernel.identity.contexts import context_for
from nafa.kernel.locks import lock_number
from nafa.kernel.models import ApprovalVoice, Assignment, Delegation, User, WaitingCommand
from nafa.kernel.wording import value_words
from nafa.lib.money import Money

DECIDE, ASK = "approvals.decide", "approvals.ask"


@command(permission=DECIDE)
def approve_waiting(ctx: Context, *, waiting_id: UUID, for_user_id: UUID | None = None) -> str:
    """Approve a waiting command; the last voice carries it out in its maker's name.

    What it is then: WAITING (for others), DONE, or FAILED: refused when it was carried out, with
    the reason kept. Refuses: NotFound, OtherBranch, NotWaiting, WaitedTooLong, OwnRequest,
    ApprovedAlready, NotAtThisLevel, AboveApproval.
    """
    kept = _open_one(ctx, waiting_id)
    demand_may_decide(ctx, kept, for_user_id)
    ApprovalVoice.objects.create(
        id=ctx.new_id(), waiting=kept, level=kept.level, person_id=ctx.demand_person(),
        for_person_id=for_user_id, at=ctx.now,
    )  # fmt: skip
    ctx.concerns("waiting_command", kept.id)
    levels = levels_of(kept)
    given = ApprovalVoice.objects.filter(waiting=kept, level=kept.level).count()
    if given < levels[kept.level].quorum:
        return Status.WAITING.value
    if kept.level + 1 < len(levels):
        kept.level, kept.level_since_date = kept.level + 1, ctx.business_date
        kept.save(update_fields=["level", "level_since_date"])
        approval.tell_level(kept)
        return Status.WAITING.value
    return _carry_out(ctx, kept)


def _carry_out(ctx: Context, kept: WaitingCommand) -> str:
    """Every voice is given: run the command anew, against the state of now."""
    refusal: DomainError | None = None
    try:
        with transaction.atomic():
            _run(ctx, kept)
    except DomainError as given:
        refusal = given
    if refusal is not None:
        kept.refusal_code = refusal.code
        kept.refusal_values = {name: value_words(v) for name, v in refusal.values.items()}
    _close(ctx, kept, Status.FAILED if refusal else Status.DONE, refusal.message if refusal else "")
    return kept.status


def _run(ctx: Context, kept: WaitingCommand) -> None:
    spec = spec_of(kept.name)
    user = User.objects.get(id=kept.maker_id)
    if not user.is_active:
        raise errors.ApprovalEnded(reason="inactive")
    maker = context_for(user, channel=kept.channel, key=kept.key, branch_id=kept.branch_id)
    carried = approval.carried_by(ctx, kept, maker)
    inputs = approval.rebuilt(spec, approval.opened(kept, "inputs"))
    if spec.preview is not None:
        then = [(one["name"], one["before"]) for one in approval.opened(kept, "preview")]
        if then != [(one.name, one.before) for one in spec.preview(carried, inputs)]:
            raise errors.StateChanged()
    run_approved(spec, carried, inputs)


@command(permission=DECIDE)
def reject_waiting(
    ctx: Context, *, waiting_id: UUID, reason: str, for_user_id: UUID | None = None
) -> None:
    """Refuse a waiting command, with the reason; it is closed.

    Refuses: InvalidInput (no reason), NotFound, OtherBranch, NotWaiting, WaitedTooLong,
    OwnRequest, ApprovedAlready, NotAtThisLevel.
    """
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    kept = _open_one(ctx, waiting_id)
    demand_may_decide(ctx, kept, for_user_id, limited=False)
    _close(ctx, kept, Status.REJECTED, reason.strip())
    ctx.concerns("waiting_command", kept.id)


@command(permission=ASK)
def withdraw_waiting(ctx: Context, *, waiting_id: UUID) -> None:
    """Take one's own waiting command back. Refuses: NotFound (also somebody else's), NotWaiting."""
    kept = WaitingCommand.objects.select_for_update().filter(
        id=waiting_id, maker_id=ctx.demand_person()
    ).first()  # fmt: skip
    if kept is None:
        raise NotFound(kind="request", id=waiting_id)
    if kept.status != Status.WAITING:
        raise errors.NotWaiting()
    _close(ctx, kept, Status.WITHDRAWN, "")
    ctx.concerns("waiting_command", kept.id)


def _open_one(ctx: Context, waiting_id: UUID) -> WaitingCommand:
    kept = WaitingCommand.objects.select_for_update().filter(id=waiting_id).first()
    if kept is None:
        raise NotFound(kind="request", id=waiting_id)
    ctx.demand_branch(kept.branch_id)
    if kept.status != Status.WAITING:
        raise errors.NotWaiting()
    if ctx.business_date > kept.expires_date:
        raise errors.WaitedTooLong(expired_date=kept.expires_date)
    return kept


def demand_may_decide(
    ctx: Context, kept: WaitingCommand, for_user_id: UUID | None, *, limited: bool = True
) -> None:
    """Whether the actor may speak now, in their own name or for somebody.

    Refuses: OwnRequest (also for the maker), ApprovedAlready, NotAtThisLevel, AboveApproval.
    """
    if kept.maker_id in (ctx.actor_id, for_user_id):
        raise errors.OwnRequest()
    people = [one for one in (ctx.actor_id, for_user_id) if one is not None]
    spoke = ApprovalVoice.objects.filter(waiting=kept)
    if spoke.filter(Q(person_id__in=people) | Q(for_person_id__in=people)).exists():
        raise errors.ApprovedAlready()
    roles = roles_now(kept, on=ctx.business_date)
    speaker = for_user_id or ctx.demand_person()
    limit = _limit_at_level(kept, speaker, roles)
    if limit is None:
        raise errors.NotAtThisLevel(roles=roles)
    amount = amount_of(kept)
    bounds = [limit.up_to]
    if for_user_id is not None:
        bounds.append(_lent_up_to(ctx, for_user_id, roles))
    for bound in bounds:
        if limited and amount is not None and bound is not None and amount.minor > bound:
            raise errors.AboveApproval(amount=amount, limit=Money(bound, amount.currency))


def roles_now(kept: WaitingCommand, *, on: date) -> tuple[str, ...]:
    """The roles that may decide on a day, with those it was passed on to."""
    days = (on - kept.level_since_date).days
    return levels_of(kept)[kept.level].roles_after(days)


class _Limit(NamedTuple):
    """How far a person at the level may go; nothing means without a limit."""

    up_to: int | None


def _limit_at_level(kept: WaitingCommand, user_id: UUID, roles: tuple[str, ...]) -> _Limit | None:
    held = Assignment.objects.filter(
        user_id=user_id, user__is_active=True, role__code__in=roles,
    )  # fmt: skip
    if kept.branch_id is not None:
        held = held.filter(Q(branch_id=None) | Q(branch_id=kept.branch_id))
    limits = list(held.values_list("approval_limit_minor", flat=True))
    if not limits:
        return None
    known = [one for one in limits if one is not None]
    return _Limit(max(known) if len(known) == len(limits) else None)


def _lent_up_to(ctx: Context, from_user_id: UUID, roles: tuple[str, ...]) -> int | None:
    """Refuses: NotAtThisLevel, when the person has not lent their voice for this day."""
    lent = Delegation.objects.filter(
        permission=DECIDE, from_user_id=from_user_id, to_user_id=ctx.actor_id, revoked_at=None,
        start_date__lte=ctx.business_date, end_date__gte=ctx.business_date,
    ).values_list("up_to_minor", flat=True)  # fmt: skip
    found = list(lent)
    if not found:
        raise errors.NotAtThisLevel(roles=roles)
    known = [one for one in found if one is not None]
    return max(known) if len(known) == len(found) else None


def _close(ctx: Context, kept: WaitingCommand, status: Status, reason: str) -> None:
    kept.status, kept.closed_at, kept.closed_by_id = status, ctx.now, ctx.actor_id
    kept.reason = reason
    kept.save(update_fields=[
        "status", "closed_at", "closed_by", "reason", "refusal_code", "refusal_values",
    ])  # fmt: skip
    if ctx.actor_id != kept.maker_id:
        notices.notify(
            user_id=kept.maker_id, event_id=-lock_number(f"{kept.id}/closed"),
            kind=f"approval.{status.value.lower()}", subject_kind="waiting_command",
            subject_id=kept.id, values={"command": kept.name, "reason": reason},
        )  # fmt: skip
