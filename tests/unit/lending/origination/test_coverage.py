"""What guarantees count for: haircuts, old valuations, coverage."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from nafa.lending.calc.origination.coverage import (
    GuaranteeKind,
    Security,
    counted_value,
    coverage_percent,
)
from nafa.lib.money import Money

TODAY = date(2026, 11, 22)


def francs(amount: int) -> Money:
    return Money(amount, "XOF")


def test_a_haircut_is_taken_off_and_the_policys_goes_before_the_usual_one():
    pledge = Security(GuaranteeKind.PLEDGE, francs(100_001), date(2026, 1, 10))

    usual = counted_value(pledge, on=TODAY, haircuts={})
    strict = counted_value(pledge, on=TODAY, haircuts={"PLEDGE": 75})

    assert (usual, strict) == (francs(50_000), francs(25_000))


def test_a_valuation_counts_to_its_last_day_and_blocked_money_always():
    old = date(2025, 11, 22)
    values = [
        counted_value(Security(kind, francs(1_000), day), on=TODAY, haircuts={kind.value: 0})
        for kind, day in (
            (GuaranteeKind.PLEDGE, old),
            (GuaranteeKind.PLEDGE, date(2025, 11, 21)),
            (GuaranteeKind.SAVINGS, date(2001, 1, 1)),
        )
    ]

    assert values == [francs(1_000), francs(0), francs(1_000)]


securities = st.lists(
    st.builds(
        Security,
        st.sampled_from(GuaranteeKind),
        st.integers(1, 10**9).map(francs),
        st.dates(date(2020, 1, 1), TODAY),
    ),
    max_size=6,
)


@given(securities, st.integers(1, 10**9))
def test_another_guarantee_never_lowers_coverage(held, amount):
    more = [*held, Security(GuaranteeKind.SAVINGS, francs(500), TODAY)]

    before, after = (
        coverage_percent(one, amount=francs(amount), on=TODAY, haircuts={}) for one in (held, more)
    )

    assert 0 <= before <= after
