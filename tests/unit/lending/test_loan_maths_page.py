"""The worked tables of docs/domain/loan-maths.md, computed again from the calculators."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from nafa.lending.calc.choices import ChargeTime, Direction, PenaltyBase, SettlementInterest
from nafa.lending.calc.effective_rate import Deposits, effective_rate
from nafa.lending.calc.loan_events import EventKind
from nafa.lending.calc.provisioning import AgeUnit, ArrearsClass, classify, minimum_provision
from nafa.lending.calc.replay import replay, settlement
from nafa.lending.calc.schedule import build_schedule
from nafa.lending.calc.servicing.instalments import DueRow
from nafa.lending.calc.servicing.penalties import (
    PenaltyProgress,
    Settled,
    Timeline,
    advance,
    charged,
)
from nafa.lending.calc.terms import Penalty, Terms
from nafa.lending.calc.terms_plain import USUAL_ORDER
from nafa.lib.money import Money
from unit.lending.loans import (
    EQUAL_PRINCIPAL,
    FLAT,
    allocation,
    charge,
    disbursed,
    event,
    terms,
    xof,
)

PAGE = Path(__file__).parents[3] / "docs" / "domain" / "loan-maths.md"
Row = Sequence[object]
D = Decimal
JANUARY = {"disbursement_date": date(2026, 1, 15)}


def _schedule_rows(some: Terms) -> Iterable[Row]:
    balance = some.principal
    for row in build_schedule(some):
        balance = balance - row.principal
        yield row.number, row.due_date, row.principal, row.interest, row.sum, balance


def level() -> Iterable[Row]:
    return _schedule_rows(terms(**JANUARY, count=6))


def flat() -> Iterable[Row]:
    return _schedule_rows(terms(**JANUARY, count=6, **FLAT))


def equal_principal() -> Iterable[Row]:
    return _schedule_rows(terms(**JANUARY, count=6, **EQUAL_PRINCIPAL))


def multiple() -> Iterable[Row]:
    return _schedule_rows(terms(**JANUARY, count=6, multiple=100))


def grace_spread() -> Iterable[Row]:
    return _schedule_rows(terms(**JANUARY, count=6, grace_principal=2, grace_interest=2))


def grace_waived() -> Iterable[Row]:
    return _schedule_rows(
        terms(
            **JANUARY,
            count=6,
            grace_principal=2,
            interest_free=2,
        )
    )


def accrual() -> Iterable[Row]:
    some = terms(**JANUARY, count=6)
    schedule, facts = build_schedule(some), [disbursed(some.disbursement_date)]
    for days in (0, 1, 2, 30, 31, 32, 58, 59):
        on = some.disbursement_date + timedelta(days=days)
        state = replay(some, schedule, facts, on=on)
        earned = state.accrued_interest
        yield on, earned, earned - state.recognised_before


def penalties() -> Iterable[Row]:
    some = terms(**JANUARY, count=6)
    schedule = build_schedule(some)
    rule = Penalty(base=PenaltyBase.OVERDUE_TOTAL, percent_per_year=D(12), grace_days=2)
    settled = Settled(0, 0)
    rows = [DueRow(row.due_date, row.principal.minor, row.interest.minor) for row in schedule]
    timeline = Timeline.of(rows, rule)
    progress = PenaltyProgress(some.disbursement_date)
    for days in (2, 3, 4, 10, 30):
        on = schedule[0].due_date + timedelta(days=days)
        progress = advance(progress, timeline, rule, settled, through=on)
        base = xof(timeline.base(rule, settled, on=on))
        so_far = charged(progress, rule, principal=some.approved)
        yield on, base, progress.numerator, xof(so_far)


def allocations() -> Iterable[Row]:
    on = date(2026, 3, 20)
    rule = Penalty(base=PenaltyBase.OVERDUE_TOTAL, percent_per_year=D(12), grace_days=2)
    fee = charge("INSURANCE", 500, time=ChargeTime.WITH_EACH_INSTALMENT)
    for amount in (100_000, 200_000, 400_000):
        for direction in Direction:
            order = allocation(*USUAL_ORDER, direction=direction)
            some = terms(**JANUARY, count=6, penalty=rule, charges=(fee,), allocation=order)
            facts = [
                disbursed(some.disbursement_date), event("p", EventKind.REPAID, on, amount)
            ]  # fmt: skip
            state = replay(some, build_schedule(some), facts, on=on)
            ahead = [due for due in state.dues if due.number == 3]
            third = build_schedule(some)[2].sum
            left = ahead[0].parts.sum if ahead else xof(0)
            yield xof(amount), direction.value, *state.shares[0].parts, third - left


def settlements() -> Iterable[Row]:
    for rule in SettlementInterest:
        some = terms(**JANUARY, count=6, settlement=rule)
        schedule = build_schedule(some)
        paid = event("p", EventKind.REPAID, date(2026, 2, 15), 175_525)
        facts = [disbursed(some.disbursement_date), paid]
        asked = settlement(some, schedule, facts, on=date(2026, 2, 25))
        yield rule.value, asked.principal, asked.interest, asked.sum


def effective_rates() -> Iterable[Row]:
    fees = tuple(
        charge(code, amount, is_tax=code == "TAX")
        for code, amount in (("FILE", 20_000), ("INSURANCE", 10_000), ("TAX", 5_000))
    )
    for label, some, how in (
        ("1.5 % a month, no fees", terms(), Deposits.LEFT_OUT),
        ("the same, fees 30 000, tax 5 000", terms(charges=fees), Deposits.LEFT_OUT),
        ("2 % a month flat, no fees", terms(**FLAT, rate=D(2)), Deposits.LEFT_OUT),
        (
            "fees, and 10 % kept as savings",
            terms(charges=fees, compulsory_deposit_percent=D(10)),
            Deposits.INCLUDED,
        ),
    ):
        rate = effective_rate(some, build_schedule(some), deposits=how)
        yield (
            label,
            *(
                round(share, 3)
                for share in (
                    rate.per_period * 100,
                    rate.proportional_percent,
                    rate.equivalent_percent,
                )
            ),
        )


def provisions() -> Iterable[Row]:
    bands = tuple(
        ArrearsClass(code, months, AgeUnit.MONTHS, D(rate))
        for code, months, rate in (
            ("LATE", 0, 0),
            ("OVERDUE_3_6", 3, 40),
            ("OVERDUE_6_12", 6, 80),
            ("OVERDUE_12_24", 12, 100),
        )
    )
    due = date(2025, 2, 15)
    for on in (date(2025, 5, 15), date(2025, 5, 16), date(2025, 8, 16), date(2026, 2, 16)):
        band = classify(due, on=on, classes=bands)
        provision = minimum_provision(xof(1_000_000), guarantee_deposits=xof(150_000), band=band)
        yield on, (on - due).days, band.code if band else "", provision


TABLES: dict[str, Callable[[], Iterable[Row]]] = {
    build.__name__: build
    for build in (
        level, flat, equal_principal, multiple, grace_spread, grace_waived, accrual, penalties,
        allocations, settlements, effective_rates, provisions,
    )
}  # fmt: skip


def shown(row: Row) -> str:
    cells = (
        f"{cell.minor:,}".replace(",", " ") if isinstance(cell, Money) else str(cell)
        for cell in row
    )
    return "| " + " | ".join(cells) + " |"


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_the_page_is_what_the_calculators_say(name):
    found = re.search(rf"<!-- {name} -->\n\|.*\n\|[-| ]*\|\n((?:\|.*\n)+)", PAGE.read_text())

    assert found, f"the page has no table {name}"
    assert found.group(1).splitlines() == [shown(row) for row in TABLES[name]()]


def test_the_page_has_no_table_that_nobody_checks():
    assert set(re.findall(r"<!-- (\w+) -->", PAGE.read_text())) == set(TABLES)
