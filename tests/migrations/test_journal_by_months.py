"""Books kept in single tables are carried into months without a difference."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from conftest import an_empty_database
from nafa.ledger import queries as books
from nafa.lib.ids import named_id
from nafa.runtime.database import migrate

CASH, SAVER = named_id("cash"), named_id("saver")
ENTRIES = [(named_id(f"entry {n}"), n, date(2025, 10 + n % 3, 5 + n)) for n in range(1, 7)]
REVERSAL = named_id("reversal")

BEFORE = """
INSERT INTO ledger_chartaccount (code, label_fr, label_en, parent_code, is_leaf, normal_side,
    is_confirmed) VALUES ('1011', 'Billets', '', '', true, 'D', true),
    ('2521', 'Dépôts', '', '', true, 'C', true);
INSERT INTO ledger_account (id, chart_code, currency, owner_kind, name, minimum_minor, opened_at)
    VALUES (%(cash)s, '1011', 'XOF', '', 'Caisse', 0, now()),
    (%(saver)s, '2521', 'XOF', '', 'Awa', 0, now());
"""
ENTRY = """
INSERT INTO ledger_entry (id, kind, value_date, booked_date, booked_at, reference, memo,
    reverses_id, line_count)
    VALUES (%(id)s, 'x', %(day)s, %(day)s, %(day)s, '', '', %(reverses)s, 2);
"""
LINES = """
INSERT INTO ledger_line (entry_id, number, account_id, debit_minor, credit_minor, currency,
    value_date) VALUES (%(id)s, 1, %(debited)s, %(amount)s, 0, 'XOF', %(day)s),
    (%(id)s, 2, %(credited)s, 0, %(amount)s, 'XOF', %(day)s);
"""
BALANCES = """
INSERT INTO ledger_balance (account_id, debit_minor, credit_minor)
    SELECT account_id, sum(debit_minor), sum(credit_minor) FROM ledger_line GROUP BY account_id
"""


def _post(entry_id: UUID, day: date, amount: int, *, reverses: UUID | None = None) -> None:
    debited, credited = (SAVER, CASH) if reverses else (CASH, SAVER)
    values = {
        "id": entry_id, "day": day, "amount": amount, "reverses": reverses, "debited": debited,
        "credited": credited,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(ENTRY + LINES, values)


@pytest.mark.django_db
def test_old_books_read_the_same_after_the_migration(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), an_empty_database():
        call_command("migrate", "ledger", "0002_guards", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute(BEFORE, {"cash": CASH, "saver": SAVER})
        for entry_id, n, day in ENTRIES:
            _post(entry_id, day, n * 100)
        _post(REVERSAL, date(2025, 12, 31), 300, reverses=ENTRIES[2][0])
        with connection.cursor() as cursor:
            cursor.execute(BALANCES)

        migrate()

        assert books.balance(CASH).minor == 1_800
        assert books.balance(CASH, on=date(2025, 10, 31)).minor == 900
        assert [row.number for row in books.journal()] == [7, 6, 5, 4, 3, 2, 1]
        assert [row.net_after for row in books.statement(CASH)][-1] == 1_800
        assert books.entry(ENTRIES[2][0]).reversed_by_id == REVERSAL
        assert books.account(SAVER).minimum_minor == 0
        assert not books.verify().findings
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_inherits")
            assert cursor.fetchone()[0] >= 6
            cursor.execute("SELECT nextval('ledger_entry_number') > 7, %s", [uuid4()])
            assert cursor.fetchone()[0]
