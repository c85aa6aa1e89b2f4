"""Vouchers for inputs: ordered for an application, delivered against a note: the debt begins."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.numbering import next_number
from nafa.ledger import commands as ledger
from nafa.lending import errors as lending_errors
from nafa.lending import events
from nafa.lending import farming_errors as errors
from nafa.lending.calc.farming.inputs import (
    InputLine,
    cash_left,
    fault_of_lines,
    voucher_amount,
)
from nafa.lending.calc.loan_events import EventKind
from nafa.lending.calc.schedule import payout_charges
from nafa.lending.calc.terms_plain import terms_from_plain
from nafa.lending.commands._apply import lock_application
from nafa.lending.commands._disburse import check_ready, start_loan
from nafa.lending.commands._facts import FactReceipt, record_fact
from nafa.lending.commands._told import told
from nafa.lending.commands.farming.open_vouchers import open_vouchers
from nafa.lending.models import Application, InputVoucher, Loan, Supplier
from nafa.lending.queries.offers import schedule_of
from nafa.lending.queries.state import find_loan
from nafa.lib.money import Money, total
from nafa.payments import queries as payments

OPEN = (
    Application.Status.SUBMITTED,
    Application.Status.RETURNED,
    Application.Status.APPROVED,
    Application.Status.CONTRACTED,
)


class OrderedInput(NamedTuple):
    """A line of a voucher."""

    name: str
    unit: str
    quantity: Decimal
    price: Money


class DeliveryNote(NamedTuple):
    """The supplier's note for a voucher, signed by the borrower, on a day."""

    voucher_id: UUID
    number: str
    delivered_date: date


@command(permission="lending.apply")
def issue_voucher(
    ctx: Context, *, application_id: UUID, supplier_id: UUID, lines: tuple[OrderedInput, ...]
) -> UUID:
    """Order inputs from a supplier for a loan that is not paid out yet. Nothing is owed for it.

    Refuses: NotFound, OtherBranch, LoanNotReady (over, or paid out), SupplierInactive,
    VoucherNotPossible, VouchersAboveLoan.
    """
    application = lock_application(ctx, application_id)
    _demand_unpaid(application)
    supplier = Supplier.objects.filter(id=supplier_id).first()
    if supplier is None or supplier.branch_id != application.branch_id:
        raise NotFound(kind="supplier", id=supplier_id)
    if not supplier.is_active:
        raise errors.SupplierInactive(supplier=supplier.name)
    items = [InputLine(one.name, one.unit, one.quantity, one.price) for one in lines]
    fault = fault_of_lines(items, currency=application.currency)
    if fault:
        raise errors.VoucherNotPossible(reason=fault)
    amount = voucher_amount(items, currency=application.currency)
    _check_room(application, [*_amounts(open_vouchers(application.id)), amount])
    made = InputVoucher.objects.create(
        id=ctx.new_id(),
        number=f"BA{next_number('voucher'):06d}",
        application_id=application_id,
        supplier=supplier,
        lines=[
            {
                "name": one.name.strip(),
                "unit": one.unit.strip(),
                "quantity": str(one.quantity),
                "price_minor": one.price.minor,
            }
            for one in items
        ],
        currency=application.currency,
        amount_minor=amount.minor,
        issued_date=ctx.business_date,
        issued_by_id=ctx.actor_id,
    )
    ctx.concerns("supplier", supplier_id)
    return made.id


@command(permission="lending.apply")
def cancel_voucher(ctx: Context, *, voucher_id: UUID) -> None:
    """Take an order back that was not delivered. Refuses: NotFound, OtherBranch, VoucherNotOpen."""
    found = InputVoucher.objects.select_for_update().filter(id=voucher_id).first()
    if found is None:
        raise NotFound(kind="voucher", id=voucher_id)
    lock_application(ctx, found.application_id)
    if found.status != InputVoucher.Status.ISSUED:
        raise errors.VoucherNotOpen(number=found.number, status=found.status)
    InputVoucher.objects.filter(id=voucher_id).update(status=InputVoucher.Status.CANCELLED)


