"""A new loan that repays former ones out of what it pays out."""

from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.lending import errors, events, life_errors
from nafa.lending.calc.loan_events import EventKind
from nafa.lending.commands._disburse import (
    Payout,
    check_ready,
    first_payout,
    linked_disbursement,
    pay_out,
)
from nafa.lending.commands._facts import FactReceipt, record_fact
from nafa.lending.commands.farming.open_vouchers import demand_no_vouchers
from nafa.lending.models import Loan, Refinancing
from nafa.lending.queries.reading import known_fold
from nafa.lending.queries.state import Folded, find_loan
from nafa.lib.money import Money, total
from nafa.payments import queries as payments
from nafa.payments.queries import OwnTill


@command(permission="lending.disburse", linked=linked_disbursement)
def refinance(ctx: Context, *, loan_id: UUID, former_ids: tuple[UUID, ...]) -> FactReceipt:
    """Pay a contract out, keeping back what settles former loans of the same borrower today.

    The borrower receives the rest. Refuses: what `disburse` refuses, LoanNotActive (a former loan),
    OtherBorrower, NothingToRefinance, RefinancingTooSmall (fees and settlements exceed the loan).
    """
    loan = find_loan(ctx, loan_id, lock=True)
    check_ready(ctx, loan)
    demand_no_vouchers(loan)
    till = payments.own_till(ctx.actor_id)
    payments.check_amount(Money(loan.principal_minor, loan.currency), currency=till.currency)
    formers = [find_loan(ctx, one, lock=True) for one in sorted(set(former_ids))]
    if not formers:
        raise life_errors.NothingToRefinance(number=loan.number)
    folded = [_settled(ctx, loan, former) for former in formers]
    amounts = [one.settlement().sum for one in folded]
    payout = first_payout(ctx, loan)
    _demand_room(payout, amounts)
    for former, before, amount in zip(formers, folded, amounts, strict=True):
        _settle(ctx, loan, former, before, amount, till)
    receipt = pay_out(ctx, payout, till.account_id)
    ctx.concerns("till", till.till_id)
    return receipt


def _settled(ctx: Context, loan: Loan, former: Loan) -> Folded:
    if former.status != Loan.Status.ACTIVE:
        raise errors.LoanNotActive(number=former.number, status=former.status)
    if former.client_id != loan.client_id:
        raise life_errors.OtherBorrower(number=former.number)
    return known_fold(former, on=ctx.business_date)


def _demand_room(payout: Payout, amounts: list[Money]) -> None:
    wanted = total(amounts, currency=payout.amount.currency) + payout.kept
    if wanted > payout.amount:
        raise life_errors.RefinancingTooSmall(amount=payout.amount, wanted=wanted)


def _settle(
    ctx: Context, loan: Loan, former: Loan, before: Folded, amount: Money, till: OwnTill
) -> None:
    receipt = record_fact(
        ctx,
        former,
        kind=EventKind.SETTLED,
        value_date=ctx.business_date,
        before=before,
        amount=amount,
        cash_account_id=till.account_id,
    )
    Refinancing.objects.create(
        former_id=former.id, loan_id=loan.id, settled_minor=amount.minor, fact_id=receipt.fact_id
    )
    ctx.publish(events.RepaymentReceived(former.id, receipt.fact_id, amount))
