"""Schedules: exact sums, published tables, grace, holidays, multiples."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given

from nafa.lending.calc.choices import (
    Amortisation,
    ChargeTime,
    DeferredInterest,
    NominalUnit,
    PeriodUnit,
)
from nafa.lending.calc.schedule import build_schedule
from nafa.lending.calc.servicing.due_dates import first_due
from nafa.lending.calc.terms import Terms
from nafa.lib.calendars import BusinessCalendar, RollRule
from nafa.lib.money import total
from nafa.lib.rounding import Rounding
from unit.lending.loans import (
    ACT_360,
    ACT_365,
    ACT_ACT,
    EQUAL_PRINCIPAL,
    FLAT,
    THIRTY_360,
    any_terms,
    charge,
    terms,
    xof,
)

ORACLES = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "vectors" / "umoa_lending.json").read_text()
    )["cases"]
}
D = Decimal


@given(any_terms())
def test_a_schedule_repays_exactly_its_principal(some: Terms):
    schedule = build_schedule(some, calendar=BusinessCalendar.of([first_due(some)]))

    assert total((row.principal for row in schedule), currency="XOF") == some.principal
    assert all(part.minor >= 0 for row in schedule for part in row[3:])
    assert [row.number for row in schedule] == list(range(1, some.count + 1))
    assert all(row.start_date <= row.due_date for row in schedule)
    assert [row.start_date for row in schedule[1:]] == [row.due_date for row in schedule[:-1]]
    assert all(not row.principal for row in schedule[: some.grace_principal])
    assert all(not row.interest for row in schedule[: some.grace_interest])


@given(any_terms())
def test_deferred_interest_is_asked_for_in_full_however_it_is_asked(some: Terms):
    if some.amortisation is Amortisation.EQUAL_INSTALMENTS:
        return  # what is asked for early changes what is repaid
    spread, next_ = (
        build_schedule(replace(some, deferred_interest=rule)) for rule in DeferredInterest
    )

    assert sum(row.interest.minor for row in spread) == sum(row.interest.minor for row in next_)


@given(any_terms())
def test_instalments_free_of_interest_bear_none(some: Terms):
    schedule = build_schedule(some)

    assert all(not row.interest for row in schedule[: some.interest_free])


def test_the_worked_umoa_loan():
    oracle = ORACLES["TEG-01"]["expected"]

    schedule = build_schedule(terms())

    rows = [(row.number, row.principal.minor, row.interest.minor) for row in schedule]
    assert rows == [(row["no"], row["principal"], row["interest"]) for row in oracle["schedule"]]
    assert schedule[0].sum == xof(oracle["payment"])
    assert schedule[-1].sum == xof(oracle["last_payment"])


def test_a_flat_loan():
    schedule = build_schedule(
        terms(
            approved=500_000,
            **FLAT,
            rate=D(2),
            rate_unit=NominalUnit.MONTH,
            count=10,
        )
    )

    assert {(row.principal, row.interest) for row in schedule} == {(xof(50_000), xof(10_000))}


def test_equal_principal():
    schedule = build_schedule(terms(**EQUAL_PRINCIPAL, count=3, rate=D(2)))

    assert [row.principal.minor for row in schedule] == [333_333, 333_333, 333_334]
    assert [row.interest.minor for row in schedule] == [20_000, 13_333, 6_667]


@pytest.mark.parametrize("shape", [{}, FLAT, EQUAL_PRINCIPAL])
def test_instalments_are_multiples_but_for_the_last(shape):
    schedule = build_schedule(terms(**shape, multiple=25))

    asked = [row.principal if shape is EQUAL_PRINCIPAL else row.sum for row in schedule]
    assert all(amount.minor % 25 == 0 for amount in asked[:-1])
    assert abs(asked[-1].minor - asked[0].minor) <= 25 * 12


def test_a_coarse_multiple_repays_early_and_never_below_zero():
    schedule = build_schedule(terms(approved=1000, multiple=400, rounding=Rounding.UP))

    assert [row.principal.minor for row in schedule[:4]] == [385, 390, 225, 0]
    assert schedule[-1].sum == xof(0)


def test_an_instalment_below_half_a_multiple_stays_as_it_is():
    schedule = build_schedule(terms(approved=1000, multiple=1000, rounding=Rounding.DOWN))

    assert {row.sum.minor for row in schedule[:-1]} == {91}


def test_grace_of_principal_asks_interest_only():
    schedule = build_schedule(terms(grace_principal=2))

    assert [row.sum.minor for row in schedule[:2]] == [15_000, 15_000]
    assert schedule[2].sum == xof(108_434)


def test_grace_of_interest_spreads_it_over_what_follows():
    spread = build_schedule(terms(grace_principal=2, grace_interest=2))
    plain = build_schedule(terms(grace_principal=2))

    pairs = zip(spread[2:], plain[2:], strict=True)
    assert [row.sum.minor for row in spread[:2]] == [0, 0]
    added = [late.interest.minor - row.interest.minor for late, row in pairs]
    assert added == [3_000] * 10


def test_grace_of_interest_may_waive_it():
    waived = build_schedule(terms(grace_principal=2, interest_free=2))

    assert [row.sum.minor for row in waived[:3]] == [0, 0, 108_434]


def test_flat_interest_waits_too():
    flat = terms(**FLAT, grace_principal=3, grace_interest=3)

    schedule = build_schedule(flat)

    assert [row.sum.minor for row in schedule[:4]] == [0, 0, 0, 131_111]
    assert total((row.interest for row in schedule), currency="XOF") == xof(180_000)


def test_a_holiday_moves_the_due_date_and_actual_days_feel_it():
    sundays = BusinessCalendar.of([])
    changes = {"disbursement_date": date(2026, 4, 30), "roll": RollRule.FOLLOWING}

    by_period = build_schedule(terms(**changes), calendar=sundays)
    by_days = build_schedule(
        terms(**changes, **ACT_365, rate=D("36.5"), rate_unit=NominalUnit.YEAR),
        calendar=sundays,
    )

    assert by_period[0].due_date == date(2026, 5, 30)
    assert by_period[4].due_date == date(2026, 9, 30)
    assert by_period[7].due_date == date(2026, 12, 30)
    assert by_period[0].interest == xof(15_000)
    assert by_days[0].interest == xof(30_000)
    assert by_days[1].start_date == date(2026, 5, 30)


def test_a_sunday_goes_to_monday():
    schedule = build_schedule(
        terms(
            disbursement_date=date(2026, 4, 30),
            count=1,
            roll=RollRule.FOLLOWING,
            first_due_date=date(2026, 5, 31),
        ),
        calendar=BusinessCalendar.of([]),
    )

    assert schedule[0].due_date == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("changes", "interest"),
    [
        ({"first_due_date": date(2026, 2, 28)}, 15_000),
        ({"first_due_date": date(2026, 3, 15)}, 22_500),
        ({"first_due_date": date(2026, 3, 15), **THIRTY_360}, 22_500),
        ({**THIRTY_360}, 15_000),
        (ACT_360, 14_000),
        (ACT_365, 13_808),
        (ACT_ACT, 13_808),
        ({**ACT_ACT, "disbursement_date": date(2028, 1, 31)}, 14_262),
        ({"unit": PeriodUnit.WEEKS, **THIRTY_360}, 3_500),
        ({"unit": PeriodUnit.WEEKS}, 3_462),
        ({"unit": PeriodUnit.WEEKS, "every": 2}, 6_923),
    ],
)
def test_the_interest_of_the_first_period(changes, interest):
    assert build_schedule(terms(**changes))[0].interest == xof(interest)


def test_fees_come_with_every_instalment():
    fee = charge("INSURANCE", 500, time=ChargeTime.WITH_EACH_INSTALMENT)

    assert {row.fee for row in build_schedule(terms(charges=(fee,)))} == {xof(500)}


def test_cents_round_like_francs():
    schedule = build_schedule(
        terms(
            approved=10_000,
            currency="EUR",
            digits=2,
            rate=D(7),
            rate_unit=NominalUnit.YEAR,
            count=6,
            disbursement_date=date(2024, 1, 1),
        )
    )

    assert [row.sum.minor for row in schedule] == [1701] * 5 + [1700]
    assert [row.interest.minor for row in schedule] == [58, 49, 39, 29, 20, 10]
