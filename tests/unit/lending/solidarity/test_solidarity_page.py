"""The tables of docs/domain/solidarity-groups.md, computed again."""

import re
from datetime import date
from pathlib import Path

from nafa.lending.calc.loan_events import EventKind, LoanEvent
from nafa.lending.calc.replay import replay
from nafa.lending.calc.schedule import build_schedule
from nafa.lending.calc.solidarity.shares import Share, member_schedules
from nafa.lending.calc.solidarity.standing import (
    Contribution,
    PaidFact,
    Standing,
    Transfer,
    debts_between,
    standings,
)
from nafa.lib.money import Money
from unit.lending.loans import terms

PAGE = Path(__file__).parents[4] / "docs" / "domain" / "solidarity-groups.md"
SHARES = [Share("Astou", 150_000), Share("Binta", 100_000), Share("Coumba", 50_000)]
NAMES = [share.member_id for share in SHARES]
DAY = date(2026, 2, 28)
GIVEN = [
    Contribution("Astou", "Astou", 51_508),
    Contribution("Binta", "Astou", 10_000),
    Contribution("Binta", "Binta", 20_000),
]
MADE = terms(approved=300_000, count=3)
SCHEDULE = build_schedule(MADE)


def table(name: str) -> list[list[str]]:
    """The rows of a table of the page, without its head."""
    found = re.search(rf"<!-- table: {name} -->\n((?:\|.*\n)+)", PAGE.read_text())
    assert found is not None
    rows = [[cell.strip() for cell in line.strip("|\n ").split("|")]
            for line in found.group(1).splitlines()]  # fmt: skip
    return rows[2:]


def fact() -> PaidFact:
    """The payment of 28 February as the loan's replay shares it out."""
    paid = Money(sum(one.amount for one in GIVEN), "XOF")
    events = [
        LoanEvent("out", EventKind.DISBURSED, MADE.disbursement_date, 1),
        LoanEvent("paid", EventKind.REPAID, DAY, 2, paid),
    ]
    parts = replay(MADE, SCHEDULE, events, on=DAY).shares[0].parts
    minors = (parts.penalty.minor, parts.fee.minor, parts.interest.minor, parts.principal.minor)
    return PaidFact("paid", DAY, 2, *minors, 0)


def members(*transfers: Transfer) -> dict[str, Standing]:
    return standings(member_schedules(SHARES, SCHEDULE), [fact()], {"paid": GIVEN}, transfers)


def test_the_shares_of_the_page() -> None:
    schedules = member_schedules(SHARES, SCHEDULE)
    rows = [
        [f"{row.due_date}", str(row.sum.minor), *(str(schedules[n][at].sum) for n in NAMES)]
        for at, row in enumerate(SCHEDULE)
    ]
    principal = [sum(row.principal for row in schedules[name]) for name in NAMES]

    assert table("shares") == [*rows, ["principal", "300000", *map(str, principal)]]


def test_the_standing_of_the_page() -> None:
    known = members()
    rows = [
        [name, *map(str, (known[name].paid.sum, known[name].short(DAY), known[name].left))]
        for name in NAMES
    ]
    sums = [str(sum(int(row[place]) for row in rows)) for place in (1, 2, 3)]

    assert table("standing") == [*rows, ["the loan", *sums]]
    assert debts_between(GIVEN, []) == {("Binta", "Astou"): 10_000}


def test_the_leaving_of_the_page() -> None:
    left = members()["Coumba"].left
    known = members(Transfer(DAY, 2, "Coumba", (("Astou", 20_000), ("Binta", left - 20_000))))
    rows = [[name, str(known[name].left)] for name in NAMES]

    assert left == 51_507
    assert table("leaving") == [*rows, ["the loan", str(sum(int(row[1]) for row in rows))]]
