"""The leaf hashes of a stretch of the log, computed from the books themselves.

The server sends rows whose bytes are those of `calc.leaves`; here they are brought together and
hashed, which is several times cheaper than in the server.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction

from nafa.ledger.calc.leaves import BALANCE, ENTRY, TRAIL
from nafa.ledger.calc.tlog.tiles import FULL_WIDTH
from nafa.ledger.queries.log.copied import copied
from nafa.ledger.queries.log.lines import HEAD, Integers, lines_of, odd_ones, written
from nafa.ledger.queries.log.runs import Run, numbers_of, runs_between

_ENTRIES = """
SELECT id, booked_at, booked_date, value_date, number, line_count, branch_id, command_id, group_id,
       reverses_id, kind, reference, memo
FROM ledger_entry e WHERE {numbers}
"""
_BALANCES = """
SELECT number, booked_date, account_id, debit_minor, credit_minor FROM ledger_daybalance e
WHERE {numbers}
"""
_BATCHES = """
SELECT number, month, after_number, upto_number, rows, root FROM ledger_trailbatch e
WHERE {numbers}
"""
_APART = 1_000  # it is cheaper to read so many records for nothing than to look anew
_BALANCE = np.dtype({"names": ["number"], "formats": [">i8"], "offsets": [6], "itemsize": 66})
_BATCH = np.dtype({"names": ["number"], "formats": [">i8"], "offsets": [6], "itemsize": 94})
_LEAF = b"\x00"  # what RFC 6962 puts before the bytes of a leaf

# What is looked up lies in an index, also before the planner knows how many rows there are.
_SETTINGS = "SET LOCAL enable_seqscan = off; SET LOCAL jit = off"
_SETTINGS_AWAY = "SET LOCAL enable_seqscan = DEFAULT; SET LOCAL jit = DEFAULT"


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
        self.start, self.size = start, end - start
        self.first: list[bytes | None] = [None] * self.size
        self.again: list[tuple[int, bytes]] = []
        self.odd: list[int] = []

    def put(self, places: Integers, found: Sequence[bytes]) -> None:
        """Keep hashes that stand so many places after the start; -1 for one that does not here."""
        first, size = self.first, len(found)
        if size == self.size and not any(first) and np.array_equal(places, np.arange(size)):
            self.first = list(found)
            return
        for place, one in zip(places.tolist(), found, strict=True):
            if place < 0:
                continue
            if first[place] is None:
                first[place] = one
            else:
                self.again.append((self.start + place, one))


def leaf_hashes(start: int, end: int) -> list[Stretch]:
    """The hashes of positions `start` to `end` (half-open), tile by tile, from the books."""
    hashes = _hashed(start, end)
    doubled = {position // FULL_WIDTH for position, _ in hashes.again}
    odd = {(start + place) // FULL_WIDTH for place in hashes.odd}
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
        cursor.execute(_SETTINGS)
        runs = runs_between(start, end)
        _hash_entries([run for run in runs if run.kind == ENTRY], hashes)
        _hash_short([run for run in runs if run.kind == BALANCE], hashes, _BALANCES, _BALANCE)
        _hash_short([run for run in runs if run.kind == TRAIL], hashes, _BATCHES, _BATCH)
        cursor.execute(_SETTINGS_AWAY)
    return hashes


def _hash_short(
    runs: Sequence[Run], hashes: _Hashes, statement: str, shape: np.dtype[np.void]
) -> None:
    """Records of one row and of one length."""
    rows = copied(statement.format(numbers=_numbers(runs)), {}) if runs else []
    numbers = np.frombuffer(b"".join(rows), shape)["number"]
    if not rows:
        return
    places = _places(numbers, runs, hashes.start)
    hashes.put(places, [sha256(_LEAF + row).digest() for row in rows])


def _hash_entries(runs: Sequence[Run], hashes: _Hashes) -> None:
    rows = copied(_ENTRIES.format(numbers=_numbers(runs)), {}) if runs else []
    if not rows:
        return
    heads = np.frombuffer(b"".join([row[: HEAD.itemsize] for row in rows]), HEAD)
    lines = lines_of(heads)
    raw, ends = written(lines)
    counts = np.bincount(lines.owner, minlength=len(rows))
    upto = np.concatenate(([0], ends))[np.concatenate(([0], np.cumsum(counts)))].tolist()
    places = _places(heads["number"], runs, hashes.start)
    cuts = zip(rows, upto, upto[1:], strict=False)
    leaves = [sha256(_LEAF + row + raw[start:end]).digest() for row, start, end in cuts]
    hashes.put(places, leaves)
    odd = odd_ones(lines, heads["line_count"])
    hashes.odd += [int(places[at]) for at in odd if places[at] >= 0]


def _numbers(runs: Sequence[Run]) -> str:
    """The condition for the numbers of these runs, and perhaps some between them."""
    ranges = numbers_of(runs, apart=_APART)
    return "(" + " OR ".join(f"e.number BETWEEN {one} AND {last}" for one, last in ranges) + ")"


def _places(numbers: npt.NDArray[Any], runs: Sequence[Run], start: int) -> Integers:
    """How far after the start the records of these numbers stand; -1 for one in none of the runs"""
    ordered = sorted(runs, key=lambda run: run.number)
    first = np.array([run.number for run in ordered], dtype=np.int64)
    count = np.array([run.leaves for run in ordered], dtype=np.int64)
    place = np.array([run.position - start for run in ordered], dtype=np.int64)
    values = numbers.astype(np.int64)
    at = np.searchsorted(first, values, side="right") - 1
    past = values - first[at]
    return np.where((at >= 0) & (past < count[at]), place[at] + past, -1)
