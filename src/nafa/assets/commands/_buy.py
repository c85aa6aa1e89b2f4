"""Buying the thing: order, invoice, payment of the supplier, possession, insurance, place."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from nafa.assets import errors
from nafa.assets.calc.kinds import (
    RENTED,
    WITH_ASSET,
    AssetKind,
    AssetStatus,
    ContractKind,
    PaperKind,
    may_become,
)
from nafa.assets.calc.postings import Role, moved, purchased
from nafa.assets.commands._books import post_entry
from nafa.assets.commands._papers import keep_paper
from nafa.assets.commands._propose import demand_kind, demand_status, kind_of
from nafa.assets.models import Asset, Contract
from nafa.assets.queries.state import asset_of, find_asset, find_contract, terms_of
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput
from nafa.kernel.numbering import next_number
from nafa.ledger import commands as ledger
from nafa.lib.money import Money
from nafa.payments import queries as payments


def put_on(asset: Asset, wanted: AssetStatus) -> None:
    """Move a thing to another state. Refuses: AssetNotThere."""
    if not may_become(AssetStatus(asset.status), wanted):
        raise errors.AssetNotThere(number=asset.number, status=asset.status, wanted=wanted.value)
    asset.status = wanted.value


@command(permission="assets.propose")
def order_asset(
    ctx: Context,
    *,
    contract_id: UUID,
    kind: str,
    description: str,
    supplier: str,
    serial_number: str = "",
    plate_number: str = "",
) -> UUID:
    """Order the thing of an approved contract; nothing is booked before it is owned.

    Refuses: NotFound, OtherBranch, StepNotNow, AssetOrdered, InvalidInput.
    """
    contract = find_contract(ctx, contract_id, lock=True)
    demand_kind(contract, *WITH_ASSET)
    demand_status(contract, Contract.Status.APPROVED)
    if asset_of(contract) is not None:
        raise errors.AssetOrdered(number=contract.number)
    values = {"description": description.strip(), "supplier": supplier.strip()}
    for field, text in values.items():
        if not text:
            raise InvalidInput(field=field, reason="empty")
    if kind not in AssetKind.__members__:
        raise InvalidInput(field="kind", reason=kind)
    asset = Asset.objects.create(
        id=ctx.new_id(), number=f"B{next_number('asset'):07d}", contract=contract,
        branch_id=contract.branch_id, kind=kind, status=AssetStatus.ORDERED.value,
        serial_number=serial_number.strip(), plate_number=plate_number.strip(),
        currency=contract.currency, ordered_date=ctx.business_date,
        useful_life_months=terms_of(contract).useful_life_months, **values,
    )  # fmt: skip
    _concerns(ctx, contract, asset)
    return asset.id


def _concerns(ctx: Context, contract: Contract, asset: Asset) -> None:
    ctx.concerns("asset", asset.id)
    ctx.concerns("contract", contract.id)
    ctx.concerns("client", contract.client_id)


@command(permission="assets.propose")
def record_purchase(
    ctx: Context, *, asset_id: UUID, price: Money, ancillary: Money, invoice: bytes
) -> UUID:
    """The thing is the institution's: the invoice is kept, the supplier is owed.

    Refuses: NotFound, OtherBranch, AssetNotThere, CostNotAsApproved, PaperMissing.
    """
    asset = find_asset(ctx, asset_id, lock=True)
    contract = find_contract(ctx, asset.contract_id, lock=True)
    demand_status(contract, Contract.Status.APPROVED)
    terms = terms_of(contract)
    approved = Money(terms.cost_minor, terms.currency)
    if price.currency != approved.currency or price + ancillary != approved:
        raise errors.CostNotAsApproved(cost=price + ancillary, approved=approved)
    if not price.is_positive or ancillary.is_negative:
        raise InvalidInput(field="price" if ancillary.minor >= 0 else "ancillary", reason="amount")
    put_on(asset, AssetStatus.OWNED)
    keep_paper(ctx, contract, PaperKind.PURCHASE, invoice)
    entry_id = post_entry(
        ctx, contract, kind="financing.purchase", entry=purchased(terms), asset=asset,
        value_date=ctx.business_date,
    )  # fmt: skip
    assert entry_id is not None
    asset.price_minor, asset.ancillary_minor = price.minor, ancillary.minor
    asset.purchased_date = ctx.business_date
    asset.save(update_fields=["status", "price_minor", "ancillary_minor", "purchased_date"])
    _concerns(ctx, contract, asset)
    return entry_id


def _linked(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """The amount, and the supplier of the thing."""
    asset = find_asset(ctx, inputs["asset_id"], lock=True)
    return Linked(inputs["amount"], f"{asset.supplier} ({asset.number})")


@command(permission="assets.collect", linked=_linked)
def pay_supplier(ctx: Context, *, asset_id: UUID, amount: Money) -> UUID:
    """Pay the supplier in cash from the till one holds.

    Refuses: NotFound, OtherBranch, AssetNotThere, SupplierOverpaid, NoOpenTill, CurrencyOther,
    AmountNotPositive, AmountTooLarge, BalanceTooLow.
    """
    till = payments.own_till(ctx.actor_id)
    return _pay_supplier(ctx, asset_id=asset_id, amount=amount, from_account_id=till.account_id)


@command(permission="assets.pay", linked=_linked)
def pay_supplier_by_bank(ctx: Context, *, asset_id: UUID, amount: Money) -> UUID:
    """Pay the supplier from the bank account of the branch.

    Refuses: what `pay_supplier` refuses, save for the till.
    """
    asset = find_asset(ctx, asset_id)
    return _pay_supplier(
        ctx, asset_id=asset_id, amount=amount,
        from_account_id=bank_account(ctx, branch_id=asset.branch_id, currency=asset.currency),
    )  # fmt: skip


def bank_account(ctx: Context, *, branch_id: UUID, currency: str) -> UUID:
    """The bank account of a branch."""
    code = institution_pack().account_for("BANK")
    return ledger.account_for(
        ctx, ledger.AccountKey(code=code, currency=currency, branch_id=branch_id)
    )


def _pay_supplier(ctx: Context, *, asset_id: UUID, amount: Money, from_account_id: UUID) -> UUID:
    asset = find_asset(ctx, asset_id, lock=True)
    contract = find_contract(ctx, asset.contract_id)
    payments.check_amount(amount, currency=asset.currency)
    if asset.status in (AssetStatus.ORDERED, AssetStatus.CANCELLED):
        raise errors.AssetNotThere(
            number=asset.number, status=asset.status, wanted=AssetStatus.OWNED.value
        )
    owed = terms_of(contract).laid_out.minor - asset.supplier_paid_minor
    if amount.minor > owed:
        raise errors.SupplierOverpaid(owed=Money(owed, asset.currency), amount=amount)
    entry_id = post_entry(
        ctx, contract, kind="financing.supplier",
        entry=moved(amount.minor, debit=Role.SUPPLIER, credit=Role.CASH),
        value_date=ctx.business_date, cash_account_id=from_account_id, wording=asset.supplier,
    )  # fmt: skip
    assert entry_id is not None
    asset.supplier_paid_minor += amount.minor
    asset.save(update_fields=["supplier_paid_minor"])
    _concerns(ctx, contract, asset)
    return entry_id


@command(permission="assets.propose")
def take_possession(
    ctx: Context, *, asset_id: UUID, possessed_date: date, place: str, delivery_note: bytes
) -> None:
    """The institution holds the thing: the delivery note is kept, with the day and the place.

    Refuses: NotFound, OtherBranch, AssetNotThere, DateNotPossible, InvalidInput, PaperMissing.
    """
    asset = find_asset(ctx, asset_id, lock=True)
    contract = find_contract(ctx, asset.contract_id)
    put_on(asset, AssetStatus.POSSESSED)
    demand_day(possessed_date, asset.purchased_date or ctx.business_date, ctx.business_date)
    if not place.strip():
        raise InvalidInput(field="place", reason="empty")
    keep_paper(ctx, contract, PaperKind.POSSESSION, delivery_note)
    asset.possessed_date, asset.place = possessed_date, place.strip()
    asset.save(update_fields=["status", "possessed_date", "place"])
    _concerns(ctx, contract, asset)


def demand_day(day: date, earliest: date, latest: date) -> None:
    """Refuses: DateNotPossible."""
    if not earliest <= day <= latest:
        raise errors.DateNotPossible(day=day, earliest=earliest, latest=latest)


@command(permission="assets.propose")
def insure_asset(
    ctx: Context, *, asset_id: UUID, insurer: str, policy_number: str, insured_until_date: date
) -> None:
    """Keep the insurance (takaful) of a thing. Refuses: NotFound, OtherBranch, InvalidInput."""
    asset = find_asset(ctx, asset_id, lock=True)
    if not insurer.strip():
        raise InvalidInput(field="insurer", reason="empty")
    asset.insurer, asset.policy_number = insurer.strip(), policy_number.strip()
    asset.insured_until_date = insured_until_date
    asset.save(update_fields=["insurer", "policy_number", "insured_until_date"])
    ctx.concerns("asset", asset.id)


@command(permission="assets.propose")
def move_asset(ctx: Context, *, asset_id: UUID, place: str) -> None:
    """Keep where a thing lies. Refuses: NotFound, OtherBranch, InvalidInput."""
    asset = find_asset(ctx, asset_id, lock=True)
    if not place.strip():
        raise InvalidInput(field="place", reason="empty")
    asset.place = place.strip()
    asset.save(update_fields=["place"])
    ctx.concerns("asset", asset.id)


@command(permission="assets.propose")
def cancel(ctx: Context, *, contract_id: UUID, reason: str) -> None:
    """End a contract before it is signed: an order falls away, goods that are held stay unsold.

    Refuses: NotFound, OtherBranch, StepNotNow (signed, or bought and not yet held, or a share of
    a thing owned together), InvalidInput (no reason).
    """
    contract = find_contract(ctx, contract_id, lock=True)
    demand_status(contract, Contract.Status.PROPOSED, Contract.Status.APPROVED)
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    asset = asset_of(contract, lock=True)
    if asset is not None:
        is_held = asset.status == AssetStatus.POSSESSED
        may_be_kept = kind_of(contract) in {*RENTED, ContractKind.MURABAHA}
        if asset.status != AssetStatus.ORDERED and not (is_held and may_be_kept):
            raise errors.StepNotNow(number=contract.number, status=asset.status)
        put_on(asset, AssetStatus.RETURNED if is_held else AssetStatus.CANCELLED)
        asset.save(update_fields=["status"])
    contract.status, contract.decision_reason = Contract.Status.CANCELLED, reason.strip()
    contract.ended_date = ctx.business_date
    contract.save(update_fields=["status", "decision_reason", "ended_date"])
    ctx.concerns("contract", contract.id)
    ctx.concerns("client", contract.client_id)
