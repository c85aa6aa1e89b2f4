"""Calendars of crops: those of the institution, and the examples of the country."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.errors import NotFound
from nafa.kernel.identity.contexts import institution
from nafa.lending.calc.farming.season import (
    CostItem,
    Season,
    cap_of,
    cost_of_hectare,
    due_date,
)
from nafa.lending.models import CropCalendar, FarmPlan
from nafa.lib.money import Money


class CalendarRow(NamedTuple):
    """A crop in a zone. Examples of the country have no id."""

    id: UUID | None
    crop: str
    zone: str
    season: Season
    costs: tuple[CostItem, ...]
    financed_percent: Decimal
    effective_from: date
    source: str
    is_confirmed: bool

    @property
    def cost(self) -> Money:
        """What a hectare costs."""
        return cost_of_hectare(self.costs)


class FieldPreview(NamedTuple):
    """What a field would carry, and when it is due."""

    calendar: CalendarRow
    cap: Money
    due_date: date


class PlanView(NamedTuple):
    """The field of an application."""

    calendar: CalendarRow
    season_year: int
    hectares: Decimal
    due_date: date
    cap: Money


def calendars(*, on: date) -> list[CalendarRow]:
    """The latest calendar of each crop and zone in force on a day, by crop and zone."""
    found: dict[tuple[str, str], CropCalendar] = {}
    rows = CropCalendar.objects.filter(effective_from__lte=on)
    for row in rows.order_by("crop", "zone", "-effective_from", "-recorded_at"):
        found.setdefault((row.crop, row.zone), row)
    return [_row(row) for row in found.values()]


def examples(*, on: date) -> list[CalendarRow]:
    """The country's examples for which the institution has no calendar of its own."""
    currency = institution().currency
    own = {(row.crop, row.zone) for row in calendars(on=on)}
    return [
        CalendarRow(
            None, one.crop, one.zone,
            Season(one.inputs_month, one.sowing_month, one.harvest_month, one.sale_month),
            tuple(
                CostItem(cost.name, cost.unit, Decimal(cost.quantity),
                         Money.of(Decimal(cost.price), currency))
                for cost in one.inputs
            ),
            Decimal(100), one.effective_from, one.source, one.confirmed,
        )
        for one in institution_pack().crops
        if (one.crop, one.zone) not in own and one.effective_from <= on
    ]  # fmt: skip


def calendar_of(calendar_id: UUID) -> CalendarRow:
    """One calendar. Refuses: NotFound."""
    row = CropCalendar.objects.filter(id=calendar_id).first()
    if row is None:
        raise NotFound(kind="calendar", id=calendar_id)
    return _row(row)


def preview_field(calendar_id: UUID, *, hectares: Decimal, season_year: int) -> FieldPreview:
    """What a field carries and when it is due. Refuses: NotFound."""
    found = calendar_of(calendar_id)
    cap = cap_of(found.costs, hectares=hectares, financed_percent=found.financed_percent)
    return FieldPreview(found, cap, due_date(found.season, sown_year=season_year))


def plan_of(application_id: UUID) -> PlanView | None:
    """The field of an application, where it is for one."""
    plan = FarmPlan.objects.select_related("calendar").filter(application_id=application_id).first()
    if plan is None:
        return None
    return PlanView(
        _row(plan.calendar), plan.season_year, plan.hectares, plan.due_date,
        Money(plan.cap_minor, plan.calendar.currency),
    )  # fmt: skip


def _row(row: CropCalendar) -> CalendarRow:
    return CalendarRow(
        row.id,
        row.crop,
        row.zone,
        Season(row.inputs_month, row.sowing_month, row.harvest_month, row.sale_month),
        tuple(
            CostItem(
                one["name"],
                one["unit"],
                Decimal(one["quantity"]),
                Money(one["price_minor"], row.currency),
            )
            for one in row.costs
        ),
        row.financed_percent,
        row.effective_from,
        row.source,
        row.is_confirmed,
    )
