"""The season of a crop: when inputs are bought, when it is sown, harvested and sold."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from nafa.lib.money import Money
from nafa.lib.rounding import Rounding, round_to_int

MONTHS = range(1, 13)


class Season(NamedTuple):
    """The months of a crop in a zone."""

    inputs_month: int
    sowing_month: int
    harvest_month: int
    sale_month: int


class CostItem(NamedTuple):
    """What a hectare needs of one thing: quantity, and the price of a unit."""

    name: str
    unit: str
    quantity: Decimal
    price: Money

    @property
    def cost(self) -> Money:
        """Quantity times price, rounded half up."""
        return self.price.times(self.quantity, Rounding.HALF_UP)


def fault_of_season(season: Season) -> str:
    """The month that is none, or nothing."""
    for name, month in season._asdict().items():
        if month not in MONTHS:
            return name
    return ""


def due_date(season: Season, *, sown_year: int) -> date:
    """The last day of the month of sale that follows the harvest of what was sown that year.

    A harvest in the month of sowing or before is the next year's; so is a sale before the harvest.
    """
    harvest_year = sown_year + (season.harvest_month <= season.sowing_month)
    year = harvest_year + (season.sale_month < season.harvest_month)
    return date(year, season.sale_month, monthrange(year, season.sale_month)[1])


def cost_of_hectare(items: Sequence[CostItem]) -> Money:
    """What the sheet of costs says a hectare costs; the sheet has at least one line."""
    first, *rest = [item.cost for item in items]
    return sum(rest, first)


def cap_of(items: Sequence[CostItem], *, hectares: Decimal, financed_percent: Decimal) -> Money:
    """The most a field carries: its cost, times the part that is financed, rounded down."""
    whole = cost_of_hectare(items)
    exact = Decimal(whole.minor) * hectares * financed_percent / 100
    return Money(round_to_int(exact, Rounding.DOWN), whole.currency)
