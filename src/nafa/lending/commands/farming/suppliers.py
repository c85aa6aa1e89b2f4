"""Suppliers of inputs: who they are, and paying what they are owed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.identity.contexts import institution
from nafa.kernel.models import Branch
from nafa.kernel.numbering import next_number
from nafa.ledger import commands as ledger
from nafa.lending import farming_errors as errors
from nafa.lending.models import Supplier, SupplierPayment
from nafa.lending.queries.farming.inputs import owed_to
from nafa.lib.money import Money
from nafa.payments import queries as payments

SUPPLIER_ROLE, BANK_ROLE = "SUPPLIER", "BANK"


@command(permission="lending.define_supplier")
def register_supplier(
    ctx: Context, *, name: str, phone: str = "", branch_id: UUID | None = None
) -> UUID:
    """Take a supplier in, with an account of what is owed.

    Refuses: InvalidInput (no name, no branch), OtherBranch.
    """
    branch = branch_id or ctx.branch_id
    if not name.strip():
        raise InvalidInput(field="name", reason="empty")
    if branch is None or not Branch.objects.filter(id=branch).exists():
        raise InvalidInput(field="branch_id", reason="empty")
    ctx.demand_branch(branch)
    supplier_id, number = ctx.new_id(), f"FR{next_number('supplier'):05d}"
    currency = institution().currency
    account_id = ledger.account_for(
        ctx,
        ledger.AccountKey(
            code=institution_pack().account_for(SUPPLIER_ROLE),
            currency=currency,
            branch_id=branch,
            owner_kind="supplier",
            owner_id=supplier_id,
            name=name.strip(),
        ),
    )
    Supplier.objects.create(
        id=supplier_id,
        number=number,
        name=name.strip(),
        phone=phone.strip(),
        branch_id=branch,
        account_id=account_id,
        currency=currency,
        recorded_at=ctx.now,
    )
    ctx.concerns("supplier", supplier_id)
    return supplier_id


def _linked(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """The amount, the supplier, and the reference that it is paid against."""
    supplier = Supplier.objects.filter(id=inputs["supplier_id"]).first()
    if supplier is None:
        raise NotFound(kind="supplier", id=inputs["supplier_id"])
    ctx.demand_branch(supplier.branch_id)
    return Linked(inputs["amount"], f"{supplier.name} ({supplier.number}), {inputs['reference']}")


@command(permission="lending.pay_supplier", linked=_linked)
def pay_supplier(
    ctx: Context, *, supplier_id: UUID, amount: Money, source: str, reference: str
) -> UUID:
    """Pay a supplier from the till one holds (TILL) or from the bank (BANK), against a reference.

    Refuses: NotFound, OtherBranch, InvalidInput (source, reference), AmountNotPositive,
    CurrencyOther, AmountTooLarge, SupplierOverpaid, NoOpenTill, BalanceTooLow.
    """
    supplier = Supplier.objects.select_for_update().filter(id=supplier_id).first()
    if supplier is None:
        raise NotFound(kind="supplier", id=supplier_id)
    ctx.demand_branch(supplier.branch_id)
    if source not in SupplierPayment.Source.values:
        raise InvalidInput(field="source", reason=source)
    if not reference.strip():
        raise InvalidInput(field="reference", reason="empty")
    payments.check_amount(amount, currency=supplier.currency)
    owed = owed_to(supplier)
    if amount > owed:
        raise errors.SupplierOverpaid(supplier=supplier.name, owed=owed, amount=amount)
    entry_id = ledger.post(
        ctx,
        kind="supplier.payment",
        value_date=ctx.business_date,
        lines=[
            ledger.debit(supplier.account_id, amount),
            ledger.credit(_paying_account(ctx, supplier, source), amount),
        ],
        reference=supplier.number,
        wording=reference.strip(),
        branch_id=supplier.branch_id,
    )
    made = SupplierPayment.objects.create(
        id=ctx.new_id(),
        supplier=supplier,
        source=source,
        amount_minor=amount.minor,
        entry_id=entry_id,
        reference=reference.strip(),
        paid_date=ctx.business_date,
        paid_by_id=ctx.actor_id,
    )
    ctx.concerns("supplier", supplier_id)
    return made.id


def _paying_account(ctx: Context, supplier: Supplier, source: str) -> UUID:
    if source == SupplierPayment.Source.TILL:
        return payments.own_till(ctx.actor_id).account_id
    return ledger.account_for(
        ctx,
        ledger.AccountKey(
            code=institution_pack().account_for(BANK_ROLE),
            currency=supplier.currency,
            branch_id=supplier.branch_id,
        ),
    )
