"""Money of loans by other ways than cash: savings of the borrower, orders to pay."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from nafa.interfaces.api.v1.access import reader, writer
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.lending import NewPayout, Receipt, asked_of, receipt_shown
from nafa.interfaces.api.v1.values import Amount, Long, Short
from nafa.journeys import loan_money
from nafa.payments import commands
from nafa.payments import queries as payments

router = Router(tags=["orders to pay"])


class OwnSavings(NewPayout):
    """An account of the borrower, and how much of a contract in tranches goes there."""

    savings_id: UUID


class SavingsPart(Schema):
    """An amount out of an account of the borrower."""

    savings_id: UUID
    amount: Amount


class Destination(Schema):
    """Where the money goes, as the bank or the operator knows it."""

    destination: Short
    holder: Short


class NewPayoutOrder(Destination, NewPayout):
    """By which way, where the money goes, and how much of a contract in tranches."""

    channel: Literal["BANK", "MOBILE_MONEY"]


class Confirmation(Schema):
    """What the bank or the operator called the payment."""

    reference: Short


class Failure(Schema):
    """Why the operator refused."""

    reason: Long


class OrderMade(Schema):
    """A loan that is disbursed, and the order that waits."""

    operation_id: UUID
    payout_id: UUID
    amount: Amount


class Order(Schema):
    """An order to pay."""

    id: UUID
    number: str
    channel: str
    destination: str
    holder: str
    amount: Amount
    purpose: str
    status: str
    ordered_at: datetime
    reference: str
    reason: str


def _shown(one: payments.PayoutRow) -> Order:
    return Order(
        id=one.id, number=one.number, channel=one.channel, destination=one.destination,
        holder=one.holder, amount=Amount.of(one.amount), purpose=one.purpose, status=one.status,
        ordered_at=one.ordered_at, reference=one.reference, reason=one.reason,
    )  # fmt: skip


@router.post("/loans/{loan_id}/disbursement-onto-savings", response={201: Receipt, **REFUSALS})
def disburse_onto_savings(
    request: HttpRequest, loan_id: UUID, body: OwnSavings
) -> tuple[int, Receipt]:
    """Pay a contract out onto an account of the borrower."""
    made = loan_money.disburse_to_savings(
        writer(request), loan_id=loan_id, savings_id=body.savings_id, amount=asked_of(body)
    )
    return 201, receipt_shown(made)


@router.post("/loans/{loan_id}/disbursement-by-order", response={201: OrderMade, **REFUSALS})
def disburse_by_order(
    request: HttpRequest, loan_id: UUID, body: NewPayoutOrder
) -> tuple[int, OrderMade]:
    """Pay a contract out by bank or mobile money: the loan runs, an order waits."""
    made = loan_money.disburse_by_payout(
        writer(request), loan_id=loan_id, channel=body.channel, destination=body.destination,
        holder=body.holder, amount=asked_of(body),
    )  # fmt: skip
    return 201, OrderMade(
        operation_id=made.fact_id, payout_id=made.payout_id, amount=Amount.of(made.amount)
    )


@router.post("/loans/{loan_id}/repayments-from-savings", response={201: Receipt, **REFUSALS})
def repay_from_savings(
    request: HttpRequest, loan_id: UUID, body: SavingsPart
) -> tuple[int, Receipt]:
    """Take a repayment out of an account of the borrower."""
    made = loan_money.repay_from_savings(
        writer(request), loan_id=loan_id, savings_id=body.savings_id, amount=body.amount.money()
    )
    return 201, receipt_shown(made)


@router.get("/payouts", response={200: list[Order], **REFUSALS})
def orders(request: HttpRequest, ended: bool = False) -> list[Order]:
    """Orders that wait or failed; or those that ended, the latest first."""
    ctx = reader(request, "lending.view")
    return [_shown(one) for one in payments.payouts(ctx, is_open=not ended)]


@router.post("/payouts/{payout_id}/confirmation", response={204: None, **REFUSALS})
def confirm(request: HttpRequest, payout_id: UUID, body: Confirmation) -> tuple[int, None]:
    """The operator has paid, under its own reference."""
    commands.confirm_payout(writer(request), payout_id=payout_id, reference=body.reference)
    return 204, None


@router.post("/payouts/{payout_id}/failure", response={204: None, **REFUSALS})
def fail(request: HttpRequest, payout_id: UUID, body: Failure) -> tuple[int, None]:
    """The operator has refused for certain."""
    commands.fail_payout(writer(request), payout_id=payout_id, reason=body.reason)
    return 204, None


@router.post("/payouts/{payout_id}/resending", response={204: None, **REFUSALS})
def resend(request: HttpRequest, payout_id: UUID, body: Destination) -> tuple[int, None]:
    """Send a failed order again, to a destination that was corrected."""
    commands.resend_payout(
        writer(request),
        payout_id=payout_id,
        destination=body.destination,
        holder=body.holder,
    )
    return 204, None


@router.post("/payouts/{payout_id}/cash", response={204: None, **REFUSALS})
def pay_in_cash(request: HttpRequest, payout_id: UUID) -> tuple[int, None]:
    """Pay a failed order out in cash, from the till one holds."""
    commands.cash_payout(writer(request), payout_id=payout_id)
    return 204, None
