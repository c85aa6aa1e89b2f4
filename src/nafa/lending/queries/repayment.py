"""What a repayment would do, before it is taken."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from nafa.kernel.context import Context
from nafa.ledger.errors import DateAhead
from nafa.lending import errors, life_errors
from nafa.lending.calc.loan_events import EventKind, LoanEvent
from nafa.lending.calc.loan_state import LoanStatus
from nafa.lending.calc.parts import Component, Parts
from nafa.lending.models import Loan
from nafa.lending.queries.reading import known_fold
from nafa.lending.queries.state import Folded, find_loan
from nafa.lib.invariants import ensure
from nafa.lib.money import Money, total
from nafa.payments import queries as payments


class RepaymentPreview(NamedTuple):
    """How an amount would be shared out, and what would remain."""

    amount: Money
    parts: Parts
    outstanding_before: Money
    outstanding_after: Money
    closes: bool


def debt_of(folded: Folded) -> Money:
    """Everything the schedule, fees and penalties still ask for; what was lost of a lost loan."""
    if folded.state.status is LoanStatus.WRITTEN_OFF:
        return folded.state.written_off.sum - folded.state.recovered
    return total((due.parts.sum for due in folded.state.dues), currency=folded.loan.currency)


def check_repayment(ctx: Context, loan: Loan, *, amount: Money, value_date: date) -> Folded:
    """Refuses: LoanNotActive, AmountNotPositive, AmountTooLarge, CurrencyOther, DateAhead,
    ValueDateBeforeLoan, AmountAboveDebt."""
    if loan.status not in (Loan.Status.ACTIVE, Loan.Status.WRITTEN_OFF):
        raise errors.LoanNotActive(number=loan.number, status=loan.status)
    payments.check_amount(amount, currency=loan.currency)
    if value_date > ctx.business_date:
        raise DateAhead(value_date=value_date, business_date=ctx.business_date)
    if value_date < loan.disbursement_date:
        raise errors.ValueDateBeforeLoan(
            value_date=value_date, disbursed_date=loan.disbursement_date
        )
    folded = known_fold(loan, on=ctx.business_date)
    debt = debt_of(folded)
    if amount > debt:
        raise errors.AmountAboveDebt(amount=amount, debt=debt)
    return folded


def check_prepayment(ctx: Context, loan: Loan, *, amount: Money) -> Folded:
    """Refuses: what `check_repayment` refuses, LoanNotActive (given up), PaymentTooSmall,
    SettleInstead."""
    if loan.status != Loan.Status.ACTIVE:
        raise errors.LoanNotActive(number=loan.number, status=loan.status)
    on = ctx.business_date
    folded = check_repayment(ctx, loan, amount=amount, value_date=on)
    settlement = folded.settlement().sum
    if amount >= settlement:
        raise life_errors.SettleInstead(amount=amount, settlement=settlement)
    if not folded.with_event(prepayment(folded, amount, on)).is_replanned_since(folded):
        due = folded.state.due_on(on)
        interest = max(folded.settlement().interest, due.interest)
        raise life_errors.PaymentTooSmall(
            amount=amount, due=due.put(Component.INTEREST, interest).sum
        )
    return folded


def prepayment(folded: Folded, amount: Money, on: date) -> LoanEvent:
    """The fact that money which comes early would be."""
    return LoanEvent("preview", EventKind.PREPAID, on, len(folded.events) + 1, amount)


def preview_repayment(
    ctx: Context, *, loan_id: UUID, amount: Money, value_date: date | None = None
) -> RepaymentPreview:
    """The allocation a repayment would have. Refuses what `repay` refuses of the amount."""
    loan = find_loan(ctx, loan_id)
    on = value_date or ctx.business_date
    before = check_repayment(ctx, loan, amount=amount, value_date=on)
    event = LoanEvent("preview", EventKind.REPAID, on, len(before.events) + 1, amount)
    after = before.with_event(event)
    share = after.state.shares.of(event.id)
    ensure(share is not None, "a payment has a share")
    assert share is not None
    return RepaymentPreview(
        amount=amount,
        parts=share.parts,
        outstanding_before=before.state.outstanding_principal,
        outstanding_after=after.state.outstanding_principal,
        closes=not after.state.dues and after.state.status is not LoanStatus.WRITTEN_OFF,
    )
