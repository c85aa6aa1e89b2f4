"""How a lease ends: purchase, gift, return, repossession, total loss; sales of the register."""

from uuid import UUID

from nafa.assets import errors
from nafa.assets.calc.kinds import (
    RENTED,
    AccrualKind,
    AssetStatus,
    EndKind,
    FactKind,
    Transfer,
)
from nafa.assets.calc.postings import Entry, Role, derecognised, together
from nafa.assets.commands._books import FactReceipt, record_fact
from nafa.assets.commands._buy import put_on
from nafa.assets.commands._collect import end_contract
from nafa.assets.commands._plan import drop_plan, write_dues
from nafa.assets.commands._propose import demand_kind, demand_status, kind_of
from nafa.assets.models import Asset, Contract
from nafa.assets.queries.endings import buy_out_price, prepaid_of
from nafa.assets.queries.state import (
    asset_of,
    dues_rows,
    find_asset,
    find_contract,
    held,
    standing_of,
    terms_of,
)
from nafa.kernel.access.proofs import amount_entered
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput
from nafa.lib.money import Money
from nafa.payments import queries as payments


def _running_lease(ctx: Context, contract_id: UUID) -> tuple[Contract, Asset]:
    contract = find_contract(ctx, contract_id, lock=True)
    demand_kind(contract, *RENTED)
    demand_status(contract, Contract.Status.ACTIVE)
    asset = asset_of(contract, lock=True)
    assert asset is not None
    return contract, asset


def _leaves(contract: Contract, asset: Asset, price_minor: int) -> Entry:
    """The thing leaves the books at a price."""
    is_leased = kind_of(contract) in RENTED
    role = Role.LEASED_ASSET if is_leased else Role.GOODS
    return derecognised(
        price_minor=price_minor,
        cost_minor=held(contract, asset, role),
        worn_minor=-held(contract, asset, Role.ACCUMULATED_DEPRECIATION) if is_leased else 0,
        goods=not is_leased,
    )


def _end(
    ctx: Context, contract: Contract, asset: Asset, *, kind: EndKind, status: AssetStatus
) -> None:
    """Rents to come fall away; what fell due stays owed."""
    dues, on = dues_rows(contract), ctx.business_date
    settled = standing_of(contract, on=on, dues=dues).settled_minor
    kept, cumulative = [], 0
    for due in dues:
        if due.due_date <= on or cumulative < settled:
            kept.append(due)
        cumulative += due.minor
    drop_plan(contract, AccrualKind.RENT)
    write_dues(ctx, contract, kept)
    if status is not AssetStatus.RETURNED:
        drop_plan(contract, AccrualKind.DEPRECIATION)
    put_on(asset, status)
    asset.ended_date = on
    asset.save(update_fields=["status", "ended_date"])
    end_contract(ctx, contract, kind)


@command(permission="assets.collect", linked=amount_entered)
def buy_out(ctx: Context, *, contract_id: UUID, amount: Money) -> FactReceipt:
    """The client buys the leased thing, at the end or earlier, at the price of the promise.

    Refuses: NotFound, OtherBranch, StepNotNow, TransferNotAgreed, DebtStillOpen, PriceChanged,
    NoOpenTill, CurrencyOther.
    """
    contract, asset = _running_lease(ctx, contract_id)
    if terms_of(contract).transfer is not Transfer.SALE:
        raise errors.TransferNotAgreed(number=contract.number)
    _demand_nothing_due(ctx, contract)
    till = payments.own_till(ctx.actor_id)
    payments.check_amount(amount, currency=till.currency)
    price = buy_out_price(contract, on=ctx.business_date)
    if amount != price:
        raise errors.PriceChanged(wanted=price, amount=amount)
    prepaid = prepaid_of(contract, on=ctx.business_date)
    entry = together(
        _leaves(contract, asset, amount.minor + prepaid),
        {Role.CASH: -prepaid, Role(contract.held_role): prepaid},
    )
    receipt = record_fact(
        ctx, contract, kind=FactKind.BOUGHT_OUT, amount_minor=amount.minor, entry=entry,
        asset=asset, cash_account_id=till.account_id,
    )  # fmt: skip
    _end(ctx, contract, asset, kind=EndKind.BOUGHT_OUT, status=AssetStatus.SOLD)
    return receipt


def _demand_nothing_due(ctx: Context, contract: Contract) -> None:
    due = standing_of(contract, on=ctx.business_date).due_minor
    if due:
        raise errors.DebtStillOpen(number=contract.number, left=Money(due, contract.currency))


@command(permission="assets.approve")
def give_asset(ctx: Context, *, contract_id: UUID) -> FactReceipt:
    """Transfer an ijara's thing as the gift that was promised, once every rent is paid.

    Refuses: NotFound, OtherBranch, StepNotNow, TransferNotAgreed, DebtStillOpen.
    """
    contract, asset = _running_lease(ctx, contract_id)
    if terms_of(contract).transfer is not Transfer.GIFT:
        raise errors.TransferNotAgreed(number=contract.number)
    left = standing_of(contract, on=ctx.business_date).left_minor
    if left:
        raise errors.DebtStillOpen(number=contract.number, left=Money(left, contract.currency))
    receipt = record_fact(
        ctx, contract, kind=FactKind.ENDED, amount_minor=0, entry=_leaves(contract, asset, 0),
        asset=asset,
    )  # fmt: skip
    _end(ctx, contract, asset, kind=EndKind.GIVEN, status=AssetStatus.SOLD)
    return receipt


