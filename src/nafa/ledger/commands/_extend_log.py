"""The log takes what the books have and it has not yet: leaves, tiles, a signed checkpoint.

Postings are never waited for nor held up: everything here happens after their commit, under a lock
of its own. An entry that commits late with a low number is found all the same, because the search
begins at a number below which everything is settled: that was the sequence's value at an earlier
run, and all transactions of that moment have ended since.
"""

import base64
from collections.abc import Callable, Iterable
from itertools import accumulate
from typing import Any, NamedTuple

from django.db import OperationalError, connection, transaction

from nafa.kernel import clock
from nafa.ledger import errors
from nafa.ledger.calc.leaves import BALANCE, ENTRY, TRAIL
from nafa.ledger.calc.tlog import merkle
from nafa.ledger.calc.tlog.checkpoint import Checkpoint
from nafa.ledger.calc.tlog.note import write_note
from nafa.ledger.calc.tlog.tiles import FULL_WIDTH, TileKey, TileReader
from nafa.ledger.commands._log_keys import add_key, current_signers
from nafa.ledger.commands._settling import HAS_ENDED, RUNNING
from nafa.ledger.queries.log.hashes import leaf_hashes
from nafa.ledger.queries.log.state import CheckpointRow, latest_checkpoint, log_keys, tile
from nafa.lib.invariants import ensure

LOG_LOCK = 4_203
BATCH = 1 << 16
_SOURCES = {
    ENTRY: ("ledger_entry", "ledger_entry_number"),
    BALANCE: ("ledger_daybalance", "ledger_daybalance_number"),
    TRAIL: ("ledger_trailbatch", "ledger_trailbatch_number"),
}

_MARK = f"""
SELECT settled, noted, {HAS_ENDED}
FROM ledger_logmark WHERE kind = %s
"""  # noqa: S608

# The new numbers in their order, as runs: a number less its place is the same throughout a run.
_TAKE = """
WITH known AS MATERIALIZED (
    SELECT coalesce(range_agg(int8range(number, number + leaves)), '{{}}') AS numbers
    FROM ledger_leaf
    WHERE kind = %(kind)s AND int8range(number, number + leaves) && int8range(%(after)s, NULL)),
taken AS (
    SELECT s.number, row_number() OVER (ORDER BY s.number) - 1 AS place
    FROM (SELECT DISTINCT t.number FROM {table} t
          WHERE t.number > %(after)s AND t.number <= %(upto)s
              AND NOT (SELECT numbers FROM known) @> t.number
          ORDER BY t.number) s),
added AS (
    INSERT INTO ledger_leaf (position, kind, number, leaves)
    SELECT %(size)s + min(place), %(kind)s, min(number), count(*)
    FROM taken GROUP BY number - place ORDER BY 1
    RETURNING number, leaves)
SELECT coalesce(sum(leaves), 0)::bigint FROM added
"""

# A range of numbers is read by its index, also before the planner knows how many rows there are.
_BY_INDEX, _BY_ANY_WAY = "SET LOCAL enable_seqscan = off", "SET LOCAL enable_seqscan = DEFAULT"

_VALUE = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}"
_NOTE = f"""
UPDATE ledger_logmark SET noted = %s, noted_transactions = ARRAY({RUNNING}) WHERE kind = %s
"""  # noqa: S608
_SETTLE = """
UPDATE ledger_logmark SET settled = greatest(settled, %s) WHERE kind = %s
"""

# One text carries all hashes: an array of bytes would be written and read escape by escape.
_KEEP_TILES = """
WITH a AS MATERIALIZED (SELECT decode(%s, 'base64') AS hashes)
INSERT INTO ledger_tile (level, number, hashes)
SELECT t.level, t.number, substr(a.hashes, t.start, t.length)
FROM a, unnest(%s::smallint[], %s::bigint[], %s::int[], %s::int[])
    AS t (level, number, start, length)
ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes
"""


class Extended(NamedTuple):
    """What a run did: how many leaves came in, and the size of the log now."""

    added: int
    size: int


def extend_log(
    *,
    wait_seconds: float | None = None,
    watch: Callable[[int], None] = lambda _added: None,
    batch: int = BATCH,
) -> Extended:
    """Take in everything that is committed and not in the log; sign a checkpoint when it grew.

    Several may call it at once: they take turns. It may be killed at any moment; each batch is one
    transaction. With `wait_seconds` the turn is waited for no longer than that.

    Refuses: LogBusy.
    """
    added = 0
    scans = {kind: _Scan(kind) for kind in _SOURCES}
    while True:
        taken, size = _extend_once(scans, wait_seconds, batch)
        added += taken
        if taken:
            watch(added)
        if taken < batch:
            return Extended(added, size)