def _lent_in_kind(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """The whole loan: what suppliers are owed and what is paid in cash."""
    loan = find_loan(ctx, inputs["loan_id"])
    return told(loan, loan.principal_minor)


@command(permission="lending.disburse", linked=_lent_in_kind)
def deliver_inputs(ctx: Context, *, loan_id: UUID, notes: tuple[DeliveryNote, ...]) -> FactReceipt:
    """Pay a loan out in kind: suppliers are owed what their notes prove, the rest is cash.

    The debt begins today, with the delivery: every open voucher needs its note, so that the loan
    is exactly what the contract says. Refuses: NotFound, OtherBranch, VouchersMissing (a note is
    missing), VoucherNotOpen, InvalidInput (a note without number, a delivery in the future),
    VouchersAboveLoan, NoOpenTill (where cash is left), and what `disburse` refuses.
    """
    loan = find_loan(ctx, loan_id, lock=True)
    check_ready(ctx, loan)
    vouchers = _noted(ctx, loan, notes)
    net = net_of(loan)
    rest = cash_left(net, _amounts(vouchers))
    if rest.is_negative:
        raise errors.VouchersAboveLoan(
            vouchers=total(_amounts(vouchers), currency=net.currency), net=net
        )
    till = payments.own_till(ctx.actor_id) if rest else None
    start_loan(ctx, loan)
    receipt = record_fact(
        ctx,
        loan,
        kind=EventKind.DISBURSED,
        value_date=ctx.business_date,
        amount=Money(loan.principal_minor, loan.currency),
        cash_account_id=vouchers[0].supplier.account_id,
    )
    _divide(ctx, loan, vouchers, net, rest, till.account_id if till else None)
    for voucher, note in zip(vouchers, _in_order(vouchers, notes), strict=True):
        InputVoucher.objects.filter(id=voucher.id).update(
            status=InputVoucher.Status.DELIVERED,
            delivered_date=note.delivered_date,
            delivery_note=note.number.strip(),
            fact_id=receipt.fact_id,
        )
        ctx.concerns("supplier", voucher.supplier_id)
    ctx.publish(events.LoanDisbursed(loan.id, receipt.amount))
    return receipt


def net_of(loan: Loan) -> Money:
    """What the borrower gets: the principal less what is kept back."""
    terms = terms_from_plain(loan.terms)
    kept = total(
        (amount for _, amount in payout_charges(terms, schedule_of(terms))), currency=loan.currency
    )
    return Money(loan.principal_minor, loan.currency) - kept


def _amounts(vouchers: Sequence[InputVoucher]) -> list[Money]:
    return [Money(one.amount_minor, one.currency) for one in vouchers]


def _demand_unpaid(application: Application) -> None:
    loan = Loan.objects.filter(application_id=application.id).first()
    if application.status not in OPEN or (
        loan is not None and loan.status != Loan.Status.CONTRACTED
    ):
        raise lending_errors.LoanNotReady(number=application.number, status=application.status)


def _check_room(application: Application, amounts: Sequence[Money]) -> None:
    whole = total(amounts, currency=application.currency)
    room = Money(application.amount_minor, application.currency)
    if whole > room:
        raise errors.VouchersAboveLoan(vouchers=whole, net=room)


def _noted(ctx: Context, loan: Loan, notes: Sequence[DeliveryNote]) -> list[InputVoucher]:
    """The loan's open vouchers, each with its note."""
    found = open_vouchers(loan.application_id) if loan.application_id else []
    noted = {note.voucher_id for note in notes}
    for note in notes:
        if note.voucher_id not in {one.id for one in found}:
            other = InputVoucher.objects.filter(id=note.voucher_id).first()
            if other is None:
                raise NotFound(kind="voucher", id=note.voucher_id)
            raise errors.VoucherNotOpen(number=other.number, status=other.status)
        if not note.number.strip():
            raise InvalidInput(field="delivery_note", reason="empty")
        if note.delivered_date > ctx.business_date:
            raise InvalidInput(field="delivered_date", reason="future")
    missing = [one.number for one in found if one.id not in noted]
    if missing or not found:
        raise errors.VouchersMissing(number=loan.number, vouchers=", ".join(missing) or "–")
    return found


def _in_order(
    vouchers: Sequence[InputVoucher], notes: Sequence[DeliveryNote]
) -> list[DeliveryNote]:
    known = {note.voucher_id: note for note in notes}
    return [known[one.id] for one in vouchers]


def _divide(
    ctx: Context,
    loan: Loan,
    vouchers: Sequence[InputVoucher],
    net: Money,
    rest: Money,
    cash_account_id: UUID | None,
) -> None:
    """The first supplier was credited with everything: give the others and the till their part."""
    first = vouchers[0]
    others = net - Money(first.amount_minor, first.currency)
    if not others:
        return
    lines = [ledger.debit(first.supplier.account_id, others)]
    lines += [
        ledger.credit(one.supplier.account_id, Money(one.amount_minor, one.currency))
        for one in vouchers[1:]
    ]
    if rest and cash_account_id is not None:
        lines.append(ledger.credit(cash_account_id, rest))
    ledger.post(
        ctx,
        kind="loan.inputs",
        value_date=ctx.business_date,
        lines=lines,
        reference=loan.number,
        branch_id=loan.branch_id,
    )
