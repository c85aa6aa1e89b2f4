"""Taking payments, deposits and the price of units at the till."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from nafa.assets import errors
from nafa.assets.calc.dues import Due, Shares, due_dates, unit_dues
from nafa.assets.calc.kinds import (
    OWED,
    AccrualKind,
    ContractKind,
    EndKind,
    FactKind,
)
from nafa.assets.calc.postings import Entry, Role, moved, paid, together
from nafa.assets.commands._books import FactReceipt, record_fact
from nafa.assets.commands._buy import demand_day
from nafa.assets.commands._plan import write_dues
from nafa.assets.commands._propose import demand_kind, demand_status, kind_of
from nafa.assets.commands._told import told
from nafa.assets.models import Accrual, Asset, Contract
from nafa.assets.queries.paying import demand_debtor, preview_payment
from nafa.assets.queries.state import (
    asset_of,
    dues_rows,
    find_contract,
    held,
    standing_of,
    terms_of,
)
from nafa.kernel.access.proofs import Linked, amount_entered
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.lib.money import Money
from nafa.payments import queries as payments

RELEASED = {
    AccrualKind.PROFIT: (Role.DEFERRED_MARKUP, Role.MARKUP_INCOME),
    AccrualKind.RENT: (None, Role.RENT_INCOME),
}


@command(permission="assets.collect", linked=amount_entered)
def collect(
    ctx: Context, *, contract_id: UUID, amount: Money, value_date: date | None = None
) -> FactReceipt:
    """Take a payment into the till one holds: what is due, then donations owed, then what follows.

    Refuses: NotFound, OtherBranch, ContractNotRunning, AmountAboveDue, NoOpenTill,
    AmountNotPositive, AmountTooLarge, CurrencyOther, DateNotPossible, PeriodClosed.
    """
    contract = find_contract(ctx, contract_id, lock=True)
    till = payments.own_till(ctx.actor_id)
    payments.check_amount(amount, currency=till.currency)
    shares = preview_payment(ctx, contract, amount)
    on = value_date or ctx.business_date
    demand_day(on, contract.started_date or ctx.business_date, ctx.business_date)
    return settle_part(
        ctx, contract, kind=FactKind.PAID, amount=amount, shares=shares, value_date=on,
        entry=paid(kind_of(contract), shares, held_in=Role(contract.held_role)),
        cash_account_id=till.account_id,
    )  # fmt: skip


def settle_part(
    ctx: Context,
    contract: Contract,
    *,
    kind: FactKind,
    amount: Money,
    shares: Shares,
    entry: Entry,
    value_date: date,
    cash_account_id: UUID | None,
) -> FactReceipt:
    """Record what settles a part of the debt; the last part ends a sale, a qard, a partnership."""
    waiting: list[Accrual] = []
    before = standing_of(contract, on=ctx.business_date)
    ends = ends_by_payment(contract, before.left_minor - shares.rent_minor - shares.price_minor)
    if ends:
        waiting = _accruals_at_end(ctx, contract)
        entry = together(entry, *(released(contract, one) for one in waiting))
        end_contract(ctx, contract, EndKind.SETTLED)
    receipt = record_fact(
        ctx, contract, kind=kind, amount_minor=amount.minor, entry=entry, shares=shares,
        value_date=value_date, cash_account_id=cash_account_id,
    )  # fmt: skip
    Accrual.objects.filter(id__in=[one.id for one in waiting]).update(
        posted_date=value_date, fact_id=receipt.fact_id
    )
    return receipt


def ends_by_payment(contract: Contract, left: int) -> bool:
    """Whether a running contract has nothing more to wait for."""
    kinds = {*OWED, ContractKind.MUSHARAKA}
    return contract.status == Contract.Status.ACTIVE and kind_of(contract) in kinds and left == 0


def _accruals_at_end(ctx: Context, contract: Contract) -> list[Accrual]:
    """Mark-up not yet released, and rents that fell due and wait for the close of the day."""
    rows = contract.accruals.filter(posted_date=None).order_by("id")
    return [
        one
        for one in rows
        if one.kind == AccrualKind.PROFIT
        or (one.kind == AccrualKind.RENT and one.due_date <= ctx.business_date)
    ]


def released(contract: Contract, accrual: Accrual) -> Entry:
    debit, credit = RELEASED[AccrualKind(accrual.kind)]
    return moved(accrual.amount_minor, debit=debit or Role(contract.held_role), credit=credit)


def end_contract(ctx: Context, contract: Contract, kind: EndKind) -> Asset | None:
    """Close a contract; the thing of a partnership is the client's then."""
    contract.status, contract.end_kind = Contract.Status.CLOSED, kind.value
    contract.ended_date = ctx.business_date
    contract.save(update_fields=["status", "end_kind", "ended_date"])
    asset = asset_of(contract, lock=True)
    if asset is not None and kind_of(contract) is ContractKind.MUSHARAKA:
        asset.status, asset.ended_date = "SOLD", ctx.business_date
        asset.save(update_fields=["status", "ended_date"])
    return asset


