"""The trail is kept as long as the law says, then goes by whole months; its batches stay."""

from datetime import UTC, date, datetime
from typing import NamedTuple

from django.db import connection

from nafa.kernel.audit.kinds import JOB
from nafa.kernel.audit.writing import append
from nafa.kernel.context import Context
from nafa.lib.periods import add_months

_MONTHS = """
SELECT to_date(right(c.relname, 7), 'YYYY"m"MM') FROM pg_inherits i
JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = 'kernel_trail'::regclass ORDER BY 1
"""
# A month whose rows are not all in a batch that the log holds is kept until they are.
_IS_CHAINED = """
SELECT NOT EXISTS (SELECT FROM kernel_trail WHERE at >= %(since)s AND at < %(until)s)
    OR (SELECT count(*) FROM kernel_trail WHERE at >= %(since)s AND at < %(until)s)
       = (SELECT coalesce(sum(rows), 0) FROM ledger_trailbatch WHERE month = %(month)s)
"""


class Due(NamedTuple):
    """A month of the trail that need not be kept any longer."""

    month: date
    is_chained: bool


def due_months(*, on: date, years: int) -> list[Due]:
    """The months whose last day lies so many years back, the oldest first."""
    last = add_months(on.replace(day=1), -12 * years)
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS)
        months = [month for (month,) in cursor.fetchall() if add_months(month, 1) <= last]
        found = []
        for month in months:
            cursor.execute(
                _IS_CHAINED,
                {"month": month, "since": _begin(month), "until": _begin(add_months(month, 1))},
            )
            found.append(Due(month, bool(cursor.fetchone()[0])))
    return found


def retire_months(ctx: Context, *, years: int) -> int:
    """Let go what is due and chained; how many rows. Each month leaves a line in the trail."""
    gone = 0
    for due in due_months(on=ctx.business_date, years=years):
        if not due.is_chained:
            continue
        with connection.cursor() as cursor:
            cursor.execute("SELECT kernel_retire_trail_month(%s)", [due.month])
            rows = int(cursor.fetchone()[0])
        gone += rows
        append(
            at=ctx.now, kind=JOB, name="audit.retired", actor_id=ctx.actor_id, role=ctx.role,
            channel=ctx.channel, details={"month": due.month.isoformat(), "rows": rows},
        )  # fmt: skip
    return gone


def _begin(month: date) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=UTC)
