"""Schedules on columns agree to the unit with the pure function."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from nafa.lending.calc.portfolio import columns_of, portfolio_schedules
from nafa.lending.calc.schedule import build_schedule
from nafa.lending.calc.servicing.due_dates import first_due
from nafa.lending.calc.terms import Terms
from nafa.lib.calendars import BusinessCalendar
from nafa.lib.rounding import Rounding
from unit.lending.loans import FLAT, any_terms, terms


def pure(loan: Terms, calendar: BusinessCalendar) -> tuple[list[int], list[int]]:
    rows = build_schedule(loan, calendar=calendar)
    return [row.principal.minor for row in rows], [row.interest.minor for row in rows]


@settings(max_examples=150)
@given(st.lists(any_terms(), min_size=1, max_size=6))
def test_columns_agree_with_the_pure_function(loans: list[Terms]):
    calendar = BusinessCalendar.of([first_due(loan) for loan in loans])

    laid = portfolio_schedules(loans, calendar=calendar)

    assert laid == [pure(loan, calendar) for loan in loans]


@given(st.integers(1, 10**6), st.sampled_from(Rounding), st.integers(1, 12))
def test_ties_are_rounded_as_the_terms_name(principal: int, rounding: Rounding, count: int):
    loan = terms(approved=principal, rate=Decimal(50), rounding=rounding, count=count)
    calendar = BusinessCalendar.of([])

    assert portfolio_schedules([loan]) == [pure(loan, calendar)]


def test_a_loan_too_large_for_63_bits_is_computed_by_the_pure_function():
    loan = terms(approved=10**15, rate=Decimal("1.4567891234"))
    small = terms(**FLAT, first_due_date=date(2026, 4, 15))

    _, fits = columns_of([loan, small])

    assert fits.tolist() == [False, True]
    assert portfolio_schedules([loan, small]) == [
        pure(one, BusinessCalendar.of([])) for one in (loan, small)
    ]


def test_no_loan_is_no_schedule():
    assert portfolio_schedules([]) == []
