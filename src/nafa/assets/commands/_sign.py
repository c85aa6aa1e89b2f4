"""Signing the contract, handing the thing over, paying out."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from nafa.assets import errors
from nafa.assets.calc.dues import Shares, dues_of
from nafa.assets.calc.kinds import (
    PAID_OUT,
    RENTED,
    WITH_ASSET,
    AssetStatus,
    ContractKind,
    FactKind,
)
from nafa.assets.calc.postings import Role, paid_out, receivable_of, sold
from nafa.assets.commands._books import FactReceipt, record_fact
from nafa.assets.commands._buy import demand_day, put_on
from nafa.assets.commands._plan import write_dues, write_wear
from nafa.assets.commands._propose import demand_kind, demand_not_own, demand_status, kind_of
from nafa.assets.commands._told import told
from nafa.assets.documents.contract import contract_pdf
from nafa.assets.models import Asset, Contract
from nafa.assets.queries.state import asset_of, find_contract, held, terms_of
from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.secrets.files import store_file
from nafa.lib.money import Money
from nafa.payments import queries as payments


@command(permission="assets.propose")
def sign(ctx: Context, *, contract_id: UUID) -> UUID:
    """Sign the contract: its PDF is kept with its hash. A murabaha sale begins to run at once.

    Nothing is sold or leased that the institution does not own and hold.

    Refuses: NotFound, OtherBranch, StepNotNow, OwnContract, NotOwnedYet.
    """
    contract = find_contract(ctx, contract_id, lock=True)
    demand_not_own(ctx, contract.client_id)
    demand_status(contract, Contract.Status.APPROVED)
    kind, asset = kind_of(contract), asset_of(contract, lock=True)
    if kind in WITH_ASSET and (asset is None or asset.status != AssetStatus.POSSESSED):
        raise errors.NotOwnedYet(missing=asset.status if asset else "ORDER")
    contract.signed_date = ctx.business_date
    contract.status = Contract.Status.SIGNED
    contract.held_role = receivable_of(kind).value
    if kind is ContractKind.MURABAHA:
        assert asset is not None
        _sell(ctx, contract, asset)
    pdf = contract_pdf(ctx, contract=contract, asset=asset)
    contract.contract_file_id = store_file(ctx, content=pdf, media_type="application/pdf")
    contract.contract_digest = hashlib.sha256(pdf).hexdigest()
    contract.save()
    ctx.concerns("contract", contract.id)
    ctx.concerns("client", contract.client_id)
    return contract.contract_file_id


def _sell(ctx: Context, contract: Contract, asset: Asset) -> None:
    terms = terms_of(contract)
    deposit = min(-held(contract, None, Role.GUARANTEE_DEPOSIT), terms.price.minor)
    record_fact(
        ctx, contract, kind=FactKind.SIGNED, amount_minor=terms.price.minor,
        entry=sold(terms, deposit_minor=deposit), shares=Shares(0, deposit), asset=asset,
    )  # fmt: skip
    put_on(asset, AssetStatus.SOLD)
    asset.ended_date = ctx.business_date
    asset.save(update_fields=["status", "ended_date"])
    _run_from(ctx, contract, ctx.business_date)


def _run_from(ctx: Context, contract: Contract, day: date) -> None:
    contract.started_date, contract.status = day, Contract.Status.ACTIVE
    contract.save()
    write_dues(ctx, contract, dues_of(terms_of(contract), start=day))


@command(permission="assets.propose")
def make_available(ctx: Context, *, contract_id: UUID, available_date: date) -> None:
    """The client has the use of the thing: rents and depreciation run from this day.

    Refuses: NotFound, OtherBranch, StepNotNow, DateNotPossible, AssetNotThere.
    """
    contract = find_contract(ctx, contract_id, lock=True)
    demand_kind(contract, *RENTED, ContractKind.MUSHARAKA)
    demand_status(contract, Contract.Status.SIGNED)
    asset = asset_of(contract, lock=True)
    assert asset is not None
    demand_day(available_date, contract.signed_date or ctx.business_date, ctx.business_date)
    put_on(asset, AssetStatus.IN_USE)
    asset.available_date = available_date
    asset.save(update_fields=["status", "available_date"])
    _run_from(ctx, contract, available_date)
    if kind_of(contract) in RENTED:
        write_wear(ctx, contract, asset, terms_of(contract), available_date)
    ctx.concerns("contract", contract.id)
    ctx.concerns("asset", asset.id)
    ctx.concerns("client", contract.client_id)


def _linked(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """The sum that goes out, and to whom."""
    contract = find_contract(ctx, inputs["contract_id"])
    return told(contract, terms_of(contract).cost_minor)


@command(permission="assets.collect", linked=_linked)
def pay_out(ctx: Context, *, contract_id: UUID) -> FactReceipt:
    """Hand over the price of goods bought ahead, or the sum lent without gain, from one's till.

    Refuses: NotFound, OtherBranch, StepNotNow, SamePersonDecides (who approved does not pay out),
    OwnContract, NoOpenTill, CurrencyOther, BalanceTooLow.
    """
    contract = find_contract(ctx, contract_id, lock=True)
    demand_not_own(ctx, contract.client_id)
    demand_kind(contract, *PAID_OUT)
    demand_status(contract, Contract.Status.SIGNED)
    if ctx.actor_id is not None and ctx.actor_id == contract.decided_by_id:
        raise errors.SamePersonDecides()
    till = payments.own_till(ctx.actor_id)
    terms = terms_of(contract)
    payments.check_amount(Money(terms.cost_minor, terms.currency), currency=till.currency)
    _run_from(ctx, contract, ctx.business_date)
    return record_fact(
        ctx, contract, kind=FactKind.PAID_OUT, amount_minor=terms.cost_minor,
        entry=paid_out(terms), cash_account_id=till.account_id,
    )  # fmt: skip
