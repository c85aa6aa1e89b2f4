"""Changes of a loan that one person asks for and another decides."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput
from nafa.kernel.numbering import next_number
from nafa.lending import errors, events, life_errors
from nafa.lending.calc.loan_events import EventKind, LoanEvent
from nafa.lending.calc.postings import Role
from nafa.lending.commands._facts import FactNote, FactReceipt, record_event
from nafa.lending.commands._told import told
from nafa.lending.commands.life.marks import is_marked, move_principal, release_provision
from nafa.lending.commands.own_loans import demand_not_own
from nafa.lending.models import Loan, LoanRequest
from nafa.lending.queries.life.changes import find_request
from nafa.lending.queries.life.drafts import change_of, charge, drafted
from nafa.lending.queries.reading import known_fold
from nafa.lending.queries.state import Folded, find_loan
from nafa.lib.money import Money


@command(permission="lending.ask_change")
def ask_change(
    ctx: Context, *, loan_id: UUID, kind: str, asked: dict[str, Any], reason: str
) -> UUID:
    """Ask for a waiver, a deferment, a rescheduling, a restructuring or a write-off.

    Nothing is recorded on the loan until another person accepts. Refuses: NotFound, OtherBranch,
    ChangeUnknown, InvalidInput (no reason), OwnLoan, LoanNotActive, ChangeNotPossible,
    RequestWaits, and what the kind of change refuses.
    """
    change = change_of(kind)
    ctx.demand(change.asked_with)
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    loan = find_loan(ctx, loan_id, lock=True)
    demand_not_own(loan.client_id, ctx.actor_id)
    draft = drafted(ctx, known_fold(loan, on=ctx.business_date), change.draft, asked)
    waiting = LoanRequest.objects.filter(loan_id=loan.id, kind=kind, status="WAITING")
    if waiting.exists():
        raise life_errors.RequestWaits(number=loan.number)
    made = LoanRequest.objects.create(
        id=ctx.new_id(),
        number=f"M{next_number('loan_request'):07d}",
        loan_id=loan.id,
        kind=kind,
        asked=dict(asked),
        reason=reason.strip(),
        amount_minor=draft.at_stake.minor,
        currency=loan.currency,
        asked_by_id=ctx.actor_id,
        asked_at=ctx.now,
        asked_date=ctx.business_date,
    )
    _tell(ctx, loan)
    ctx.publish(events.ChangeAsked(loan.id, made.id, kind, draft.at_stake))
    return made.id


@command(permission="lending.view")
def accept_change(ctx: Context, *, request_id: UUID) -> FactReceipt:
    """Decide that a change is made; it is drafted again from today's state and recorded.

    Refuses: NotFound, OtherBranch, NotPermitted (the right of the kind of change), RequestDecided,
    OwnRequest, OwnLoan, AboveApprovalLimit, and what asking for it refuses.
    """
    request = _to_decide(ctx, request_id)
    loan = find_loan(ctx, request.loan_id, lock=True)
    before = known_fold(loan, on=ctx.business_date)
    draft = drafted(ctx, before, change_of(request.kind).draft, request.asked)
    _demand_limit(ctx, draft.at_stake)
    note = FactNote(reason=request.reason)
    receipt = record_event(ctx, loan, _with_id(ctx, draft.event), before=before, note=note)
    _after(ctx, loan, draft.event, before)
    _decide(ctx, request, LoanRequest.Status.ACCEPTED, "", fact_id=receipt.fact_id)
    ctx.publish(events.LoanChanged(loan.id, receipt.fact_id, request.kind))
    return receipt


@command(permission="lending.view")
def refuse_change(ctx: Context, *, request_id: UUID, reason: str) -> None:
    """Decide that a change is not made, with the reason.

    Refuses: NotFound, OtherBranch, NotPermitted, RequestDecided, OwnRequest, InvalidInput.
    """
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    request = _to_decide(ctx, request_id)
    _tell(ctx, request.loan)
    _decide(ctx, request, LoanRequest.Status.REFUSED, reason.strip())


@command(permission="lending.ask_change")
def withdraw_change(ctx: Context, *, request_id: UUID) -> None:
    """Take back what one asked for oneself. Refuses: NotFound, OtherBranch, RequestDecided,
    RequestOfAnother."""
    request = _waiting(ctx, request_id)
    if request.asked_by_id != ctx.actor_id:
        raise life_errors.RequestOfAnother()
    _tell(ctx, request.loan)
    _decide(ctx, request, LoanRequest.Status.WITHDRAWN, "")


def _charged(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """The charge in money, also when it is asked for in percent."""
    loan = find_loan(ctx, inputs["loan_id"])
    draft = drafted(ctx, known_fold(loan, on=ctx.business_date), charge, inputs["asked"])
    return told(loan, draft.at_stake.minor)


@command(permission="lending.charge", linked=_charged)
def charge_loan(ctx: Context, *, loan_id: UUID, asked: dict[str, Any], reason: str) -> FactReceipt:
    """Ask a borrower for a named charge, flat or in percent, due on a day.

    Refuses: NotFound, OtherBranch, InvalidInput (no reason), LoanNotActive, ChangeNotPossible.
    """
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    loan = find_loan(ctx, loan_id, lock=True)
    before = known_fold(loan, on=ctx.business_date)
    draft = drafted(ctx, before, charge, asked)
    note = FactNote(reason=reason.strip())
    receipt = record_event(ctx, loan, _with_id(ctx, draft.event), before=before, note=note)
    ctx.publish(events.LoanChanged(loan.id, receipt.fact_id, "CHARGE"))
    return receipt


def _with_id(ctx: Context, event: LoanEvent) -> LoanEvent:
    return event._replace(id=str(ctx.new_id()))


def _tell(ctx: Context, loan: Loan) -> None:
    ctx.concerns("loan", loan.id)
    ctx.concerns("client", loan.client_id)


def _waiting(ctx: Context, request_id: UUID) -> LoanRequest:
    request = find_request(ctx, request_id, lock=True)
    if request.status != LoanRequest.Status.WAITING:
        raise life_errors.RequestDecided(status=request.status)
    return request


def _to_decide(ctx: Context, request_id: UUID) -> LoanRequest:
    request = _waiting(ctx, request_id)
    ctx.demand(change_of(request.kind).decided_with)
    if request.asked_by_id is not None and request.asked_by_id == ctx.actor_id:
        raise life_errors.OwnRequest()
    demand_not_own(request.loan.client_id, ctx.actor_id)
    return request


def _demand_limit(ctx: Context, amount: Money) -> None:
    """Refuses: AboveApprovalLimit, also for a person who was given no limit at all."""
    if ctx.actor_id is None:
        return
    limit = Money(ctx.approval_limit_minor or 0, amount.currency)
    if amount > limit:
        raise errors.AboveApprovalLimit(amount=amount, limit=limit)


def _decide(
    ctx: Context,
    request: LoanRequest,
    status: LoanRequest.Status,
    reason: str,
    *,
    fact_id: UUID | None = None,
) -> None:
    request.status, request.decision_reason, request.fact_id = status, reason, fact_id
    request.decided_by_id, request.decided_at = ctx.actor_id, ctx.now
    request.save(update_fields=["status", "decided_by", "decided_at", "decision_reason", "fact"])


def _after(ctx: Context, loan: Loan, event: LoanEvent, before: Folded) -> None:
    """What the books need besides the entry of the fact."""
    if event.kind is EventKind.WRITTEN_OFF:
        release_provision(ctx, loan)
    was_late = before.lateness(ctx.business_date).is_late
    if is_marked(event.plan, was_late=was_late):
        move_principal(ctx, loan, Role.RESTRUCTURED)
        Loan.objects.filter(id=loan.id).update(restructured_date=ctx.business_date)