@command(permission="assets.approve")
def return_asset(ctx: Context, *, contract_id: UUID, reason: str) -> None:
    """The client gives the thing back: rents to come fall away, rents that fell due stay owed.

    Refuses: NotFound, OtherBranch, StepNotNow, InvalidInput (no reason).
    """
    contract, asset = _running_lease(ctx, contract_id)
    _give_reason(contract, reason)
    _end(ctx, contract, asset, kind=EndKind.RETURNED, status=AssetStatus.RETURNED)
    _concerns(ctx, contract, asset)


def _give_reason(contract: Contract, reason: str) -> None:
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    contract.decision_reason = reason.strip()
    contract.save(update_fields=["decision_reason"])


def _concerns(ctx: Context, contract: Contract, asset: Asset) -> None:
    ctx.concerns("asset", asset.id)
    ctx.concerns("contract", contract.id)
    ctx.concerns("client", contract.client_id)


@command(permission="assets.approve")
def repossess_asset(ctx: Context, *, contract_id: UUID, reason: str) -> None:
    """Take the thing back from a client whose rents are late.

    Refuses: NotFound, OtherBranch, StepNotNow, NotLate, InvalidInput (no reason).
    """
    contract, asset = _running_lease(ctx, contract_id)
    if not standing_of(contract, on=ctx.business_date).overdue_minor:
        raise errors.NotLate(number=contract.number)
    _give_reason(contract, reason)
    _end(ctx, contract, asset, kind=EndKind.REPOSSESSED, status=AssetStatus.RETURNED)
    _concerns(ctx, contract, asset)


@command(permission="assets.approve")
def record_loss(ctx: Context, *, contract_id: UUID, reason: str) -> FactReceipt:
    """The leased thing is wholly lost: rents stop, the loss is the owner's.

    Refuses: NotFound, OtherBranch, StepNotNow, InvalidInput (no reason).
    """
    contract, asset = _running_lease(ctx, contract_id)
    _give_reason(contract, reason)
    receipt = record_fact(
        ctx, contract, kind=FactKind.ENDED, amount_minor=0, entry=_leaves(contract, asset, 0),
        asset=asset, wording=reason.strip(),
    )  # fmt: skip
    _end(ctx, contract, asset, kind=EndKind.LOST, status=AssetStatus.LOST)
    return receipt


@command(permission="assets.collect", linked=amount_entered)
def sell_asset(ctx: Context, *, asset_id: UUID, amount: Money) -> FactReceipt:
    """Sell a thing that came back, or goods whose sale did not come about, for cash.

    Refuses: NotFound, OtherBranch, AssetNotThere, NoOpenTill, CurrencyOther, AmountNotPositive.
    """
    asset = find_asset(ctx, asset_id, lock=True)
    contract = find_contract(ctx, asset.contract_id, lock=True)
    till = payments.own_till(ctx.actor_id)
    payments.check_amount(amount, currency=till.currency)
    _demand_returned(asset, AssetStatus.SOLD)
    return _leave_register(ctx, contract, asset, AssetStatus.SOLD, amount, till.account_id)


@command(permission="assets.approve")
def scrap_asset(ctx: Context, *, asset_id: UUID, reason: str) -> FactReceipt:
    """Take a thing that came back out of the books for nothing.

    Refuses: NotFound, OtherBranch, AssetNotThere, InvalidInput (no reason).
    """
    asset = find_asset(ctx, asset_id, lock=True)
    contract = find_contract(ctx, asset.contract_id, lock=True)
    _demand_returned(asset, AssetStatus.SCRAPPED)
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    nothing = Money.zero(asset.currency)
    return _leave_register(ctx, contract, asset, AssetStatus.SCRAPPED, nothing, None)


def _demand_returned(asset: Asset, wanted: AssetStatus) -> None:
    if asset.status != AssetStatus.RETURNED:
        raise errors.AssetNotThere(number=asset.number, status=asset.status, wanted=wanted.value)


def _leave_register(
    ctx: Context,
    contract: Contract,
    asset: Asset,
    status: AssetStatus,
    amount: Money,
    cash_account_id: UUID | None,
) -> FactReceipt:
    receipt = record_fact(
        ctx, contract, kind=FactKind.GOODS_SOLD if amount else FactKind.ENDED,
        amount_minor=amount.minor, entry=_leaves(contract, asset, amount.minor), asset=asset,
        cash_account_id=cash_account_id,
    )  # fmt: skip
    drop_plan(contract, AccrualKind.DEPRECIATION)
    put_on(asset, status)
    asset.ended_date = ctx.business_date
    asset.save(update_fields=["status", "ended_date"])
    return receipt
