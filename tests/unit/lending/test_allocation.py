"""Sharing payments out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nafa.lending.calc.allocation import Due, allocate
from nafa.lending.calc.parts import Component, Parts
from nafa.lending.calc.terms import DEFAULT_ORDER, AllocationStrategy
from nafa.lib.invariants import InvariantBroken
from unit.lending.loans import xof

JAN, FEB, MAR = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)


def parts(penalty: int, fee: int, interest: int, principal: int) -> Parts:
    return Parts(xof(penalty), xof(fee), xof(interest), xof(principal))


DUES = (
    Due(1, JAN, parts(10, 5, 100, 1000)),
    Due(2, FEB, parts(0, 5, 90, 1010)),
    Due(3, MAR, parts(0, 5, 80, 1020)),
)


def share(amount: int, strategy: AllocationStrategy, order=DEFAULT_ORDER):
    return allocate(xof(amount), dues=DUES, order=order, strategy=strategy, on=FEB)


def test_by_instalment_the_oldest_is_cleared_first():
    shared = share(1200, AllocationStrategy.BY_INSTALMENT)

    assert shared.by_due == ((1, parts(10, 5, 100, 1000)), (2, parts(0, 5, 80, 0)))
    assert shared.part_of(1).sum == xof(1115)
    assert shared.part_of(3) == parts(0, 0, 0, 0)


def test_by_component_all_interest_comes_before_principal():
    shared = share(1200, AllocationStrategy.BY_COMPONENT)

    assert shared.parts == parts(10, 10, 190, 990)


def test_paying_ahead_goes_instalment_by_instalment():
    shared = share(2220 + 85 + 20, AllocationStrategy.BY_COMPONENT)

    assert shared.part_of(3) == parts(0, 5, 80, 20)


def test_the_order_is_the_contracts():
    shared = share(1000, AllocationStrategy.BY_INSTALMENT, tuple(reversed(DEFAULT_ORDER)))

    assert shared.parts == parts(0, 0, 0, 1000)


def test_more_than_the_debt_remains():
    assert share(10_000, AllocationStrategy.BY_INSTALMENT).remainder == xof(10_000 - 3325)


amounts = st.integers(0, 5000).map(xof)
dues = st.lists(
    st.builds(
        Due,
        number=st.integers(0, 9),
        due_date=st.sampled_from([JAN, FEB, MAR]),
        parts=st.builds(Parts, amounts, amounts, amounts, amounts),
    ),
    max_size=6,
    unique_by=lambda due: due.number,
)


@given(
    st.integers(0, 200_000),
    dues,
    st.permutations(list(Component)),
    st.sampled_from(AllocationStrategy),
)
def test_parts_and_remainder_are_the_amount_and_no_due_gets_too_much(amount, some, order, how):
    shared = allocate(xof(amount), dues=some, order=order, strategy=how, on=FEB)

    assert shared.parts.sum + shared.remainder == xof(amount)
    owed = {due.number: due.parts for due in some}
    for number, given_parts in shared.by_due:
        assert all(got <= due for got, due in zip(given_parts, owed[number], strict=True))
    if shared.remainder:
        assert shared.parts.sum == sum((due.parts.sum for due in some), xof(0))


def test_a_negative_payment_is_a_fault():
    with pytest.raises(InvariantBroken):
        share(-1, AllocationStrategy.BY_COMPONENT)
