"""Loans for the tests of the lending calculators."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from nafa.lending.calc.loan_events import EventKind, LoanEvent
from nafa.lending.calc.parts import Component
from nafa.lending.calc.terms import (
    AllocationStrategy,
    EarlySettlement,
    Fee,
    FeeKind,
    FeeTime,
    InterestGrace,
    Method,
    Penalty,
    PenaltyBase,
    Terms,
)
from nafa.lib.calendars import RollRule
from nafa.lib.daycount import DayCount
from nafa.lib.money import Money
from nafa.lib.periods import Frequency
from nafa.lib.rates import RateUnit
from nafa.lib.rounding import Rounding

START = date(2026, 1, 31)


def xof(amount: int) -> Money:
    return Money(amount, "XOF")


def terms(**changes: object) -> Terms:
    """A year of 1,000,000 F at 1.5 % a month, unless changed."""
    given: dict[str, object] = {
        "principal": xof(1_000_000),
        "method": Method.DECLINING_EQUAL_INSTALMENTS,
        "rate": Decimal("1.5"),
        "rate_unit": RateUnit.MONTH,
        "frequency": Frequency.MONTHLY,
        "instalment_count": 12,
        "disbursement_date": START,
    }
    return Terms(**{**given, **changes})  # type: ignore[arg-type]


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


fees = st.lists(
    st.builds(
        Fee,
        code=st.sampled_from(["FILE", "INSURANCE", "TOB", "STAMP"]),
        kind=st.just(FeeKind.PERCENT_OF_PRINCIPAL),
        value=st.decimals("0", "5", places=2),
        when=st.sampled_from(FeeTime),
        in_teg=st.booleans(),
        is_tax=st.booleans(),
    ),
    max_size=3,
    unique_by=lambda fee: fee.code,
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


@st.composite
def any_terms(draw: st.DrawFn) -> Terms:
    count = draw(st.integers(1, 40))
    principal = draw(st.integers(1, 10**9))
    start = draw(st.dates(date(2024, 1, 1), date(2027, 12, 31)))
    first = draw(st.none() | st.integers(1, 70))
    return Terms(
        principal=xof(principal),
        method=draw(st.sampled_from(Method)),
        rate=draw(st.decimals("0", "60", places=4)),
        rate_unit=draw(st.sampled_from(RateUnit)),
        frequency=draw(st.sampled_from(Frequency)),
        instalment_count=count,
        disbursement_date=start,
        first_due_date=None if first is None else date.fromordinal(start.toordinal() + first),
        grace_principal=draw(st.integers(0, count - 1)),
        grace_interest=draw(st.integers(0, count - 1)),
        interest_grace=draw(st.sampled_from(InterestGrace)),
        day_count=draw(st.sampled_from(DayCount)),
        roll=draw(st.sampled_from(RollRule)),
        rounding=draw(st.sampled_from(Rounding)),
        instalment_multiple=min(principal, draw(st.sampled_from([1, 5, 25, 100]))),
        fees=draw(fees) if principal > 100 else (),
        penalty=draw(penalties),
        allocation_order=tuple(draw(st.permutations(list(Component)))),
        allocation_strategy=draw(st.sampled_from(AllocationStrategy)),
        early_settlement=draw(st.sampled_from(EarlySettlement)),
        compulsory_deposit_percent=draw(st.decimals("0", "20", places=1)),
    )
