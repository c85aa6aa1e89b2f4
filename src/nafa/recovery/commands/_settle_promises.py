"""What became of promises when a day ends, for all files in one statement."""

from datetime import date

from django.db import connection

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.recovery.queries.claims import paid_of

# `calc.promises.outcome` says the same of one promise.
_SETTLE = f"""
UPDATE recovery_promise m SET paid_minor = s.paid,
    status = CASE WHEN s.paid >= m.amount_minor THEN 'KEPT' WHEN %(day)s < m.due_date THEN 'OPEN'
        WHEN s.paid > 0 THEN 'PARTLY' ELSE 'BROKEN' END,
    settled_date = CASE WHEN s.paid >= m.amount_minor OR %(day)s >= m.due_date THEN %(day)s END
FROM (SELECT o.id, coalesce(sum(f.amount_minor), 0) AS paid
      FROM recovery_promise o
      LEFT JOIN LATERAL ({paid_of("o.claim_id")}) AS f
          ON f.order > o.facts_before AND f.value_date <= o.due_date
      WHERE o.status = 'OPEN' GROUP BY o.id) s
WHERE m.id = s.id AND (s.paid <> m.paid_minor OR %(day)s >= m.due_date)
"""  # noqa: S608 - constants only


@command(permission="day.close", during_close=True)
def settle_promises(ctx: Context, *, day: date) -> int:  # noqa: ARG001 - every command has one
    """Settle the promises of a day that ends: kept, kept in part or broken; how many moved.

    Counts payments made after the promise with a value date up to its due date, without those
    that were taken back.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, {"day": day})
        return int(cursor.rowcount)
