"""Loans for the tests of the lending calculators."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from nafa.lending.calc.choices import (
    Amortisation,
    ChargeMeasure,
    ChargeTime,
    DaysInMonth,
    DaysInYear,
    DeferredInterest,
    Direction,
    InterestKind,
    InterestPeriod,
    MonthEndRule,
    NominalUnit,
    PenaltyBase,
    PeriodUnit,
    SettlementInterest,
)
from nafa.lending.calc.loan_events import EventKind, LoanEvent
from nafa.lending.calc.parts import Component
from nafa.lending.calc.terms import AllocationRule, ChargeTerms, Penalty, Terms, places
from nafa.lending.calc.terms_plain import USUAL
from nafa.lib.calendars import RollRule
from nafa.lib.money import Money
from nafa.lib.rounding import Rounding

START = date(2026, 1, 31)


def xof(amount: int) -> Money:
    return Money(amount, "XOF")


def terms(**changes: object) -> Terms:
    """A year of 1,000,000 F at 1.5 % a month, unless changed."""
    given: dict[str, object] = {
        **USUAL,
        "approved": 1_000_000,
        "currency": "XOF",
        "digits": 0,
        "rate": Decimal("1.5"),
        "rate_unit": NominalUnit.MONTH,
        "count": 12,
        "disbursement_date": START,
    }
    return Terms(**{**given, **changes})  # type: ignore[arg-type]


def allocation(*order: Component, direction: Direction = Direction.BY_INSTALMENT) -> AllocationRule:
    return AllocationRule(order=places(*order), direction=direction)


def event(
    id: str,
    kind: EventKind,
    on: date,
    amount: int | None = None,
    *,
    order: int = 0,
    component: Component | None = None,
    target: str | None = None,
) -> LoanEvent:
    money = None if amount is None else xof(amount)
    return LoanEvent(id, kind, on, order, money, component, target)


def disbursed(on: date = START) -> LoanEvent:
    return event("disbursed", EventKind.DISBURSED, on)


charges = st.lists(
    st.builds(
        ChargeTerms,
        name=st.sampled_from(["FILE", "INSURANCE", "TOB", "STAMP"]),
        measure=st.sampled_from(
            [
                ChargeMeasure.PERCENT_OF_PRINCIPAL,
                ChargeMeasure.PERCENT_OF_LOAN,
                ChargeMeasure.PERCENT_OF_INTEREST,
            ]
        ),
        value=st.decimals("0", "5", places=2),
        time=st.sampled_from([ChargeTime.AT_DISBURSEMENT, ChargeTime.WITH_EACH_INSTALMENT]),
        in_teg=st.booleans(),
        is_tax=st.booleans(),
    ),
    max_size=3,
    unique_by=lambda charge: charge.name,
).map(tuple)

penalties = st.one_of(
    st.none(),
    st.builds(
        Penalty,
        base=st.sampled_from([PenaltyBase.OVERDUE_PRINCIPAL, PenaltyBase.OVERDUE_TOTAL]),
        percent_per_year=st.decimals("0", "60", places=3),
        grace_days=st.integers(0, 10),
        cap_percent=st.none() | st.decimals("0", "30", places=1),
    ),
    st.builds(
        Penalty,
        base=st.just(PenaltyBase.FLAT),
        flat_per_instalment=st.integers(0, 5000).map(xof),
        grace_days=st.integers(0, 10),
    ),
)

rhythms = st.sampled_from(
    [
        {"unit": PeriodUnit.WEEKS, "every": 1},
        {"unit": PeriodUnit.WEEKS, "every": 2},
        {"unit": PeriodUnit.MONTHS, "every": 1},
        {"unit": PeriodUnit.MONTHS, "every": 3},
        {"unit": PeriodUnit.DAYS, "every": 10},
        {"unit": PeriodUnit.YEARS, "every": 1},
        {"unit": PeriodUnit.TWICE_A_MONTH, "every": 1, "month_days": (5, 20)},
        {"unit": PeriodUnit.WEEKDAYS, "every": 1, "weekdays": frozenset({1, 4})},
    ]
)
day_counts = st.sampled_from(
    [
        {"interest_period": InterestPeriod.SAME_AS_REPAYMENT},
        *(
            {
                "interest_period": InterestPeriod.DAILY,
                "days_in_month": month,
                "days_in_year": year,
            }
            for month, year in (
                (DaysInMonth.DAYS_30, DaysInYear.DAYS_360),
                (DaysInMonth.ACTUAL, DaysInYear.DAYS_360),
                (DaysInMonth.ACTUAL, DaysInYear.DAYS_365),
                (DaysInMonth.ACTUAL, DaysInYear.ACTUAL),
            )
        ),
    ]
)


@st.composite
def any_terms(draw: st.DrawFn) -> Terms:
    """Any loan that a product may offer."""
    count = draw(st.integers(1, 40))
    principal = draw(st.integers(1, 10**9))
    start = draw(st.dates(date(2024, 1, 1), date(2027, 12, 31)))
    first = draw(st.none() | st.integers(1, 70))
    drawn: dict[str, Any] = {
        **draw(rhythms),
        **draw(day_counts),
        "approved": principal,
        "interest": draw(st.sampled_from(InterestKind)),
        "amortisation": draw(
            st.sampled_from([one for one in Amortisation if one is not Amortisation.FREE_FORM])
        ),
        "rate": draw(st.decimals("0", "60", places=4)),
        "rate_unit": draw(st.sampled_from([NominalUnit.YEAR, NominalUnit.MONTH])),
        "count": count,
        "disbursement_date": start,
        "first_due_date": None if first is None else date.fromordinal(start.toordinal() + first),
        "grace_principal": draw(st.integers(0, count - 1)),
        "grace_interest": draw(st.integers(0, count - 1)),
        "interest_free": draw(st.sampled_from([0, 0, count - 1])),
        "deferred_interest": draw(st.sampled_from(DeferredInterest)),
        "month_end": draw(st.sampled_from(MonthEndRule)),
        "roll": draw(st.sampled_from(RollRule)),
        "rounding": draw(st.sampled_from(Rounding)),
        "multiple": min(principal, draw(st.sampled_from([1, 5, 25, 100]))),
        "charges": draw(charges) if principal > 100 else (),
        "penalty": draw(penalties),
        "allocation": allocation(
            *draw(st.permutations(list(Component))), direction=draw(st.sampled_from(Direction))
        ),
        "settlement": draw(st.sampled_from(SettlementInterest)),
        "compulsory_deposit_percent": draw(st.decimals("0", "20", places=1)),
    }
    return terms(**drawn)


FLAT = {"interest": InterestKind.FLAT}
EQUAL_PRINCIPAL = {"amortisation": Amortisation.EQUAL_PRINCIPAL}
THIRTY_360 = {
    "interest_period": InterestPeriod.DAILY,
    "days_in_month": DaysInMonth.DAYS_30,
    "days_in_year": DaysInYear.DAYS_360,
}
ACT_360 = {"interest_period": InterestPeriod.DAILY, "days_in_year": DaysInYear.DAYS_360}
ACT_ACT = {"interest_period": InterestPeriod.DAILY, "days_in_year": DaysInYear.ACTUAL}
ACT_365 = {"interest_period": InterestPeriod.DAILY, "days_in_year": DaysInYear.DAYS_365}


def charge(
    name: str,
    value: str | int,
    measure: ChargeMeasure = ChargeMeasure.FLAT,
    time: ChargeTime = ChargeTime.AT_DISBURSEMENT,
    **changes: bool,
) -> ChargeTerms:
    """A charge, flat and at the disbursement unless said otherwise."""
    return ChargeTerms(name=name, measure=measure, value=Decimal(value), time=time, **changes)
