"""Recomputing the books from their lines, in sets: what does not agree is named."""

from typing import NamedTuple

from django.db import connection, transaction

_ENTRIES = """
SELECT e.number,
       CASE WHEN l.entry_id IS NULL OR l.lines <> e.line_count THEN 'line_count'
            WHEN l.unbalanced THEN 'unbalanced' ELSE 'value_date' END,
       coalesce(l.lines, 0) || ' / ' || e.line_count
FROM ledger_entry e
LEFT JOIN (
    SELECT entry_id, sum(lines) AS lines, bool_or(net <> 0) AS unbalanced,
           min(first_date) AS first_date, max(last_date) AS last_date
    FROM (SELECT entry_id, currency, count(*) AS lines, sum(debit_minor - credit_minor) AS net,
                 min(value_date) AS first_date, max(value_date) AS last_date
          FROM ledger_line GROUP BY entry_id, currency) c
    GROUP BY entry_id) l ON l.entry_id = e.id
WHERE l.entry_id IS NULL OR l.lines <> e.line_count OR l.unbalanced
    OR l.first_date <> e.value_date OR l.last_date <> e.value_date
ORDER BY e.number LIMIT %s
"""

_ORPHANS = """
SELECT l.entry_id::text FROM ledger_line l
LEFT JOIN ledger_entry e ON e.id = l.entry_id WHERE e.id IS NULL LIMIT %s
"""

_BALANCES = """
SELECT coalesce(nullif(a.name, ''), a.id::text), a.chart_code, a.currency,
       coalesce(l.net, 0)::bigint, coalesce(b.debit_minor - b.credit_minor, 0)::bigint
FROM ledger_account a
LEFT JOIN (SELECT account_id, sum(debit_minor) AS debit, sum(credit_minor) AS credit,
                  sum(debit_minor - credit_minor) AS net
           FROM ledger_line GROUP BY account_id) l ON l.account_id = a.id
LEFT JOIN ledger_balance b ON b.account_id = a.id
WHERE coalesce(l.debit, 0) <> coalesce(b.debit_minor, 0)
    OR coalesce(l.credit, 0) <> coalesce(b.credit_minor, 0)
ORDER BY a.opened_at, a.chart_code, a.id LIMIT %s
"""

_TOTALS = """
SELECT currency, sum(debit_minor)::bigint, sum(credit_minor)::bigint
FROM ledger_line GROUP BY currency ORDER BY currency
"""

_COUNTS = """
SELECT (SELECT count(*) FROM ledger_entry), (SELECT count(*) FROM ledger_line),
       (SELECT count(*) FROM ledger_account)
"""


class Finding(NamedTuple):
    """A record that does not agree: `fault` is a stable word, `detail` what was found / kept."""

    record: str
    name: str
    fault: str
    detail: str


class CurrencyTotal(NamedTuple):
    """All debits and credits of a currency."""

    currency: str
    debit_minor: int
    credit_minor: int


class Verification(NamedTuple):
    """What was looked at, and what does not agree, the first record first."""

    entries: int
    lines: int
    accounts: int
    totals: tuple[CurrencyTotal, ...]
    findings: tuple[Finding, ...]


def verify(*, limit: int = 20) -> Verification:
    """Recompute every entry, every balance and the totals; at most `limit` findings a kind."""
    findings: list[Finding] = []
    with transaction.atomic(), connection.cursor() as cursor:
        # Whole tables are joined. Right after a large import the planner does not know that yet.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(_ENTRIES, [limit])
        findings += [Finding("entry", str(row[0]), row[1], row[2]) for row in cursor.fetchall()]
        cursor.execute(_ORPHANS, [limit])
        findings += [Finding("line", row[0], "no_entry", "") for row in cursor.fetchall()]
        cursor.execute(_BALANCES, [limit])
        findings += [
            Finding("account", f"{code} {name}", "balance", f"{summed} / {kept} {currency}")
            for name, code, currency, summed, kept in cursor.fetchall()
        ]
        cursor.execute(_TOTALS)
        totals = tuple(CurrencyTotal(*row) for row in cursor.fetchall())
        findings += [
            Finding(
                "currency", one.currency, "unbalanced", f"{one.debit_minor} / {one.credit_minor}"
            )
            for one in totals
            if one.debit_minor != one.credit_minor
        ]
        cursor.execute(_COUNTS)
        entries, lines, accounts = (int(one) for one in cursor.fetchone())
    return Verification(entries, lines, accounts, totals, tuple(findings))
