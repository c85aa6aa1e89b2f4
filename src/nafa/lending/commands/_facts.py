"""Recording a fact of a loan: replay before and after, post the difference, keep the progress."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from nafa.kernel.context import Context
from nafa.kernel.numbering import next_number
from nafa.ledger import commands as ledger
from nafa.lending import events, life_errors
from nafa.lending.calc.fact_data import data_of
from nafa.lending.calc.loan_events import EventKind, LoanEvent, ReplayRefused
from nafa.lending.calc.loan_state import LoanStatus
from nafa.lending.calc.parts import Component, Parts
from nafa.lending.calc.postings import Role, difference
from nafa.lending.commands._accounts import ledger_lines
from nafa.lending.commands._plans import keep_plan
from nafa.lending.models import Loan, LoanFact, LoanProgress
from nafa.lending.queries.reading import keep_when_committed, known_fold
from nafa.lending.queries.state import Folded
from nafa.lib.money import Money

STATUSES = {
    LoanStatus.PENDING: Loan.Status.CONTRACTED,
    LoanStatus.ACTIVE: Loan.Status.ACTIVE,
    LoanStatus.CLOSED: Loan.Status.CLOSED,
    LoanStatus.WRITTEN_OFF: Loan.Status.WRITTEN_OFF,
}
ENTRY_KINDS = {
    EventKind.DISBURSED: "loan.disbursement",
    EventKind.TRANCHE: "loan.tranche",
    EventKind.DRAWING_ENDED: "loan.drawing_ended",
    EventKind.REPAID: "loan.repayment",
    EventKind.SETTLED: "loan.settlement",
    EventKind.PREPAID: "loan.prepayment",
    EventKind.FEE: "loan.charge",
    EventKind.WAIVED: "loan.waiver",
    EventKind.REPLANNED: "loan.plan",
    EventKind.WRITTEN_OFF: "loan.write_off",
    EventKind.REVERSED: "loan.reversal",
}


class FactReceipt(NamedTuple):
    """What a recorded fact did: for the receipt and the API."""

    fact_id: UUID
    entry_id: UUID | None
    receipt_number: str
    amount: Money
    principal: Money
    interest: Money
    fee: Money
    penalty: Money
    outstanding_principal: Money
    status: str


class FactNote(NamedTuple):
    """Why a fact was recorded, who paid, and which guarantee it comes from."""

    reason: str = ""
    payer_id: UUID | None = None
    guarantee_id: UUID | None = None


NO_NOTE = FactNote()


def record_fact(
    ctx: Context,
    loan: Loan,
    *,
    kind: EventKind,
    value_date: date,
    before: Folded | None = None,
    amount: Money | None = None,
    component: Component | None = None,
    target: LoanFact | None = None,
    cash_account_id: UUID | None = None,
    note: FactNote = NO_NOTE,
) -> FactReceipt:
    """Add a fact to a locked loan inside the running command and post what it changes.

    Refuses: FactOutOfPlace (the loan would end before another fact that needs it running).
    """
    event = LoanEvent(
        id=str(ctx.new_id()),
        kind=kind,
        value_date=value_date,
        order=0,
        amount=amount,
        component=component,
        target=str(target.id) if target else None,
    )
    return record_event(
        ctx, loan, event, before=before, target=target, cash_account_id=cash_account_id, note=note
    )


def record_event(
    ctx: Context,
    loan: Loan,
    event: LoanEvent,
    *,
    before: Folded | None = None,
    target: LoanFact | None = None,
    cash_account_id: UUID | None = None,
    note: FactNote = NO_NOTE,
) -> FactReceipt:
    """Add a fact with all it says. Refuses: FactOutOfPlace."""
    progress = LoanProgress.objects.get(loan_id=loan.id)
    before = before or known_fold(loan, on=ctx.business_date)
    event = event._replace(order=len(before.events) + 1)
    kind, value_date, amount = event.kind, event.value_date, event.amount
    try:
        after = before.with_event(event)
    except ReplayRefused as refused:
        raise life_errors.FactOutOfPlace(number=loan.number, reason=refused.code) from None
    held = before.books(is_suspended=progress.is_suspended)
    entry_id = _post(ctx, progress, kind, value_date, held, after, cash_account_id)
    parts = parts_of(after, event, target)
    fact = LoanFact(
        id=UUID(event.id), loan_id=loan.id, kind=kind.value, value_date=value_date,
        recorded_date=ctx.business_date, order=event.order, target=target, entry_id=entry_id,
        amount_minor=amount.minor if amount else None, command_id=ctx.command_id,
        component=event.component.value if event.component else "",
        cash_account_id=cash_account_id, data=data_of(event), **note._asdict(),
        principal_minor=parts.principal.minor, interest_minor=parts.interest.minor,
        fee_minor=parts.fee.minor, penalty_minor=parts.penalty.minor,
        receipt_number=f"R{next_number('receipt'):08d}" if cash_account_id else "",
    )  # fmt: skip
    LoanFact.objects.bulk_create([fact])
    keep_plan(ctx, loan, after, fact_id=fact.id)
    _keep_progress(ctx, loan, after, is_suspended=progress.is_suspended)
    keep_when_committed(after)
    ctx.concerns("loan", loan.id)
    ctx.concerns("client", loan.client_id)
    return _receipt(fact, after, amount or after.nothing, parts)


def _receipt(fact: LoanFact, after: Folded, amount: Money, parts: Parts) -> FactReceipt:
    return FactReceipt(
        fact_id=fact.id,
        entry_id=fact.entry_id,
        receipt_number=fact.receipt_number,
        amount=amount,
        principal=parts.principal,
        interest=parts.interest,
        fee=parts.fee,
        penalty=parts.penalty,
        outstanding_principal=after.state.outstanding_principal,
        status=after.state.status.value,
    )


def _post(
    ctx: Context,
    progress: LoanProgress,
    kind: EventKind,
    value_date: date,
    before: Mapping[Role, Money],
    after: Folded,
    cash_account_id: UUID | None,
) -> UUID | None:
    moved = difference(before, after.books(is_suspended=progress.is_suspended))
    if not moved:
        return None
    lines = ledger_lines(ctx, after.loan, progress, moved, cash_account_id=cash_account_id)
    return ledger.post(
        ctx,
        kind=ENTRY_KINDS[kind],
        value_date=ctx.business_date if kind is EventKind.REVERSED else value_date,
        lines=lines,
        reference=after.loan.number,
        branch_id=after.loan.branch_id,
    )


def parts_of(after: Folded, event: LoanEvent, target: LoanFact | None) -> Parts:
    """How the fact was shared out; a reversal takes back what its target had."""
    if target is not None:
        return Parts(
            *(
                Money(-minor, after.loan.currency)
                for minor in (
                    target.penalty_minor,
                    target.fee_minor,
                    target.interest_minor,
                    target.principal_minor,
                )
            )
        )
    share = after.state.shares.of(event.id)
    return share.parts if share else Parts.zero(after.loan.currency)


def _keep_progress(ctx: Context, loan: Loan, after: Folded, *, is_suspended: bool) -> None:
    """Store what the next day close starts from, and the loan's status."""
    income = after.books(is_suspended=is_suspended)[Role.INTEREST_INCOME]
    yesterday = ctx.business_date - timedelta(days=1)
    values = progress_values(after, yesterday=yesterday, income=income)
    LoanProgress.objects.filter(loan_id=loan.id).update(**values)
    keep_status(ctx, loan, after)


