"""What the API takes and tells of contracts about goods and of things."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from nafa.interfaces.api.v1.values import Amount, Long, Short

LONGEST_FILE = 12 * 2**20
Scan = Annotated[str, Field(max_length=LONGEST_FILE)]
Whole = Annotated[int, Field(ge=0, le=1_000_000)]


class NewRequest(Schema):
    """A client's request and promise; `terms` are described in docs/domain."""

    client_id: UUID
    product_id: UUID
    sector: Short
    purpose: Long
    terms: dict[str, str | int]
    promise_base64: Scan = ""


class Verdict(Schema):
    """Whether it is approved or granted, and why."""

    is_approved: bool
    reason: Long = ""


class NewOrder(Schema):
    """What is ordered from whom."""

    kind: Short
    description: Short
    supplier: Short
    serial_number: Short = ""
    plate_number: Short = ""


class NewPurchase(Schema):
    """The invoice with its price."""

    price: Amount
    ancillary: Amount
    invoice_base64: Scan


class NewPossession(Schema):
    """The delivery note with its day and place."""

    possessed_date: date
    place: Short
    delivery_note_base64: Scan


class NewDay(Schema):
    """The day from which the client has the use of the thing."""

    available_date: date


class NewAmount(Schema):
    """An amount."""

    amount: Amount


class NewGift(NewAmount):
    """A gift of a pool's charity money to a beneficiary."""

    branch_id: UUID
    beneficiary: Short


class NewPayment(NewAmount):
    """A payment into your till; `value_date` only for a day before today."""

    value_date: date | None = None


class NewUnits(Schema):
    """How many units the client buys."""

    units: Whole


class NewGoods(Schema):
    """How many goods."""

    quantity: Whole


class NewSale(NewGoods):
    """How many goods at which price."""

    amount: Amount


class NewSaleAhead(NewSale):
    """Goods sold ahead to a buyer."""

    buyer: Short


class NewReason(Schema):
    """Why."""

    reason: Long


class NewRebate(NewReason):
    """A rebate that is asked for."""

    amount: Amount


class NewDates(NewReason):
    """By how many months the instalments move."""

    months: Whole


class ContractShown(Schema):
    """A contract in a list."""

    id: UUID
    number: str
    kind: str
    product: str
    client_id: UUID
    client: str
    status: str
    laid_out: Amount
    overdue: Amount
    days_late: int
    board_approval: str
    pool: str


class DueShown(Schema):
    """An instalment: rent and part of the price."""

    number: int
    due_date: date
    rent: Amount
    price: Amount
    markup: Amount


class ContractFull(ContractShown):
    """A contract with its terms, its steps, what is due and its schedule."""

    terms: dict[str, Any]
    next_step: str
    asset_id: UUID | None
    due_today: Amount
    left: Amount
    charity_owed: Amount
    owed_in_books: Amount
    schedule: list[DueShown]
    rebate_waiting_id: UUID | None


class AssetShown(Schema):
    """A thing of the register."""

    id: UUID
    number: str
    contract_number: str
    kind: str
    status: str
    description: str
    serial_number: str
    plate_number: str
    place: str
    cost: Amount
    worn: Amount
    book_value: Amount


class FinancingReceipt(Schema):
    """What an operation did."""

    operation_id: UUID
    entry_id: UUID | None
    receipt_number: str
    amount: Amount
    rent: Amount
    price: Amount
    donation: Amount
    status: str


class Done(Schema):
    """The state after a step."""

    status: str
