"""How often somebody calls, counted by all processes together, in one statement.

The table is not written ahead (a crash forgets the counts) and knows callers by a keyed number.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from nafa.kernel import clock
from nafa.kernel.secrets import blind_token

MINUTE = 60
_COUNT = """
INSERT INTO kernel_callcount AS c (caller, since, calls)
SELECT n, %s, 1 FROM unnest(%s::bigint[]) AS n ORDER BY n
ON CONFLICT (caller, since) DO UPDATE SET calls = c.calls + 1
RETURNING caller, calls
"""


class Caller(NamedTuple):
    """A name under which calls are counted; `most` of them in a minute."""

    kind: str
    name: str
    most: int

    @property
    def number(self) -> int:
        return blind_token(f"{self.kind}/{self.name}", purpose="caller")


class Beyond(NamedTuple):
    """A caller who called too often, and for how long to wait."""

    caller: Caller
    is_first_beyond: bool
    seconds_left: int


def first_beyond(callers: Sequence[Caller]) -> Beyond | None:
    """Count a call under every name; the first name that has called too often in this minute."""
    now = int(clock.now().timestamp())
    numbers = [one.number for one in callers]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [now // MINUTE, numbers])
        counted: dict[int, int] = dict(cursor.fetchall())
    for caller, number in zip(callers, numbers, strict=True):
        calls = counted[number]
        if calls > caller.most:
            return Beyond(caller, calls == caller.most + 1, MINUTE - now % MINUTE)
    return None


def forget_old() -> int:
    """Remove the counts of minutes that are over; how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM kernel_callcount WHERE since < %s",
            [int(clock.now().timestamp()) // MINUTE - 1],
        )
        return int(cursor.rowcount)
