"""Periods, day counts, calendars and rates."""

import json
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nafa.lib.calendars import BusinessCalendar, RollRule, easter_sunday
from nafa.lib.daycount import days_30_360
from nafa.lib.invariants import InvariantBroken
from nafa.lib.periods import (
    UnitPeriod,
    add_months,
    add_unit_periods,
    eu_years_between,
    unit_periods_between,
    whole_months_between,
)
from nafa.lib.rates import decimal_of

VECTORS = Path(__file__).parents[2] / "vectors"
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def test_month_ends_are_kept_by_the_anchor():
    month = UnitPeriod(months=1)
    ends = [add_unit_periods(date(2026, 1, 31), n, month) for n in range(5)]

    assert [day.day for day in ends] == [31, 28, 31, 30, 31]
    assert add_months(date(2026, 2, 28), 1, anchor_day=31) == date(2026, 3, 31)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_unit_periods(date(2026, 1, 31), 2, UnitPeriod(days=7)) == date(2026, 2, 14)


@given(days, st.integers(0, 240))
def test_months_added_are_months_between(start, months):
    assert whole_months_between(start, add_months(start, months)) == months


@given(days, st.integers(0, 240), st.integers(1, 27))
def test_odd_days_never_add_a_month(start, months, odd):
    first = start.replace(day=1)

    end = add_months(first, months) + timedelta(days=odd)

    assert whole_months_between(first, end) == months


def test_odd_periods_count_as_appendix_j_counts_them():
    month, quarter, week = UnitPeriod(months=1), UnitPeriod(months=3), UnitPeriod(days=7)

    assert unit_periods_between(date(1978, 2, 10), date(1978, 4, 1), month) == 1 + Fraction(19, 30)
    assert unit_periods_between(date(1978, 5, 23), date(1978, 10, 1), quarter) == 1 + Fraction(
        39, 90
    )
    assert unit_periods_between(date(1978, 3, 20), date(1978, 4, 21), week) == Fraction(32, 7)


@pytest.mark.parametrize("unit", [{}, {"months": 1, "days": 1}, {"months": -1, "days": 1}])
def test_a_unit_period_is_of_months_or_of_days(unit):
    with pytest.raises(InvariantBroken):
        UnitPeriod(**unit)


@pytest.mark.parametrize("unit", [UnitPeriod(days=7), UnitPeriod(months=1)])
def test_time_runs_forwards(unit):
    with pytest.raises(InvariantBroken):
        unit_periods_between(date(2026, 1, 2), date(2026, 1, 1), unit)


def _eu_cases():
    return json.loads((VECTORS / "effective_rates.json").read_text())["eu_time_intervals"]["cases"]


@pytest.mark.parametrize("case", _eu_cases(), ids=lambda case: case["id"])
def test_eu_years(case):
    start, end = date.fromisoformat(case["from"]), date.fromisoformat(case["to"])

    years = eu_years_between(start, end)

    assert years == sum(Fraction(part) for part in case["expected_years"].split(" + "))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 30),
        (date(2026, 2, 28), date(2026, 3, 31), 30),
        (date(2024, 2, 28), date(2024, 3, 1), 3),
        (date(2026, 1, 15), date(2027, 1, 15), 360),
    ],
)
def test_every_month_has_thirty_days(start, end, expected):
    assert days_30_360(start, end) == expected


SUNDAY, TABASKI = date(2026, 5, 31), date(2026, 5, 27)
CALENDAR = BusinessCalendar.of([TABASKI])


@pytest.mark.parametrize(
    ("day", "rule", "expected"),
    [
        (SUNDAY, RollRule.NONE, SUNDAY),
        (SUNDAY, RollRule.FOLLOWING, date(2026, 6, 1)),
        (SUNDAY, RollRule.MODIFIED_FOLLOWING, date(2026, 5, 30)),
        (SUNDAY, RollRule.PRECEDING, date(2026, 5, 30)),
        (TABASKI, RollRule.MODIFIED_FOLLOWING, date(2026, 5, 28)),
        (date(2026, 5, 26), RollRule.FOLLOWING, date(2026, 5, 26)),
    ],
)
def test_due_dates_leave_days_of_rest(day, rule, expected):
    assert CALENDAR.roll(day, rule) == expected


def test_a_calendar_works_sometimes():
    with pytest.raises(InvariantBroken):
        BusinessCalendar(rest_weekdays=frozenset(range(7)))
    with pytest.raises(InvariantBroken):
        BusinessCalendar(rest_weekdays=frozenset({7}))
    endless = BusinessCalendar.of(SUNDAY + timedelta(days=n) for n in range(100))
    with pytest.raises(InvariantBroken):
        endless.roll(SUNDAY, RollRule.FOLLOWING)


@pytest.mark.parametrize(
    "day", ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25", "2049-04-18"]
)
def test_easter(day):
    assert easter_sunday(int(day[:4])) == date.fromisoformat(day)


def test_a_fraction_as_a_decimal():
    assert decimal_of(Fraction(1, 8)) == Decimal("0.125")