@command(permission="assets.collect", linked=amount_entered)
def take_deposit(ctx: Context, *, contract_id: UUID, amount: Money) -> FactReceipt:
    """Take the deposit that was agreed, before the sale or the lease begins.

    Refuses: NotFound, OtherBranch, StepNotNow, DepositNotPossible, NoOpenTill, CurrencyOther.
    """
    contract = find_contract(ctx, contract_id, lock=True)
    demand_status(contract, Contract.Status.APPROVED, Contract.Status.SIGNED)
    till = payments.own_till(ctx.actor_id)
    payments.check_amount(amount, currency=till.currency)
    agreed, kept = terms_of(contract).deposit_minor, -held(contract, None, Role.GUARANTEE_DEPOSIT)
    if amount.minor > agreed - kept:
        raise _deposit_refused(contract, amount, agreed, kept)
    return record_fact(
        ctx, contract, kind=FactKind.DEPOSIT, amount_minor=amount.minor,
        entry=moved(amount.minor, debit=Role.CASH, credit=Role.GUARANTEE_DEPOSIT),
        cash_account_id=till.account_id,
    )  # fmt: skip


def _deposit_refused(
    contract: Contract, amount: Money, agreed: int, kept: int
) -> errors.DepositNotPossible:
    return errors.DepositNotPossible(
        amount=amount, agreed=Money(agreed, contract.currency), held=Money(kept, contract.currency)
    )


