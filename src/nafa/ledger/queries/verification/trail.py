"""From rows of the trail to the batches that the log holds fast."""

from collections import Counter
from datetime import date

from django.db import connection

from nafa.ledger.calc.tlog.merkle import HASH_BYTES, fold
from nafa.ledger.calc.tlog.tiles import split
from nafa.ledger.queries.log.trail import (
    Batch,
    batches,
    hashed_rows,
    last_batch_below,
    retired_months,
)
from nafa.ledger.queries.verification.findings import Finding

# Rows below the settled number that are in no batch: a month has more of them than its batches.
_MONTHS = """
SELECT date_trunc('month', t.at AT TIME ZONE 'UTC')::date AS month, count(*) FROM kernel_trail t
WHERE t.number <= (SELECT settled FROM ledger_logmark WHERE kind = 4) GROUP BY 1
"""
_STRAY = """
SELECT t.number FROM kernel_trail t
WHERE date_trunc('month', t.at AT TIME ZONE 'UTC') = %(month)s AND t.number <= (
    SELECT settled FROM ledger_logmark WHERE kind = 4)
    AND NOT EXISTS (SELECT FROM ledger_trailbatch b WHERE b.month = %(month)s
        AND t.number > b.after_number AND t.number <= b.upto_number AND t.number = ANY (b.numbers))
ORDER BY t.number LIMIT %(limit)s
"""
# Every act of the gate has its audit row, and every audit row since the trail began is told.
_COMMANDS = """
SELECT coalesce(t.command_id, c.id)::text,
       CASE WHEN c.id IS NULL THEN 'deleted' WHEN t.command_id IS NULL THEN 'inserted'
            ELSE 'changed' END
FROM kernel_commandrecord c
FULL JOIN (SELECT DISTINCT ON (command_id) command_id, name, actor_id, role, branch_id, channel,
               at, code, input_hash
           FROM kernel_trail WHERE command_id IS NOT NULL AND input_hash IS NOT NULL) t
    ON t.command_id = c.id
WHERE (c.id IS NULL AND t.command_id IS NOT NULL)
    OR (t.command_id IS NULL AND c.at >= (SELECT min(at) FROM kernel_trail)
        AND NOT EXISTS (SELECT FROM kernel_trailretired
            WHERE month = date_trunc('month', c.at AT TIME ZONE 'UTC')))
    OR (t.name, t.actor_id, t.role, t.branch_id, t.channel, t.at, t.code, t.input_hash)
        IS DISTINCT FROM
       (c.name, c.actor_id, c.role, c.branch_id, c.channel, c.at, c.refusal_code, c.input_hash)
       AND c.id IS NOT NULL AND t.command_id IS NOT NULL
ORDER BY 1 LIMIT %(limit)s
"""


def trail_findings(*, since: int, limit: int) -> list[Finding]:
    """Rows that were changed, deleted, slipped in, of the batches that the log took beyond a size.

    A month that was retired by its rule is held by its batches alone.
    """
    findings: list[Finding] = []
    gone, last = retired_months(), last_batch_below(since)
    while len(findings) < limit and (found := batches(after=last)):
        last = found[-1].number
        for batch in found:
            if batch.month not in gone:
                findings += _of_batch(batch, limit)
    if not since:
        findings += _stray(gone, limit) + _commands(limit)
    return findings[:limit]


def _of_batch(batch: Batch, limit: int) -> list[Finding]:
    kept = split(batch.hashes)
    if fold(kept) != batch.root or len(batch.hashes) != batch.rows * HASH_BYTES:
        return [Finding("trailbatch", str(batch.number), "changed")]
    rows = hashed_rows(month=batch.month, after=batch.after_number, upto=batch.upto_number)
    if [row.hash for row in rows] == kept:
        return []
    expected = dict(zip(batch.numbers, kept, strict=True))
    times, present = Counter(row.number for row in rows), {row.number: row.hash for row in rows}
    found = []
    for number in sorted(expected.keys() | present.keys()):
        fault = _fault(expected.get(number), present.get(number), times[number])
        if fault:
            found.append(Finding("trail", str(number), fault, str(batch.month)))
    return found[:limit]


def _fault(expected: bytes | None, present: bytes | None, times: int) -> str:
    if expected is None:
        return "inserted"
    if present is None:
        return "deleted"
    if times > 1:
        return "doubled"
    return "" if expected == present else "changed"


def _stray(gone: set[date], limit: int) -> list[Finding]:
    """Rows in no batch, found where a month has more rows than its batches."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT month, sum(rows)::bigint FROM ledger_trailbatch GROUP BY 1")
        kept = {month: count for month, count in cursor.fetchall() if month not in gone}
        cursor.execute(_MONTHS)
        odd = [month for month, count in cursor.fetchall() if count > kept.get(month, 0)]
        found: list[Finding] = []
        for month in odd:
            cursor.execute(_STRAY, {"month": month, "limit": limit})
            found += [
                Finding("trail", str(number), "inserted", str(month))
                for (number,) in cursor.fetchall()
            ]
        return found


def _commands(limit: int) -> list[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(_COMMANDS, {"limit": limit})
        return [Finding("command", name, fault) for name, fault in cursor.fetchall()]
