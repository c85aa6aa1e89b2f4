"""Random contracts and facts for the tests of the servicing calculators."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from nafa.lending.calc.choices import (
    Amortisation,
    DaysInMonth,
    DaysInYear,
    Direction,
    FutureRule,
    InterestKind,
    InterestPeriod,
    LeapRule,
    MonthEndRule,
    PeriodUnit,
    RestFrequency,
    ScheduleKind,
)
from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing import events
from nafa.lending.calc.servicing.events import MoneyKind
from nafa.lending.calc.servicing.servicing import Loan
from nafa.lending.calc.terms import AllocationRule, Terms, places
from nafa.lib.calendars import BusinessCalendar, RollRule

START = date(2024, 1, 31)
TODAY = date(2026, 6, 30)
ORDERS = tuple(
    places(*order)
    for order in (
        (Component.PENALTY, Component.FEE, Component.PRINCIPAL, Component.INTEREST),
        (Component.PENALTY, Component.FEE, Component.INTEREST, Component.PRINCIPAL),
        (Component.INTEREST, Component.PRINCIPAL, Component.PENALTY, Component.FEE),
    )
)


def contract(**changes: object) -> Terms:
    """100.00 over six months at 9.4822 % a year, 30/360, unless changed."""
    given: dict[str, object] = {
        "approved": 10_000,
        "count": 6,
        "every": 1,
        "unit": PeriodUnit.MONTHS,
        "rate": Decimal("9.4822"),
        "days_in_month": DaysInMonth.DAYS_30,
        "days_in_year": DaysInYear.DAYS_360,
    }
    return Terms(**{**given, **changes})  # type: ignore[arg-type]


@st.composite
def any_contract(draw: st.DrawFn) -> Terms:
    """Any product that the choices allow."""
    count = draw(st.integers(1, 15))
    kind = draw(st.sampled_from(ScheduleKind))
    amortisation = Amortisation.EQUAL_INSTALMENTS
    principals: tuple[int, ...] = ()
    if kind is ScheduleKind.CUMULATIVE:
        amortisation = draw(st.sampled_from(Amortisation))
    if amortisation is Amortisation.FREE_FORM:
        part = st.integers(0, 10**8)
        principals = tuple(draw(st.lists(part, min_size=count, max_size=count)))
    unit = draw(st.sampled_from(PeriodUnit))
    return contract(
        approved=draw(st.integers(100, 10**9)),
        count=count,
        every=draw(st.integers(7, 30)) if unit is PeriodUnit.DAYS else draw(st.integers(1, 3)),
        unit=unit,
        rate=draw(st.decimals("0", "60", places=4)),
        kind=kind,
        interest=draw(st.sampled_from(InterestKind)),
        amortisation=amortisation,
        free_principals=principals,
        interest_period=draw(st.sampled_from(InterestPeriod)),
        counts_part_periods=draw(st.booleans()),
        days_in_month=draw(st.sampled_from(DaysInMonth)),
        days_in_year=draw(st.sampled_from(DaysInYear)),
        leap_rule=draw(st.sampled_from(LeapRule)),
        bears_first_day=draw(st.booleans()),
        month_end=draw(st.sampled_from(MonthEndRule)),
        grace_principal=draw(st.integers(0, count - 1)),
        grace_interest=draw(st.integers(0, count - 1)),
        interest_free=draw(st.integers(0, count - 1)),
        multiple=draw(st.sampled_from((0, 0, 100))),
        month_days=draw(st.sampled_from(((1, 16), (15, 31)))),
        weekdays=draw(st.frozensets(st.integers(0, 6), min_size=1)),
        roll=draw(st.sampled_from(RollRule)),
        calendar=BusinessCalendar.of([date(2024, 2, 29), date(2024, 4, 1)]),
        down_payment_percent=draw(st.sampled_from((Decimal(0), Decimal(25)))),
        recalculates=draw(st.booleans()),
        rest=draw(st.sampled_from(RestFrequency)),
        allocation=AllocationRule(
            order=draw(st.sampled_from(ORDERS)),
            future=draw(st.sampled_from(FutureRule)),
            direction=draw(st.sampled_from(Direction)),
        ),
    )


@st.composite
def any_payments(draw: st.DrawFn, terms: Terms) -> list[events.Paid]:
    """Payments on days of their own, all recorded on the last day."""
    days = draw(st.lists(st.integers(0, 400), unique=True, max_size=5))
    return [
        events.Paid(
            on=TODAY,
            kind=MoneyKind.REPAYMENT,
            day=START + timedelta(days=day),
            amount=draw(st.integers(1, max(terms.approved // 2, 1))),
        )
        for day in days
    ]


def lent(terms: Terms, *, amount: int | None = None, on: date = START) -> Loan:
    """A loan just put out."""
    loan = Loan(terms, {}, submitted=START)
    whole = terms.approved if amount is None else amount
    loan.take(events.Approved(on=on, amount=whole, expected_date=START))
    loan.take(events.Disbursed(on=on, day=START, amount=whole))
    return loan
