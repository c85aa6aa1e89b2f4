"""The log as it stands: keys, checkpoints, witnesses, tiles, and proofs out of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from nafa.kernel.errors import NotFound
from nafa.ledger.calc.leaves import ENTRY, EntryLeaf, LeafLine, encode
from nafa.ledger.calc.tlog import merkle
from nafa.ledger.calc.tlog.note import COSIGNATURE, Verifier
from nafa.ledger.calc.tlog.proof import LogProof
from nafa.ledger.calc.tlog.tiles import TileKey, TileReader
from nafa.ledger.queries.log.runs import place_of, record_at


class LogKey(NamedTuple):
    """A signing key of the log, in use from a checkpoint on until the next key's first one."""

    number: int
    verifier: Verifier
    made_at: datetime
    first_checkpoint: int


class CheckpointRow(NamedTuple):
    """A signed checkpoint; `note` is what outsiders get."""

    number: int
    size: int
    root: bytes
    note: str
    signed_at: datetime


class WitnessRow(NamedTuple):
    """A witness, and the latest checkpoint that it cosigned."""

    verifier: Verifier
    known_at: datetime
    size: int | None
    signed_at: datetime | None


_CHECKPOINT = "SELECT number, size, root, note, signed_at FROM ledger_checkpoint"


def log_keys() -> list[LogKey]:
    """All keys, the first one first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, name, public_key, made_at, first_checkpoint FROM ledger_logkey"
            " ORDER BY number"
        )
        return [
            LogKey(number, Verifier(name, bytes(public)), made_at, first)
            for number, name, public, made_at, first in cursor.fetchall()
        ]


def latest_checkpoint() -> CheckpointRow | None:
    """The newest one; nothing before the log was begun."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_CHECKPOINT} ORDER BY number DESC LIMIT 1")
        return _checkpoint(cursor.fetchone())


def checkpoints(*, after: int = 0, limit: int = 10_000) -> list[CheckpointRow]:
    """Checkpoints in order, those after a number."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_CHECKPOINT} WHERE number > %s ORDER BY number LIMIT %s", [after, limit])
        return [one for row in cursor.fetchall() if (one := _checkpoint(row))]


def latest_checkpoints(limit: int) -> list[CheckpointRow]:
    """The newest ones, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_CHECKPOINT} ORDER BY number DESC LIMIT %s", [limit])
        return [one for row in cursor.fetchall() if (one := _checkpoint(row))]


def checkpoint(number: int) -> CheckpointRow | None:
    """The checkpoint of a number."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_CHECKPOINT} WHERE number = %s", [number])
        return _checkpoint(cursor.fetchone())


def first_checkpoint_beyond(size: int) -> int:
    """The number of the first checkpoint that is larger; one after the last when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT min(number) FROM ledger_checkpoint WHERE size > %s),"
            " (SELECT coalesce(max(number), 0) + 1 FROM ledger_checkpoint))",
            [size],
        )
        return int(cursor.fetchone()[0])


def checkpoint_of_size(size: int) -> CheckpointRow | None:
    """A checkpoint of that very size."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_CHECKPOINT} WHERE size = %s ORDER BY number LIMIT 1", [size])
        return _checkpoint(cursor.fetchone())


def _checkpoint(row: tuple[int, int, bytes, str, datetime] | None) -> CheckpointRow | None:
    if row is None:
        return None
    return CheckpointRow(row[0], row[1], bytes(row[2]), row[3], row[4])


def witnesses() -> list[WitnessRow]:
    """The witnesses that are known, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT w.name, w.public_key, w.known_at, c.size, c.signed_at
               FROM ledger_witness w LEFT JOIN LATERAL (
                   SELECT p.size, s.signed_at FROM ledger_cosignature s
                   JOIN ledger_checkpoint p ON p.number = s.checkpoint_number
                   WHERE s.witness_name = w.name AND s.public_key = w.public_key
                   ORDER BY p.number DESC LIMIT 1) c ON true
               ORDER BY w.name, w.known_at"""
        )
        return [
            WitnessRow(Verifier(name, bytes(public), COSIGNATURE), known_at, size, signed_at)
            for name, public, known_at, size, signed_at in cursor.fetchall()
        ]


def note_of(row: CheckpointRow) -> str:
    """The note of a checkpoint with the cosignatures that came since."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT line FROM ledger_cosignature WHERE checkpoint_number = %s"
            " ORDER BY signed_at, witness_name",
            [row.number],
        )
        return row.note + "".join(line for (line,) in cursor.fetchall())


