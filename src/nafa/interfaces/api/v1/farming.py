"""Lending to farmers: calendars, fields, vouchers, deliveries, suppliers."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from nafa.interfaces.api.v1.access import reader, writer
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.values import Amount, Created, Long, Short
from nafa.lending.commands.farming.calendars import HectareCost, define_crop_calendar
from nafa.lending.commands.farming.fields import submit_farm_application
from nafa.lending.commands.farming.suppliers import pay_supplier, register_supplier
from nafa.lending.commands.farming.vouchers import (
    DeliveryNote,
    OrderedInput,
    cancel_voucher,
    deliver_inputs,
    issue_voucher,
)
from nafa.lending.commands.farming.weather import declare_weather, defer_for_weather
from nafa.lending.queries import application_view
from nafa.lending.queries.farming.calendars import CalendarRow, calendars, examples
from nafa.lending.queries.farming.inputs import SupplierRow, VoucherRow, suppliers, vouchers_of
from nafa.lending.queries.farming.weather import weather_events

router = Router(tags=["farming"])


class Thing(Schema):
    """A thing with its quantity and the price of a unit."""

    name: Short
    unit: Short
    quantity: Decimal
    price: Amount


class CalendarShown(Schema):
    """The season of a crop in a zone; an example of the country has no id."""

    id: UUID | None
    crop: str
    zone: str
    inputs_month: int
    sowing_month: int
    harvest_month: int
    sale_month: int
    cost_of_hectare: Amount
    financed_percent: Decimal
    effective_from: date
    source: str
    is_confirmed: bool


class NewCalendar(Schema):
    """A season with its months and what a hectare costs."""

    crop: Short
    zone: Short
    inputs_month: int
    sowing_month: int
    harvest_month: int
    sale_month: int
    costs: list[Thing]
    financed_percent: Decimal = Decimal(100)
    source: Short = ""
    is_confirmed: bool = False


class NewField(Schema):
    """A loan asked for a field."""

    client_id: UUID
    product_id: UUID
    calendar_id: UUID
    season_year: int
    hectares: Decimal
    amount: Amount
    purpose: Long


class NewVoucher(Schema):
    """What a supplier shall deliver."""

    supplier_id: UUID
    lines: list[Thing]


class VoucherShown(Schema):
    """A voucher."""

    id: UUID
    number: str
    supplier: str
    status: str
    amount: Amount
    delivery_note: str


class Note(Schema):
    """A supplier's note for a voucher."""

    voucher_id: UUID
    number: Short
    delivered_date: date


class Deliveries(Schema):
    """The notes of all open vouchers of a loan."""

    notes: list[Note]


class NewSupplier(Schema):
    """A supplier of inputs."""

    name: Short
    phone: Short = ""
    branch_id: UUID | None = None


class SupplierShown(Schema):
    """A supplier with what is owed."""

    id: UUID
    number: str
    name: str
    phone: str
    owed: Amount


class NewSupplierPayment(Schema):
    """TILL or BANK, with the number of the paper."""

    amount: Amount
    source: Short
    reference: Short


class NewWeather(Schema):
    """DROUGHT, FLOOD, PESTS or OTHER; until when loans are put off, with interest or not."""

    kind: Short
    crop: Short
    zone: Short
    season_year: int
    until_date: date
    bears_interest: bool
    reason: Long


class WeatherShown(Schema):
    """An event of the weather."""

    id: UUID
    number: str
    kind: str
    crop: str
    zone: str
    season_year: int
    until_date: date
    bears_interest: bool
    reason: str
    status: str


@router.get("/crop-calendars", response={200: list[CalendarShown], **REFUSALS})
def list_calendars(request: HttpRequest) -> list[CalendarShown]:
    """The calendars in force, then the country's examples."""
    on = reader(request, "lending.view").business_date
    return [_calendar(one) for one in (*calendars(on=on), *examples(on=on))]


def _calendar(one: CalendarRow) -> CalendarShown:
    return CalendarShown(
        id=one.id, crop=one.crop, zone=one.zone, **one.season._asdict(),
        cost_of_hectare=Amount.of(one.cost), financed_percent=one.financed_percent,
        effective_from=one.effective_from, source=one.source, is_confirmed=one.is_confirmed,
    )  # fmt: skip


@router.post("/crop-calendars", response={201: Created, **REFUSALS})
def new_calendar(request: HttpRequest, body: NewCalendar) -> tuple[int, Created]:
    """Set a calendar from today on."""
    values: dict[str, Any] = body.model_dump(exclude={"costs"})
    costs = tuple(
        HectareCost(one.name, one.unit, one.quantity, one.price.money()) for one in body.costs
    )
    return 201, Created(id=str(define_crop_calendar(writer(request), costs=costs, **values)))


