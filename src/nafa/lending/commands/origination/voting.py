"""Deciding in session: the proposal, the members' votes, the majority, the postponement."""

from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.lending import errors as lending_errors
from nafa.lending import events
from nafa.lending import origination_errors as errors
from nafa.lending.calc.origination.ballot import Choice, Result, tally
from nafa.lending.calc.origination.voices import Proposal
from nafa.lending.commands._apply import lock_application
from nafa.lending.commands.origination.approval import (
    complete,
    demand_in_time,
    demand_not_maker,
    fill_terms,
    proposed,
)
from nafa.lending.commands.origination.readiness import demand_ready
from nafa.lending.commands.origination.sessions import demand_seat, lock_session
from nafa.lending.models import (
    AgendaItem,
    Application,
    ApprovalRoute,
    CommitteeSeat,
    CommitteeSession,
    CommitteeVote,
    Decision,
)
from nafa.lending.queries.origination.committee import ballots_of
from nafa.lib.money import Money

APPROVE = "lending.approve"


@command(permission=APPROVE)
def propose_terms(
    ctx: Context, *, item_id: UUID, amount: Money, instalment_count: int, conditions: str = ""
) -> int:
    """Put other terms to the vote; votes on the earlier ones count no more. The proposal's number.

    Refuses: NotFound, SessionNotOpen, NotOfThisCommittee (chair or secretary), ApprovedAboveAsked,
    AmountOutOfRange, CountOutOfRange, TermsNotPossible, RateUsurious.
    """
    session, item = _lock_item(ctx, item_id)
    demand_seat(ctx, session, session.chair_id, session.secretary_id)
    application = lock_application(ctx, item.application_id)
    wanted = proposed(ctx, application, amount, instalment_count)
    number = item.proposal_number + 1
    item.proposal_number, item.conditions = number, conditions.strip()
    item.amount_minor, item.instalment_count = wanted.amount_minor, wanted.instalment_count
    item.save(update_fields=["proposal_number", "amount_minor", "instalment_count", "conditions"])
    return number


@command(permission=APPROVE)
def vote(ctx: Context, *, item_id: UUID, choice: str, reason: str = "") -> None:
    """A present member's vote on the proposal, once; a vote against says why.

    Refuses: NotFound, SessionNotOpen, NotOfThisCommittee, OwnApplication (who made it does not
    vote), VotedAlready, ReasonWanted, InvalidInput.
    """
    if choice not in Choice.__members__:
        raise InvalidInput(field="choice", reason=choice)
    session, item = _lock_item(ctx, item_id)
    seats = CommitteeSeat.objects.filter(session_id=session.id, is_present=True)
    if ctx.actor_id is None or not seats.filter(member_id=ctx.actor_id).exists():
        raise errors.NotOfThisCommittee(who=errors.MEMBERS, number=session.number)
    application = lock_application(ctx, item.application_id)
    demand_not_maker(application, ctx.actor_id)
    if choice == Choice.AGAINST and not reason.strip():
        raise lending_errors.ReasonWanted()
    given = CommitteeVote.objects.filter(
        item_id=item_id, member_id=ctx.actor_id, proposal_number=item.proposal_number
    )
    if given.exists():
        raise errors.VotedAlready(number=application.number)
    CommitteeVote.objects.create(
        item_id=item_id,
        member_id=ctx.actor_id,
        proposal_number=item.proposal_number,
        choice=choice,
        reason=reason.strip(),
        voted_at=ctx.now,
    )


