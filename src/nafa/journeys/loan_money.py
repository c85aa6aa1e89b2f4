"""Money of a loan that goes another way than over the counter: savings, bank, mobile money."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from nafa.journeys import errors
from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.lending.calc.schedule import payout_charges
from nafa.lending.commands import (
    FactReceipt,
    linked_disbursement,
    pay_out,
    ready_loan,
    take_repayment,
)
from nafa.lending.queries import find_loan, fold
from nafa.lib.money import Money, total
from nafa.payments import commands as payments
from nafa.savings import queries as savings


class Ordered(NamedTuple):
    """A disbursement that waits for the operator."""

    fact_id: UUID
    payout_id: UUID
    amount: Money


@command(permission="lending.disburse", linked=linked_disbursement)
def disburse_to_savings(ctx: Context, *, loan_id: UUID, savings_id: UUID) -> FactReceipt:
    """Pay a contract out onto an account of the borrower (RCSFD: D 2022 / C 2511).

    Refuses: what `disburse` refuses of the contract, NotFound, OtherBranch, SavingsNotOpen,
    SavingsOfAnother.
    """
    loan = ready_loan(ctx, loan_id)
    account_id = _own_account(ctx, loan.client_id, savings_id)
    ctx.concerns("savings", savings_id)
    return pay_out(ctx, loan, account_id)


def _linked_order(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """The amount of the contract, and the account or number that it is sent to."""
    linked = linked_disbursement(ctx, inputs)
    return Linked(linked.amount, f"{linked.payee} → {inputs['holder']}, {inputs['destination']}")


@command(permission="lending.disburse", linked=_linked_order)
def disburse_by_payout(
    ctx: Context, *, loan_id: UUID, channel: str, destination: str, holder: str
) -> Ordered:
    """Pay a contract out by bank or mobile money: the loan runs from today, an order waits.

    Another person carries the order out and confirms it with the operator's reference. Refuses:
    what `disburse` refuses of the contract, InvalidInput (channel, destination, holder).
    """
    loan = ready_loan(ctx, loan_id)
    contract = fold(loan, on=ctx.business_date)
    kept = total(
        (amount for _, amount in payout_charges(contract.terms, contract.signed)),
        currency=loan.currency,
    )
    account_id = payments.payout_account(ctx, branch_id=loan.branch_id, currency=loan.currency)
    receipt = pay_out(ctx, loan, account_id)
    amount = Money(loan.principal_minor, loan.currency) - kept
    payout_id = payments.order_payout(
        ctx, channel=channel, destination=destination, holder=holder, amount=amount,
        account_id=account_id, branch_id=loan.branch_id, client_id=loan.client_id,
        purpose=loan.number,
    )  # fmt: skip
    return Ordered(receipt.fact_id, payout_id, amount)


@command(permission="lending.repay")
def repay_from_savings(
    ctx: Context, *, loan_id: UUID, savings_id: UUID, amount: Money
) -> FactReceipt:
    """Take a repayment out of an account of the borrower, who is there and asks for it.

    Refuses: what `repay` refuses of the loan and the amount, SavingsNotOpen, SavingsOfAnother,
    BalanceTooLow (the account has not so much that is free).
    """
    loan = find_loan(ctx, loan_id)
    account_id = _own_account(ctx, loan.client_id, savings_id)
    ctx.concerns("savings", savings_id)
    return take_repayment(ctx, loan_id, amount, account_id)


def _own_account(ctx: Context, client_id: UUID, savings_id: UUID) -> UUID:
    """The ledger account of savings that the borrower owns."""
    account = savings.account_view(ctx, savings_id).row
    if account.status != "OPEN":
        raise errors.SavingsNotOpen(number=account.number)
    if account.client_id != client_id:
        raise errors.SavingsOfAnother(number=account.number)
    return account.ledger_account_id
