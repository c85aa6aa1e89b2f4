"""From entries to leaves, tiles and signed roots: one walk along the log.

Two right edges grow side by side, one from the books, one from the stored tiles. Where they part,
the next signed checkpoint decides which of them tells the truth.
"""

from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from django.db import connection

from nafa.ledger.calc.tlog.frontier import Frontier
from nafa.ledger.calc.tlog.merkle import HASH_BYTES, fold, fold_row
from nafa.ledger.calc.tlog.tiles import FULL_WIDTH, TILE_HEIGHT, TileKey, split
from nafa.ledger.queries.log import state
from nafa.ledger.queries.log.hashes import Stretch, leaf_hashes
from nafa.ledger.queries.verification.beside import Sessions
from nafa.ledger.queries.verification.books import faults_at
from nafa.ledger.queries.verification.findings import Finding
from nafa.ledger.queries.verification.pinpoint import first_fault

CHUNK, AHEAD = 1 << 16, 3


class Doubt(NamedTuple):
    """The first tile where books and tiles part since the last good checkpoint."""

    tile: int
    stored: bytes


class Walk:
    """Takes tile after tile; `findings` come in the order of the log."""

    def __init__(self, *, size: int, edge: Frontier, limit: int) -> None:
        self.size, self.limit = size, limit
        self.books, self.tiles = edge, _same(edge)
        self.doubt: Doubt | None = None
        self.is_lost = False
        self.folded: list[bytes] = []
        self.findings: list[Finding] = []
        self._own = self._stored = b""

    def take(
        self, tile: int, stretch: Stretch | None, stored: bytes, due: list[state.CheckpointRow]
    ) -> None:
        """One tile: from the books, from the store, and the checkpoints that end in it."""
        first = tile * FULL_WIDTH
        width = min(FULL_WIDTH, self.size - first)
        self._stored = stored[: width * HASH_BYTES]
        self._own = stretch.hashes if stretch is not None and stretch.is_whole else b""
        if stretch is not None and stretch.is_odd:
            self.findings += faults_at(first, first + width, limit=self.limit)
        if self._own != self._stored and self.doubt is None:
            self.doubt = Doubt(tile, self._stored)
        for row in due:
            self._settle(row, tile)
        if width == FULL_WIDTH:
            own = fold_row(self._own) if self._own else fold(split(self._stored))
            is_same = self._stored in (self._own, b"")
            self.books.add(own)
            self.tiles.add(own if is_same else fold(split(self._stored)))
            self.folded.append(own)

    def _settle(self, row: state.CheckpointRow, tile: int) -> None:
        count = row.size - tile * FULL_WIDTH
        found = _root(self.books, self._own, count)
        is_same = self.doubt is None and self._own == self._stored
        kept = found if is_same else _root(self.tiles, self._stored, count)
        if found == kept == row.root:
            self.doubt = Doubt(tile, self._stored) if self._own != self._stored else None
        elif kept == row.root and self.doubt is not None:
            self.findings += self._first_fault()
            self.books, self._own, self.doubt = _same(self.tiles), self._stored, None
        elif found == row.root and self.doubt is not None:
            self.findings.append(Finding("tile", f"0/{self.doubt.tile}", "replaced"))
            self.tiles, self._stored, self.doubt = _same(self.books), self._own, None
        elif not self.is_lost:
            self.is_lost = True
            self.findings += self._first_fault()
            self.findings.append(Finding("checkpoint", str(row.number), "root", str(row.size)))

    def _first_fault(self) -> list[Finding]:
        if self.doubt is None:
            return []
        return first_fault(self.doubt.tile, self.doubt.stored, self.size)


def _same(edge: Frontier) -> Frontier:
    return Frontier(height=edge.height, parts=edge.parts)


def _root(edge: Frontier, row: bytes, count: int) -> bytes | None:
    hashes = split(row)[:count]
    return edge.root(hashes) if len(hashes) == count else None


def walk_log(
    *, start: int, size: int, limit: int, sessions: Sessions, watch: Callable[[int, int], None]
) -> list[Finding]:
    """Check the leaves from `start`, which begins a tile, to `size`; what is wrong, in order.

    Raises TileMissing when the tiles before `start` are not there.
    """
    edge = Frontier.at(start, state.reader(start), height=TILE_HEIGHT)
    walk = Walk(size=size, edge=edge, limit=limit)
    due = _Due(start, size)
    for begin, end, stretches in _chunks(start, size, sessions):
        own = {stretch.tile: stretch for stretch in stretches}
        stored = _stored(0, begin // FULL_WIDTH, -(-end // FULL_WIDTH))
        for tile in range(begin // FULL_WIDTH, -(-end // FULL_WIDTH)):
            checkpoints = due.upto(min((tile + 1) * FULL_WIDTH, size))
            walk.take(tile, own.get(tile), stored.get(tile, b""), checkpoints)
        watch(end - start, size - start)
    return walk.findings + _upper_findings(start, walk.folded, limit)


class _Due:
    """The checkpoints whose size lies beyond `start`, in order, taken as the walk reaches them."""

    def __init__(self, start: int, size: int) -> None:
        self._source = self._rows(start, size)
        self._next = next(self._source, None)

    @staticmethod
    def _rows(start: int, size: int) -> Iterator[state.CheckpointRow]:
        after = state.first_checkpoint_beyond(start) - 1
        while rows := state.checkpoints(after=after):
            yield from (row for row in rows if row.size <= size)
            after = rows[-1].number

    def upto(self, size: int) -> list[state.CheckpointRow]:
        found = []
        while self._next is not None and self._next.size <= size:
            found.append(self._next)
            self._next = next(self._source, None)
        return found


def _chunks(start: int, size: int, sessions: Sessions) -> Iterator[tuple[int, int, list[Stretch]]]:
    """Hash chunk after chunk, the next ones beside the one that is looked at."""
    waiting = iter([(at, min(at + CHUNK, size)) for at in range(start, size, CHUNK)])
    under_way: deque[tuple[int, int, Callable[[], list[Stretch]]]] = deque()
    while True:
        for begin, end in islice(waiting, AHEAD - len(under_way)):
            under_way.append((begin, end, sessions.begin(leaf_hashes, begin, end)))
        if not under_way:
            return
        begin, end, hashed = under_way.popleft()
        yield begin, end, hashed()


def _stored(level: int, first: int, end: int) -> dict[int, bytes]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, hashes FROM ledger_tile"
            " WHERE level = %s AND number >= %s AND number < %s",
            [level, first, end],
        )
        return {int(number): bytes(hashes) for number, hashes in cursor.fetchall()}


def _upper_findings(start: int, folded: list[bytes], limit: int) -> list[Finding]:
    """Tiles above the lowest level must hold the hashes of the whole tiles below them."""
    findings: list[Finding] = []
    level, first, row = 1, start // FULL_WIDTH, folded
    while row and len(findings) < limit:
        number, place = divmod(first, FULL_WIDTH)
        last = (first + len(row) - 1) // FULL_WIDTH
        kept = _stored(level, number, last + 1)
        above: list[bytes] = []
        for at in range(number, last + 1):
            begun = kept.get(at, b"")[: place * HASH_BYTES] if at == number else b""
            count = FULL_WIDTH - len(begun) // HASH_BYTES
            part, row = row[:count], row[count:]
            expected = begun + b"".join(part)
            if kept.get(at, b"")[: len(expected)] != expected:
                findings.append(Finding("tile", TileKey(level, at).written, "replaced"))
            if len(expected) == FULL_WIDTH * HASH_BYTES:
                above.append(fold(split(expected)))
        level, first, row = level + 1, number, above
    return findings