def progress_values(after: Folded, *, yesterday: date, income: Money) -> dict[str, Any]:
    """What the next day close starts from: how far interest, penalties and lateness have come.

    `income` is what the books hold of interest, as `Folded.books` gives it.
    """
    state, late = after.state, after.lateness(yesterday)
    penalties = state.penalty_progress
    return {
        "recognised_interest_minor": state.waived.interest.minor - income.minor,
        "penalty_numerator": penalties.numerator,
        "penalty_flat_minor": penalties.flat_minor,
        "penalty_charged_minor": state.penalty_charged.minor,
        "penalty_through_date": penalties.through,
        "oldest_due_date": late.oldest_due_date if late.days_late else None,
        "days_late": late.days_late,
        "overdue_principal_minor": late.overdue_principal.minor,
        "overdue_interest_minor": late.overdue_interest.minor,
        "capitalised_minor": state.capitalised.minor,
        "carried_minor": sum(after.carried),
        "undrawn_minor": after.terms.approved - state.disbursed.minor,
    }


def keep_status(ctx: Context, loan: Loan, after: Folded) -> None:
    """Store the loan's status where it changed, and tell that it is paid."""
    status = STATUSES[after.state.status]
    if status != loan.status or after.state.ended_on != loan.ended_date:
        Loan.objects.filter(id=loan.id).update(status=status, ended_date=after.state.ended_on)
        if status == Loan.Status.CLOSED:
            ctx.publish(events.LoanClosed(loan.id))
