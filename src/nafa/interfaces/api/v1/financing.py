"""Contracts about goods, their steps and payments; the register of things."""

import base64
import binascii
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from nafa.assets import commands, queries
from nafa.interfaces.api.v1.access import reader, writer
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.financing_values import (
    AssetShown,
    ContractFull,
    ContractShown,
    Done,
    DueShown,
    FinancingReceipt,
    NewAmount,
    NewDates,
    NewDay,
    NewGift,
    NewGoods,
    NewOrder,
    NewPayment,
    NewPossession,
    NewPurchase,
    NewReason,
    NewRebate,
    NewRequest,
    NewSale,
    NewSaleAhead,
    NewUnits,
    Verdict,
)
from nafa.interfaces.api.v1.values import Amount, Created, Short, rows_of
from nafa.kernel.errors import InvalidInput
from nafa.lib.money import Money

router = Router(tags=["financing"])


def receipt(made: commands.FactReceipt) -> tuple[int, FinancingReceipt]:
    """The answer of an operation."""
    return 201, FinancingReceipt(
        operation_id=made.fact_id,
        entry_id=made.entry_id,
        receipt_number=made.receipt_number,
        amount=Amount.of(made.amount),
        rent=Amount.of(made.rent),
        price=Amount.of(made.price),
        donation=Amount.of(made.donation),
        status=made.status,
    )


