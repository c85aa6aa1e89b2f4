"""Parallel salam: goods sold ahead to a buyer, by a contract of its own.

The buyer pays the whole price now; the goods are handed over when they are in stock. Whether the
first seller delivers is nothing to the buyer: the institution hands over, or gives the price back.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nafa.assets import errors
from nafa.assets.calc.kinds import EndKind, FactKind
from nafa.assets.calc.postings import Role, derecognised, moved, together
from nafa.assets.commands._books import FactReceipt, record_fact
from nafa.assets.commands._collect import end_contract
from nafa.assets.commands._goods import (
    cost_upto,
    demand_nothing_ahead,
    demand_quantity,
    running_salam,
)
from nafa.assets.commands._propose import demand_status
from nafa.assets.models import Contract
from nafa.assets.queries.state import held, terms_of
from nafa.kernel.access.proofs import Linked, amount_entered
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput
from nafa.lib.money import Money
from nafa.payments import queries as payments


@command(permission="assets.collect", linked=amount_entered)
def sell_ahead(
    ctx: Context, *, contract_id: UUID, quantity: int, amount: Money, buyer: str
) -> FactReceipt:
    """Take the whole price of goods that a buyer gets once they are in stock; owed until then.

    Refuses: NotFound, OtherBranch, StepNotNow, SoldAheadOpen (one buyer at a time), InvalidInput
    (no buyer), QuantityNotPossible, NoOpenTill, CurrencyOther, AmountNotPositive.
    """
    contract = running_salam(ctx, contract_id)
    demand_status(contract, Contract.Status.ACTIVE)
    demand_nothing_ahead(contract)
    if not buyer.strip():
        raise InvalidInput(field="buyer", reason="empty")
    till = payments.own_till(ctx.actor_id)
    payments.check_amount(amount, currency=till.currency)
    demand_quantity(quantity, terms_of(contract).quantity - contract.sold_quantity)
    contract.ahead_quantity, contract.ahead_buyer = quantity, buyer.strip()
    contract.save(update_fields=["ahead_quantity", "ahead_buyer"])
    return record_fact(
        ctx, contract, kind=FactKind.SOLD_AHEAD, amount_minor=amount.minor, quantity=quantity,
        entry=moved(amount.minor, debit=Role.CASH, credit=Role.PARALLEL_SALAM),
        cash_account_id=till.account_id, wording=buyer.strip(),
    )  # fmt: skip


@command(permission="assets.propose")
def hand_over_goods(ctx: Context, *, contract_id: UUID) -> FactReceipt:
    """The buyer gets the goods: the price is earned against their cost.

    Refuses: NotFound, OtherBranch, StepNotNow, QuantityNotPossible (not in stock, or none sold
    ahead).
    """
    contract = running_salam(ctx, contract_id)
    quantity, before = contract.ahead_quantity, contract.sold_quantity
    in_stock = contract.delivered_quantity - before
    if not 1 <= quantity <= in_stock:
        raise errors.QuantityNotPossible(quantity=quantity, most=in_stock)
    price = _owed(contract)
    cost = cost_upto(contract, before + quantity) - cost_upto(contract, before)
    receipt = record_fact(
        ctx, contract, kind=FactKind.HANDED_OVER, amount_minor=price, quantity=quantity,
        entry=together(
            derecognised(price_minor=price, cost_minor=cost, worn_minor=0, goods=True),
            moved(price, debit=Role.PARALLEL_SALAM, credit=Role.CASH),
        ),
    )  # fmt: skip
    contract.sold_quantity, contract.ahead_quantity = before + quantity, 0
    contract.save(update_fields=["sold_quantity", "ahead_quantity"])
    if contract.sold_quantity == terms_of(contract).quantity:
        end_contract(ctx, contract, EndKind.SETTLED)
    return receipt


def _owed(contract: Contract) -> int:
    return -held(contract, None, Role.PARALLEL_SALAM)


def _price_owed(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """The price that goes back, and to which buyer."""
    contract = running_salam(ctx, inputs["contract_id"])
    price = Money(_owed(contract), contract.currency)
    return Linked(price, f"{contract.ahead_buyer} ({contract.number})")


@command(permission="assets.collect", linked=_price_owed)
def refund_buyer(ctx: Context, *, contract_id: UUID) -> FactReceipt:
    """The institution cannot hand over: the buyer gets exactly the price back.

    Refuses: NotFound, OtherBranch, StepNotNow, QuantityNotPossible (none sold ahead), NoOpenTill,
    BalanceTooLow.
    """
    contract = running_salam(ctx, contract_id)
    quantity, till = contract.ahead_quantity, payments.own_till(ctx.actor_id)
    if not quantity:
        raise errors.QuantityNotPossible(quantity=0, most=0)
    price = _owed(contract)
    contract.ahead_quantity = 0
    contract.save(update_fields=["ahead_quantity"])
    return record_fact(
        ctx, contract, kind=FactKind.BUYER_REFUNDED, amount_minor=price, quantity=quantity,
        entry=moved(price, debit=Role.PARALLEL_SALAM, credit=Role.CASH),
        cash_account_id=till.account_id, wording=contract.ahead_buyer,
    )  # fmt: skip
