"""The limit: the same rows by raw binary COPY into tables of the same columns and indexes."""

import itertools
import struct
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime

import psycopg
from _ledger_common import superuser

from nafa.ledger.commands import Draft

_HEADER = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
_TRAILER = struct.pack(">h", -1)
_BLOCK = 1 << 18
_DAY_ZERO, _EPOCH = date(2000, 1, 1).toordinal(), datetime(2000, 1, 1, tzinfo=UTC)
# Fields in the order of COPY_ENTRIES and COPY_LINES; those of one size are packed at once.
_ENTRY = struct.Struct(">hi16siqiqiiiiiii16s")
_LINE = struct.Struct(">hi16si16siqiqiqiiiiiii3s")
COPY_ENTRIES = (
    "COPY peer.ledger_entry (id, booked_at, number, value_date, booked_date, line_count,"
    " command_id, kind, reference, memo) FROM STDIN (FORMAT BINARY)"
)
COPY_LINES = (
    "COPY peer.ledger_line (entry_id, account_id, debit_minor, credit_minor, booked_at,"
    " booked_date, value_date, number, currency) FROM STDIN (FORMAT BINARY)"
)
_numbers = itertools.count(1)


def packed(drafts: Sequence[Draft], *, now: datetime, today: date) -> tuple[bytes, bytes]:
    """The rows of the entries and of their lines, as COPY takes them."""
    entries, lines = bytearray(_HEADER), bytearray(_HEADER)
    since = now - _EPOCH
    at = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    booked, command = today.toordinal() - _DAY_ZERO, bytes(16)
    for draft in drafts:
        entry_id, value = draft.id.bytes, draft.value_date.toordinal() - _DAY_ZERO
        entries += _ENTRY.pack(
            10, 16, entry_id, 8, at, 8, next(_numbers), 4, value, 4, booked, 4, len(draft.lines),
            16, command,
        )  # fmt: skip
        for text in (draft.kind, draft.reference, draft.memo):
            encoded = text.encode()
            entries += struct.pack(">i", len(encoded))
            entries += encoded
        for number, line in enumerate(draft.lines, start=1):
            lines += _LINE.pack(
                9, 16, entry_id, 16, line.account_id.bytes, 8, line.debit_minor,
                8, line.credit_minor, 8, at, 4, booked, 4, value, 4, number,
                3, line.currency.encode(),
            )  # fmt: skip
    return bytes(entries + _TRAILER), bytes(lines + _TRAILER)


class Limit:
    """A session that copies drafts into the peers of the journal, and how fast it does."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.session = superuser()

    def with_packing(self, drafts: Sequence[Draft]) -> float:
        """Entries a second from the same objects that the ledger is given."""
        begun = time.perf_counter()
        self._copy(packed(drafts, now=datetime.now(UTC), today=self.today))
        return len(drafts) / (time.perf_counter() - begun)

    def of_ready_bytes(self, drafts: Sequence[Draft]) -> float:
        """Entries a second of rows that were packed before: the server alone."""
        rows = packed(drafts, now=datetime.now(UTC), today=self.today)
        begun = time.perf_counter()
        self._copy(rows)
        return len(drafts) / (time.perf_counter() - begun)

    def _copy(self, rows: tuple[bytes, bytes]) -> None:
        with self.session.transaction(), self.session.cursor() as cursor:
            for statement, packed_rows in zip((COPY_ENTRIES, COPY_LINES), rows, strict=True):
                _send(cursor, statement, packed_rows)


def _send(cursor: psycopg.Cursor[tuple[object, ...]], statement: str, rows: bytes) -> None:
    with cursor.copy(statement.encode()) as copy:
        for start in range(0, len(rows), _BLOCK):
            copy.write(rows[start : start + _BLOCK])