def _scan(text: str, field: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput(field=field, reason="not_base64") from None


def _shown(row: queries.ContractRow) -> dict[str, Any]:
    values = row._asdict()
    for name in ("laid_out", "overdue"):
        values[name] = Amount.of(values[name])
    return {name: values[name] for name in ContractShown.model_fields}


@router.get("/financing", response={200: list[ContractShown], **REFUSALS})
def list_contracts(
    request: HttpRequest,
    status: Short = "",
    kind: Short = "",
    before: Short = "",
    limit: int = 50,
) -> list[ContractShown]:
    """Contracts of your branch, newest first; `before` is a number."""
    rows = queries.contracts(
        reader(request, "assets.view"), status=status, kind=kind, before=before,
        limit=rows_of(limit),
    )  # fmt: skip
    return [ContractShown(**_shown(row)) for row in rows]


@router.post("/financing", response={201: Created, **REFUSALS})
def propose(request: HttpRequest, body: NewRequest) -> tuple[int, Created]:
    """Keep a request with its promise."""
    promise = _scan(body.promise_base64, "promise_base64") if body.promise_base64 else None
    made = commands.propose(
        writer(request), client_id=body.client_id, product_id=body.product_id,
        sector=body.sector, purpose=body.purpose, terms=body.terms, promise=promise,
    )  # fmt: skip
    return 201, Created(id=str(made))


@router.get("/financing/{contract_id}", response={200: ContractFull, **REFUSALS})
def contract(request: HttpRequest, contract_id: UUID) -> ContractFull:
    """One contract."""
    view = queries.contract_view(reader(request, "assets.view"), contract_id)
    seen, unit = view.standing, view.row.laid_out.currency
    coming = next((step.code for step in view.steps if step.is_next), "")
    waiting = next((one.id for one in view.rebates if one.status == "ASKED"), None)
    return ContractFull(
        **_shown(view.row),
        terms=view.contract.terms,
        next_step=coming,
        asset_id=view.asset.id if view.asset else None,
        due_today=Amount.of(Money(seen.due_minor, unit)),
        left=Amount.of(Money(seen.left_minor, unit)),
        charity_owed=Amount.of(Money(seen.donation_owed_minor, unit)),
        owed_in_books=Amount.of(view.outstanding),
        schedule=[
            DueShown(
                number=due.number,
                due_date=due.due_date,
                rent=Amount.of(Money(due.rent_minor, unit)),
                price=Amount.of(Money(due.price_minor, unit)),
                markup=Amount.of(Money(due.profit_minor, unit)),
            )
            for due in view.dues
        ],
        rebate_waiting_id=waiting,
    )


@router.post("/financing/{contract_id}/decision", response={201: Done, **REFUSALS})
def decide(request: HttpRequest, contract_id: UUID, body: Verdict) -> tuple[int, Done]:
    """Approve or refuse the request of another person."""
    made = commands.decide(
        writer(request), contract_id=contract_id, is_approved=body.is_approved, reason=body.reason
    )
    return 201, Done(status=made)


@router.post("/financing/{contract_id}/order", response={201: Created, **REFUSALS})
def order(request: HttpRequest, contract_id: UUID, body: NewOrder) -> tuple[int, Created]:
    """Order the thing; gives its id."""
    made = commands.order_asset(writer(request), contract_id=contract_id, **body.model_dump())
    return 201, Created(id=str(made))


@router.post("/assets/{asset_id}/purchase", response={201: Created, **REFUSALS})
def purchase(request: HttpRequest, asset_id: UUID, body: NewPurchase) -> tuple[int, Created]:
    """The thing is the institution's; gives the entry."""
    made = commands.record_purchase(
        writer(request), asset_id=asset_id, price=body.price.money("price"),
        ancillary=body.ancillary.money("ancillary"),
        invoice=_scan(body.invoice_base64, "invoice_base64"),
    )  # fmt: skip
    return 201, Created(id=str(made))


@router.post("/assets/{asset_id}/supplier-payments", response={201: Created, **REFUSALS})
def pay_supplier(request: HttpRequest, asset_id: UUID, body: NewAmount) -> tuple[int, Created]:
    """Pay the supplier from the bank; gives the entry."""
    made = commands.pay_supplier_by_bank(
        writer(request), asset_id=asset_id, amount=body.amount.money()
    )
    return 201, Created(id=str(made))


@router.post("/assets/{asset_id}/possession", response={201: Done, **REFUSALS})
def possession(request: HttpRequest, asset_id: UUID, body: NewPossession) -> tuple[int, Done]:
    """The institution holds the thing."""
    commands.take_possession(
        writer(request), asset_id=asset_id, possessed_date=body.possessed_date, place=body.place,
        delivery_note=_scan(body.delivery_note_base64, "delivery_note_base64"),
    )  # fmt: skip
    return 201, Done(status="POSSESSED")


@router.post("/financing/{contract_id}/signature", response={201: Created, **REFUSALS})
def sign(request: HttpRequest, contract_id: UUID) -> tuple[int, Created]:
    """Sign the contract; gives the PDF's id. Refused before the thing is owned and held."""
    return 201, Created(id=str(commands.sign(writer(request), contract_id=contract_id)))


@router.post("/financing/{contract_id}/availability", response={201: Done, **REFUSALS})
def make_available(request: HttpRequest, contract_id: UUID, body: NewDay) -> tuple[int, Done]:
    """Hand the thing over."""
    commands.make_available(
        writer(request), contract_id=contract_id, available_date=body.available_date
    )
    return 201, Done(status="ACTIVE")


@router.post("/financing/{contract_id}/payments", response={201: FinancingReceipt, **REFUSALS})
def collect(
    request: HttpRequest, contract_id: UUID, body: NewPayment
) -> tuple[int, FinancingReceipt]:
    """Take a payment into your till."""
    return receipt(
        commands.collect(
            writer(request), contract_id=contract_id, amount=body.amount.money(),
            value_date=body.value_date,
        )
    )  # fmt: skip


@router.post("/financing/{contract_id}/deposit", response={201: FinancingReceipt, **REFUSALS})
def take_deposit(
    request: HttpRequest, contract_id: UUID, body: NewAmount
) -> tuple[int, FinancingReceipt]:
    """Take the deposit that was agreed."""
    return receipt(
        commands.take_deposit(writer(request), contract_id=contract_id, amount=body.amount.money())
    )


@router.post("/financing/{contract_id}/units", response={201: FinancingReceipt, **REFUSALS})
def buy_units(
    request: HttpRequest, contract_id: UUID, body: NewUnits
) -> tuple[int, FinancingReceipt]:
    """The client buys more units of the thing owned together."""
    return receipt(commands.buy_units(writer(request), contract_id=contract_id, units=body.units))


@router.post("/financing/{contract_id}/rebates", response={201: Created, **REFUSALS})
def ask_rebate(request: HttpRequest, contract_id: UUID, body: NewRebate) -> tuple[int, Created]:
    """Ask for a rebate."""
    made = commands.ask_rebate(
        writer(request), contract_id=contract_id, amount=body.amount.money(), reason=body.reason
    )
    return 201, Created(id=str(made))


@router.post("/rebates/{rebate_id}/decision", response={201: Done, **REFUSALS})
def decide_rebate(request: HttpRequest, rebate_id: UUID, body: Verdict) -> tuple[int, Done]:
    """Grant or refuse a rebate that another person asked for."""
    made = commands.decide_rebate(writer(request), rebate_id=rebate_id, is_granted=body.is_approved)
    return 201, Done(status=made)


@router.post("/financing/{contract_id}/dates", response={201: Done, **REFUSALS})
def reschedule(request: HttpRequest, contract_id: UUID, body: NewDates) -> tuple[int, Done]:
    """Move the instalments; the debt stays."""
    commands.reschedule(writer(request), contract_id=contract_id, **body.model_dump())
    return 201, Done(status="ACTIVE")


@router.post("/financing/{contract_id}/delivery", response={201: FinancingReceipt, **REFUSALS})
def deliver(
    request: HttpRequest, contract_id: UUID, body: NewGoods
) -> tuple[int, FinancingReceipt]:
    """Goods paid ahead are delivered."""
    return receipt(
        commands.record_delivery(writer(request), contract_id=contract_id, quantity=body.quantity)
    )


@router.post("/financing/{contract_id}/sales", response={201: FinancingReceipt, **REFUSALS})
def sell_goods(
    request: HttpRequest, contract_id: UUID, body: NewSale
) -> tuple[int, FinancingReceipt]:
    """Sell delivered goods."""
    return receipt(
        commands.sell_goods(
            writer(request), contract_id=contract_id, quantity=body.quantity,
            amount=body.amount.money(),
        )
    )  # fmt: skip


@router.post("/financing/{contract_id}/sales-ahead", response={201: FinancingReceipt, **REFUSALS})
def sell_ahead(
    request: HttpRequest, contract_id: UUID, body: NewSaleAhead
) -> tuple[int, FinancingReceipt]:
    """Parallel salam: take the price of goods that a buyer gets later."""
    return receipt(
        commands.sell_ahead(
            writer(request),
            contract_id=contract_id,
            quantity=body.quantity,
            amount=body.amount.money(),
            buyer=body.buyer,
        )
    )


@router.post("/financing/{contract_id}/hand-over", response={201: FinancingReceipt, **REFUSALS})
def hand_over(request: HttpRequest, contract_id: UUID) -> tuple[int, FinancingReceipt]:
    """The buyer of a parallel salam gets the goods."""
    return receipt(commands.hand_over_goods(writer(request), contract_id=contract_id))


@router.post("/financing/operations/{fact_id}/reversal",
             response={201: FinancingReceipt, **REFUSALS})  # fmt: skip
def reverse(request: HttpRequest, fact_id: UUID, body: NewReason) -> tuple[int, FinancingReceipt]:
    """Take an operation back."""
    return receipt(commands.reverse_operation(writer(request), fact_id=fact_id, reason=body.reason))


@router.post("/pools/{pool_id}/charity-gifts", response={201: Created, **REFUSALS})
def give_to_charity(request: HttpRequest, pool_id: UUID, body: NewGift) -> tuple[int, Created]:
    """Pay what late clients gave to a charity; gives the entry."""
    made = commands.give_to_charity(
        writer(request),
        pool_id=pool_id,
        branch_id=body.branch_id,
        amount=body.amount.money(),
        beneficiary=body.beneficiary,
    )
    return 201, Created(id=str(made))


@router.get("/assets", response={200: list[AssetShown], **REFUSALS})
def list_assets(
    request: HttpRequest, status: Short = "", before: Short = "", limit: int = 50
) -> list[AssetShown]:
    """The register of things, newest first."""
    rows = queries.assets(
        reader(request, "assets.view"), status=status, before=before,
        limit=rows_of(limit),
    )  # fmt: skip
    return [_asset(row) for row in rows]


def _asset(row: queries.AssetRow) -> AssetShown:
    values = row._asdict()
    for name in ("cost", "worn", "book_value"):
        values[name] = Amount.of(values[name])
    return AssetShown(**{name: values[name] for name in AssetShown.model_fields})


@router.get("/assets/{asset_id}", response={200: AssetShown, **REFUSALS})
def asset(request: HttpRequest, asset_id: UUID) -> AssetShown:
    """One thing of the register."""
    return _asset(queries.asset_view(reader(request, "assets.view"), asset_id))


@router.post("/financing/{contract_id}/pay-out", response={201: FinancingReceipt, **REFUSALS})
def pay_out(request: HttpRequest, contract_id: UUID) -> tuple[int, FinancingReceipt]:
    """Hand the price of goods paid ahead, or the sum lent, over from your till."""
    return receipt(commands.pay_out(writer(request), contract_id=contract_id))


@router.post("/financing/{contract_id}/refund", response={201: FinancingReceipt, **REFUSALS})
def refund(
    request: HttpRequest, contract_id: UUID, body: NewAmount
) -> tuple[int, FinancingReceipt]:
    """The seller cannot deliver: take exactly the price of what is missing back."""
    return receipt(
        commands.refund_salam(writer(request), contract_id=contract_id, amount=body.amount.money())
    )
