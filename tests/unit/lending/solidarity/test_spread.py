"""Whole amounts over whole weights: nothing is lost, nobody gets another's unit twice."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from nafa.lending.calc.schedule import build_schedule
from nafa.lending.calc.solidarity.shares import Share, fault_of_shares, member_schedules
from nafa.lending.calc.solidarity.spread import spread
from unit.lending.loans import terms

amounts = st.lists(st.integers(0, 5_000_000), min_size=1, max_size=60)
weights = st.lists(st.integers(0, 2_000_000), min_size=1, max_size=30).filter(any)


@given(amounts=amounts, weights=weights)
def test_every_amount_is_given_out_to_the_last_unit(amounts: list[int], weights: list[int]) -> None:
    rows = spread(amounts, weights)

    assert [sum(row) for row in rows] == amounts
    assert all(part >= 0 for row in rows for part in row)


@given(amounts=amounts, weights=weights)
def test_in_the_end_each_weight_has_its_due_to_the_unit(
    amounts: list[int], weights: list[int]
) -> None:
    rows = spread(amounts, weights)

    for weight, *parts in zip(weights, *rows, strict=True):
        due = Fraction(sum(amounts) * weight, sum(weights))
        assert sum(parts) <= -(-due.numerator // due.denominator)


@given(weights=st.lists(st.integers(1, 3_000_000), min_size=2, max_size=20), data=st.data())
def test_amounts_that_make_the_weights_give_exactly_the_weights(
    weights: list[int], data: st.DataObject
) -> None:
    cuts = data.draw(st.lists(st.integers(0, sum(weights)), max_size=30).map(sorted))
    edges = [0, *cuts, sum(weights)]
    amounts = [after - before for before, after in pairwise(edges)]

    rows = spread(amounts, weights)

    assert [sum(column) for column in zip(*rows, strict=True)] == weights


@given(
    parts=st.lists(st.integers(5_000, 800_000), min_size=2, max_size=15),
    count=st.integers(1, 52),
)
def test_the_schedules_of_the_members_are_the_schedule_of_the_loan(
    parts: list[int], count: int
) -> None:
    made = terms(approved=sum(parts), count=count)
    schedule = build_schedule(made)
    shares = [Share(str(place), amount) for place, amount in enumerate(parts)]

    members = member_schedules(shares, schedule)

    for at, row in enumerate(schedule):
        assert sum(one[at].sum for one in members.values()) == row.sum.minor
    for share in shares:
        assert sum(row.principal for row in members[share.member_id]) == share.amount


def test_shares_that_make_no_loan_are_named() -> None:
    a, b = Share("a", 300), Share("b", 700)

    assert fault_of_shares([a, b], principal=1_000) == ""
    assert fault_of_shares([a], principal=300) == "too_few"
    assert fault_of_shares([a, Share("b", 0)], principal=300) == "not_positive"
    assert fault_of_shares([a, Share("a", 700)], principal=1_000) == "twice"
    assert fault_of_shares([a, b], principal=999) == "sum"