def tile(key: TileKey, _width: int = 1) -> bytes | None:
    """The bytes of a tile, as wide as it is by now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hashes FROM ledger_tile WHERE level = %s AND number = %s",
            [key.level, key.number],
        )
        row = cursor.fetchone()
        return None if row is None else bytes(row[0])


def tiles_from(size: int) -> Sequence[tuple[TileKey, bytes]]:
    """The tiles that were begun or went on growing since the log had that size."""
    found: list[tuple[TileKey, bytes]] = []
    with connection.cursor() as cursor:
        for level in range(8):
            cursor.execute(
                "SELECT number, hashes FROM ledger_tile WHERE level = %s AND number >= %s"
                " ORDER BY number",
                [level, size >> (8 * level) >> 8],
            )
            found += [(TileKey(level, number), bytes(row)) for number, row in cursor.fetchall()]
    return found


def reader(size: int) -> TileReader:
    """Reads the tree of that size out of the stored tiles."""
    return TileReader(size, tile)


def consistency(old: int, new: int) -> list[bytes]:
    """The proof that the log of `new` leaves extends that of `old`."""
    return merkle.consistency_proof(old, new, reader(new))


_ENTRY = """
SELECT e.id, e.number, e.value_date, e.booked_date, e.booked_at, e.branch_id, e.command_id,
       e.group_id, e.reverses_id, e.kind, e.reference, e.memo
FROM ledger_entry e WHERE e.id = %s
"""
_LINES = """
SELECT number, account_id, debit_minor, credit_minor, currency FROM ledger_line
WHERE entry_id = %s AND booked_at = %s ORDER BY number
"""


def entry_leaf(entry_id: UUID) -> EntryLeaf:
    """The entry as it stands in the books. Refuses: NotFound."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRY, [entry_id])
        row = cursor.fetchone()
        if row is None:
            raise NotFound(kind="entry", id=entry_id)
        cursor.execute(_LINES, [entry_id, row[4]])
        lines = tuple(LeafLine(*line) for line in cursor.fetchall())
        return EntryLeaf._make([*row, lines])


def entry_at(position: int) -> UUID | None:
    """The entry whose leaf stands at a position."""
    kind, number = record_at(position) or (None, None)
    if kind != ENTRY:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM ledger_entry WHERE number = %s", [number])
        row = cursor.fetchone()
        return None if row is None else row[0]


def position_of(leaf: EntryLeaf) -> int | None:
    """Where an entry stands in the log; nothing when it is not there yet."""
    return place_of(ENTRY, leaf.number)


def proof_of(leaf: EntryLeaf, *, at: CheckpointRow | None = None) -> LogProof | None:
    """The proof of an entry under a checkpoint, the newest if none is named; nothing when the
    entry is not in the log of that size."""
    row, position = at or latest_checkpoint(), position_of(leaf)
    if row is None or position is None or position >= row.size:
        return None
    path = merkle.inclusion_proof(position, row.size, reader(row.size))
    return LogProof(encode(leaf), position, tuple(path), note_of(row))


def root_at(size: int) -> bytes:
    """The root of the first `size` leaves, out of the tiles."""
    return merkle.root(size, reader(size))


def origin() -> str | None:
    """The log's name; nothing before it was begun."""
    known = log_keys()
    return known[0].verifier.name if known else None
