"""Rows of the trail as they lie in the database, hashed for their batch."""

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.db import connection

from nafa.ledger.calc.leaves import TRAIL
from nafa.ledger.calc.tlog.merkle import leaf_hash
from nafa.ledger.calc.trail_leaf import FIELDS
from nafa.ledger.queries.log.copied import copied
from nafa.lib.periods import add_months

_ROWS = f"""
SELECT {", ".join(FIELDS)} FROM kernel_trail
WHERE number > %(after)s AND number <= %(upto)s AND at >= %(since)s AND at < %(until)s
ORDER BY number
"""  # noqa: S608
_NUMBER = slice(6, 14)  # after how many fields there are and the length of the first one


class HashedRow(NamedTuple):
    """A row's number and the hash of its bytes."""

    number: int
    hash: bytes


class Batch(NamedTuple):
    """A batch as it is kept."""

    number: int
    month: date
    after_number: int
    upto_number: int
    rows: int
    root: bytes
    numbers: list[int]
    hashes: bytes


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """The instants at which a month of the trail begins and ends."""
    begin, end = month.replace(day=1), add_months(month.replace(day=1), 1)
    return (
        datetime(begin.year, begin.month, 1, tzinfo=UTC),
        datetime(end.year, end.month, 1, tzinfo=UTC),
    )


def hashed_rows(*, month: date, after: int, upto: int) -> list[HashedRow]:
    """The rows of a month between two numbers, by number."""
    since, until = month_bounds(month)
    rows = copied(_ROWS, {"after": after, "upto": upto, "since": since, "until": until})
    return [HashedRow(int.from_bytes(row[_NUMBER]), leaf_hash(row)) for row in rows]


def batches(*, after: int = 0, limit: int = 16) -> list[Batch]:
    """Batches in order, those after a number."""
    return _batches("number > %s ORDER BY number LIMIT %s", [after, limit])


def batch_of(*, month: date, number: int) -> Batch | None:
    """The batch in which a row stands."""
    found = _batches(
        "upto_number >= %s AND after_number < %s AND month = %s ORDER BY number",
        [number, number, month],
    )
    return next((one for one in found if number in one.numbers), None)


def _batches(where: str, values: list[Any]) -> list[Batch]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, month, after_number, upto_number, rows, root, numbers, hashes"  # noqa: S608
            f" FROM ledger_trailbatch WHERE {where}",
            values,
        )
        rows = cursor.fetchall()
    return [Batch._make([*row[:5], bytes(row[5]), list(row[6]), bytes(row[7])]) for row in rows]


def last_batch_below(size: int) -> int:
    """The last batch that a log of so many leaves holds; 0 when it holds none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(number + least(leaves, %(size)s - position)) - 1, 0)"
            " FROM ledger_leaf WHERE kind = %(kind)s AND position < %(size)s",
            {"size": size, "kind": TRAIL},
        )
        return int(cursor.fetchone()[0])


def retired_months() -> set[date]:
    """The months whose rows are no longer kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT month FROM kernel_trailretired")
        return {month for (month,) in cursor.fetchall()}
