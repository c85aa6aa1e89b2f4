"""Money of a loan that goes another way than over the counter: savings, bank, mobile money."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from nafa.journeys import errors
from nafa.kernel.access.proofs import Linked, amount_entered
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.lending.commands import (
    FactReceipt,
    linked_disbursement,
    pay_out,
    ready_payout,
    take_repayment,
)
from nafa.lending.queries import find_loan
from nafa.lib.money import Money
from nafa.payments import commands as payments
from nafa.savings import queries as savings


class Ordered(NamedTuple):
    """A disbursement that waits for the operator."""

    fact_id: UUID
    payout_id: UUID
    amount: Money


@command(permission="lending.disburse", linked=linked_disbursement)
def disburse_to_savings(
    ctx: Context, *, loan_id: UUID, savings_id: UUID, amount: Money | None = None
) -> FactReceipt:
    """Pay a contract, or a tranche of it, out onto an account of the borrower (D 2022 / C 2511).

    Refuses: what `disburse` refuses of the contract, NotFound, OtherBranch, SavingsNotOpen,
    SavingsOfAnother.
    """
    payout = ready_payout(ctx, loan_id, amount)
    account_id = _own_account(ctx, payout.loan.client_id, savings_id)
    ctx.concerns("savings", savings_id)
    return pay_out(ctx, payout, account_id)


def _linked_order(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """The amount that is sent, and the account or number that it is sent to."""
    linked = linked_disbursement(ctx, inputs)
    payout = ready_payout(ctx, inputs["loan_id"], inputs.get("amount"))
    payee = f"{linked.payee} → {inputs['holder']}, {inputs['destination']}"
    return Linked(payout.amount - payout.kept, payee)


@command(permission="lending.disburse", linked=_linked_order)
def disburse_by_payout(
    ctx: Context,
    *,
    loan_id: UUID,
    channel: str,
    destination: str,
    holder: str,
    amount: Money | None = None,
) -> Ordered:
    """Pay a contract out by bank or mobile money: the loan runs from today, an order waits.

    Another person carries the order out and confirms it with the operator's reference. Refuses:
    what `disburse` refuses of the contract, InvalidInput (channel, destination, holder).
    """
    payout = ready_payout(ctx, loan_id, amount)
    loan = payout.loan
    account_id = payments.payout_account(ctx, branch_id=loan.branch_id, currency=loan.currency)
    receipt = pay_out(ctx, payout, account_id)
    received = payout.amount - payout.kept
    payout_id = payments.order_payout(
        ctx, channel=channel, destination=destination, holder=holder, amount=received,
        account_id=account_id, branch_id=loan.branch_id, client_id=loan.client_id,
        purpose=loan.number,
    )  # fmt: skip
    return Ordered(receipt.fact_id, payout_id, received)


@command(permission="lending.repay", linked=amount_entered)
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