def _deposit_held(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """The deposit that is held, all of which goes back."""
    contract = find_contract(ctx, inputs["contract_id"])
    return told(contract, -held(contract, None, Role.GUARANTEE_DEPOSIT))


@command(permission="assets.collect", linked=_deposit_held)
def give_back_deposit(ctx: Context, *, contract_id: UUID) -> FactReceipt:
    """Give the deposit back when the contract is over or did not come about.

    Refuses: NotFound, OtherBranch, StepNotNow, DebtStillOpen, DepositNotPossible, NoOpenTill.
    """
    contract = find_contract(ctx, contract_id, lock=True)
    demand_status(contract, Contract.Status.CLOSED, Contract.Status.CANCELLED)
    till = payments.own_till(ctx.actor_id)
    kept = Money(-held(contract, None, Role.GUARANTEE_DEPOSIT), contract.currency)
    if not kept.is_positive:
        raise _deposit_refused(contract, kept, terms_of(contract).deposit_minor, kept.minor)
    left = standing_of(contract, on=ctx.business_date).left_minor
    if left:
        raise errors.DebtStillOpen(number=contract.number, left=Money(left, contract.currency))
    return record_fact(
        ctx, contract, kind=FactKind.DEPOSIT_BACK, amount_minor=kept.minor,
        entry=moved(kept.minor, debit=Role.GUARANTEE_DEPOSIT, credit=Role.CASH),
        cash_account_id=till.account_id,
    )  # fmt: skip


@command(permission="assets.approve", linked=amount_entered)
def use_deposit(ctx: Context, *, contract_id: UUID, amount: Money) -> FactReceipt:
    """Settle what is due out of the deposit.

    Refuses: NotFound, OtherBranch, ContractNotRunning, DepositNotPossible (more than is held or
    due).
    """
    contract = find_contract(ctx, contract_id, lock=True)
    demand_debtor(contract)
    kept = -held(contract, None, Role.GUARANTEE_DEPOSIT)
    due = standing_of(contract, on=ctx.business_date).due_minor
    if not 0 < amount.minor <= min(kept, due) or amount.currency != contract.currency:
        raise _deposit_refused(contract, amount, due, kept)
    shares = preview_payment(ctx, contract, amount)
    entry = paid(kind_of(contract), shares, held_in=Role(contract.held_role))
    entry[Role.GUARANTEE_DEPOSIT] = entry.pop(Role.CASH)
    return settle_part(
        ctx, contract, kind=FactKind.PAID, amount=amount, shares=shares, entry=entry,
        value_date=ctx.business_date, cash_account_id=None,
    )  # fmt: skip


def _price_of_units(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """What the units cost."""
    contract = find_contract(ctx, inputs["contract_id"])
    demand_kind(contract, ContractKind.MUSHARAKA)
    return told(contract, inputs["units"] * terms_of(contract).unit_price_minor)


@command(permission="assets.collect", linked=_price_of_units)
def buy_units(ctx: Context, *, contract_id: UUID, units: int) -> FactReceipt:
    """The client buys more units than the plan asks for; rents are computed again from then on.

    Refuses: NotFound, OtherBranch, StepNotNow, DebtStillOpen (what is due comes first),
    QuantityNotPossible, NoOpenTill, CurrencyOther.
    """
    contract = find_contract(ctx, contract_id, lock=True)
    demand_kind(contract, ContractKind.MUSHARAKA)
    demand_status(contract, Contract.Status.ACTIVE)
    till, terms = payments.own_till(ctx.actor_id), terms_of(contract)
    seen = standing_of(contract, on=ctx.business_date)
    if seen.due_minor:
        raise errors.DebtStillOpen(
            number=contract.number, left=Money(seen.due_minor, contract.currency)
        )
    left = units_to_come(contract, ctx.business_date)
    if not 1 <= units <= left:
        raise errors.QuantityNotPossible(quantity=units, most=left)
    price = Money(units * terms.unit_price_minor, contract.currency)
    payments.check_amount(price, currency=till.currency)
    receipt = record_fact(
        ctx, contract, kind=FactKind.UNITS, amount_minor=price.minor, quantity=units,
        entry=moved(price.minor, debit=Role.CASH, credit=Role.CO_OWNED_SHARE),
        cash_account_id=till.account_id,
    )  # fmt: skip
    replan_units(ctx, contract, left - units)
    if left == units:
        end_contract(ctx, contract, EndKind.SETTLED)
    return receipt


def units_to_come(contract: Contract, on: date) -> int:
    """Units that the plan sells after a day."""
    price = terms_of(contract).unit_price_minor
    return sum(due.price_minor for due in dues_rows(contract) if due.due_date > on) // price


def replan_units(ctx: Context, contract: Contract, units: int) -> None:
    """Rents and purchases to come, for the units that are left; what fell due stays."""
    terms, on = terms_of(contract), ctx.business_date
    assert contract.started_date is not None
    past: list[Due] = [due for due in dues_rows(contract) if due.due_date <= on]
    days = due_dates(terms, start=contract.started_date)[len(past) :]
    coming = unit_dues(terms, days=days, held=units, first_number=len(past) + 1)
    write_dues(ctx, contract, (*past, *coming))
