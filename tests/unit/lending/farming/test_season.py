"""Seasons: the sale follows the harvest, the harvest the sowing, across the end of the year."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from nafa.lending.calc.farming.inputs import InputLine, cash_left, fault_of_lines, voucher_amount
from nafa.lending.calc.farming.season import (
    CostItem,
    Season,
    cap_of,
    cost_of_hectare,
    due_date,
    fault_of_season,
)
from nafa.lib.money import Money

GROUNDNUT = Season(5, 6, 10, 12)
ONION = Season(10, 11, 3, 4)
RICE = Season(6, 7, 11, 1)
months = st.integers(1, 12)


def xof(amount: int) -> Money:
    return Money(amount, "XOF")


def test_a_season_within_the_year_and_two_across_it() -> None:
    assert due_date(GROUNDNUT, sown_year=2026) == date(2026, 12, 31)
    assert due_date(ONION, sown_year=2026) == date(2027, 4, 30)
    assert due_date(RICE, sown_year=2026) == date(2027, 1, 31)


@given(season=st.builds(Season, months, months, months, months), year=st.integers(2020, 2040))
def test_the_sale_comes_after_the_sowing_and_within_two_years(season: Season, year: int) -> None:
    sown, due = date(year, season.sowing_month, 1), due_date(season, sown_year=year)

    assert sown < due
    assert (due - sown).days <= 2 * 366
    assert due.month == season.sale_month


def test_a_month_that_is_none_is_named() -> None:
    assert fault_of_season(GROUNDNUT) == ""
    assert fault_of_season(Season(5, 13, 10, 12)) == "sowing_month"


def test_a_field_carries_what_it_costs_rounded_down() -> None:
    costs = [
        CostItem("Semences", "kg", Decimal("120"), xof(450)),
        CostItem("Engrais", "sac", Decimal("2.5"), xof(16_001)),
    ]

    assert cost_of_hectare(costs) == xof(54_000 + 40_003)
    cap = cap_of(costs, hectares=Decimal("1.5"), financed_percent=Decimal(80))
    assert cap == xof(112_803)


@given(
    quantities=st.lists(st.decimals("0.01", "999", places=2), min_size=1, max_size=6),
    price=st.integers(1, 90_000),
)
def test_a_voucher_is_the_sum_of_its_lines(quantities: list[Decimal], price: int) -> None:
    lines = [InputLine("Urée", "sac", quantity, xof(price)) for quantity in quantities]

    amount = voucher_amount(lines, currency="XOF")

    assert amount == sum((one.amount for one in lines), xof(0))
    assert cash_left(amount + xof(7), [amount]) == xof(7)


def test_lines_that_make_no_voucher_are_named() -> None:
    good = InputLine("Urée", "sac", Decimal(1), xof(15_000))

    assert fault_of_lines([good], currency="XOF") == ""
    assert fault_of_lines([], currency="XOF") == "no_line"
    assert fault_of_lines([good._replace(unit=" ")], currency="XOF") == "no_name"
    assert fault_of_lines([good._replace(quantity=Decimal(0))], currency="XOF") == "no_amount"
    assert fault_of_lines([good], currency="EUR") == "no_amount"
