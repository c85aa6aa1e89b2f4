"""What of an entry or of a day's closing balance stands in the log: its canonical bytes.

First comes how many fields the record has of its own (int16), which tells its kind; then the
fields, each as its length in bytes (int32) and its value; a missing one has the length -1 and no
value. Integers are big-endian, dates are days since 2000-01-01, instants microseconds since then:
as PostgreSQL writes a row in its binary COPY, so that what is hashed is what the server sends.
docs/reference has the format.
"""

import struct
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

ENTRY, BALANCE, TRAIL = 1, 2, 3
FIELDS = {
    ENTRY: struct.pack(">h", 13),
    BALANCE: struct.pack(">h", 5),
    TRAIL: struct.pack(">h", 6),
}
EPOCH_DATE = date(2000, 1, 1)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MISSING = -1
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


class TrailLeaf(NamedTuple):
    """A batch of the trail: the rows of a month between two numbers, and their Merkle root."""

    number: int
    month: date
    after_number: int
    upto_number: int
    rows: int
    root: bytes


Leaf = EntryLeaf | BalanceLeaf | TrailLeaf


def encode(leaf: Leaf) -> bytes:
    """The bytes that are hashed."""
    if isinstance(leaf, TrailLeaf):
        numbers = (leaf.after_number, leaf.upto_number, leaf.rows)
        head = FIELDS[TRAIL] + _int8(leaf.number) + _day(leaf.month)
        return head + b"".join(_int8(one) for one in numbers) + _field(leaf.root)
    if isinstance(leaf, BalanceLeaf):
        return b"".join(
            (
                FIELDS[BALANCE],
                _int8(leaf.number),
                _day(leaf.booked_date),
                _id(leaf.account_id),
                _int8(leaf.debit_minor),
                _int8(leaf.credit_minor),
            )
        )
    parts = [
        FIELDS[ENTRY],
        _id(leaf.id),
        _int8((leaf.booked_at - EPOCH) // _MICROSECOND),
        _day(leaf.booked_date),
        _day(leaf.value_date),
        _int8(leaf.number),
        _int4(len(leaf.lines)),
    ]
    ids = (leaf.branch_id, leaf.command_id, leaf.group_id, leaf.reverses_id)
    parts += [_id(one) for one in ids]
    parts += [_text(one) for one in (leaf.kind, leaf.reference, leaf.memo)]
    for line in leaf.lines:
        parts += [
            _int4(line.number),
            _id(line.account_id),
            _int8(line.debit_minor),
            _int8(line.credit_minor),
            _text(line.currency),
        ]
    return b"".join(parts)


def _field(value: bytes) -> bytes:
    return struct.pack(">i", len(value)) + value


def _int4(value: int) -> bytes:
    return _field(struct.pack(">i", value))


def _int8(value: int) -> bytes:
    return _field(struct.pack(">q", value))


def _day(day: date) -> bytes:
    return _int4((day - EPOCH_DATE).days)


def _id(value: UUID | None) -> bytes:
    return struct.pack(">i", MISSING) if value is None else _field(value.bytes)


def _text(text: str) -> bytes:
    return _field(text.encode())


class _Bytes:
    """Takes fields off the front."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    def take(self, count: int) -> bytes:
        if count < 0 or self.at + count > len(self.raw):
            raise LeafInvalid("too short")
        self.at += count
        return self.raw[self.at - count : self.at]

    def maybe(self, size: int | None = None) -> bytes | None:
        """The next field, of that size if one is given; nothing when it is missing."""
        length = int.from_bytes(self.take(4), "big", signed=True)
        if length == MISSING:
            return None
        if size not in (None, length):
            raise LeafInvalid("size")
        return self.take(length)

    def field(self, size: int | None = None) -> bytes:
        found = self.maybe(size)
        if found is None:
            raise LeafInvalid("missing")
        return found

    def number(self, size: int) -> int:
        return int.from_bytes(self.field(size), "big", signed=True)

    def day(self) -> date:
        try:
            return EPOCH_DATE + timedelta(days=self.number(4))
        except OverflowError as fault:
            raise LeafInvalid("date") from fault

    def instant(self) -> datetime:
        try:
            return EPOCH + timedelta(microseconds=self.number(8))
        except OverflowError as fault:
            raise LeafInvalid("instant") from fault

    def id(self) -> UUID:
        return UUID(bytes=self.field(16))

    def maybe_id(self) -> UUID | None:
        found = self.maybe(16)
        return None if found is None else UUID(bytes=found)

    def text(self) -> str:
        try:
            return self.field().decode()
        except UnicodeDecodeError as fault:
            raise LeafInvalid("text") from fault


def decode(raw: bytes) -> Leaf:
    """The leaf that these bytes are. Raises LeafInvalid."""
    source = _Bytes(raw)
    kind = source.take(2)
    if kind == FIELDS[BALANCE]:
        number, day, account_id = source.number(8), source.day(), source.id()
        debit, credit = source.number(8), source.number(8)
        leaf: Leaf = BalanceLeaf(number, day, account_id, debit, credit)
    elif kind == FIELDS[ENTRY]:
        leaf = _entry(source)
    elif kind == FIELDS[TRAIL]:
        number, month = source.number(8), source.day()
        numbers = source.number(8), source.number(8), source.number(8)
        leaf = TrailLeaf(number, month, *numbers, source.field(32))
    else:
        raise LeafInvalid("kind")
    if source.at != len(raw):
        raise LeafInvalid("too long")
    return leaf


def _entry(source: _Bytes) -> EntryLeaf:
    entry_id, booked_at = source.id(), source.instant()
    booked_date, value_date = source.day(), source.day()
    number, count = source.number(8), source.number(4)
    if count < 0:
        raise LeafInvalid("lines")
    branch_id, command_id = source.maybe_id(), source.maybe_id()
    group_id, reverses_id = source.maybe_id(), source.maybe_id()
    texts = (source.text(), source.text(), source.text())
    lines = tuple(_line(source) for _ in range(count))
    head = (entry_id, number, value_date, booked_date, booked_at)
    return EntryLeaf(*head, branch_id, command_id, group_id, reverses_id, *texts, lines)


def _line(source: _Bytes) -> LeafLine:
    number, account_id = source.number(4), source.id()
    debit, credit = source.number(8), source.number(8)
    return LeafLine(number, account_id, debit, credit, source.text())
