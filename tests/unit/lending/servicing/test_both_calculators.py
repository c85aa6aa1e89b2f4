"""The smaller calculators of the product and these agree on what both of them know."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from nafa.lending.calc.parts import Component
from nafa.lending.calc.schedule import build_schedule
from nafa.lending.calc.servicing.choices import (
    Amortisation,
    InterestKind,
    InterestPeriod,
    PeriodUnit,
    ScheduleKind,
)
from nafa.lending.calc.servicing.plan import Lending, schedule
from nafa.lending.calc.servicing.terms import ServicingTerms
from nafa.lending.calc.terms import Method
from nafa.lib.periods import Frequency
from nafa.lib.rates import RateUnit
from nafa.lib.rounding import Rounding
from unit.lending.loans import START, terms, xof

SHAPES = {
    Method.DECLINING_EQUAL_INSTALMENTS: (
        InterestKind.DECLINING,
        Amortisation.EQUAL_INSTALMENTS,
    ),
    Method.DECLINING_EQUAL_PRINCIPAL: (InterestKind.DECLINING, Amortisation.EQUAL_PRINCIPAL),
    Method.FLAT: (InterestKind.FLAT, Amortisation.EQUAL_INSTALMENTS),
}


@given(
    method=st.sampled_from(Method),
    principal=st.integers(1_000, 10**9),
    rate=st.decimals("0", "60", places=2),
    count=st.integers(1, 36),
    grace=st.integers(0, 5),
    frequency=st.sampled_from((Frequency.MONTHLY, Frequency.WEEKLY)),
)
def test_both_lay_out_the_same_schedule(
    method: Method, principal: int, rate: Decimal, count: int, grace: int, frequency: Frequency
):
    interest, amortisation = SHAPES[method]
    grace = min(grace, count - 1)
    small = build_schedule(
        terms(
            method=method,
            principal=xof(principal),
            rate=rate,
            rate_unit=RateUnit.YEAR,
            instalment_count=count,
            frequency=frequency,
            grace_principal=grace,
            rounding=Rounding.HALF_EVEN,
        )
    )
    large = schedule(
        ServicingTerms(
            approved=principal,
            digits=0,
            count=count,
            every=1,
            unit=PeriodUnit.MONTHS if frequency is Frequency.MONTHLY else PeriodUnit.WEEKS,
            rate=rate,
            kind=ScheduleKind.CUMULATIVE,
            interest=interest,
            amortisation=amortisation,
            interest_period=InterestPeriod.SAME_AS_REPAYMENT,
            grace_principal=grace,
        ),
        [Lending(START, principal)],
    )

    assert [row.due_date for row in small] == [row.due for row in large]
    for mine, theirs in zip(small, large, strict=True):
        # a tie at the nineteenth digit may fall to the other side
        assert abs(mine.interest.minor - theirs.asked[Component.INTEREST]) <= 1
        assert abs(mine.principal.minor - theirs.asked[Component.PRINCIPAL]) <= count
