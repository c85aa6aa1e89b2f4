"""What of an entry or of a day's closing balance stands in the log: its canonical bytes.

All integers are big-endian, dates are days since 2000-01-01, instants microseconds since then, a
missing id is sixteen zero bytes, a text has its length in bytes before it: as PostgreSQL's `*send`
functions write them, so that the database hashes its own rows. docs/reference has the format.
"""

import struct
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

ENTRY, BALANCE = 1, 2
EPOCH_DATE = date(2000, 1, 1)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
NO_ID = bytes(16)
_MICROSECOND = timedelta(microseconds=1)


class LeafInvalid(ValueError):
    """Bytes that are no leaf."""


class LeafLine(NamedTuple):
    """A line of an entry."""

    number: int
    account_id: UUID
    debit_minor: int
    credit_minor: int
    currency: str


class EntryLeaf(NamedTuple):
    """A journal entry as it was booked."""

    id: UUID
    number: int
    value_date: date
    booked_date: date
    booked_at: datetime
    branch_id: UUID | None
    command_id: UUID | None
    group_id: UUID | None
    reverses_id: UUID | None
    kind: str
    reference: str
    memo: str
    lines: Sequence[LeafLine]


class BalanceLeaf(NamedTuple):
    """What an account had been debited and credited in all when a business day was closed."""

    number: int
    booked_date: date
    account_id: UUID
    debit_minor: int
    credit_minor: int


def encode(leaf: EntryLeaf | BalanceLeaf) -> bytes:
    """The bytes that are hashed."""
    if isinstance(leaf, BalanceLeaf):
        return (
            bytes([BALANCE])
            + struct.pack(">qi", leaf.number, _days(leaf.booked_date))
            + leaf.account_id.bytes
            + struct.pack(">qq", leaf.debit_minor, leaf.credit_minor)
        )
    microseconds = (leaf.booked_at - EPOCH) // _MICROSECOND
    dates = (_days(leaf.value_date), _days(leaf.booked_date))
    parts = [bytes([ENTRY]), leaf.id.bytes, struct.pack(">qiiq", leaf.number, *dates, microseconds)]
    ids = (leaf.branch_id, leaf.command_id, leaf.group_id, leaf.reverses_id)
    parts += [one.bytes if one else NO_ID for one in ids]
    parts += [_text(one) for one in (leaf.kind, leaf.reference, leaf.memo)]
    parts.append(struct.pack(">i", len(leaf.lines)))
    for line in leaf.lines:
        parts += [
            struct.pack(">i", line.number),
            line.account_id.bytes,
            struct.pack(">qq", line.debit_minor, line.credit_minor),
            _text(line.currency),
        ]
    return b"".join(parts)


def _days(day: date) -> int:
    return (day - EPOCH_DATE).days


def _text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack(">i", len(raw)) + raw


class _Bytes:
    """Takes values off the front."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    def take(self, count: int) -> bytes:
        if count < 0 or self.at + count > len(self.raw):
            raise LeafInvalid("too short")
        self.at += count
        return self.raw[self.at - count : self.at]

    def number(self, form: str) -> int:
        return int(struct.unpack(form, self.take(struct.calcsize(form)))[0])

    def day(self) -> date:
        try:
            return EPOCH_DATE + timedelta(days=self.number(">i"))
        except OverflowError as fault:
            raise LeafInvalid("date") from fault

    def instant(self) -> datetime:
        try:
            return EPOCH + timedelta(microseconds=self.number(">q"))
        except OverflowError as fault:
            raise LeafInvalid("instant") from fault

    def id(self) -> UUID:
        return UUID(bytes=self.take(16))

    def maybe_id(self) -> UUID | None:
        found = self.id()
        return found if found.int else None

    def text(self) -> str:
        try:
            return self.take(self.number(">i")).decode()
        except UnicodeDecodeError as fault:
            raise LeafInvalid("text") from fault


def decode(raw: bytes) -> EntryLeaf | BalanceLeaf:
    """The leaf that these bytes are. Raises LeafInvalid."""
    source = _Bytes(raw)
    kind = source.take(1)[0]
    if kind == BALANCE:
        leaf: EntryLeaf | BalanceLeaf = BalanceLeaf(
            source.number(">q"), source.day(), source.id(), source.number(">q"), source.number(">q")
        )
    elif kind == ENTRY:
        leaf = _entry(source)
    else:
        raise LeafInvalid("kind")
    if source.at != len(raw):
        raise LeafInvalid("too long")
    return leaf


def _entry(source: _Bytes) -> EntryLeaf:
    head = (source.id(), source.number(">q"), source.day(), source.day(), source.instant())
    branch_id, command_id = source.maybe_id(), source.maybe_id()
    group_id, reverses_id = source.maybe_id(), source.maybe_id()
    texts = (source.text(), source.text(), source.text())
    count = source.number(">i")
    lines = [_line(source) for _ in range(count)] if count >= 0 else []
    return EntryLeaf(*head, branch_id, command_id, group_id, reverses_id, *texts, tuple(lines))


def _line(source: _Bytes) -> LeafLine:
    return LeafLine(
        source.number(">i"),
        source.id(),
        source.number(">q"),
        source.number(">q"),
        source.text(),
    )
