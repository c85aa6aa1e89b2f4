"""Vouchers of applications, suppliers and what they are owed."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.ledger import queries as books
from nafa.lending.calc.farming.inputs import InputLine
from nafa.lending.models import InputVoucher, Supplier, SupplierPayment
from nafa.lib.money import Money


class VoucherRow(NamedTuple):
    """A voucher with its lines."""

    id: UUID
    number: str
    supplier_id: UUID
    supplier: str
    status: str
    lines: tuple[InputLine, ...]
    amount: Money
    issued_date: date
    delivered_date: date | None
    delivery_note: str
    application_id: UUID


class SupplierRow(NamedTuple):
    """A supplier with what is owed."""

    id: UUID
    number: str
    name: str
    phone: str
    is_active: bool
    owed: Money


class PaymentRow(NamedTuple):
    """Money paid to a supplier."""

    paid_date: date
    source: str
    reference: str
    amount: Money
    entry_id: UUID


def vouchers_of(application_id: UUID) -> list[VoucherRow]:
    """The vouchers of an application in the order they were issued."""
    found = InputVoucher.objects.select_related("supplier").filter(application_id=application_id)
    return [voucher_row(one) for one in found.order_by("number")]


def waits_for_inputs(loan_id: UUID) -> bool:
    """Whether inputs are ordered for a loan and not delivered."""
    found = InputVoucher.objects.filter(application__loan__id=loan_id)
    return found.filter(status=InputVoucher.Status.ISSUED).exists()


def voucher_row(one: InputVoucher) -> VoucherRow:
    """A voucher as it is shown."""
    lines = tuple(
        InputLine(
            line["name"],
            line["unit"],
            Decimal(line["quantity"]),
            Money(line["price_minor"], one.currency),
        )
        for line in one.lines
    )
    return VoucherRow(
        one.id, one.number, one.supplier_id, one.supplier.name, one.status, lines,
        Money(one.amount_minor, one.currency), one.issued_date, one.delivered_date,
        one.delivery_note, one.application_id,
    )  # fmt: skip


def voucher_called(ctx: Context, number: str) -> VoucherRow:
    """The voucher of a number. Refuses: NotFound, OtherBranch."""
    one = (
        InputVoucher.objects.select_related("supplier", "application").filter(number=number).first()
    )
    if one is None:
        raise NotFound(kind="voucher", id=number)
    ctx.demand_branch(one.application.branch_id)
    return voucher_row(one)


def suppliers(ctx: Context) -> list[SupplierRow]:
    """The suppliers of the actor's branch by name, with what each is owed."""
    found = Supplier.objects.order_by("name")
    if ctx.branch_id is not None:
        found = found.filter(branch_id=ctx.branch_id)
    return [_supplier_row(one) for one in found]


def supplier_called(ctx: Context, number: str) -> SupplierRow:
    """The supplier of a number. Refuses: NotFound, OtherBranch."""
    one = Supplier.objects.filter(number=number).first()
    if one is None:
        raise NotFound(kind="supplier", id=number)
    ctx.demand_branch(one.branch_id)
    return _supplier_row(one)


def _supplier_row(one: Supplier) -> SupplierRow:
    return SupplierRow(one.id, one.number, one.name, one.phone, one.is_active, owed_to(one))


def owed_to(one: Supplier) -> Money:
    """What a supplier is owed: the balance of the account, as the books hold it."""
    return -books.balance(one.account_id)


def payments_to(supplier_id: UUID) -> list[PaymentRow]:
    """What a supplier was paid, the latest first."""
    found = SupplierPayment.objects.select_related("supplier").filter(supplier_id=supplier_id)
    return [
        PaymentRow(
            one.paid_date, one.source, one.reference,
            Money(one.amount_minor, one.supplier.currency), one.entry_id,
        )
        for one in found.order_by("-paid_date", "-id")
    ]  # fmt: skip


def deliveries_of(supplier_id: UUID) -> list[VoucherRow]:
    """The vouchers of a supplier, the latest first."""
    found = InputVoucher.objects.select_related("supplier").filter(supplier_id=supplier_id)
    return [voucher_row(one) for one in found.order_by("-number")[:100]]