@router.post("/farm-applications", response={201: Created, **REFUSALS})
def new_field(request: HttpRequest, body: NewField) -> tuple[int, Created]:
    """Ask for a loan for a field: one repayment after the harvest."""
    values: dict[str, Any] = {**body.model_dump(), "amount": body.amount.money()}
    return 201, Created(id=str(submit_farm_application(writer(request), **values)))


@router.get(
    "/applications/{application_id}/vouchers", response={200: list[VoucherShown], **REFUSALS}
)
def list_vouchers(request: HttpRequest, application_id: UUID) -> list[VoucherShown]:
    """The vouchers of an application of your branch."""
    ctx = reader(request, "lending.view")
    application_view(ctx, application_id)
    return [_voucher(one) for one in vouchers_of(application_id)]


def _voucher(one: VoucherRow) -> VoucherShown:
    return VoucherShown(
        id=one.id, number=one.number, supplier=one.supplier, status=one.status,
        amount=Amount.of(one.amount), delivery_note=one.delivery_note,
    )  # fmt: skip


@router.post("/applications/{application_id}/vouchers", response={201: Created, **REFUSALS})
def new_voucher(
    request: HttpRequest, application_id: UUID, body: NewVoucher
) -> tuple[int, Created]:
    """Order inputs from a supplier."""
    made = issue_voucher(
        writer(request),
        application_id=application_id,
        supplier_id=body.supplier_id,
        lines=tuple(
            OrderedInput(one.name, one.unit, one.quantity, one.price.money()) for one in body.lines
        ),
    )
    return 201, Created(id=str(made))


@router.post("/vouchers/{voucher_id}/cancellation", response={204: None, **REFUSALS})
def cancel(request: HttpRequest, voucher_id: UUID) -> tuple[int, None]:
    """Take an order back that was not delivered."""
    cancel_voucher(writer(request), voucher_id=voucher_id)
    return 204, None


@router.post("/loans/{loan_id}/deliveries", response={201: Created, **REFUSALS})
def deliver(request: HttpRequest, loan_id: UUID, body: Deliveries) -> tuple[int, Created]:
    """Pay a loan out in kind; gives the operation."""
    notes = tuple(DeliveryNote(**one.model_dump()) for one in body.notes)
    made = deliver_inputs(writer(request), loan_id=loan_id, notes=notes)
    return 201, Created(id=str(made.fact_id))


@router.get("/weather-events", response={200: list[WeatherShown], **REFUSALS})
def list_weather(request: HttpRequest) -> list[WeatherShown]:
    """What was declared, the latest first."""
    rows = weather_events(reader(request, "lending.view"))
    return [
        WeatherShown(**{name: getattr(one, name) for name in WeatherShown.model_fields})
        for one in rows
    ]


@router.post("/weather-events", response={201: Created, **REFUSALS})
def new_weather(request: HttpRequest, body: NewWeather) -> tuple[int, Created]:
    """Declare what happened to a crop in a zone; no loan moves yet."""
    return 201, Created(id=str(declare_weather(writer(request), **body.model_dump())))


@router.post("/weather-events/{event_id}/deferral", response={200: int, **REFUSALS})
def defer(request: HttpRequest, event_id: UUID) -> int:
    """Put off every loan of an event that another person declared; gives how many."""
    return defer_for_weather(writer(request), event_id=event_id)


@router.get("/suppliers", response={200: list[SupplierShown], **REFUSALS})
def list_suppliers(request: HttpRequest) -> list[SupplierShown]:
    """The suppliers of your branch with what each is owed."""
    return [_supplier(one) for one in suppliers(reader(request, "lending.view"))]


def _supplier(one: SupplierRow) -> SupplierShown:
    return SupplierShown(
        id=one.id, number=one.number, name=one.name, phone=one.phone, owed=Amount.of(one.owed)
    )


@router.post("/suppliers", response={201: Created, **REFUSALS})
def new_supplier(request: HttpRequest, body: NewSupplier) -> tuple[int, Created]:
    """Take a supplier in."""
    return 201, Created(id=str(register_supplier(writer(request), **body.model_dump())))


@router.post("/suppliers/{supplier_id}/payments", response={201: Created, **REFUSALS})
def pay(request: HttpRequest, supplier_id: UUID, body: NewSupplierPayment) -> tuple[int, Created]:
    """Pay a supplier what is owed, or a part of it."""
    made = pay_supplier(
        writer(request), supplier_id=supplier_id, amount=body.amount.money(),
        source=body.source, reference=body.reference,
    )  # fmt: skip
    return 201, Created(id=str(made))
