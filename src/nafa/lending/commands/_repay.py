"""Repayments, early settlement, and taking them back."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from nafa.clients import queries as clients
from nafa.kernel.access.proofs import Linked, amount_entered
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.lending import errors, events
from nafa.lending.calc.loan_events import EventKind
from nafa.lending.commands._facts import NO_NOTE, FactNote, FactReceipt, record_fact
from nafa.lending.commands._reversible import reversible_fact
from nafa.lending.commands._told import told
from nafa.lending.models import Guarantee, Loan
from nafa.lending.queries.origination.guarantees import secured_by
from nafa.lending.queries.reading import known_fold
from nafa.lending.queries.repayment import check_prepayment, check_repayment
from nafa.lending.queries.state import find_loan
from nafa.lib.money import Money
from nafa.payments import queries as payments

REVERSIBLE = (EventKind.REPAID.value, EventKind.SETTLED.value, EventKind.PREPAID.value)


@command(permission="lending.repay", linked=amount_entered)
def repay(
    ctx: Context,
    *,
    loan_id: UUID,
    amount: Money,
    value_date: date | None = None,
    payer_id: UUID | None = None,
) -> FactReceipt:
    """Take a repayment into the till one holds and share it out in the contract's order.

    What comes in for a loan that was given up is a recovery, up to what was lost. A `value_date`
    before today counts from that day: what follows is computed again and the difference is posted.
    A `payer_id` says which other client paid, such as a guarantor. Refuses: NotFound, OtherBranch,
    LoanNotActive, AmountNotPositive, AmountTooLarge, CurrencyOther, AmountAboveDebt,
    ValueDateBeforeLoan, DateAhead, PeriodClosed, NoOpenTill, FactOutOfPlace.
    """
    till = payments.own_till(ctx.actor_id)
    return take_repayment(
        ctx, loan_id, amount, till.account_id, value_date=value_date, payer_id=payer_id
    )


def take_repayment(
    ctx: Context,
    loan_id: UUID,
    amount: Money,
    account_id: UUID,
    *,
    value_date: date | None = None,
    payer_id: UUID | None = None,
) -> FactReceipt:
    """A repayment inside a command, into a till's account or out of one the payer has here.

    Refuses: what `repay` refuses of the loan and the amount; BalanceTooLow.
    """
    loan = find_loan(ctx, loan_id, lock=True)
    on = value_date or ctx.business_date
    before = check_repayment(ctx, loan, amount=amount, value_date=on)
    receipt = record_fact(
        ctx,
        loan,
        kind=EventKind.REPAID,
        value_date=on,
        before=before,
        amount=amount,
        cash_account_id=account_id,
        note=_paid_by(ctx, loan, payer_id),
    )
    ctx.publish(events.RepaymentReceived(loan.id, receipt.fact_id, amount))
    return receipt


def _paid_by(ctx: Context, loan: Loan, payer_id: UUID | None) -> FactNote:
    """Who else paid, and the guarantee that person gave. Refuses: NotFound."""
    if payer_id is None:
        return NO_NOTE
    clients.get_client(ctx, payer_id)
    ctx.concerns("client", payer_id)
    given = Guarantee.objects.filter(application__in=secured_by(loan.id), guarantor_id=payer_id)
    found = given.order_by("recorded_at").first()
    return FactNote(payer_id=payer_id, guarantee_id=found.id if found else None)


@command(permission="lending.repay", linked=amount_entered)
def settle(ctx: Context, *, loan_id: UUID, amount: Money) -> FactReceipt:
    """Close a loan early with exactly what closing takes today.

    Refuses: what `repay` refuses, and SettlementChanged when the amount is another one.
    """
    loan = find_loan(ctx, loan_id, lock=True)
    till = payments.own_till(ctx.actor_id)
    payments.check_amount(amount, currency=till.currency)
    if loan.status != Loan.Status.ACTIVE:
        raise errors.LoanNotActive(number=loan.number, status=loan.status)
    before = known_fold(loan, on=ctx.business_date)
    wanted = before.settlement().sum
    if amount != wanted:
        raise errors.SettlementChanged(wanted=wanted, amount=amount)
    receipt = record_fact(
        ctx,
        loan,
        kind=EventKind.SETTLED,
        value_date=ctx.business_date,
        before=before,
        amount=amount,
        cash_account_id=till.account_id,
    )
    ctx.publish(events.RepaymentReceived(loan.id, receipt.fact_id, amount))
    return receipt


@command(permission="lending.repay", linked=amount_entered)
def prepay(ctx: Context, *, loan_id: UUID, amount: Money) -> FactReceipt:
    """Take money early: what is due, interest by the rule of the terms, the rest off the principal.

    The plan follows: fewer instalments, or smaller ones, as the terms say. Refuses: what `repay`
    refuses, PaymentTooSmall, SettleInstead.
    """
    loan = find_loan(ctx, loan_id, lock=True)
    till = payments.own_till(ctx.actor_id)
    before = check_prepayment(ctx, loan, amount=amount)
    receipt = record_fact(
        ctx,
        loan,
        kind=EventKind.PREPAID,
        value_date=ctx.business_date,
        before=before,
        amount=amount,
        cash_account_id=till.account_id,
    )
    ctx.publish(events.RepaymentReceived(loan.id, receipt.fact_id, amount))
    return receipt


def _linked(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """The money that is taken back, and whose."""
    reason, fact_id = inputs["reason"], inputs["fact_id"]
    loan, fact = reversible_fact(ctx, fact_id, reason=reason, kinds=REVERSIBLE)
    return told(loan, fact.amount_minor or 0)


@command(permission="lending.reverse", linked=_linked)
def reverse_repayment(ctx: Context, *, fact_id: UUID, reason: str) -> FactReceipt:
    """Take back money that came in: the loan stands as if it had never been.

    The cash leaves the account it had come into. Refuses: NotFound, OtherBranch, InvalidInput (no
    reason), FactNotReversible (another kind of fact, or reversed before), BalanceTooLow.
    """
    loan, fact = reversible_fact(ctx, fact_id, reason=reason, kinds=REVERSIBLE)
    receipt = record_fact(
        ctx,
        loan,
        kind=EventKind.REVERSED,
        value_date=ctx.business_date,
        target=fact,
        cash_account_id=fact.cash_account_id,
    )
    ctx.publish(events.FactReversed(loan.id, fact_id))
    return receipt
