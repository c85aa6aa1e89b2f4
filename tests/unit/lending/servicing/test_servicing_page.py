"""The worked tables of docs/domain/loan-servicing.md, computed again from the calculators."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from nafa.interfaces.cli.loan_cases.telling import decimal_text
from nafa.lending.calc.choices import (
    Amortisation,
    ChargeMeasure,
    ChargeTime,
    DaysInMonth,
    DaysInYear,
    FutureRule,
    InterestKind,
    InterestPeriod,
    LeapRule,
    ScheduleKind,
)
from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing import events
from nafa.lending.calc.servicing.entries import entry
from nafa.lending.calc.servicing.events import MoneyKind
from nafa.lending.calc.servicing.servicing import Loan
from nafa.lending.calc.terms import AllocationRule, ChargeTerms, Terms, places
from unit.lending.servicing.contracts import contract

PAGE = Path(__file__).parents[4] / "docs" / "domain" / "loan-servicing.md"
PARTS = (Component.PRINCIPAL, Component.INTEREST, Component.FEE, Component.PENALTY)
JANUARY = date(2024, 1, 1)
Row = Sequence[object]
D = Decimal


def out(terms: Terms, *amounts: tuple[date, int]) -> Loan:
    """A loan put out on 1 January, or as said."""
    loan = Loan(terms, {}, submitted=JANUARY)
    loan.take(events.Approved(on=JANUARY, amount=terms.approved, expected_date=JANUARY))
    for day, amount in amounts or ((JANUARY, terms.approved),):
        loan.take(events.Disbursed(on=day, day=day, amount=amount))
    return loan


def paid(loan: Loan, day: date, amount: int) -> Loan:
    loan.take(events.Paid(on=day, kind=MoneyKind.REPAYMENT, day=day, amount=amount))
    return loan


def rows(loan: Loan) -> Iterable[Row]:
    balance = sum(one.amount for one in loan.lent)
    for row in loan.rows:
        balance -= row.asked[Component.PRINCIPAL]
        amounts = (row.asked[Component.PRINCIPAL], row.asked[Component.INTEREST])
        told = [decimal_text(one, 2) for one in (*amounts, sum(amounts), row.sum_paid, balance)]
        yield row.number, row.due, *told


def level() -> Iterable[Row]:
    return rows(out(contract()))


def flat() -> Iterable[Row]:
    terms = contract(
        count=3, rate=D(12), approved=100_000, interest=InterestKind.FLAT,
        interest_period=InterestPeriod.SAME_AS_REPAYMENT,
    )  # fmt: skip
    return rows(out(terms))


def equal_principal() -> Iterable[Row]:
    terms = contract(
        count=3, rate=D(12), approved=100_000, kind=ScheduleKind.CUMULATIVE,
        amortisation=Amortisation.EQUAL_PRINCIPAL,
        interest_period=InterestPeriod.SAME_AS_REPAYMENT,
    )  # fmt: skip
    return rows(out(terms))


def day_counts() -> Iterable[Row]:
    counts = (
        (DaysInMonth.DAYS_30, DaysInYear.DAYS_360, LeapRule.CALENDAR_YEAR),
        (DaysInMonth.ACTUAL, DaysInYear.DAYS_360, LeapRule.CALENDAR_YEAR),
        (DaysInMonth.ACTUAL, DaysInYear.DAYS_365, LeapRule.CALENDAR_YEAR),
        (DaysInMonth.ACTUAL, DaysInYear.ACTUAL, LeapRule.CALENDAR_YEAR),
        (DaysInMonth.ACTUAL, DaysInYear.ACTUAL, LeapRule.FEB_29_PERIOD_ONLY),
    )
    for month, year, leap in counts:
        terms = contract(
            approved=1_000_000, count=3, rate=D(12), days_in_month=month, days_in_year=year,
            leap_rule=leap,
        )  # fmt: skip
        interests = [row.asked[Component.INTEREST] for row in out(terms).rows]
        yield month, year, leap, *(decimal_text(one, 2) for one in interests)


def moratoria() -> Iterable[Row]:
    for name in ("grace_principal", "grace_interest", "interest_free"):
        loan = out(contract(rate=D(7), **{name: 2}))
        for row in list(loan.rows)[:4]:
            amounts = (row.asked[Component.PRINCIPAL], row.asked[Component.INTEREST])
            yield name, row.number, *(decimal_text(one, 2) for one in amounts)


def in_advance() -> Iterable[Row]:
    return rows(paid(out(contract(recalculates=True)), date(2024, 1, 15), 3_000))


def overdue() -> Iterable[Row]:
    loan = out(contract(rate=D(7), recalculates=True))
    loan.take(events.DayClosed(on=date(2024, 2, 15)))
    return rows(loan)


def paused() -> Iterable[Row]:
    loan = out(contract(rate=D(7)))
    pause = events.InterestPaused(on=JANUARY, start=date(2024, 2, 10), end=date(2024, 3, 10))
    loan.take(pause)
    return rows(loan)


def another_rate() -> Iterable[Row]:
    loan = out(contract(rate=D(7)))
    loan.take(events.RateChanged(on=JANUARY, start=date(2024, 2, 2), rate=D(4)))
    return rows(loan)


def moved() -> Iterable[Row]:
    loan = out(contract())
    move = events.DueDateMoved(on=JANUARY, was=date(2024, 2, 1), to=date(2024, 2, 18))
    loan.take(move)
    return rows(loan)


def tranches() -> Iterable[Row]:
    terms = contract(approved=20_000, each_tranche_has_full_term=True)
    return rows(out(terms, (JANUARY, 10_000), (date(2024, 2, 15), 10_000)))


def future_rules() -> Iterable[Row]:
    order = places(Component.PENALTY, Component.FEE, Component.INTEREST, Component.PRINCIPAL)
    for future in FutureRule:
        terms = contract(rate=D(0), allocation=AllocationRule(order=order, future=future))
        loan = paid(out(terms), date(2024, 1, 10), 3_000)
        yield future, *(decimal_text(row.sum_paid, 2) for row in loan.rows)


def movements() -> Iterable[Row]:
    fee = ChargeTerms(name="fee", time=ChargeTime.ON_A_DATE, measure=ChargeMeasure.FLAT, value=D(5))
    loan = out(contract())
    loan.take(events.Charged(on=JANUARY, charge=fee, due=date(2024, 1, 20)))
    for day in (date(2024, 2, 1), date(2024, 2, 3)):
        loan.take(events.DayClosed(on=day))
    paid(loan, date(2024, 2, 3), 2_213)
    for one in loan.movements:
        parts = (decimal_text(one.outcome.parts[part], 2) for part in PARTS)
        yield one.day, one.kind, decimal_text(one.amount, 2), *parts


def entries() -> Iterable[Row]:
    loan = paid(out(contract()), date(2024, 2, 1), 11_000)
    for one in loan.movements:
        for line in entry(one):
            sides = (decimal_text(line.debit, 2), decimal_text(line.credit, 2))
            yield one.kind, line.account, *sides


TABLES: dict[str, Callable[[], Iterable[Row]]] = {
    build.__name__: build
    for build in (
        level, flat, equal_principal, day_counts, moratoria, in_advance, overdue, paused,
        another_rate, moved, tranches, future_rules, movements, entries,
    )
}  # fmt: skip


def shown(row: Row) -> str:
    return "| " + " | ".join(str(cell) for cell in row) + " |"


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_the_page_is_what_the_calculators_say(name: str):
    found = re.search(rf"<!-- {name} -->\n\|.*\n\|[-| ]*\|\n((?:\|.*\n)+)", PAGE.read_text())

    assert found, f"the page has no table {name}"
    assert found.group(1).splitlines() == [shown(row) for row in TABLES[name]()]


def test_the_page_has_no_table_that_nobody_checks():
    assert set(re.findall(r"<!-- (\w+) -->", PAGE.read_text())) == set(TABLES)
