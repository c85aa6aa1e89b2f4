"""The trail comes into the log: settled rows become batches, whose roots are leaves.

A row's number is given out inside a transaction that may end late. A number is settled once every
transaction that ran when it was noted has ended, as it is with entries: then no row below it comes.
"""

from datetime import date
from typing import Any

from django.db import connection, transaction

from nafa.kernel import clock
from nafa.ledger.calc.tlog.merkle import fold
from nafa.ledger.commands._settling import HAS_ENDED, RUNNING
from nafa.ledger.queries.log.trail import hashed_rows

MARK = 4
ROWS = 1 << 16
_MARK = f"""
SELECT settled, noted, {HAS_ENDED}
FROM ledger_logmark WHERE kind = %s FOR UPDATE
"""  # noqa: S608
_NOTE = f"""
UPDATE ledger_logmark SET noted = (SELECT CASE WHEN is_called THEN last_value ELSE 0 END
    FROM kernel_trail_number) WHERE kind = %(mark)s;
UPDATE ledger_logmark SET noted_transactions = ARRAY({RUNNING}) WHERE kind = %(mark)s
"""  # noqa: S608
_MONTHS = """
SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC')::date FROM kernel_trail
WHERE number > %s AND number <= %s ORDER BY 1
"""
_KEEP = """
INSERT INTO ledger_trailbatch (month, after_number, upto_number, rows, root, numbers, hashes,
    sealed_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""


def seal_trail() -> int:
    """Put what is settled into batches; how many rows. Inside the turn of the log."""
    added = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for _again in range(2):  # when nobody else works, what is noted now is settled at once
            settled, noted = _settle(cursor)
            for after in range(settled, noted, ROWS):
                added += _seal(cursor, after, min(after + ROWS, noted))
    return added


def _settle(cursor: Any) -> tuple[int, int]:
    """From where to where rows are settled now; then what came since is noted."""
    cursor.execute(_MARK, [MARK])
    settled, noted, is_past = cursor.fetchone()
    if not is_past:
        return settled, settled
    cursor.execute("UPDATE ledger_logmark SET settled = noted WHERE kind = %s", [MARK])
    cursor.execute(_NOTE, {"mark": MARK})
    return settled, noted


def _seal(cursor: Any, after: int, upto: int) -> int:
    cursor.execute(_MONTHS, [after, upto])
    months: list[date] = [month for (month,) in cursor.fetchall()]
    added = 0
    for month in months:
        rows = hashed_rows(month=month, after=after, upto=upto)
        hashes = [row.hash for row in rows]
        cursor.execute(
            _KEEP,
            [
                month, after, upto, len(rows), fold(hashes), [row.number for row in rows],
                b"".join(hashes), clock.now(),
            ],
        )  # fmt: skip
        added += len(rows)
    return added