class _Scan:
    """One run's way through the numbers of one kind.

    The scan begins at the settled number. What lies below its cursor may still commit, until the
    transactions of the note have ended; from there on it is scanned once more and then settled.
    """

    def __init__(self, kind: int) -> None:
        self.kind = kind
        self.table, self.sequence = _SOURCES[kind]
        self.cursor = 0
        self.final_note = 0  # the note whose transactions have ended, while it is being settled

    def take(self, size: int, limit: int) -> int:
        """Give places from `size` on to what is new, at most `limit`; how many."""
        with connection.cursor() as cursor:
            cursor.execute(_MARK, [self.kind])
            settled, noted, is_past = cursor.fetchone()
            if not is_past or noted <= settled:
                self.final_note = 0
            elif self.final_note != noted:  # new, or noted by another run meanwhile
                self.final_note, self.cursor = noted, 0
            taken = self._take(cursor, max(settled, self.cursor), size, limit)
            if self.final_note:
                reached = min(noted, self.cursor) if taken == limit else noted
                cursor.execute(_SETTLE, [reached, self.kind])
                settled = max(settled, reached)
            if noted <= settled:
                self._note(cursor, noted)
            return taken

    def _take(self, cursor: Any, after: int, size: int, limit: int) -> int:
        """Take range after range up to the number given out last, until the limit is reached."""
        taken = 0
        cursor.execute(_BY_INDEX)
        last = self._last(cursor)
        while taken < limit and after < last:
            upto = min(after + limit - taken, last)
            cursor.execute(
                _TAKE.format(table=self.table),
                {"size": size + taken, "kind": self.kind, "after": after, "upto": upto},
            )
            taken += int(cursor.fetchone()[0])
            after = self.cursor = upto
        cursor.execute(_BY_ANY_WAY)
        return taken

    def _last(self, cursor: Any) -> int:
        """The number given out last."""
        cursor.execute(_VALUE.format(sequence=self.sequence))
        return int(cursor.fetchone()[0])

    def _note(self, cursor: Any, noted: int) -> None:
        """Note the number given out last, then who runs: in this order."""
        value = self._last(cursor)
        if value > noted:
            cursor.execute(_NOTE, [value, self.kind])


def rotate_log_key() -> CheckpointRow:
    """Sign with a new key from the next checkpoint on, which the old key signs as well.

    Refuses: LogNotBegun.
    """
    extend_log()
    with transaction.atomic():
        _take_turn(None)
        last = latest_checkpoint()
        if last is None:
            raise errors.LogNotBegun()
        add_key(log_keys()[0].verifier.name, first_checkpoint=last.number + 1, now=clock.now())
        return _sign(last.number + 1, last.size, last.root)


def _extend_once(
    scans: dict[int, _Scan], wait_seconds: float | None, batch: int
) -> tuple[int, int]:
    with transaction.atomic():
        _take_turn(wait_seconds)
        last = latest_checkpoint()
        size = last.size if last else 0
        taken = 0
        for kind in _SOURCES:
            taken += scans[kind].take(size + taken, batch - taken)
        if taken:
            root = _grow(size, size + taken)
            _sign(last.number + 1 if last else 1, size + taken, root)
        return taken, size + taken


def _take_turn(wait_seconds: float | None) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if wait_seconds is not None:
                cursor.execute(
                    "SELECT set_config('lock_timeout', %s, true)", [f"{int(wait_seconds * 1000)}ms"]
                )
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOG_LOCK])
            if wait_seconds is not None:
                cursor.execute("SET LOCAL lock_timeout = DEFAULT")
    except OperationalError as fault:
        raise errors.LogBusy() from fault


def _grow(old: int, new: int) -> bytes:
    """Hash the new leaves into their tiles, and whole tiles into the levels above; the new root."""
    grown: dict[TileKey, bytes] = {}
    stretches = leaf_hashes(old, new)
    upper = b"".join(stretch.hashes for stretch in stretches)
    is_whole = all(stretch.is_whole for stretch in stretches)
    ensure(
        is_whole and len(upper) == (new - old) * merkle.HASH_BYTES,
        "a leaf in the log has its entry in the books",
    )
    level, first = 0, old
    while upper:
        above: list[bytes] = []
        for key, hashes in _continued(level, first, upper):
            grown[key] = hashes
            if len(hashes) == FULL_WIDTH * merkle.HASH_BYTES:
                above.append(merkle.fold_row(hashes))
        level, first, upper = level + 1, first // FULL_WIDTH, b"".join(above)
    _keep(grown)
    return merkle.root(new, TileReader(new, lambda key, width: grown.get(key) or tile(key, width)))


def _continued(level: int, first: int, row: bytes) -> Iterable[tuple[TileKey, bytes]]:
    """The tiles of a level in which a row of hashes lies that begins at place `first`."""
    number, place = divmod(first, FULL_WIDTH)
    step = merkle.HASH_BYTES
    if place:
        begun = tile(TileKey(level, number)) or b""
        ensure(len(begun) >= place * step, "the tile that is continued is there")
        row = begun[: place * step] + row
    for at in range(0, len(row), FULL_WIDTH * step):
        yield TileKey(level, number + at // (FULL_WIDTH * step)), row[at : at + FULL_WIDTH * step]


def _keep(grown: dict[TileKey, bytes]) -> None:
    lengths = [len(hashes) for hashes in grown.values()]
    ends = list(accumulate(lengths))
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP_TILES,
            [
                base64.b64encode(b"".join(grown.values())).decode(),
                [key.level for key in grown],
                [key.number for key in grown],
                [end - length + 1 for end, length in zip(ends, lengths, strict=True)],
                lengths,
            ],
        )


def _sign(number: int, size: int, root: bytes) -> CheckpointRow:
    signers = current_signers(number)
    text = Checkpoint(signers[0].name, size, root).text
    note = write_note(text, [signer.sign(text) for signer in signers])
    row = CheckpointRow(number, size, root, note, clock.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_checkpoint (number, size, root, note, signed_at)"
            " VALUES (%s, %s, %s, %s, %s)",
            list(row),
        )
    return row
