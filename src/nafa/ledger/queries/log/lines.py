"""The lines of many entries at once, in columns, and the bytes they have in the leaves.

The journal is only ever added to, so the lines of entries that follow each other lie near each
other. For a long stretch some of its entries tell where, and that part of the table is read as it
lies; entries that have not all their lines there have them looked up. So a line that was slipped in
far away is not seen here: the whole count of lines tells of it (`verification.books`).
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Self
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.db import connection

from nafa.ledger.calc.leaves import EPOCH
from nafa.ledger.queries.log.copied import COUNT_BYTES, copied

Integers = npt.NDArray[np.int64]
Heads = npt.NDArray[np.void]

# Where some fields lie in a row of an entry that begins with its identifier, instant and dates.
HEAD = np.dtype(
    {
        "names": [
            "id", "booked_at", "booked_date", "value_date", "number", "line_count"
        ],
        "formats": ["S16", ">i8", ">i4", ">i4", ">i8", ">i4"],
        "offsets": [6, 26, 38, 46, 54, 66],
        "itemsize": 70,
    }
)  # fmt: skip
# Aggregates of bytes are the cheapest way out of the server for so many rows.
_COLUMNS = """
SELECT string_agg(uuid_send(entry_id), ''), string_agg(timestamptz_send(booked_at), ''),
       string_agg(date_send(booked_date), ''), string_agg(date_send(value_date), ''),
       string_agg(int8send(number::bigint << 32 | octet_length(currency)), ''),
       string_agg(uuid_send(account_id), ''), string_agg(int8send(debit_minor), ''),
       string_agg(int8send(credit_minor), ''), string_agg(currency, '')
FROM {lines}
"""
_OF_ENTRIES = """
ledger_line WHERE entry_id = ANY (%(ids)s::uuid[]) AND booked_at BETWEEN %(since)s AND %(until)s
"""
_PLACES = f"""
SELECT tableoid::regclass::text, min(ctid)::text, max(ctid)::text FROM {_OF_ENTRIES} GROUP BY 1
"""  # noqa: S608
_FEW, _SAMPLES, _BLOCKS_AROUND = 2_000, 200, 64
_LENGTH = 0xFFFFFFFF
_AMOUNT_BITS = 50  # sums of amounts with more bits could turn over
_CALENDAR = (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC))
_FIRST, _LAST = ((day - EPOCH) // timedelta(microseconds=1) for day in _CALENDAR)


class _Keys(NamedTuple):
    """What a line shares with its entry, in columns of the machine's own order of bytes."""

    entry: npt.NDArray[np.bytes_]
    booked_at: Integers
    booked_date: Integers
    value_date: Integers

    @classmethod
    def of(cls, heads: Heads) -> Self:
        """Those of entries."""
        return cls(
            np.ascontiguousarray(heads["id"]),
            heads["booked_at"].astype(np.int64),
            heads["booked_date"].astype(np.int64),
            heads["value_date"].astype(np.int64),
        )


class Lines(NamedTuple):
    """Lines in columns; `owner` is the place of the entry among those asked for."""

    owner: Integers
    number: Integers
    account: npt.NDArray[np.void]
    debit: Integers
    credit: Integers
    currency: npt.NDArray[np.bytes_]


def lines_of(heads: Heads) -> Lines:
    """The lines that carry the identifier, the instant and the dates of these entries, by entry
    and number."""
    parts: list[Lines] = []
    lacking = np.arange(len(heads))
    if len(heads) > _FEW:
        near = _joined([_read(part, {}, heads, is_around=True) for part in _near(heads)])
        counts = np.bincount(near.owner, minlength=len(heads))
        is_there = counts == heads["line_count"]
        parts.append(_taken(near, is_there[near.owner]))
        lacking = np.flatnonzero(~is_there)
    if len(lacking):
        looked_up = _read(_OF_ENTRIES, _bounds(heads[lacking]), heads[lacking])
        parts.append(looked_up._replace(owner=lacking[looked_up.owner]))
    return _in_order(_joined(parts))


def _near(heads: Heads) -> list[str]:
    """The parts of the tables in which most of the lines lie."""
    some = heads[np.linspace(0, len(heads) - 1, _SAMPLES).astype(np.int64)]
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, _bounds(some) | _instants(heads))
        return [
            f"{table} WHERE ctid >= '({max(0, _block(first) - _BLOCKS_AROUND)},0)'"
            f" AND ctid < '({_block(last) + _BLOCKS_AROUND + 1},0)'"
            for table, first, last in cursor.fetchall()
        ]


def _block(place: str) -> int:
    return int(place.strip("()").split(",")[0])


def _bounds(heads: Heads) -> dict[str, Any]:
    raw = heads["id"].tobytes()
    ids = [UUID(bytes=raw[at : at + 16]) for at in range(0, len(raw), 16)]
    return {"ids": ids, **_instants(heads)}


def _instants(heads: Heads) -> dict[str, Any]:
    """The planner leaves out the months in which the entries do not lie."""
    at = heads["booked_at"]
    return {"since": _instant(at.min()), "until": _instant(at.max())}


def _instant(microseconds: int) -> datetime:
    """What lies beyond the calendar of Python is cut to it."""
    return EPOCH + timedelta(microseconds=min(max(int(microseconds), _FIRST), _LAST))


