"""Salam: goods delivered, goods sold on after delivery, or the price refunded."""

from uuid import UUID

from nafa.assets import errors
from nafa.assets.calc.kinds import ContractKind, EndKind, FactKind
from nafa.assets.calc.postings import Role, derecognised, moved
from nafa.assets.commands._books import FactReceipt, record_fact
from nafa.assets.commands._collect import end_contract
from nafa.assets.commands._propose import demand_kind, demand_status
from nafa.assets.models import Contract
from nafa.assets.queries.state import find_contract, terms_of
from nafa.kernel.access.proofs import amount_entered
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.lib.money import Money
from nafa.payments import queries as payments


def running_salam(ctx: Context, contract_id: UUID) -> Contract:
    """A salam whose price was paid, locked; goods in stock are sold after a refund too.

    Refuses: NotFound, OtherBranch, StepNotNow.
    """
    contract = find_contract(ctx, contract_id, lock=True)
    demand_kind(contract, ContractKind.SALAM)
    demand_status(contract, Contract.Status.ACTIVE, Contract.Status.CLOSED)
    return contract


def cost_upto(contract: Contract, upto: int) -> int:
    """The cost of the first units of the goods."""
    terms = terms_of(contract)
    return terms.cost_minor * upto // terms.quantity


def demand_nothing_ahead(contract: Contract) -> None:
    """Refuses: SoldAheadOpen."""
    if contract.ahead_quantity:
        raise errors.SoldAheadOpen(quantity=contract.ahead_quantity, buyer=contract.ahead_buyer)


def demand_quantity(quantity: int, most: int) -> None:
    """Refuses: QuantityNotPossible."""
    if not 1 <= quantity <= most:
        raise errors.QuantityNotPossible(quantity=quantity, most=most)


@command(permission="assets.propose")
def record_delivery(ctx: Context, *, contract_id: UUID, quantity: int) -> FactReceipt:
    """Goods paid ahead are delivered: they are the institution's stock at what was paid.

    Refuses: NotFound, OtherBranch, StepNotNow, QuantityNotPossible.
    """
    contract = running_salam(ctx, contract_id)
    demand_status(contract, Contract.Status.ACTIVE)
    before = contract.delivered_quantity
    demand_quantity(quantity, terms_of(contract).quantity - before)
    cost = cost_upto(contract, before + quantity) - cost_upto(contract, before)
    contract.delivered_quantity = before + quantity
    contract.save(update_fields=["delivered_quantity"])
    return record_fact(
        ctx, contract, kind=FactKind.DELIVERED, amount_minor=cost, quantity=quantity,
        entry=moved(cost, debit=Role.GOODS, credit=Role(contract.held_role)),
    )  # fmt: skip


@command(permission="assets.collect", linked=amount_entered)
def sell_goods(ctx: Context, *, contract_id: UUID, quantity: int, amount: Money) -> FactReceipt:
    """Sell delivered goods for cash; the difference to what was paid is a gain or a loss.

    Refuses: NotFound, OtherBranch, StepNotNow, QuantityNotPossible (not delivered), NoOpenTill,
    CurrencyOther, AmountNotPositive.
    """
    contract = running_salam(ctx, contract_id)
    till, before = payments.own_till(ctx.actor_id), contract.sold_quantity
    payments.check_amount(amount, currency=till.currency)
    demand_quantity(quantity, contract.delivered_quantity - before - contract.ahead_quantity)
    cost = cost_upto(contract, before + quantity) - cost_upto(contract, before)
    contract.sold_quantity = before + quantity
    contract.save(update_fields=["sold_quantity"])
    receipt = record_fact(
        ctx, contract, kind=FactKind.GOODS_SOLD, amount_minor=amount.minor, quantity=quantity,
        entry=derecognised(
            price_minor=amount.minor, cost_minor=cost, worn_minor=0, goods=True
        ),
        cash_account_id=till.account_id,
    )  # fmt: skip
    if contract.sold_quantity == terms_of(contract).quantity:
        end_contract(ctx, contract, EndKind.SETTLED)
    return receipt


@command(permission="assets.collect", linked=amount_entered)
def refund_salam(ctx: Context, *, contract_id: UUID, amount: Money) -> FactReceipt:
    """The seller cannot deliver: exactly what was paid for the missing goods comes back, no more.

    Refuses: NotFound, OtherBranch, StepNotNow, SoldAheadOpen, PriceChanged, NoOpenTill,
    CurrencyOther.
    """
    contract = running_salam(ctx, contract_id)
    demand_status(contract, Contract.Status.ACTIVE)
    demand_nothing_ahead(contract)
    till, terms = payments.own_till(ctx.actor_id), terms_of(contract)
    payments.check_amount(amount, currency=till.currency)
    paid = terms.cost_minor - cost_upto(contract, contract.delivered_quantity)
    wanted = Money(paid, contract.currency)
    if amount != wanted:
        raise errors.PriceChanged(wanted=wanted, amount=amount)
    receipt = record_fact(
        ctx, contract, kind=FactKind.GIVEN_BACK, amount_minor=paid,
        quantity=terms.quantity - contract.delivered_quantity,
        entry=moved(paid, debit=Role.CASH, credit=Role(contract.held_role)),
        cash_account_id=till.account_id,
    )  # fmt: skip
    end_contract(ctx, contract, EndKind.REFUNDED)
    return receipt
