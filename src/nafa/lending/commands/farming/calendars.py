"""Calendars of crops by zone: months, costs of a hectare, the part that is financed."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import institution
from nafa.lending import farming_errors as errors
from nafa.lending.calc.farming.season import CostItem, Season, cost_of_hectare, fault_of_season
from nafa.lending.models import CropCalendar
from nafa.lib.money import Money

HUNDRED = Decimal(100)


class HectareCost(NamedTuple):
    """A line of the sheet of costs of a hectare."""

    name: str
    unit: str
    quantity: Decimal
    price: Money


@command(permission="lending.define_product")
def define_crop_calendar(
    ctx: Context,
    *,
    crop: str,
    zone: str,
    inputs_month: int,
    sowing_month: int,
    harvest_month: int,
    sale_month: int,
    costs: tuple[HectareCost, ...],
    financed_percent: Decimal = HUNDRED,
    source: str = "",
    is_confirmed: bool = False,
    effective_from: date | None = None,
) -> UUID:
    """Set the season and the costs of a crop in a zone from a day on; fields keep what they had.

    Refuses: CalendarNotPossible, naming the field (crop, zone, a month, costs, financed_percent, a
    day before today).
    """
    season = Season(inputs_month, sowing_month, harvest_month, sale_month)
    start = effective_from or ctx.business_date
    items = [CostItem(one.name, one.unit, one.quantity, one.price) for one in costs]
    found = _objection(crop, zone, season, items, financed_percent)
    if found or start < ctx.business_date:
        field, reason = found or ("effective_from", "past")
        raise errors.CalendarNotPossible(field=field, reason=reason)
    made = CropCalendar.objects.create(
        id=ctx.new_id(),
        crop=crop.strip(),
        zone=zone.strip(),
        **season._asdict(),
        costs=_plain(items),
        currency=institution().currency,
        cost_minor=cost_of_hectare(items).minor,
        financed_percent=financed_percent,
        effective_from=start,
        source=source.strip(),
        is_confirmed=is_confirmed,
        recorded_at=ctx.now,
        recorded_by_id=ctx.actor_id,
    )
    ctx.concerns("calendar", made.id)
    return made.id


def _plain(items: list[CostItem]) -> list[dict[str, object]]:
    """The sheet of costs as JSON holds it."""
    return [
        {
            "name": one.name.strip(),
            "unit": one.unit.strip(),
            "quantity": str(one.quantity),
            "price_minor": one.price.minor,
        }
        for one in items
    ]


def _objection(
    crop: str, zone: str, season: Season, items: list[CostItem], financed_percent: Decimal
) -> tuple[str, str] | None:
    for field, text in (("crop", crop), ("zone", zone)):
        if not text.strip():
            return field, "empty"
    month = fault_of_season(season)
    if month:
        return month, "month"
    currency = institution().currency
    if not items or any(not one.name.strip() or not one.unit.strip() for one in items):
        return "costs", "empty"
    if any(one.quantity <= 0 or not one.price.is_positive for one in items):
        return "costs", "amount"
    if any(one.price.currency != currency for one in items):
        return "costs", "currency"
    return None if 0 < financed_percent <= HUNDRED else ("financed_percent", "percent")