def _read(source: str, values: dict[str, Any], heads: Heads, *, is_around: bool = False) -> Lines:
    """The lines of these entries. `is_around`: read with what lies around them, of which some may
    be left out."""
    row = copied(_COLUMNS.format(lines=source), values)[0]
    fields, at = [], COUNT_BYTES
    while at < len(row):
        size = max(0, int.from_bytes(row[at : at + 4], signed=True))
        fields.append(row[at + 4 : at + 4 + size])
        at += 4 + size
    ids, booked_at, booked, value, numbers, account, debit, credit, currencies = fields
    keys = _Keys(
        np.frombuffer(ids, "S16"),
        _integers(booked_at, ">i8"),
        _integers(booked, ">i4"),
        _integers(value, ">i4"),
    )
    both = _integers(numbers, ">i8")
    found = Lines(
        _owners(heads, keys, is_around=is_around),
        both >> 32,
        np.frombuffer(account, "V16"),
        _integers(debit, ">i8"),
        _integers(credit, ">i8"),
        _texts(currencies, both & _LENGTH),
    )
    return _taken(found, found.owner >= 0)


def _owners(heads: Heads, lines: _Keys, *, is_around: bool) -> Integers:
    """The place of the entry of each line; -1 where it is none of these."""
    if not len(lines.entry):
        return np.empty(0, dtype=np.int64)
    keys = _Keys.of(heads)
    begins = np.flatnonzero(np.append([True], lines.entry[1:] != lines.entry[:-1]))
    places = _places(keys.entry, lines.entry[begins], is_around=is_around)
    found = np.repeat(places, np.diff(begins, append=len(lines.entry)))
    is_same = found >= 0
    for own, other in zip(keys[1:], lines[1:], strict=True):
        is_same &= own[found] == other
    return np.where(is_same, found, -1)


def _places(
    entries: npt.NDArray[np.bytes_], asked: npt.NDArray[np.bytes_], *, is_around: bool
) -> Integers:
    """Where the identifiers that are asked for stand among those of the entries; -1 where not.

    Mostly the lines lie in the order of their entries; else they are looked up.
    """
    first = int(np.argmax(asked == entries[0])) if is_around else 0
    upto = first + len(entries) if is_around else len(asked)
    if np.array_equal(asked[first:upto], entries):
        places = np.full(len(asked), -1)
        places[first:upto] = np.arange(len(entries))
        return places
    order = np.argsort(entries)
    at = np.minimum(np.searchsorted(entries[order], asked), len(order) - 1)
    return np.where(entries[order[at]] == asked, order[at], -1)


def _integers(raw: bytes, form: str) -> Integers:
    return np.frombuffer(raw, form).astype(np.int64)


def _texts(raw: bytes, lengths: Integers) -> npt.NDArray[np.bytes_]:
    width = int(lengths.max(initial=1)) or 1
    if (lengths == width).all():
        return np.frombuffer(raw, f"S{width}")
    ends = np.cumsum(lengths).tolist()
    return np.array([raw[start:end] for start, end in zip([0, *ends], ends, strict=False)])


def _taken(lines: Lines, which: npt.NDArray[Any]) -> Lines:
    if which.dtype == np.bool_ and which.all():
        return lines
    return Lines(*(column[which] for column in lines))


def _joined(parts: Sequence[Lines]) -> Lines:
    return parts[0] if len(parts) == 1 else Lines(*map(np.concatenate, zip(*parts, strict=True)))


def _in_order(lines: Lines) -> Lines:
    owner, number = lines.owner, lines.number
    is_next = (owner[1:] > owner[:-1]) | ((owner[1:] == owner[:-1]) & (number[1:] >= number[:-1]))
    return lines if is_next.all() else _taken(lines, np.lexsort((number, owner)))


def written(lines: Lines) -> tuple[bytes, Integers]:
    """The bytes of the lines in the leaves, one after the other, and where each one ends."""
    width = lines.currency.dtype.itemsize
    table = np.zeros(
        len(lines.owner),
        dtype=[
            ("number_size", ">i4"), ("number", ">i4"), ("account_size", ">i4"),
            ("account", "V16"), ("debit_size", ">i4"), ("debit", ">i8"), ("credit_size", ">i4"),
            ("credit", ">i8"), ("currency_size", ">i4"), ("currency", f"S{width}"),
        ],
    )  # fmt: skip
    for name, size in (("number", 4), ("account", 16), ("debit", 8), ("credit", 8)):
        table[f"{name}_size"] = size
        table[name] = getattr(lines, name)
    lengths = np.strings.str_len(lines.currency)
    table["currency_size"] = lengths
    table["currency"] = lines.currency
    raw, step = table.tobytes(), table.dtype.itemsize
    if (lengths == width).all():
        return raw, np.arange(1, len(table) + 1) * step
    cuts = lengths + step - width
    parts = (raw[at * step : at * step + cut] for at, cut in enumerate(cuts.tolist()))
    return b"".join(parts), np.cumsum(cuts)


def odd_ones(lines: Lines, promised: npt.NDArray[Any]) -> list[int]:
    """The places of entries that have not so many lines, do not balance or mix currencies."""
    owner = lines.owner
    is_odd = np.bincount(owner, minlength=len(promised)) != promised
    sums = np.zeros(len(promised), dtype=np.int64)
    np.add.at(sums, owner, lines.debit - lines.credit)
    is_odd |= sums != 0
    is_odd[owner[(lines.debit | lines.credit) >> _AMOUNT_BITS != 0]] = True
    is_next = owner[1:] == owner[:-1]
    is_odd[owner[1:][is_next & (lines.currency[1:] != lines.currency[:-1])]] = True
    return [int(place) for place in np.flatnonzero(is_odd)]
