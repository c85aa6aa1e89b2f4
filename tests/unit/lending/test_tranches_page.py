"""The worked tables of docs/domain/tranches.md, computed again from the calculators."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nafa.lending.calc.loan_events import EventKind as K
from nafa.lending.calc.loan_events import LoanEvent, ReplayRefused
from nafa.lending.calc.loan_state import LoanState
from nafa.lending.calc.new_plan import PlanKind
from nafa.lending.calc.postings import balances, difference
from nafa.lending.calc.replay import replay
from nafa.lending.calc.schedule import build_schedule
from nafa.lending.calc.terms import Terms, Tranche
from nafa.lending.calc.tranches import coming_plan, grace_left
from unit.lending.loans import event, terms, xof

PAGE = Path(__file__).parents[3] / "docs" / "domain" / "tranches.md"
START, DAY = date(2026, 1, 1), date(2026, 3, 11)
Row = Sequence[object]


def loan(**changes: object) -> Terms:
    """Nine hundred thousand over six months at 1.5 % a month, in three parts at most."""
    given: dict[str, object] = {
        "approved": 900_000, "count": 6, "disbursement_date": START, "most_tranches": 3, **changes
    }  # fmt: skip
    return terms(**given)


def first(amount: int = 300_000) -> LoanEvent:
    return event("d", K.DISBURSED, START, amount)


def tranche(some: Terms, day: date, amount: int, *, order: int = 5, name: str = "t") -> LoanEvent:
    dues = [row.due_date for row in build_schedule(some)]
    coming = [due for due in dues if due > day]
    grace = grace_left(some, dues, [], on=day)
    plan = coming_plan(PlanKind.TRANCHE, coming, grace=grace)
    return LoanEvent(name, K.TRANCHE, day, order, xof(amount), plan=plan)


def after(*events: LoanEvent, some: Terms | None = None, on: date = DAY) -> LoanState:
    some = some or loan()
    return replay(some, build_schedule(some), [first(), *events], on=on)


PAID = event("p", K.REPAID, date(2026, 2, 1), 52_658, order=1)
PAID_AGAIN = event("q", K.REPAID, date(2026, 3, 1), 52_658, order=2)
SECOND = tranche(loan(), DAY, 400_000)


def rows_of(state: LoanState) -> Iterable[Row]:
    assert state.plan is not None
    owed = state.disbursed
    for row in state.plan:
        owed = owed - row.principal
        yield row.number, row.due_date, row.principal, row.interest, row.sum, owed


def planned() -> Iterable[Row]:
    some = loan(tranches=(
        Tranche(expected_date=START, amount=300_000),
        Tranche(expected_date=DAY, amount=400_000),
        Tranche(expected_date=date(2026, 4, 11), amount=200_000),
    ))  # fmt: skip
    owed = xof(900_000)
    for row in build_schedule(some):
        owed = owed - row.principal
        yield row.number, row.due_date, row.principal, row.interest, row.sum, owed


def first_drawn() -> Iterable[Row]:
    return rows_of(after())


def second_drawn() -> Iterable[Row]:
    return rows_of(after(PAID, PAID_AGAIN, SECOND))


def second_while_late() -> Iterable[Row]:
    return rows_of(after(PAID, SECOND))


def entries() -> Iterable[Row]:
    end = event("e", K.DRAWING_ENDED, DAY, order=6)
    nothing = replay(loan(), build_schedule(loan()), [], on=START)
    acts = (
        ("first tranche of 300,000", nothing, after(on=START)),
        ("second tranche of 400,000", after(PAID, PAID_AGAIN), after(PAID, PAID_AGAIN, SECOND)),
        ("the rest is given up", after(PAID, PAID_AGAIN, SECOND),
         after(PAID, PAID_AGAIN, SECOND, end)),
    )  # fmt: skip
    for name, before, then in acts:
        for line in difference(balances(before), balances(then)):
            debit, credit = (line.amount, "") if line.side.value == "DEBIT" else ("", line.amount)
            yield name, line.role.value, debit, credit


TABLES: dict[str, Callable[[], Iterable[Row]]] = {
    "planned": planned,
    "first_drawn": first_drawn,
    "second_drawn": second_drawn,
    "second_while_late": second_while_late,
    "entries": entries,
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


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ((tranche(loan(), DAY, 600_001),), "loan.above_agreed"),
        ((event("e", K.DRAWING_ENDED, START, order=1), SECOND), "loan.drawing_ended"),
        ((event("x", K.WRITTEN_OFF, START, order=1), SECOND), "loan.not_active"),
        ((LoanEvent("t", K.TRANCHE, DAY, 1, xof(5)),), "loan.plan_missing"),
    ],
)
def test_tranches_that_cannot_be_are_refused(events: Sequence[LoanEvent], code: str) -> None:
    with pytest.raises(ReplayRefused) as told:
        after(*events)

    assert told.value.code == code


@given(
    amounts=st.lists(st.integers(1_000, 200_000), min_size=1, max_size=4),
    days=st.lists(st.integers(0, 150), min_size=4, max_size=4),
    paid=st.lists(st.tuples(st.integers(0, 150), st.integers(1, 60_000)), max_size=5),
    grace=st.integers(0, 3),
)
def test_the_plan_repays_what_was_drawn_and_the_past_stays(
    amounts: list[int], days: list[int], paid: list[tuple[int, int]], grace: int
) -> None:
    some = loan(most_tranches=6, grace_principal=grace)
    later = sorted(days)[: len(amounts)]
    drawn = [
        tranche(some, date.fromordinal(START.toordinal() + day), amount, order=9 + n, name=f"t{n}")
        for n, (day, amount) in enumerate(zip(later, amounts, strict=True))
    ]
    paying = [
        event(f"p{n}", K.REPAID, date.fromordinal(START.toordinal() + day), amount, order=n + 1)
        for n, (day, amount) in enumerate(paid)
    ]
    sums = 300_000 + sum(amounts)
    end = date(2026, 7, 2)
    if sums > 900_000:
        return
    try:
        state = replay(some, build_schedule(some), [first(), *paying, *drawn], on=end)
    except ReplayRefused as refused:
        assert refused.code == "loan.not_active"
        return

    assert state.plan is not None
    assert sum(row.principal.minor for row in state.plan) == sums == state.disbursed.minor
    assert all(row.principal.minor >= 0 and row.interest.minor >= 0 for row in state.plan)
    dues = [row.due_date for row in state.plan]
    assert dues == sorted(dues)
    for one in drawn:
        before = [fact for fact in (*paying, *drawn) if fact.value_date < one.value_date]
        on = date.fromordinal(one.value_date.toordinal() - 1)
        if on < START:
            continue
        then = replay(some, build_schedule(some), [first(), *before], on=on)
        known = [fact for fact in (*paying, *drawn) if fact.value_date <= one.value_date]
        now = replay(some, build_schedule(some), [first(), *known], on=one.value_date)
        assert now.due_on(on).principal.minor <= then.due_on(on).principal.minor
