"""Posting sets that were computed in the database: a stage, then entries, lines and balances."""

from datetime import date

from django.db import connection

from nafa.kernel.context import Context
from nafa.ledger import errors
from nafa.ledger.queries.periods import closed_until
from nafa.lib.invariants import ensure
from nafa.lib.money import Money

STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS ledger_stage (
    entry_id uuid NOT NULL, kind text NOT NULL, branch_id uuid, reference text NOT NULL,
    account_id uuid NOT NULL, debit_minor bigint NOT NULL, credit_minor bigint NOT NULL,
    currency text NOT NULL) ON COMMIT DELETE ROWS
"""

_ENTRIES = """
INSERT INTO ledger_entry (id, kind, value_date, booked_date, booked_at, branch_id, command_id,
                          reference, memo, reverses_id, line_count)
SELECT s.entry_id, s.kind, %s, %s, %s, s.branch_id, %s, s.reference, '', NULL, count(*)
FROM ledger_stage s GROUP BY s.entry_id, s.kind, s.branch_id, s.reference
ORDER BY s.kind, s.reference, s.entry_id
"""

_LINES = """
INSERT INTO ledger_line (entry_id, number, account_id, debit_minor, credit_minor, currency,
                         value_date)
SELECT s.entry_id, row_number() OVER (PARTITION BY s.entry_id ORDER BY s.account_id),
       s.account_id, s.debit_minor, s.credit_minor, s.currency, %s
FROM ledger_stage s
"""

_BALANCES = """
INSERT INTO ledger_balance AS b (account_id, debit_minor, credit_minor)
SELECT s.account_id, sum(s.debit_minor), sum(s.credit_minor) FROM ledger_stage s
GROUP BY s.account_id ORDER BY s.account_id
ON CONFLICT (account_id) DO UPDATE SET debit_minor = b.debit_minor + excluded.debit_minor,
    credit_minor = b.credit_minor + excluded.credit_minor
"""

_IMBALANCE = """
SELECT s.currency, sum(s.debit_minor - s.credit_minor)::bigint FROM ledger_stage s
GROUP BY s.entry_id, s.currency HAVING sum(s.debit_minor) <> sum(s.credit_minor) LIMIT 1
"""


def open_stage() -> None:
    """Make the session's empty stage `ledger_stage`; fill it with INSERT … SELECT, one row a line.

    Each line debits or credits, never both. Lines with one `entry_id` make one entry.
    """
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        cursor.execute("DELETE FROM ledger_stage")


def post_staged(ctx: Context, *, value_date: date) -> int:
    """Post everything on the stage, all or none; how many lines. For accounts without limits.

    Refuses: EntryUnbalanced, DateAhead, PeriodClosed.
    """
    ensure(ctx.command_id is not None, "entries are posted inside a command")
    if value_date > ctx.business_date:
        raise errors.DateAhead(value_date=value_date, business_date=ctx.business_date)
    closed = closed_until()
    if closed is not None and value_date <= closed:
        raise errors.PeriodClosed(value_date=value_date, closed_until=closed)
    with connection.cursor() as cursor:
        cursor.execute(_IMBALANCE)
        broken = cursor.fetchone()
        if broken is not None:
            raise errors.EntryUnbalanced(difference=Money(int(broken[1]), broken[0]))
        cursor.execute(_ENTRIES, [value_date, ctx.business_date, ctx.now, ctx.command_id])
        cursor.execute(_LINES, [value_date])
        posted = int(cursor.rowcount)
        cursor.execute(_BALANCES)
        cursor.execute("DELETE FROM ledger_stage")
    return posted
