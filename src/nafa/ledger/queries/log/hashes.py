"""The leaf hashes of a stretch of the log, computed by the database from the books themselves.

The canonical bytes are those of `calc.leaves`. A line counts for its entry only when it carries the
entry's dates and instant as well, so that none of them can be changed unseen.
"""

from typing import Any, NamedTuple

from django.db import connection, transaction

from nafa.ledger.calc.tlog.tiles import FULL_WIDTH

_NO_ID = r"'\x00000000000000000000000000000000'::bytea"


def _text(column: str) -> str:
    return f"(int4send(octet_length({column})) || textsend({column}))"


def _id(column: str) -> str:
    return f"coalesce(uuid_send({column}), {_NO_ID})"


_LINE_BYTES = f"""(int4send(l.number) || uuid_send(l.account_id))
    || (int8send(l.debit_minor) || int8send(l.credit_minor)) || {_text("l.currency")}"""

_ENTRY_BYTES = f"""((('\\x01'::bytea || uuid_send(e.id)) || (int8send(e.number)
    || date_send(e.value_date))) || ((date_send(e.booked_date) || timestamptz_send(e.booked_at))
    || ({_id("e.branch_id")} || {_id("e.command_id")}))) || ((({_id("e.group_id")}
    || {_id("e.reverses_id")}) || ({_text("e.kind")} || {_text("e.reference")}))
    || (({_text("e.memo")} || int4send(e.line_count)) || coalesce(l.written, '')))"""

_BALANCE_BYTES = """('\\x02'::bytea || int8send(b.number)) || ((date_send(b.booked_date)
    || uuid_send(b.account_id)) || (int8send(b.debit_minor) || int8send(b.credit_minor)))"""

# The bounds are written into the statement, so that the planner reads the months and the ranges of
# identifiers that the stretch lies in, and nothing else. A UUIDv7 lies near its neighbours; an
# identifier of another kind may lie anywhere and has its lines looked up one by one.
_IS_V7 = "get_byte(uuid_send({id}), 6) / 16 = 7"
_BOUNDS = f"""
WITH s AS (
    SELECT min(number) FILTER (WHERE kind = 1) AS first,
           max(number) FILTER (WHERE kind = 1) AS last,
           count(*) FILTER (WHERE kind = 2) AS balances
    FROM ledger_leaf WHERE position >= %(start)s AND position < %(end)s),
e AS MATERIALIZED (
    SELECT e.id, e.booked_at, {_IS_V7.format(id="e.id")} AS is_near
    FROM ledger_entry e, s WHERE e.number BETWEEN s.first AND s.last)
SELECT s.first, s.last, s.balances,
       (SELECT id FROM e WHERE is_near ORDER BY id LIMIT 1),
       (SELECT id FROM e WHERE is_near ORDER BY id DESC LIMIT 1),
       (SELECT min(booked_at) FROM e), (SELECT max(booked_at) FROM e),
       (SELECT count(*) FROM e WHERE NOT is_near)
FROM s
"""  # noqa: S608
_NAMES = ("first", "last", "balances", "first_id", "last_id", "first_at", "last_at", "odd")

_SUMS = f"""string_agg({_LINE_BYTES}, ''::bytea ORDER BY l.number) AS written, count(*) AS lines,
    sum(l.debit_minor - l.credit_minor) <> 0 OR min(l.currency) <> max(l.currency) AS is_odd"""

_HASH = f"""SELECT f.position, sha256('\\x00'::bytea || ({_ENTRY_BYTES})) AS hash,
    l.lines IS DISTINCT FROM e.line_count OR l.is_odd AS is_odd"""  # noqa: S608

_NUMBERED = """ledger_leaf f
JOIN ledger_entry e ON e.number = f.number AND e.number BETWEEN %(first)s AND %(last)s
    AND e.booked_at BETWEEN %(first_at)s AND %(last_at)s"""

