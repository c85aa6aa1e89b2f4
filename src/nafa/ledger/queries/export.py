"""The whole books as a stream, in one state of the database: for export to other programs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import groupby, islice
from typing import Any

from django.db import connection, transaction

from nafa.ledger.calc import beancount
from nafa.ledger.calc.beancount import AccountPlace, ExportedEntry, ExportedLine, OpenAccount
from nafa.ledger.queries.balances import balances
from nafa.ledger.queries.wordings import Typed, wordings

BATCH = 1_000

_ACCOUNTS = """
SELECT c.code, c.normal_side, a.id, a.currency,
       least((a.opened_at AT TIME ZONE 'UTC')::date, m.first_date), c.label_fr, a.name,
       coalesce(br.code, ''), a.closed_at IS NOT NULL
FROM ledger_account a JOIN ledger_chartaccount c ON c.code = a.chart_code
LEFT JOIN kernel_branch br ON br.id = a.branch_id
LEFT JOIN (SELECT account_id, min(value_date) AS first_date FROM ledger_line
           GROUP BY account_id) m ON m.account_id = a.id
WHERE m.first_date <= %(until)s ORDER BY c.code, a.id
"""

# Ordered as the partitions are, so that each is sorted by itself and none is kept in memory.
_LINES = """
SELECT e.id, e.number, e.kind, e.value_date, e.booked_date, e.booked_at, e.reference, e.memo,
       e.reverses_id, c.code, c.normal_side, a.id, l.debit_minor - l.credit_minor, l.currency
FROM ledger_entry e JOIN ledger_line l ON l.entry_id = e.id AND l.booked_at = e.booked_at
JOIN ledger_account a ON a.id = l.account_id
JOIN ledger_chartaccount c ON c.code = a.chart_code
WHERE e.value_date <= %(until)s ORDER BY e.booked_at, e.number, l.number
"""
_ENTRY_WIDTH = len(ExportedEntry._fields)
_REFERENCE, _MEMO = map(ExportedEntry._fields.index, ("reference", "memo"))
_NOTHING_TYPED = Typed("", "")


def beancount_text(*, title: str, currency: str, until: date, is_latest: bool) -> Iterator[str]:
    """The books up to a value date as a Beancount file, piece by piece.

    Accounts that ever moved, every entry, and at the end each balance as the ledger keeps it
    (`is_latest`: nothing lies after `until`, so that the kept balances are stated and not
    sums of the lines just written).
    """
    with _one_state():
        yield beancount.heading(title=title, currency=currency)
        for account in _accounts(until):
            yield beancount.opening(account)
        yield "\n"
        for entry, lines in _entries(until):
            yield beancount.transaction(entry, lines)
        yield from _assertions(until, is_latest)


@contextmanager
def _one_state() -> Iterator[None]:
    """One snapshot for all statements; a transaction that already runs is taken as it is."""
    is_inside = connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            if not is_inside:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL enable_partitionwise_join = on")
        yield


def _rows(statement: str, until: date) -> Iterator[tuple[Any, ...]]:
    """Rows of a cursor on the server: the client holds one batch of them."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, {"until": until})
        while batch := cursor.fetchmany(BATCH):
            yield from batch


def _accounts(until: date) -> Iterator[OpenAccount]:
    for row in _rows(_ACCOUNTS, until):
        yield OpenAccount(AccountPlace(*row[:3]), *row[3:])


def _worded(until: date) -> Iterator[tuple[Any, ...]]:
    """The lines with the words that people typed for their entries."""
    rows = _rows(_LINES, until)
    while batch := list(islice(rows, BATCH)):
        typed = wordings(row[0] for row in batch)
        for row in batch:
            said = typed.get(row[0], _NOTHING_TYPED)
            reference, memo = said.reference or row[_REFERENCE], said.memo or row[_MEMO]
            yield (*row[:_REFERENCE], reference, memo, *row[_MEMO + 1 :])


def _entries(until: date) -> Iterator[tuple[ExportedEntry, list[ExportedLine]]]:
    for head, rows in groupby(_worded(until), key=lambda row: row[:_ENTRY_WIDTH]):
        lines = [
            ExportedLine(AccountPlace(*row[_ENTRY_WIDTH : _ENTRY_WIDTH + 3]), row[-2], row[-1])
            for row in rows
        ]
        yield ExportedEntry(*head), lines


def _assertions(until: date, is_latest: bool) -> Iterator[str]:
    morning = until + timedelta(days=1)
    accounts = _accounts(until)
    while batch := list(islice(accounts, BATCH)):
        kept = balances([account.place.id for account in batch], on=None if is_latest else until)
        for account in batch:
            net = kept[account.place.id]
            yield beancount.assertion(
                account.place, morning=morning, net_minor=net.minor, currency=net.currency
            )
