"""The worked tables of docs/domain/loan-life.md, computed again from the calculators."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from nafa.lending.calc.choices import PrepaymentEffect
from nafa.lending.calc.later_dates import free_until, put_off
from nafa.lending.calc.loan_events import EventKind as K
from nafa.lending.calc.loan_events import LoanEvent, NewCharge
from nafa.lending.calc.loan_state import LoanState
from nafa.lending.calc.new_plan import NewPlan, PlanKind, UnpaidInterest
from nafa.lending.calc.parts import Component
from nafa.lending.calc.postings import balances, difference
from nafa.lending.calc.replay import replay
from nafa.lending.calc.schedule import build_schedule
from nafa.lending.calc.terms import Terms
from nafa.lib.calendars import EVERY_DAY
from nafa.lib.periods import add_months
from unit.lending.loans import disbursed, event, terms, xof

PAGE = Path(__file__).parents[3] / "docs" / "domain" / "loan-life.md"
START, DAY = date(2026, 1, 1), date(2026, 3, 11)
FIRST = event("p", K.REPAID, date(2026, 2, 1), 105_315, order=1)
Row = Sequence[object]


def loan(**changes: object) -> Terms:
    given: dict[str, object] = {
        "approved": 600_000, "count": 6, "disbursement_date": START, **changes
    }  # fmt: skip
    return terms(**given)


def after(*events: LoanEvent, some: Terms | None = None, on: date = DAY) -> LoanState:
    some = some or loan()
    return replay(some, build_schedule(some), [disbursed(START), FIRST, *events], on=on)


def plan_rows(state: LoanState) -> Iterable[Row]:
    assert state.plan is not None
    owed = state.disbursed + state.capitalised
    for row in state.plan:
        owed = owed - row.principal
        yield row.number, row.due_date, row.principal, row.interest, row.sum, owed


def agreed(kind: PlanKind, *dates: date, **more: object) -> LoanState:
    plan = NewPlan(kind, dates, **more)  # type: ignore[arg-type]
    return after(LoanEvent("plan", K.REPLANNED, DAY, 2, plan=plan))


def signed() -> Iterable[Row]:
    owed = xof(600_000)
    for row in build_schedule(loan()):
        owed = owed - row.principal
        yield row.number, row.due_date, row.principal, row.interest, row.sum, owed


def deferred_dates() -> tuple[date, ...]:
    unmet = [row.due_date for row in build_schedule(loan())[1:]]
    return put_off(loan(), unmet, periods=2, until=None, on=DAY, calendar=EVERY_DAY)


def deferred() -> Iterable[Row]:
    return plan_rows(agreed(PlanKind.DEFERMENT, *deferred_dates()))


def deferred_free() -> Iterable[Row]:
    paid = event("q", K.REPAID, date(2026, 3, 1), 105_315, order=2)
    unmet = [row.due_date for row in build_schedule(loan())[2:]]
    dates = put_off(loan(), unmet, periods=2, until=None, on=DAY, calendar=EVERY_DAY)
    start = free_until(DAY, former_first=unmet[0], new_first=dates[0])
    plan = NewPlan(PlanKind.DEFERMENT, dates, start)
    return plan_rows(after(paid, LoanEvent("plan", K.REPLANNED, DAY, 3, plan=plan)))


def monthly(count: int) -> tuple[date, ...]:
    return tuple(add_months(date(2026, 4, 11), number) for number in range(count))


def rescheduled() -> Iterable[Row]:
    return plan_rows(agreed(PlanKind.RESCHEDULING, *monthly(8)))


def restructured() -> Iterable[Row]:
    state = agreed(
        PlanKind.RESTRUCTURING, *monthly(8), rate=Decimal("1"),
        unpaid_interest=UnpaidInterest.CAPITALISED,
    )  # fmt: skip
    return plan_rows(state)


def early(effect: PrepaymentEffect) -> LoanState:
    return after(event("e", K.PREPAID, DAY, 300_000, order=2), some=loan(prepayment=effect))


def early_shorter() -> Iterable[Row]:
    return plan_rows(early(PrepaymentEffect.LAST_INSTALMENTS))


def early_lighter() -> Iterable[Row]:
    return plan_rows(early(PrepaymentEffect.ALL_INSTALMENTS))


def entries() -> Iterable[Row]:
    charge = LoanEvent("c", K.FEE, DAY, 2, xof(2_500), charge=NewCharge("Visite", DAY))
    acts = (
        ("charge of 2,500", [], charge),
        ("the charge is paid first", [charge], event("f", K.REPAID, DAY, 2_500, order=3)),
        ("waiver of 4,000 of interest", [],
         event("w", K.WAIVED, DAY, 4_000, order=2, component=Component.INTEREST)),
        ("restructuring, interest capitalised", [],
         LoanEvent("r", K.REPLANNED, DAY, 2, plan=NewPlan(
             PlanKind.RESTRUCTURING, monthly(8), unpaid_interest=UnpaidInterest.CAPITALISED))),
        ("early money of 300,000", [], event("e", K.PREPAID, DAY, 300_000, order=2)),
        ("write-off", [], event("x", K.WRITTEN_OFF, DAY, order=2)),
        ("50,000 recovered after it", [event("x", K.WRITTEN_OFF, DAY, order=2)],
         event("y", K.REPAID, DAY, 50_000, order=3)),
    )  # fmt: skip
    for name, before, made in acts:
        lines = difference(balances(after(*before)), balances(after(*before, made)))
        for line in lines or ():
            debit, credit = (line.amount, "") if line.side.value == "DEBIT" else ("", line.amount)
            yield name, line.role.value, debit, credit
        if not lines:
            yield name, "—", "", ""


TABLES: dict[str, Callable[[], Iterable[Row]]] = {
    "signed": signed,
    "deferred": deferred,
    "deferred_free": deferred_free,
    "rescheduled": rescheduled,
    "restructured": restructured,
    "early_shorter": early_shorter,
    "early_lighter": early_lighter,
    "entries": entries,
}


def written(value: object) -> str:
    """A cell as the page writes it."""
    minor = getattr(value, "minor", None)
    return f"{minor:,}" if isinstance(minor, int) else str(value)


def table(rows: Iterable[Row]) -> list[str]:
    return [
        f"| {' | '.join(written(cell) for cell in row)} |".replace("|  |", "| |") for row in rows
    ]


@pytest.mark.parametrize("name", TABLES)
def test_the_page_shows_what_the_calculators_say(name: str) -> None:
    found = re.search(rf"<!-- {name} -->\n(?:\|.*\n){{2}}((?:\|.*\n)+)", PAGE.read_text())

    assert found is not None, f"the page has no table {name}"
    assert re.sub(r"\|  (?=\|)", "| ", found[1]).splitlines() == [
        re.sub(r"\|  (?=\|)", "| ", line) for line in table(TABLES[name]())
    ]


def test_every_table_of_the_page_is_computed() -> None:
    assert set(re.findall(r"<!-- (\w+) -->", PAGE.read_text())) == set(TABLES)
