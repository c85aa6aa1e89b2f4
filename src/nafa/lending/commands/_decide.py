"""Deciding applications: persons of the application's level, other than who submitted it."""

from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.lending import errors, events, origination_errors
from nafa.lending.calc.origination.voices import Proposal, approvals_of, has_spoken
from nafa.lending.commands._apply import lock_application
from nafa.lending.commands.origination.approval import (
    complete,
    demand_in_time,
    demand_level,
    demand_limit,
    demand_not_maker,
    proposed,
)
from nafa.lending.commands.origination.readiness import demand_ready
from nafa.lending.models import Application, ApprovalRoute, Decision
from nafa.lending.queries.origination.standing import round_voices
from nafa.lib.money import Money

_AFTER = {
    Decision.Outcome.RETURNED: Application.Status.RETURNED,
    Decision.Outcome.REFUSED: Application.Status.REFUSED,
}


@command(permission="lending.approve")
def decide_application(
    ctx: Context,
    *,
    application_id: UUID,
    outcome: str,
    reason: str = "",
    amount: Money | None = None,
    instalment_count: int | None = None,
    conditions: str = "",
    for_user_id: UUID | None = None,
) -> UUID:
    """Approve (as asked, lower, with another term or conditions), return or refuse an application.

    The approval is complete with the last voice of the quorum; until then the application goes on
    waiting. A voice for other terms than those on the table opens the count anew. `for_user_id`:
    decide as the delegate of that person.

    Refuses: NotFound, OtherBranch, ApplicationNotWaiting, OwnApplication (submitted or followed by
    one of the persons), OwnLoan (one of them is the client, or tied to them), ReasonWanted,
    CommitteeDecides, WithoutLevel, DelegationOutOfDate, AboveDelegation, AboveApprovalLimit,
    ApplicationExpired, AlreadyDecided, ApprovedAboveAsked, AmountOutOfRange, CountOutOfRange,
    TermsNotPossible, RateUsurious (the ceiling of today),
    and what `demand_ready` refuses of the file and of the limits.
    """
    application = lock_application(ctx, application_id)
    decided = Decision.Outcome(outcome)
    if application.status != Application.Status.SUBMITTED:
        raise errors.ApplicationNotWaiting(number=application.number, status=application.status)
    demand_not_maker(application, ctx.actor_id, for_user_id)
    route = ApprovalRoute.objects.filter(application_id=application.id).first()
    if decided is not Decision.Outcome.APPROVED:
        return _turn_down(ctx, application, route, decided, reason, for_user_id)
    if route is None:
        wanted = _approve_alone(ctx, application, amount, instalment_count)
    else:
        wanted = _approve_at_level(ctx, application, route, amount, instalment_count, for_user_id)
    decision = record_decision(
        ctx, application, route, decided, reason, conditions, wanted, for_user_id
    )
    given = len(approvals_of(round_voices(application), wanted))
    if route is None or given >= route.quorum:
        complete(ctx, application, route)
        _tell(ctx, application, decided)
    return decision.id


def _turn_down(
    ctx: Context,
    application: Application,
    route: ApprovalRoute | None,
    decided: Decision.Outcome,
    reason: str,
    for_user_id: UUID | None,
) -> UUID:
    """Return or refuse, with the reason. Refusing takes the level; returning any other person."""
    if not reason.strip():
        raise errors.ReasonWanted()
    if route is not None and decided is Decision.Outcome.REFUSED:
        demand_level(ctx, application, route, for_user_id)
    wanted = Proposal(application.amount_minor, application.instalment_count)
    decision = record_decision(ctx, application, route, decided, reason, "", wanted, for_user_id)
    Application.objects.filter(id=application.id).update(status=_AFTER[decided])
    _tell(ctx, application, decided)
    return decision.id


def _approve_alone(
    ctx: Context, application: Application, amount: Money | None, instalment_count: int | None
) -> Proposal:
    """Without a policy one person decides, and only within a limit that was given to them."""
    wanted = proposed(ctx, application, amount, instalment_count)
    demand_ready(ctx, application, None)
    approved = Money(wanted.amount_minor, application.currency)
    if ctx.approval_limit_minor is None and ctx.actor_id is not None:
        raise errors.AboveApprovalLimit(amount=approved, limit=Money.zero(approved.currency))
    demand_limit(ctx, approved, None)
    return wanted


def _approve_at_level(
    ctx: Context,
    application: Application,
    route: ApprovalRoute,
    amount: Money | None,
    instalment_count: int | None,
    for_user_id: UUID | None,
) -> Proposal:
    delegation = demand_level(ctx, application, route, for_user_id)
    demand_in_time(ctx, application, route)
    wanted = proposed(ctx, application, amount, instalment_count)
    demand_ready(ctx, application, route)
    if has_spoken(approvals_of(round_voices(application), wanted), [ctx.actor_id, for_user_id]):
        raise origination_errors.AlreadyDecided(number=application.number)
    demand_limit(ctx, Money(wanted.amount_minor, application.currency), delegation)
    return wanted


def record_decision(
    ctx: Context,
    application: Application,
    route: ApprovalRoute | None,
    outcome: Decision.Outcome,
    reason: str,
    conditions: str,
    wanted: Proposal,
    for_user_id: UUID | None = None,
) -> Decision:
    """Write one voice down: by whom, for whom, at which level, on which terms, and why."""
    return Decision.objects.create(
        id=ctx.new_id(),
        application_id=application.id,
        outcome=outcome,
        decided_by_id=ctx.actor_id,
        for_user_id=for_user_id,
        decided_at=ctx.now,
        reason=reason.strip(),
        conditions=conditions.strip(),
        amount_minor=wanted.amount_minor,
        instalment_count=wanted.instalment_count,
        round=application.round,
        level=route.level if route else "",
    )


def _tell(ctx: Context, application: Application, decided: Decision.Outcome) -> None:
    ctx.publish(events.ApplicationDecided(application.id, decided.value, application.officer_id))
