"""The journal and the statement of an account."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.ledger.models import Entry
from nafa.ledger.queries.balances import PAST_NET, past_bounds
from nafa.ledger.queries.wordings import with_typed_words

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
WHERE l.entry_id = ANY(%s::uuid[]) AND l.booked_at = ANY(%s::timestamptz[])
ORDER BY l.entry_id, l.number
"""

# Where the lines of a page can lie: not before the sealed day by which the account has moved often
# enough (without what took effect earlier; not filtered, so that the index is read from its end and
# no further than needed), nor after the last day that booked something so early, except for what no
# seal covers yet.
_REACH = """
WITH least AS (
    SELECT greatest(%(since)s::date, coalesce((
        SELECT c.booked_date FROM (
            SELECT booked_date, sum(lines) OVER (ORDER BY booked_date DESC) AS lines FROM (
                SELECT booked_date, (value_date = booked_date)::int * line_count AS lines
                FROM ledger_daytotal
                WHERE account_id = %(account)s AND booked_date <= %(until)s::date
                ORDER BY booked_date DESC, value_date DESC LIMIT 4 * %(limit)s) latest) c
        WHERE c.lines >= %(limit)s ORDER BY c.booked_date DESC LIMIT 1), (
        SELECT min(booked_date) FROM ledger_daytotal WHERE account_id = %(account)s))) AS day),
most AS (
    SELECT max(booked_date) AS day FROM ledger_daytotal
    WHERE account_id = %(account)s AND booked_date >= (SELECT day FROM least)
        AND value_date <= %(until)s::date)
SELECT (SELECT sealed_at - interval '2 days' FROM ledger_day
        WHERE booked_date < (SELECT day FROM least) ORDER BY booked_date DESC LIMIT 1),
    (SELECT sealed_at FROM ledger_day
        WHERE booked_date >= (SELECT day FROM most) ORDER BY booked_date LIMIT 1),
    (SELECT sealed_at - interval '2 days' FROM ledger_day ORDER BY booked_date DESC LIMIT 1)
"""

# The running balance is counted backwards from the balance at the end of the page, so that a page
# costs the same however long the account's life is.
_PAGE = """
WITH page AS (
    SELECT l.entry_id, l.booked_at, l.number, l.value_date, l.debit_minor, l.credit_minor
    FROM ledger_line l
    WHERE l.account_id = %(account)s
        AND l.value_date BETWEEN %(since)s::date AND %(until)s::date
        AND (l.booked_at BETWEEN %(page_after)s::timestamptz AND %(upto)s::timestamptz
            OR l.booked_at > %(tail)s::timestamptz)
    ORDER BY l.value_date DESC, l.booked_at DESC FETCH FIRST (%(limit)s) ROWS WITH TIES)
SELECT e.id, e.number, e.kind, p.value_date, e.reference, e.memo, p.debit_minor, p.credit_minor,
       ({closing} - coalesce(sum(p.debit_minor - p.credit_minor) OVER (
            ORDER BY p.value_date DESC, p.booked_at DESC, e.number DESC, p.number DESC
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))::bigint
FROM page p JOIN ledger_entry e ON e.id = p.entry_id AND e.booked_at = p.booked_at
WHERE e.booked_at BETWEEN %(page_after)s::timestamptz AND %(upto)s::timestamptz
    OR e.booked_at > %(tail)s::timestamptz
ORDER BY p.value_date, p.booked_at, e.number, p.number
"""
_STATEMENT = _PAGE.format(
    closing="(SELECT debit_minor - credit_minor FROM ledger_balance WHERE account_id = %(account)s)"
)
_STATEMENT_UNTIL = _PAGE.format(
    closing=f"(SELECT {PAST_NET} FROM ledger_account a WHERE a.id = %(account)s)"  # noqa: S608
)

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
        cursor.execute(_LINES, [list(lines), [row[5] for row in rows]])
        for line in cursor.fetchall():
            lines[line[0]].append(LineRow(*line))
    found = [EntryRow._make((*row, tuple(lines[row[0]]))) for row in rows]
    return with_typed_words(found, [one.id for one in found])


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


def seen_entry(ctx: Context, entry_id: UUID) -> EntryRow:
    """One entry, of a branch that the actor may see. Refuses: NotFound, OtherBranch."""
    found = entry(entry_id)
    if ctx.branch_id is not None:
        ctx.demand_branch(Entry.objects.values_list("branch_id", flat=True).get(id=entry_id))
    return found


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
    values: dict[str, Any] = {
        "account": account_id,
        "since": since or "-infinity",
        "until": until or "infinity",
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_REACH, values)
        after, upto, tail = cursor.fetchone()
        values |= {
            "page_after": after or "-infinity",
            "upto": upto or "-infinity",
            "tail": tail or "-infinity",
            **(past_bounds(until, None) if until else {}),
        }
        cursor.execute(_STATEMENT_UNTIL if until else _STATEMENT, values)
        found = [StatementRow(*row) for row in cursor.fetchall()]
    return with_typed_words(found, [one.entry_id for one in found])


def entry_numbers(entry_ids: Sequence[UUID]) -> dict[UUID, int]:
    """The journal's numbers of those ids that are entries."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, {"ids": list(entry_ids)})
        return dict(cursor.fetchall())


def known_entries(entry_ids: Sequence[UUID]) -> set[UUID]:
    """Which of the ids are entries of the journal."""
    return set(entry_numbers(entry_ids))
