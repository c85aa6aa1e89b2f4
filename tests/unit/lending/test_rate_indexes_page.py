"""The worked tables of docs/domain/rate-indexes.md, computed again from the calculators."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nafa.lending.calc.choices import NominalUnit
from nafa.lending.calc.loan_events import EventKind as K
from nafa.lending.calc.loan_events import LoanEvent
from nafa.lending.calc.loan_state import LoanState
from nafa.lending.calc.new_plan import NewPlan, PlanKind
from nafa.lending.calc.rate_index import (
    IndexRule,
    index_from_plain,
    index_to_plain,
    rate_in_force,
)
from nafa.lending.calc.replay import replay
from nafa.lending.calc.schedule import build_schedule
from nafa.lending.calc.terms import Terms
from unit.lending.loans import disbursed, event, terms

PAGE = Path(__file__).parents[3] / "docs" / "domain" / "rate-indexes.md"
START = date(2026, 1, 1)
RULE = IndexRule("TMM", Decimal(5), Decimal(8), Decimal(18))
Row = Sequence[object]


def loan(**changes: object) -> Terms:
    """Six hundred thousand over six months at 12 % a year."""
    given: dict[str, object] = {
        "approved": 600_000, "count": 6, "disbursement_date": START, "rate": Decimal(12),
        "rate_unit": NominalUnit.YEAR, **changes,
    }  # fmt: skip
    return terms(**given)


def new_rate(day: date, rate: str, *, order: int = 9) -> LoanEvent:
    coming = tuple(row.due_date for row in build_schedule(loan()) if row.due_date > day)
    plan = NewPlan(PlanKind.INDEX, coming, rate=Decimal(rate))
    return LoanEvent(f"i{order}", K.REPLANNED, day, order, plan=plan)


def after(*events: LoanEvent, on: date = date(2026, 2, 2)) -> LoanState:
    return replay(loan(), build_schedule(loan()), [disbursed(START), *events], on=on)


def signed() -> Iterable[Row]:
    for row in build_schedule(loan()):
        yield row.number, row.due_date, row.principal, row.interest, row.sum


def moved() -> Iterable[Row]:
    paid = event("p", K.REPAID, date(2026, 2, 1), 103_529, order=1)
    state = after(paid, new_rate(date(2026, 2, 1), "15"))
    assert state.plan is not None
    for row in state.plan:
        yield row.number, row.due_date, row.principal, row.interest, row.sum


def bounds() -> Iterable[Row]:
    capped = RULE._replace(ceiling=None, caps_at_usury=True)
    for index in ("7", "10", "16", "1", "-2"):
        value = Decimal(index)
        yield (
            f"{index} %", f"{RULE.rate(value)} %", f"{capped.rate(value, usury=Decimal(20))} %"
        )  # fmt: skip
    yield "30 %", f"{RULE.rate(Decimal(30))} %", f"{capped.rate(Decimal(30), usury=Decimal(20))} %"


TABLES: dict[str, Callable[[], Iterable[Row]]] = {
    "bounds": bounds,
    "signed": signed,
    "moved": moved,
}


def written(value: object) -> str:
    minor = getattr(value, "minor", None)
    return f"{minor:,}" if isinstance(minor, int) else str(value)


def table(rows: Iterable[Row]) -> list[str]:
    return [f"| {' | '.join(written(cell) for cell in row)} |" for row in rows]


@pytest.mark.parametrize("name", TABLES)
def test_the_page_shows_what_the_calculators_say(name: str) -> None:
    found = re.search(rf"<!-- {name} -->\n(?:\|.*\n){{2}}((?:\|.*\n)+)", PAGE.read_text())

    assert found is not None, f"the page has no table {name}"
    assert found[1].splitlines() == table(TABLES[name]())


def test_every_table_of_the_page_is_computed() -> None:
    assert set(re.findall(r"<!-- (\w+) -->", PAGE.read_text())) == set(TABLES)


percents = st.decimals("-20", "60", places=2)


@given(index=percents, usury=st.decimals("5", "40", places=1))
def test_a_rate_lies_between_its_bounds(index: Decimal, usury: Decimal) -> None:
    capped = RULE._replace(ceiling=None, caps_at_usury=True)

    assert Decimal(8) <= RULE.rate(index) <= Decimal(18)
    assert capped.rate(index, usury=usury) <= usury
    assert RULE.rate(index) == min(max(index + 5, Decimal(8)), Decimal(18))


def test_a_rule_is_written_and_read_again() -> None:
    assert index_from_plain(index_to_plain(RULE)) == RULE
    assert index_from_plain({}) is None


def test_the_last_value_counts_until_a_rate_is_agreed() -> None:
    first, second = new_rate(date(2026, 2, 1), "15"), new_rate(date(2026, 3, 1), "9", order=10)
    agreed = NewPlan(PlanKind.RESTRUCTURING, (date(2026, 5, 1),), rate=Decimal(6))
    own = LoanEvent("r", K.REPLANNED, date(2026, 4, 1), 11, plan=agreed)

    assert rate_in_force(loan(), [first, second]) == (Decimal(9), True)
    assert rate_in_force(loan(), [first, second, own]) == (Decimal(6), False)
    assert rate_in_force(loan(), []) == (Decimal(12), True)


@given(
    rates=st.lists(st.integers(0, 30), min_size=1, max_size=4),
    paid=st.lists(st.tuples(st.integers(0, 150), st.integers(1, 150_000)), max_size=4),
)
def test_a_moving_rate_repays_the_principal_and_moves_nothing_that_fell_due(
    rates: list[int], paid: list[tuple[int, int]]
) -> None:
    rows = build_schedule(loan())
    moves = [
        new_rate(row.due_date, str(rate), order=20 + place)
        for place, (row, rate) in enumerate(zip(rows, rates, strict=False))
    ]
    paying = [
        event(f"p{n}", K.REPAID, date.fromordinal(START.toordinal() + day), amount, order=n + 1)
        for n, (day, amount) in enumerate(paid)
    ]
    before: LoanState | None = None
    for number, move in enumerate(moves, start=1):
        known = [fact for fact in paying if fact.value_date <= move.value_date]
        before = after(*known, *moves[: number - 1], on=move.value_date)
        state = after(*known, *moves[:number], on=move.value_date)

        assert state.due_on(move.value_date) == before.due_on(move.value_date)
        assert state.recognised_interest == before.recognised_interest
        assert state.outstanding_principal == before.outstanding_principal
        if state.plan is not None:
            assert sum(row.principal.minor for row in state.plan) == 600_000
