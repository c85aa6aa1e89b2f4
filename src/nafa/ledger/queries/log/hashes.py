"""The leaf hashes of a stretch of the log, computed from the books themselves.

The server sends entries and lines as they lie, in rows whose bytes are those of `calc.leaves`; here
they are brought together and hashed. A line counts for its entry only when it carries the entry's
dates and instant as well, so that none of them can be changed unseen.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction

from nafa.ledger.calc.leaves import BALANCE, ENTRY, EPOCH
from nafa.ledger.calc.tlog.tiles import FULL_WIDTH
from nafa.ledger.queries.log.copied import COUNT_BYTES, copied
from nafa.ledger.queries.log.runs import Run, numbers_of, runs_between

_ENTRIES = """
SELECT id, booked_at, booked_date, value_date, number, line_count, branch_id, command_id, group_id,
       reverses_id, kind, reference, memo
FROM ledger_entry WHERE {numbers}
"""
_BALANCES = """
SELECT number, booked_date, account_id, debit_minor, credit_minor FROM ledger_daybalance
WHERE {numbers}
"""
# The bounds are written into the statement, so that the planner reads the months and the ranges of
# identifiers that the stretch lies in, and nothing else. A UUIDv7 lies near its neighbours; an
# identifier of another kind may lie anywhere and has its lines looked up.
_LINES = """
SELECT entry_id, booked_at, booked_date, value_date, number, account_id, debit_minor, credit_minor,
       currency
FROM ledger_line WHERE ({which})
    AND booked_at BETWEEN %(first_at)s AND %(last_at)s
