"""Which entries and closing balances the leaves stand for: runs of numbers that follow each other.

A run says that the leaves from `position` on, `leaves` of them, are those of the entries (or
closing balances) from `number` on.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection


class Run(NamedTuple):
    """So many leaves side by side in the log, of records side by side by number."""

    position: int
    kind: int
    number: int
    leaves: int

    def within(self, start: int, end: int) -> "Run":
        """The part of it that lies between two positions."""
        first, last = max(start, self.position), min(end, self.position + self.leaves)
        return Run(first, self.kind, self.number + first - self.position, last - first)


def runs_between(start: int, end: int) -> list[Run]:
    """What stands at the positions from `start` to `end` (half-open), cut to these bounds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position, kind, number, leaves FROM ledger_leaf"
            " WHERE position < %(end)s AND position + leaves > %(start)s AND position >= coalesce("
            "(SELECT max(position) FROM ledger_leaf WHERE position <= %(start)s), %(start)s)"
            " ORDER BY position",
            {"start": start, "end": end},
        )
        return [Run(*row).within(start, end) for row in cursor.fetchall()]


def place_of(kind: int, number: int) -> int | None:
    """The position of the leaf of a record; nothing when it has none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(position + %(number)s - number) FROM ledger_leaf WHERE kind = %(kind)s"
            " AND int8range(number, number + leaves) @> %(number)s::bigint",
            {"kind": kind, "number": number},
        )
        found = cursor.fetchone()[0]
        return None if found is None else int(found)


def record_at(position: int) -> tuple[int, int] | None:
    """Kind and number of the record whose leaf stands at a position."""
    found = runs_between(position, position + 1)
    return (found[0].kind, found[0].number) if found else None


def records_between(start: int, end: int) -> dict[int, tuple[int, int]]:
    """Kind and number of what stands at every position from `start` to `end` (half-open)."""
    return {
        run.position + place: (run.kind, run.number + place)
        for run in runs_between(start, end)
        for place in range(run.leaves)
    }


def numbers_of(runs: Sequence[Run], *, apart: int) -> list[tuple[int, int]]:
    """The ranges of numbers (first, last) of runs; those less than `apart` asunder are one."""
    found: list[tuple[int, int]] = []
    for run in sorted(runs, key=lambda one: one.number):
        last = run.number + run.leaves - 1
        if found and run.number - found[-1][1] <= apart:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((run.number, last))
    return found