_ENTRIES = f"""
{_HASH} FROM {_NUMBERED}
LEFT JOIN (
    SELECT l.entry_id, l.booked_at, l.booked_date, l.value_date, {_SUMS}
    FROM ledger_line l
    WHERE l.entry_id BETWEEN %(first_id)s AND %(last_id)s
        AND l.booked_at BETWEEN %(first_at)s AND %(last_at)s
    GROUP BY l.entry_id, l.booked_at, l.booked_date, l.value_date) l
    ON l.entry_id = e.id AND l.booked_at = e.booked_at AND l.booked_date = e.booked_date
        AND l.value_date = e.value_date
WHERE f.kind = 1 AND f.position >= %(start)s AND f.position < %(end)s
    AND {_IS_V7.format(id="e.id")}
"""  # noqa: S608

_ODD_ENTRIES = f"""
{_HASH} FROM {_NUMBERED}
LEFT JOIN LATERAL (
    SELECT {_SUMS} FROM ledger_line l
    WHERE l.entry_id = e.id AND l.booked_at = e.booked_at AND l.booked_date = e.booked_date
        AND l.value_date = e.value_date) l ON true
WHERE f.kind = 1 AND f.position >= %(start)s AND f.position < %(end)s
    AND NOT {_IS_V7.format(id="e.id")}
"""  # noqa: S608

_BALANCES = f"""
SELECT f.position, sha256('\\x00'::bytea || ({_BALANCE_BYTES})) AS hash, false AS is_odd
FROM ledger_leaf f JOIN ledger_daybalance b ON b.number = f.number
WHERE f.kind = 2 AND f.position >= %(start)s AND f.position < %(end)s
"""  # noqa: S608

_TILES = """
SELECT h.position / 256, string_agg(h.hash, ''::bytea ORDER BY h.position), count(*),
       max(h.position), bool_or(h.is_odd)
FROM ({hashes} OFFSET 0) AS h (position, hash, is_odd) GROUP BY 1 ORDER BY 1
"""

_POSITIONS = """
SELECT h.position, h.hash FROM ({hashes}) AS h (position, hash, is_odd) ORDER BY h.position
"""

_SETTINGS = """
SET LOCAL enable_nestloop = off; SET LOCAL jit = off; SET LOCAL work_mem = '64MB';
SET LOCAL max_parallel_workers_per_gather = 0
"""
_SETTINGS_AWAY = """
SET LOCAL enable_nestloop = DEFAULT; SET LOCAL jit = DEFAULT; SET LOCAL work_mem = DEFAULT;
SET LOCAL max_parallel_workers_per_gather = DEFAULT
"""


class Stretch(NamedTuple):
    """Leaf hashes side by side in one tile. `is_whole`: none missing, none twice. `is_odd`: an
    entry there has not its number of lines, does not balance, or has several currencies."""

    tile: int
    hashes: bytes
    is_whole: bool
    is_odd: bool


def leaf_hashes(start: int, end: int) -> list[Stretch]:
    """The hashes of positions `start` to `end` (half-open), tile by tile, from the books."""
    found = []
    for tile, hashes, count, last, is_odd in _run(_TILES, start, end):
        first = max(start, tile * FULL_WIDTH)
        until = min(end, (tile + 1) * FULL_WIDTH)
        is_whole = count == until - first and last == until - 1
        found.append(Stretch(int(tile), bytes(hashes), is_whole, bool(is_odd)))
    return found


def leaf_hashes_by_position(start: int, end: int) -> list[tuple[int, bytes]]:
    """Every hash with its position; a missing entry has none, a doubled one has two."""
    return [(int(position), bytes(one)) for position, one in _run(_POSITIONS, start, end)]


def _run(statement: str, start: int, end: int) -> list[tuple[Any, ...]]:
    """Run with the statement that suits what lies there: entries, balances or both."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Whole stretches are joined, often before the planner knows how many rows there are.
        cursor.execute(_SETTINGS)
        bounds: dict[str, Any] = {"start": start, "end": end}
        cursor.execute(_BOUNDS, bounds)
        bounds |= dict(zip(_NAMES, cursor.fetchone(), strict=True))
        parts = []
        if bounds["first_id"] is not None:
            parts.append(_ENTRIES)
        if bounds["odd"]:
            parts.append(_ODD_ENTRIES)
        if bounds["balances"]:
            parts.append(_BALANCES)
        rows: list[tuple[Any, ...]] = []
        if parts:
            cursor.execute(statement.format(hashes=" UNION ALL ".join(parts)), bounds)
            rows = cursor.fetchall()
        cursor.execute(_SETTINGS_AWAY)
        return rows
