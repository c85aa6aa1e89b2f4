"""The leaf hashes of a stretch of the log, computed by the database from the books themselves.

The canonical bytes are those of `calc.leaves`. A line counts for its entry only when it carries the
entry's dates and instant as well, so that none of them can be changed unseen.
"""

from typing import NamedTuple

from django.db import connection

from nafa.ledger.calc.tlog.merkle import HASH_BYTES
from nafa.ledger.calc.tlog.tiles import FULL_WIDTH, split

_NO_ID = r"'\x00000000000000000000000000000000'::bytea"


def _text(column: str) -> str:
    return f"(int4send(octet_length({column})) || textsend({column}))"


def _id(column: str) -> str:
    return f"coalesce(uuid_send({column}), {_NO_ID})"


LINE_BYTES = f"""(int4send(l.number) || uuid_send(l.account_id))
    || (int8send(l.debit_minor) || int8send(l.credit_minor)) || {_text("l.currency")}"""

ENTRY_BYTES = f"""((('\\x01'::bytea || uuid_send(e.id)) || (int8send(e.number)
    || date_send(e.value_date))) || ((date_send(e.booked_date) || timestamptz_send(e.booked_at))
    || ({_id("e.branch_id")} || {_id("e.command_id")}))) || ((({_id("e.group_id")}
    || {_id("e.reverses_id")}) || ({_text("e.kind")} || {_text("e.reference")}))
    || (({_text("e.memo")} || int4send(e.line_count)) || coalesce(l.written, '')))"""

BALANCE_BYTES = """('\\x02'::bytea || int8send(b.number)) || ((date_send(b.booked_date)
    || uuid_send(b.account_id)) || (int8send(b.debit_minor) || int8send(b.credit_minor)))"""

# The bounds are written into the statement, so that the planner reads the months and the ranges of
# identifiers that the stretch lies in, and nothing else.
_BOUNDS = """
SELECT s.first, s.last, s.entries, s.balances, i.first_id, i.last_id, i.first_at, i.last_at
FROM (SELECT min(number) FILTER (WHERE kind = 1) AS first,
             max(number) FILTER (WHERE kind = 1) AS last,
             count(*) FILTER (WHERE kind = 1) AS entries,
             count(*) FILTER (WHERE kind = 2) AS balances
      FROM ledger_leaf WHERE position >= %(start)s AND position < %(end)s) s
LEFT JOIN LATERAL (
    SELECT min(id::text)::uuid AS first_id, max(id::text)::uuid AS last_id,
           min(booked_at) AS first_at, max(booked_at) AS last_at
    FROM ledger_entry WHERE number BETWEEN s.first AND s.last) i ON true
"""

_ENTRIES = f"""
SELECT f.position / 256, f.position, sha256('\\x00'::bytea || ({ENTRY_BYTES}))
FROM ledger_leaf f
JOIN ledger_entry e ON e.number = f.number AND e.number BETWEEN %(first)s AND %(last)s
    AND e.booked_at BETWEEN %(first_at)s AND %(last_at)s
LEFT JOIN (
    SELECT l.entry_id, l.booked_at, l.booked_date, l.value_date,
           string_agg({LINE_BYTES}, ''::bytea ORDER BY l.number) AS written
    FROM ledger_line l
    WHERE l.entry_id BETWEEN %(first_id)s AND %(last_id)s
        AND l.booked_at BETWEEN %(first_at)s AND %(last_at)s
    GROUP BY l.entry_id, l.booked_at, l.booked_date, l.value_date) l
    ON l.entry_id = e.id AND l.booked_at = e.booked_at AND l.booked_date = e.booked_date
        AND l.value_date = e.value_date
WHERE f.kind = 1 AND f.position >= %(start)s AND f.position < %(end)s
"""

_BALANCES = f"""
SELECT f.position / 256, f.position, sha256('\\x00'::bytea || ({BALANCE_BYTES}))
FROM ledger_leaf f JOIN ledger_daybalance b ON b.number = f.number
WHERE f.kind = 2 AND f.position >= %(start)s AND f.position < %(end)s
"""

_TILES = """
SELECT h.tile, string_agg(h.hash, ''::bytea ORDER BY h.position), count(*), max(h.position)
FROM ({hashes}) AS h (tile, position, hash) GROUP BY h.tile ORDER BY h.tile
"""

_POSITIONS = "SELECT h.position, h.hash FROM ({hashes}) AS h (tile, position, hash)"


class Stretch(NamedTuple):
    """Leaf hashes that stand side by side, of one tile. `is_whole`: none missing, none twice."""

    tile: int
    hashes: bytes
    is_whole: bool


def leaf_hashes(start: int, end: int) -> list[Stretch]:
    """The hashes of positions `start` to `end` (half-open), tile by tile, from the books."""
    with connection.cursor() as cursor:
        statement, bounds = _statement(cursor, start, end)
        if not statement:
            return []
        cursor.execute(_TILES.format(hashes=statement), bounds)
        found = []
        for tile, hashes, count, last in cursor.fetchall():
            first = max(start, tile * FULL_WIDTH)
            until = min(end, (tile + 1) * FULL_WIDTH)
            is_whole = count == until - first and last == until - 1
            found.append(Stretch(int(tile), bytes(hashes), is_whole))
        return found


def leaf_hashes_by_position(start: int, end: int) -> list[tuple[int, bytes]]:
    """Every hash with its position; a missing entry has none, a doubled one has two."""
    with connection.cursor() as cursor:
        statement, bounds = _statement(cursor, start, end)
        if not statement:
            return []
        cursor.execute(_POSITIONS.format(hashes=statement) + " ORDER BY 1", bounds)
        return [(int(position), bytes(one)) for position, one in cursor.fetchall()]


def _statement(cursor: "object", start: int, end: int) -> tuple[str, dict[str, object]]:
    """The statement that suits what lies there: entries, balances or both."""
    bounds: dict[str, object] = {"start": start, "end": end}
    cursor.execute(_BOUNDS, bounds)  # type: ignore[attr-defined]
    found = cursor.fetchone()  # type: ignore[attr-defined]
    names = ("first", "last", "entries", "balances", "first_id", "last_id", "first_at", "last_at")
    bounds |= dict(zip(names, found, strict=True))
    parts = []
    if bounds["first_id"] is not None:
        parts.append(_ENTRIES)
    if bounds["balances"]:
        parts.append(_BALANCES)
    return " UNION ALL ".join(parts), bounds


def hashes_in(tile: bytes) -> list[bytes]:
    """The hashes of a tile."""
    return split(tile) if len(tile) % HASH_BYTES == 0 else []
