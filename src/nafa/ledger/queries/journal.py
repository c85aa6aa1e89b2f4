"""The journal and the statement of an account."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from nafa.kernel.errors import NotFound

_ENTRY_COLUMNS = """
SELECT e.id, e.number, e.kind, e.value_date, e.booked_date, e.booked_at, e.reference, e.memo,
       e.reverses_id, r.reversal_id, u.full_name, c.channel
FROM ledger_entry e LEFT JOIN ledger_reversal r ON r.entry_id = e.id
LEFT JOIN kernel_commandrecord c ON c.id = e.command_id
LEFT JOIN kernel_user u ON u.id = c.actor_id
"""

_LINES = """
SELECT l.entry_id, l.number, l.account_id, a.chart_code, k.label_fr, k.label_en, a.name,
       l.currency, l.debit_minor, l.credit_minor
FROM ledger_line l JOIN ledger_account a ON a.id = l.account_id
JOIN ledger_chartaccount k ON k.code = a.chart_code
WHERE l.entry_id = ANY(%s::uuid[]) ORDER BY l.entry_id, l.number
"""

# The running balance is counted backwards from the balance at the end of the page, so that a page
# costs the same however long the account's life is.
_STATEMENT = """
WITH page AS (
    SELECT l.entry_id, l.booked_at, l.number, l.value_date, l.debit_minor, l.credit_minor
    FROM ledger_line l
    WHERE l.account_id = %(account)s
        AND l.value_date BETWEEN coalesce(%(since)s::date, '-infinity')
            AND coalesce(%(until)s::date, 'infinity')
    ORDER BY l.value_date DESC, l.booked_at DESC FETCH FIRST (%(limit)s) ROWS WITH TIES),
closing AS (
    SELECT CASE WHEN %(until)s::date IS NULL THEN (
            SELECT debit_minor - credit_minor FROM ledger_balance WHERE account_id = %(account)s)
        ELSE (SELECT coalesce(sum(debit_minor - credit_minor), 0) FROM ledger_movement
              WHERE account_id = %(account)s AND value_date <= %(until)s::date) END AS net)
SELECT e.id, e.number, e.kind, p.value_date, e.reference, e.memo, p.debit_minor, p.credit_minor,
       (c.net - coalesce(sum(p.debit_minor - p.credit_minor) OVER (
            ORDER BY p.value_date DESC, p.booked_at DESC, e.number DESC, p.number DESC
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))::bigint
FROM page p CROSS JOIN closing c JOIN ledger_entry e ON e.id = p.entry_id
    AND e.booked_at = p.booked_at
ORDER BY p.value_date, p.booked_at, e.number, p.number
"""

_NUMBERS = """
SELECT id, number FROM ledger_entry WHERE id = ANY(%(ids)s::uuid[])
    AND booked_at >= (SELECT min(ledger_known_since(id)) FROM unnest(%(ids)s::uuid[]) AS id)
"""


class LineRow(NamedTuple):
    """A line as a person reads it."""

    entry_id: UUID
    number: int
    account_id: UUID
    code: str
    label_fr: str
    label_en: str
    account_name: str
    currency: str
    debit_minor: int
    credit_minor: int


class EntryRow(NamedTuple):
    """An entry as a person reads it, with its lines."""

    id: UUID
    number: int
    kind: str
    value_date: date
    booked_date: date
    booked_at: datetime
    reference: str
    memo: str
    reverses_id: UUID | None
    reversed_by_id: UUID | None
    actor: str | None
    channel: str | None
    lines: tuple[LineRow, ...]


class StatementRow(NamedTuple):
    """A movement of one account with the debit balance after it."""

    entry_id: UUID
    number: int
    kind: str
    value_date: date
    reference: str
    memo: str
    debit_minor: int
    credit_minor: int
    net_after: int


def _with_lines(rows: list[tuple[Any, ...]]) -> list[EntryRow]:
    lines: dict[UUID, list[LineRow]] = {row[0]: [] for row in rows}
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [list(lines)])
        for line in cursor.fetchall():
            lines[line[0]].append(LineRow(*line))
    return [EntryRow._make((*row, tuple(lines[row[0]]))) for row in rows]


def journal(
    *,
    since: date | None = None,
    until: date | None = None,
    kind: str = "",
    branch_id: UUID | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[EntryRow]:
    """Entries from the newest to the oldest, a page at a time: `before` is the last number seen."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ENTRY_COLUMNS
            + " WHERE (%(before)s::bigint IS NULL OR e.number < %(before)s::bigint)"
            " AND (%(since)s::date IS NULL OR e.value_date >= %(since)s::date)"
            " AND (%(until)s::date IS NULL OR e.value_date <= %(until)s::date)"
            " AND (%(kind)s = '' OR e.kind LIKE %(kind)s || '%%')"
            " AND (%(branch)s::uuid IS NULL OR e.branch_id = %(branch)s::uuid)"
            " ORDER BY e.number DESC LIMIT %(limit)s",
            {
                "before": before, "since": since, "until": until, "kind": kind,
                "branch": branch_id, "limit": limit,
            },
        )  # fmt: skip
        rows = cursor.fetchall()
    return _with_lines(rows)


def entry(entry_id: UUID) -> EntryRow:
    """One entry with its lines. Refuses: NotFound."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRY_COLUMNS + " WHERE e.id = %s", [entry_id])
        rows = cursor.fetchall()
    if not rows:
        raise NotFound(kind="entry", id=entry_id)
    return _with_lines(rows)[0]


def entries_of_command(command_id: UUID) -> list[EntryRow]:
    """The entries that a command made, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRY_COLUMNS + " WHERE e.command_id = %s ORDER BY e.number", [command_id])
        rows = cursor.fetchall()
    return _with_lines(rows)


def statement(
    account_id: UUID, *, since: date | None = None, until: date | None = None, limit: int = 500
) -> list[StatementRow]:
    """The movements of an account with running balance, oldest first, the latest `limit`.

    Movements of one instant are not torn apart, so a page can be a little longer.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _STATEMENT, {"account": account_id, "since": since, "until": until, "limit": limit}
        )
        return [StatementRow(*row) for row in cursor.fetchall()]


def entry_numbers(entry_ids: Sequence[UUID]) -> dict[UUID, int]:
    """The journal's numbers of those ids that are entries."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, {"ids": list(entry_ids)})
        return dict(cursor.fetchall())


def known_entries(entry_ids: Sequence[UUID]) -> set[UUID]:
    """Which of the ids are entries of the journal."""
    return set(entry_numbers(entry_ids))
