"""A day close killed again and again leaves the books of one that nobody disturbed."""

import random
import subprocess
import sys
import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from conftest import FreshDatabase, a_fresh_database
from factories.house import FIRST_DAY, House, make_house
from nafa.kernel.identity.contexts import institution
from nafa.ledger import commands as ledger
from nafa.ledger import queries as books
from nafa.lending import commands as lending

pytestmark = pytest.mark.slow
LOANS, KILLS, BATCH = 400, 10, 25
PROGRAM = f"""
import django
django.setup()
from nafa.journeys.end_of_day import close_day
from nafa.kernel.identity.contexts import system_context
from nafa.lib.ids import uuid7_at
from nafa.kernel import clock
close_day(system_context(key=str(uuid7_at(clock.now()))), batch_size={BATCH})
"""


def portfolio(house: House) -> None:
    """Running loans of many ages, some of them late."""
    product_id = house.product()
    cash_id = ledger.account_for(
        house.ctx("system"), ledger.AccountKey("1141", "XOF", house.branch_id)
    )
    client_id = house.client()
    chance = random.Random(7)
    lending.take_over_loans(
        house.ctx("system"),
        branch_id=house.branch_id,
        product_id=product_id,
        cash_account_id=cash_id,
        loans=[
            lending.TakenLoan(
                client_id, house.people["ibra"], 10_000 * chance.randrange(5, 90), 12,
                FIRST_DAY - timedelta(days=chance.randrange(40, 330)), chance.randrange(0, 2),
            )
            for _ in range(LOANS)
        ],
    )  # fmt: skip


def what_the_books_say(day: date) -> dict[str, Any]:
    """Everything that must be the same, in words that do not depend on chance identifiers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.number, p.as_of_date, p.recognised_interest_minor, p.penalty_charged_minor,"
            " p.penalty_numerator, p.days_late, p.overdue_principal_minor, p.class_code,"
            " p.principal_role, p.provision_band FROM lending_loan l"
            " JOIN lending_loanprogress p ON p.loan_id = l.id ORDER BY l.number"
        )
        progress = cursor.fetchall()
        cursor.execute(
            "SELECT o.number, a.chart_code, b.debit_minor, b.credit_minor FROM lending_loan o"
            " JOIN ledger_account a ON a.owner_id = o.id"
            " JOIN ledger_balance b ON b.account_id = a.id"
            " ORDER BY o.number, a.chart_code, a.owner_kind"
        )
        balances = cursor.fetchall()
        cursor.execute(
            "SELECT e.kind, count(DISTINCT e.id), count(*), sum(l.debit_minor)"
            " FROM ledger_entry e JOIN ledger_line l ON l.entry_id = e.id GROUP BY 1 ORDER BY 1"
        )
        entries = cursor.fetchall()
        cursor.execute(
            "SELECT as_of_date, sum(loan_count), sum(outstanding_minor), sum(par30_minor)"
            " FROM lending_portfoliosnapshot GROUP BY 1 ORDER BY 1"
        )
        snapshots = cursor.fetchall()
    trial = [(row.code, row.closing_net) for row in books.trial_balance(on=day)]
    return {
        "progress": progress,
        "balances": balances,
        "entries": entries,
        "snapshots": snapshots,
        "trial": trial,
    }


def close_in_a_process(database: FreshDatabase, *, kill_after: float | None = None) -> bool:
    """Close a day in a process of its own; whether it came to its end."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env={**database.environment(), "DJANGO_SETTINGS_MODULE": "nafa.runtime.settings"},
        stderr=subprocess.DEVNULL,
    )
    if kill_after is None:
        assert process.wait(120) == 0
        return True
    time.sleep(kill_after)
    process.kill()
    process.wait(10)
    return False


def test_ten_kills_leave_the_books_of_an_undisturbed_close(fresh_database: FreshDatabase) -> None:
    portfolio(make_house())
    started = time.monotonic()
    close_in_a_process(fresh_database)
    seconds = time.monotonic() - started
    undisturbed = what_the_books_say(FIRST_DAY)

    with a_fresh_database() as other:
        portfolio(make_house())
        chance = random.Random(11)
        for _ in range(KILLS):
            if institution().business_date > FIRST_DAY:
                break
            close_in_a_process(other, kill_after=seconds * chance.uniform(0.4, 0.95))
        if institution().business_date == FIRST_DAY:
            close_in_a_process(other)
        disturbed = what_the_books_say(FIRST_DAY)

        assert institution().business_date == FIRST_DAY + timedelta(days=1)
        for part, expected in undisturbed.items():
            assert disturbed[part] == expected, part
        assert books.differences(on=FIRST_DAY) == []