"""
_NEAR, _ODD = "entry_id BETWEEN %(first_id)s AND %(last_id)s", "entry_id = ANY (%(odd)s::uuid[])"
_APART = 1_000  # it is cheaper to read so many entries for nothing than to look anew

# Where the fields lie in a row of an entry and, after what is the entry's own, in one of a line.
_HEAD = np.dtype(
    {
        "names": ["high", "version", "low", "booked_at", "number", "line_count"],
        "formats": [">u8", "u1", ">u8", ">i8", ">i8", ">i4"],
        "offsets": [6, 12, 14, 26, 54, 66],
        "itemsize": 70,
    }
)
_SHARED = slice(COUNT_BYTES, 50)  # the identifier, the instant and the dates
_AMOUNTS = np.dtype(
    {
        "names": ["debit", "credit"],
        "formats": [">i8", ">i8"],
        "offsets": [32, 44],
        "itemsize": 52,
    }
)
_CURRENCY = 52
_LARGE = 50  # sums of amounts with more bits could turn over
_FIRST, _LAST = (
    (day.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
    for day in (datetime.min, datetime.max)
)
_LEAF = {kind: bytes([0, kind]) for kind in (ENTRY, BALANCE)}

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


class _Hashes:
    """The hashes of a stretch by position, those that come twice, and the odd entries."""

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.first: list[bytes | None] = [None] * (end - start)
        self.again: list[tuple[int, bytes]] = []
        self.odd: list[int] = []

    def put(self, position: int, leaf: bytes) -> None:
        at, found = position - self.start, sha256(leaf).digest()
        if self.first[at] is None:
            self.first[at] = found
        else:
            self.again.append((position, found))


def leaf_hashes(start: int, end: int) -> list[Stretch]:
    """The hashes of positions `start` to `end` (half-open), tile by tile, from the books."""
    hashes = _hashed(start, end)
    doubled = {position // FULL_WIDTH for position, _ in hashes.again}
    odd = {position // FULL_WIDTH for position in hashes.odd}
    found = []
    for tile in range(start // FULL_WIDTH, -(-end // FULL_WIDTH)):
        first, last = max(start, tile * FULL_WIDTH), min(end, (tile + 1) * FULL_WIDTH)
        row = hashes.first[first - start : last - start]
        there = [one for one in row if one is not None]
        is_whole = len(there) == len(row) and tile not in doubled
        found.append(Stretch(tile, b"".join(there), is_whole, tile in odd))
    return found


def leaf_hashes_by_position(start: int, end: int) -> list[tuple[int, bytes]]:
    """Every hash with its position; a missing entry has none, a doubled one has two."""
    hashes = _hashed(start, end)
    there = [(start + at, one) for at, one in enumerate(hashes.first) if one is not None]
    return sorted(there + hashes.again)


def _hashed(start: int, end: int) -> _Hashes:
    hashes = _Hashes(start, end)
    with transaction.atomic(), connection.cursor() as cursor:
        # Whole stretches are read, often before the planner knows how many rows there are.
        cursor.execute(_SETTINGS)
        runs = runs_between(start, end)
        _hash_entries([run for run in runs if run.kind == ENTRY], hashes)
        _hash_balances([run for run in runs if run.kind == BALANCE], hashes)
        cursor.execute(_SETTINGS_AWAY)
    return hashes


def _hash_balances(runs: Sequence[Run], hashes: _Hashes) -> None:
    rows = _numbered(_BALANCES, runs)
    if not rows:
        return
    raw = np.frombuffer(b"".join(rows), dtype=f"V{len(rows[0])}")
    numbers = np.ndarray(len(rows), ">i8", raw.tobytes(), 6, (len(rows[0]),))
    prefix, put = _LEAF[BALANCE], hashes.put
    for position, row in zip(_positions(numbers, runs), rows, strict=True):
        if position >= 0:
            put(position, prefix + row[COUNT_BYTES:])


def _hash_entries(runs: Sequence[Run], hashes: _Hashes) -> None:
    rows = _numbered(_ENTRIES, runs)
    if not rows:
        return
    heads = np.frombuffer(b"".join([row[: _HEAD.itemsize] for row in rows]), dtype=_HEAD)
    positions = _positions(heads["number"], runs)
    prefix, places = _LEAF[ENTRY], {}
    leaves: list[list[bytes]] = []
    for place, row in enumerate(rows):
        places[row[_SHARED]] = place
        leaves.append([prefix, row[COUNT_BYTES:]])
    owners: list[int] = []
    lines: list[bytes] = []
    for row in copied(*_lines_of(heads)):
        owner = places.get(row[_SHARED])
        if owner is not None:
            line = row[_SHARED.stop :]
            leaves[owner].append(line)
            owners.append(owner)
            lines.append(line)
    put = hashes.put
    for position, parts in zip(positions, leaves, strict=True):
        if position >= 0:
            if len(parts) != 4 or parts[2] > parts[3]:
                parts[2:] = sorted(parts[2:])  # by number, which comes first
            put(position, b"".join(parts))
    odd = _odd(owners, lines, heads["line_count"])
    hashes.odd += [positions[place] for place in odd if positions[place] >= 0]


def _numbered(query: str, runs: Sequence[Run]) -> list[bytes]:
    """The rows with the numbers of these runs, and perhaps some between them."""
    if not runs:
        return []
    ranges = numbers_of(runs, apart=_APART)
    numbers = " OR ".join(f"number BETWEEN {first} AND {last}" for first, last in ranges)
    return copied(query.format(numbers=numbers), {})


def _positions(numbers: npt.NDArray[Any], runs: Sequence[Run]) -> list[int]:
    """Where the records of these numbers stand; -1 for one that is in none of the runs."""
    ordered = sorted(runs, key=lambda run: run.number)
    first = np.array([run.number for run in ordered])
    count = np.array([run.leaves for run in ordered])
    position = np.array([run.position for run in ordered])
    values = numbers.astype(np.int64)
    at = np.searchsorted(first, values, side="right") - 1
    past = values - first[at]
    return list(np.where((at >= 0) & (past < count[at]), position[at] + past, -1).tolist())


def _lines_of(heads: npt.NDArray[Any]) -> tuple[str, dict[str, Any]]:
    """The statement that reads the lines of these entries, and some others perhaps."""
    is_near = heads["version"] >> 4 == 7
    high, low = heads["high"], heads["low"]
    values: dict[str, Any] = {
        "first_at": _instant(heads["booked_at"].min()),
        "last_at": _instant(heads["booked_at"].max()),
    }
    which = []
    if is_near.any():
        which.append(_NEAR)
        values["first_id"] = UUID(int=int(high[is_near].min()) << 64)
        values["last_id"] = UUID(int=(int(high[is_near].max()) << 64) + (1 << 64) - 1)
    if not is_near.all():
        which.append(_ODD)
        pairs = zip(high[~is_near].tolist(), low[~is_near].tolist(), strict=True)
        values["odd"] = [UUID(int=(first << 64) + second) for first, second in pairs]
    return _LINES.format(which=" OR ".join(which)), values


def _instant(microseconds: int) -> datetime:
    """As a bound: what lies beyond the calendar of Python is cut to it."""
    return EPOCH + timedelta(microseconds=min(max(int(microseconds), _FIRST), _LAST))


def _odd(owners: list[int], lines: list[bytes], promised: npt.NDArray[Any]) -> list[int]:
    """The places of entries that have not so many lines, do not balance or mix currencies."""
    owned = np.array(owners, dtype=np.int64)
    is_odd = np.bincount(owned, minlength=len(promised)) != promised
    if lines:
        width = max(map(len, lines))
        if any(len(line) != width for line in lines):
            lines = [line.ljust(width, b"\0") for line in lines]
        raw = b"".join(lines)
        amounts = np.ndarray(len(lines), _AMOUNTS, raw, 0, (width,))
        debit, credit = amounts["debit"].astype(np.int64), amounts["credit"].astype(np.int64)
        sums = np.zeros(len(promised), dtype=np.int64)
        np.add.at(sums, owned, debit - credit)
        is_odd |= sums != 0
        is_odd[owned[(debit | credit) >> _LARGE != 0]] = True
        currency = np.ndarray(len(lines), f"S{width - _CURRENCY}", raw, _CURRENCY, (width,))
        if (currency != currency[0]).any():
            _, codes = np.unique(currency, return_inverse=True)
            least, most = np.full(len(promised), len(lines)), np.full(len(promised), -1)
            np.minimum.at(least, owned, codes)
            np.maximum.at(most, owned, codes)
            is_odd |= least < most
    return list(np.flatnonzero(is_odd).tolist())
