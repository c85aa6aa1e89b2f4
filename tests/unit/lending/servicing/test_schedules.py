"""Schedules of any terms: exact sums, order of dates, nothing negative, worked tables."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nafa.lending.calc.choices import (
    Amortisation,
    DaysInMonth,
    DaysInYear,
    InterestKind,
    InterestPeriod,
    LeapRule,
    MonthEndRule,
    PeriodUnit,
    ScheduleKind,
)
from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.plan import Lending, schedule
from nafa.lending.calc.terms import Terms
from nafa.lib.calendars import BusinessCalendar, RollRule
from unit.lending.servicing.contracts import START, any_contract, contract, lent

PRINCIPAL, INTEREST = Component.PRINCIPAL, Component.INTEREST
D = Decimal


def planned(terms: Terms, day: date = date(2024, 1, 1)) -> list[tuple[int, int]]:
    """Principal and interest of each instalment."""
    rows = schedule(terms, [Lending(day, terms.approved)])
    return [(row.asked[PRINCIPAL], row.asked[INTEREST]) for row in rows]


@given(any_contract())
def test_a_schedule_repays_exactly_what_was_lent(terms: Terms):
    rows = schedule(terms, [Lending(START, terms.approved)])

    assert sum(row.asked[PRINCIPAL] for row in rows) == terms.approved
    assert all(amount >= 0 for row in rows for amount in row.asked.values())
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert [row.due for row in rows] == sorted(row.due for row in rows)
    assert all(row.start <= row.due for row in rows)


@settings(max_examples=50)
@given(any_contract(), st.integers(1, 200), st.integers(1, 10**6))
def test_a_second_disbursement_is_repaid_too(terms: Terms, days: int, more: int):
    lent = [Lending(START, terms.approved), Lending(START + timedelta(days=days), more)]

    rows = schedule(terms, lent)

    if terms.kind is ScheduleKind.PROGRESSIVE:
        last = max(row.due for row in rows)
        lent = [one for one in lent if one.day <= last]
    down = sum(row.asked[PRINCIPAL] for row in rows if row.is_down_payment)
    assert down <= sum(row.asked[PRINCIPAL] for row in rows)
    assert all(amount >= 0 for row in rows for amount in row.asked.values())


def test_equal_instalments_on_a_declining_balance():
    assert planned(contract()) == [
        (1634, 79),
        (1647, 66),
        (1660, 53),
        (1673, 40),
        (1686, 27),
        (1700, 13),
    ]


def test_a_flat_loan_bears_interest_on_all_that_was_lent():
    terms = contract(
        approved=100_000,
        count=3,
        rate=D(12),
        interest=InterestKind.FLAT,
        interest_period=InterestPeriod.SAME_AS_REPAYMENT,
    )

    assert planned(terms) == [(33_333, 1_000), (33_333, 1_000), (33_334, 1_000)]


def test_equal_principal_leaves_the_rest_to_the_last():
    terms = contract(
        approved=1_000,
        digits=0,
        count=3,
        rate=D(12),
        kind=ScheduleKind.CUMULATIVE,
        amortisation=Amortisation.EQUAL_PRINCIPAL,
        interest_period=InterestPeriod.SAME_AS_REPAYMENT,
    )

    assert planned(terms) == [(333, 10), (333, 7), (334, 3)]


def test_days_of_a_leap_year_are_counted_by_calendar_year():
    terms = contract(
        approved=1_000_000,
        count=1,
        rate=D("36.5"),
        days_in_month=DaysInMonth.ACTUAL,
        days_in_year=DaysInYear.ACTUAL,
    )

    across = planned(terms, date(2023, 12, 12))

    # 19 days of 2023 over 365, 12 days of 2024 over 366
    assert across == [(1_000_000, 30_967)]


@pytest.mark.parametrize(
    ("rule", "interest"),
    [(LeapRule.CALENDAR_YEAR, 30_915), (LeapRule.FEB_29_PERIOD_ONLY, 31_000)],
)
def test_a_leap_day_counts_for_the_whole_year_or_for_its_period(rule: LeapRule, interest: int):
    terms = contract(
        approved=1_000_000,
        count=1,
        rate=D("36.5"),
        days_in_month=DaysInMonth.ACTUAL,
        days_in_year=DaysInYear.ACTUAL,
        leap_rule=rule,
    )

    assert planned(terms, date(2024, 3, 1)) == [(1_000_000, interest)]


def test_a_due_date_that_its_month_lacks_goes_to_the_first_of_the_next():
    terms = contract(count=3, month_end=MonthEndRule.FIRST_DAY_OF_NEXT_MONTH)

    rows = schedule(terms, [Lending(date(2025, 1, 31), 10_000)])

    assert [row.due for row in rows] == [date(2025, 3, 1), date(2025, 3, 31), date(2025, 5, 1)]


def test_grace_on_principal_asks_for_interest_only():
    terms = contract(rate=D(7), grace_principal=2)

    assert planned(terms)[:3] == [(0, 58), (0, 58), (2_479, 58)]


def test_grace_on_interest_asks_for_it_afterwards():
    terms = contract(rate=D(7), grace_interest=2)

    assert planned(terms)[:3] == [(1_701, 0), (1_701, 0), (1_557, 144)]


def test_interest_free_periods_bear_none():
    interests = [interest for _, interest in planned(contract(interest_free=2))]

    assert interests[:2] == [0, 0]
    assert all(interests[2:])


def test_an_instalment_is_a_multiple_but_never_nothing():
    even = contract(approved=100_000, count=3, rate=D(0), multiple=100)
    small = contract(approved=100, count=3, rate=D(0), multiple=100)

    assert [principal for principal, _ in planned(even)] == [33_300, 33_300, 33_400]
    assert [principal for principal, _ in planned(small)] == [33, 33, 34]


def test_a_down_payment_is_due_on_the_day_of_the_payout():
    terms = contract(down_payment_percent=D(25), rate=D(0), count=3)

    assert [principal for principal, _ in planned(terms)] == [2_500] * 4


def test_a_fixed_length_ends_the_last_period():
    terms = contract(count=3, every=15, unit=PeriodUnit.DAYS, rate=D(0), fixed_length=40)

    rows = schedule(terms, [Lending(date(2024, 2, 1), 10_000)])

    assert rows[-1].due == date(2024, 3, 12)


@pytest.mark.parametrize(
    ("changes", "dates"),
    [
        (
            {"unit": PeriodUnit.TWICE_A_MONTH, "month_days": (15, 31)},
            [date(2024, 1, 15), date(2024, 1, 31), date(2024, 2, 15), date(2024, 2, 29)],
        ),
        (
            {"unit": PeriodUnit.WEEKDAYS, "weekdays": frozenset({1, 4})},
            [date(2024, 1, 2), date(2024, 1, 5), date(2024, 1, 9), date(2024, 1, 12)],
        ),
        (
            {"unit": PeriodUnit.WEEKDAYS, "weekdays": frozenset({2}), "every": 2},
            [date(2024, 1, 10), date(2024, 1, 24), date(2024, 2, 7), date(2024, 2, 21)],
        ),
        (
            {"roll": RollRule.FOLLOWING, "calendar": BusinessCalendar.of([date(2024, 4, 1)])},
            [date(2024, 2, 1), date(2024, 3, 1), date(2024, 4, 2), date(2024, 5, 1)],
        ),
        (
            {"first_due_date": date(2024, 1, 20)},
            [date(2024, 1, 20), date(2024, 2, 20), date(2024, 3, 20), date(2024, 4, 20)],
        ),
    ],
)
def test_due_dates_follow_the_rhythm_of_the_terms(changes: dict[str, object], dates: list[date]):
    rows = schedule(contract(count=4, **changes), [Lending(date(2024, 1, 1), 10_000)])

    assert [row.due for row in rows] == dates


def test_free_form_repays_what_was_agreed_and_the_last_takes_the_rest():
    terms = contract(
        count=3,
        rate=D(12),
        kind=ScheduleKind.CUMULATIVE,
        amortisation=Amortisation.FREE_FORM,
        free_principals=(0, 7_000, 1_000),
        interest_period=InterestPeriod.SAME_AS_REPAYMENT,
    )

    assert planned(terms) == [(0, 100), (7_000, 100), (3_000, 30)]


def test_interest_only_then_a_balloon_is_grace_on_all_but_the_last():
    assert planned(contract(rate=D(12), count=3, grace_principal=2)) == [
        (0, 100),
        (0, 100),
        (10_000, 100),
    ]


@given(any_contract())
def test_a_loan_just_put_out_asks_for_what_was_planned(terms: Terms):
    planned_rows = schedule(terms, [Lending(START, terms.approved)])

    rows = lent(terms).rows

    assert [(row.due, row.asked) for row in rows] == [(row.due, row.asked) for row in planned_rows]