@command(permission=APPROVE)
def conclude_item(ctx: Context, *, item_id: UUID) -> str:
    """The chair counts: the majority decides, the chair's own vote ends a tie. The outcome.

    Refuses: NotFound, SessionNotOpen, NotOfThisCommittee (the chair only), QuorumMissing (votes
    and abstentions), VoteTied, ApplicationExpired, ApplicationNotWaiting, RateUsurious,
    OwnApplication (the chair submitted or follows it), and what `demand_ready` refuses.
    """
    session, item = _lock_item(ctx, item_id)
    demand_seat(ctx, session, session.chair_id)
    application, route = _waiting(ctx, item)
    demand_not_maker(application, ctx.actor_id)
    ballots = ballots_of(item)
    counted = tally(ballots, chair_id=session.chair_id)
    if counted.cast < session.quorum:
        raise errors.QuorumMissing(given=counted.cast, wanted=session.quorum)
    if counted.result is Result.TIED:
        raise errors.VoteTied(number=application.number)
    if counted.result is Result.CARRIED:
        demand_in_time(ctx, application, route)
        fill_terms(ctx, application, Proposal(item.amount_minor, item.instalment_count))
        demand_ready(ctx, application, route)
        complete(ctx, application, route)
        return _close_item(ctx, session, item, Decision.Outcome.APPROVED, "")
    Application.objects.filter(id=application.id).update(status=Application.Status.REFUSED)
    reasons = CommitteeVote.objects.filter(
        item_id=item_id, proposal_number=item.proposal_number, choice=Choice.AGAINST
    ).order_by("voted_at")
    told = " · ".join(one.reason for one in reasons)
    return _close_item(ctx, session, item, Decision.Outcome.REFUSED, told)


@command(permission=APPROVE)
def postpone_item(ctx: Context, *, item_id: UUID, reason: str, is_returned: bool) -> str:
    """The chair takes an application off: to a later session, or back to the officer.

    Refuses: NotFound, SessionNotOpen, NotOfThisCommittee (the chair only), ReasonWanted.
    """
    session, item = _lock_item(ctx, item_id)
    demand_seat(ctx, session, session.chair_id)
    if not reason.strip():
        raise lending_errors.ReasonWanted()
    if is_returned:
        application, _route = _waiting(ctx, item)
        Application.objects.filter(id=application.id).update(status=Application.Status.RETURNED)
        return _close_item(ctx, session, item, Decision.Outcome.RETURNED, reason)
    item.outcome, item.reason = AgendaItem.Outcome.POSTPONED, reason.strip()
    item.closed_at = ctx.now
    item.save(update_fields=["outcome", "reason", "closed_at"])
    return AgendaItem.Outcome.POSTPONED.value


def _lock_item(ctx: Context, item_id: UUID) -> tuple[CommitteeSession, AgendaItem]:
    found = AgendaItem.objects.filter(id=item_id).first()
    if found is None:
        raise NotFound(kind="agenda_item", id=item_id)
    session = lock_session(ctx, found.session_id, CommitteeSession.Status.OPEN)
    item = AgendaItem.objects.get(id=item_id)
    if item.outcome != AgendaItem.Outcome.OPEN:
        raise errors.SessionNotOpen(number=session.number, status=item.outcome)
    return session, item


def _waiting(ctx: Context, item: AgendaItem) -> tuple[Application, ApprovalRoute]:
    """The application, still waiting, with its level."""
    application = lock_application(ctx, item.application_id)
    route = ApprovalRoute.objects.filter(application_id=application.id).first()
    if application.status != Application.Status.SUBMITTED or route is None:
        raise lending_errors.ApplicationNotWaiting(
            number=application.number, status=application.status
        )
    return application, route


def _close_item(
    ctx: Context,
    session: CommitteeSession,
    item: AgendaItem,
    outcome: Decision.Outcome,
    reason: str,
) -> str:
    """Write the committee's decision down and tell the officer."""
    application = Application.objects.get(id=item.application_id)
    decision = Decision.objects.create(
        id=ctx.new_id(),
        application_id=application.id,
        outcome=outcome,
        decided_by_id=session.chair_id,
        decided_at=ctx.now,
        reason=reason.strip(),
        conditions=item.conditions,
        amount_minor=item.amount_minor,
        instalment_count=item.instalment_count,
        round=application.round,
        level=session.number,
        is_of_committee=True,
    )
    item.outcome, item.reason, item.decision = outcome, reason.strip(), decision
    item.closed_at = ctx.now
    item.save(update_fields=["outcome", "reason", "decision", "closed_at"])
    ctx.publish(events.ApplicationDecided(application.id, outcome.value, application.officer_id))
    return outcome.value
