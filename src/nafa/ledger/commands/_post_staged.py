"""Posting sets that were computed in the database: a stage, then entries, lines and balances."""

from datetime import date

from django.db import connection

from nafa.kernel.context import Context
from nafa.ledger import errors
from nafa.ledger.commands._batch import open_batch, post_batch
from nafa.lib.invariants import ensure

STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS ledger_stage (
    entry_id uuid NOT NULL, kind text NOT NULL, branch_id uuid, reference text NOT NULL,
    account_id uuid NOT NULL, debit_minor bigint NOT NULL, credit_minor bigint NOT NULL,
    currency text NOT NULL) ON COMMIT DELETE ROWS
"""

_BATCH = """
INSERT INTO pg_temp.ledger_batch (place, number, entry_id, account_id, debit_minor, credit_minor,
    value_date, currency, kind, branch_id, reference, memo, line_count)
SELECT n.place, n.number, n.entry_id, n.account_id, n.debit_minor, n.credit_minor, %s, n.currency,
    CASE WHEN n.number = 1 THEN n.kind END, n.branch_id, n.reference, '', n.lines
FROM (SELECT s.*, row_number() OVER entry AS number,
             count(*) OVER (PARTITION BY s.entry_id) AS lines,
             dense_rank() OVER (ORDER BY s.kind, s.reference, s.entry_id) AS place
      FROM ledger_stage s
      WINDOW entry AS (PARTITION BY s.kind, s.reference, s.entry_id ORDER BY s.account_id)) n
ORDER BY n.place, n.number
"""


def open_stage() -> None:
    """Make the session's empty stage `ledger_stage`; fill it with INSERT … SELECT, one row a line.

    Each line debits or credits, never both. Lines with one `entry_id` make one entry.
    """
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        cursor.execute("DELETE FROM ledger_stage")


def post_staged(ctx: Context, *, value_date: date) -> int:
    """Post everything on the stage, all or none; how many lines.

    Refuses what `post_many` refuses.
    """
    ensure(ctx.command_id is not None, "entries are posted inside a command")
    if value_date > ctx.business_date:
        raise errors.DateAhead(value_date=value_date, business_date=ctx.business_date)
    open_batch()
    with connection.cursor() as cursor:
        cursor.execute(_BATCH, [value_date])
        cursor.execute("DELETE FROM ledger_stage")
    return post_batch(ctx, count=1)
