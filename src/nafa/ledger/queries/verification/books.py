"""Balances, holds and seals, recomputed from the lines in sets."""

from datetime import date
from typing import Any, NamedTuple

from django.db import connection, transaction

from nafa.ledger.calc.leaves import ENTRY
from nafa.ledger.queries.log.runs import records_between
from nafa.ledger.queries.verification.findings import CurrencyTotal, Finding

# Entries whose lines are too few or too many, do not balance or carry other dates.
_ENTRIES = """
SELECT e.number,
       CASE WHEN l.entry_id IS NULL OR l.lines <> e.line_count THEN 'line_count'
            WHEN l.unbalanced THEN 'unbalanced' ELSE 'value_date' END,
       coalesce(l.lines, 0) || ' / ' || e.line_count
FROM ledger_entry e
LEFT JOIN LATERAL (
    SELECT entry_id, sum(lines) AS lines, bool_or(net <> 0) AS unbalanced,
           bool_and(is_dated) AS is_dated
    FROM (SELECT l.entry_id, l.currency, count(*) AS lines,
                 sum(l.debit_minor - l.credit_minor) AS net,
                 bool_and((l.value_date, l.booked_date, l.booked_at)
                          = (e.value_date, e.booked_date, e.booked_at)) AS is_dated
          FROM ledger_line l WHERE l.entry_id = e.id GROUP BY l.entry_id, l.currency) c
    GROUP BY entry_id) l ON true
WHERE {which}
    AND (l.entry_id IS NULL OR l.lines <> e.line_count OR l.unbalanced OR NOT l.is_dated)
ORDER BY e.number LIMIT %(limit)s
"""
_NUMBERED = "e.number = ANY (%(numbers)s::bigint[])"
_NOT_LOGGED = """e.booked_date > %(since)s AND NOT (
    SELECT coalesce(range_agg(int8range(number, number + leaves)), '{}') FROM ledger_leaf
    WHERE kind = 1) @> e.number"""

_WAITING = """
SELECT count(*) FILTER (WHERE e.number > %(settled)s),
       (array_agg(e.number ORDER BY e.number) FILTER (WHERE e.number <= %(settled)s))[:%(limit)s]
FROM ledger_entry e WHERE {which}
"""

# A line belongs to the entry with its identifier, instant and dates.
_ORPHANS = """
SELECT DISTINCT l.entry_id::text FROM ledger_line l
WHERE l.booked_date > %(since)s AND NOT EXISTS (
    SELECT FROM ledger_entry e WHERE e.id = l.entry_id AND e.booked_at = l.booked_at
        AND e.booked_date = l.booked_date AND e.value_date = l.value_date)
ORDER BY 1 LIMIT %(limit)s
"""
_CROWDED = """
SELECT e.number::text, l.lines || ' / ' || e.line_count
FROM ledger_entry e JOIN (
    SELECT entry_id, booked_at, booked_date, value_date, count(*) AS lines FROM ledger_line
    WHERE booked_date > %(since)s GROUP BY entry_id, booked_at, booked_date, value_date) l
    ON e.id = l.entry_id AND e.booked_at = l.booked_at AND e.booked_date = l.booked_date
        AND e.value_date = l.value_date
WHERE l.lines > e.line_count ORDER BY e.number LIMIT %(limit)s
"""

_NAME = "coalesce(a.chart_code || ' ', '') || coalesce(nullif(a.name, ''), {id}::text)"

_NAME = "coalesce(a.chart_code || ' ', '') || coalesce(nullif(a.name, ''), {id}::text)"

# The journal is read once, and summed by what the checks ask for.
_JOURNAL = """
WITH entered AS MATERIALIZED (
    SELECT booked_date, count(*) AS entries, sum(line_count) AS lines
    FROM ledger_entry {since} GROUP BY booked_date),
moved AS MATERIALIZED (
    SELECT account_id, booked_date, value_date, sum(debit_minor) AS debit,
           sum(credit_minor) AS credit, count(*) AS lines
    FROM ledger_line {since} GROUP BY account_id, booked_date, value_date),
counted AS (
    SELECT (SELECT coalesce(sum(entries), 0)::bigint FROM entered) AS entries,
           (SELECT coalesce(sum(lines), 0)::bigint FROM entered) AS promised,
           (SELECT coalesce(sum(lines), 0)::bigint FROM moved) AS lines,
           (SELECT count(*) FROM ledger_account) AS accounts,
           (SELECT coalesce(sum(leaves), 0)::bigint FROM ledger_leaf WHERE kind = 1) AS logged),
found (record, fault, name, summed, kept) AS (
    (SELECT 'account', 'balance', {balances})
    UNION ALL (SELECT 'day', 'count', {days})
    UNION ALL (SELECT 'daytotal', 'sum', {daytotals}))
SELECT counted.*, found.* FROM counted LEFT JOIN found ON true
"""
# With `since` the sealed balances of the last closed day stand for everything before it.
_SUMS = "SELECT account_id, sum(debit) AS debit, sum(credit) AS credit FROM moved GROUP BY 1"
_SUMS_SINCE = """SELECT o.id AS account_id,
        coalesce(s.debit_minor, 0) + coalesce(l.debit, 0) AS debit,
        coalesce(s.credit_minor, 0) + coalesce(l.credit, 0) AS credit
    FROM ledger_account o
    LEFT JOIN LATERAL (SELECT d.debit_minor, d.credit_minor FROM ledger_daybalance d
        WHERE d.account_id = o.id ORDER BY d.booked_date DESC LIMIT 1) s ON true
    LEFT JOIN (SELECT account_id, sum(debit) AS debit, sum(credit) AS credit FROM moved
        WHERE booked_date > coalesce((SELECT max(booked_date) FROM ledger_day), '-infinity')
        GROUP BY account_id) l ON l.account_id = o.id"""

_BALANCES = f"""
       {_NAME.format(id="coalesce(b.account_id, l.account_id)")},
       coalesce(l.debit, 0) || ' − ' || coalesce(l.credit, 0),
       coalesce(b.debit_minor, 0) || ' − ' || coalesce(b.credit_minor, 0)
FROM ledger_balance b FULL JOIN ({{sums}}) l ON l.account_id = b.account_id
LEFT JOIN ledger_account a ON a.id = coalesce(b.account_id, l.account_id)
WHERE coalesce(l.debit, 0) <> coalesce(b.debit_minor, 0)
    OR coalesce(l.credit, 0) <> coalesce(b.credit_minor, 0)
ORDER BY 3 LIMIT %(limit)s
"""

# What was booked on a date belongs to the first day that was sealed on it or later.
_DAYS = """
       s.booked_date::text, coalesce(e.entries, 0) || ' (' || coalesce(e.lines, 0) || ')',
       s.entries || ' (' || s.lines || ')'
FROM ledger_day s LEFT JOIN (
    SELECT (SELECT d.booked_date FROM ledger_day d WHERE d.booked_date >= b.booked_date
            ORDER BY d.booked_date LIMIT 1) AS sealed,
        sum(b.entries) AS entries, sum(b.lines) AS lines
    FROM entered b GROUP BY sealed) e ON e.sealed = s.booked_date
WHERE s.booked_date > %(since)s
    AND (coalesce(e.entries, 0), coalesce(e.lines, 0)) <> (s.entries, s.lines)
ORDER BY 3 LIMIT %(limit)s
"""

_DAYTOTALS = """
       coalesce(t.booked_date, l.booked_date) || ' ' || coalesce(t.account_id, l.account_id),
       coalesce(l.debit, 0) || ' − ' || coalesce(l.credit, 0)
           || ' (' || coalesce(l.lines, 0) || ')',
       coalesce(t.debit_minor, 0) || ' − ' || coalesce(t.credit_minor, 0)
           || ' (' || coalesce(t.line_count, 0) || ')'
FROM (SELECT * FROM ledger_daytotal WHERE booked_date > %(since)s) t
FULL JOIN (
    SELECT * FROM moved WHERE booked_date <= (SELECT max(booked_date) FROM ledger_day)) l
    ON l.account_id = t.account_id AND l.booked_date = t.booked_date
        AND l.value_date = t.value_date
WHERE (l.debit, l.credit, l.lines) IS DISTINCT FROM (t.debit_minor, t.credit_minor, t.line_count)
ORDER BY 3 LIMIT %(limit)s
"""

_PENDING = f"""
SELECT {_NAME.format(id="coalesce(b.account_id, h.account_id)")},
       coalesce(h.debit, 0) || ' − ' || coalesce(h.credit, 0),
       coalesce(b.pending_debit_minor, 0) || ' − ' || coalesce(b.pending_credit_minor, 0)
FROM ledger_balance b
FULL JOIN (SELECT n.account_id, sum(n.debit_minor) AS debit, sum(n.credit_minor) AS credit
           FROM ledger_holdline n
           WHERE NOT EXISTS (SELECT FROM ledger_holdend d WHERE d.hold_id = n.hold_id)
           GROUP BY n.account_id) h ON h.account_id = b.account_id
LEFT JOIN ledger_account a ON a.id = coalesce(b.account_id, h.account_id)
WHERE coalesce(h.debit, 0) <> coalesce(b.pending_debit_minor, 0)
    OR coalesce(h.credit, 0) <> coalesce(b.pending_credit_minor, 0)
ORDER BY 1 LIMIT %(limit)s
"""  # noqa: S608

# With `since` the balance sealed last before stands for everything earlier.
_PRIOR = """LEFT JOIN LATERAL (
        SELECT d.debit_minor, d.credit_minor FROM ledger_daybalance d
        WHERE d.account_id = m.account_id AND d.booked_date <= %(since)s
        ORDER BY d.booked_date DESC LIMIT 1) p ON true"""
_NO_PRIOR = "CROSS JOIN (VALUES (0, 0)) AS p (debit_minor, credit_minor)"

_DAYBALANCES = """
WITH moved AS (
    SELECT account_id, booked_date, sum(debit_minor) AS debit, sum(credit_minor) AS credit
    FROM ledger_daytotal WHERE booked_date > %(since)s GROUP BY account_id, booked_date),
cumulated AS (
    SELECT m.account_id, m.booked_date,
        coalesce(p.debit_minor, 0) + sum(m.debit) OVER own AS debit,
        coalesce(p.credit_minor, 0) + sum(m.credit) OVER own AS credit
    FROM moved m {prior}
    WINDOW own AS (PARTITION BY m.account_id ORDER BY m.booked_date))
SELECT coalesce(d.booked_date, c.booked_date) || ' ' || coalesce(d.account_id, c.account_id),
       coalesce(c.debit, 0) || ' − ' || coalesce(c.credit, 0),
       coalesce(d.debit_minor, 0) || ' − ' || coalesce(d.credit_minor, 0)
FROM (SELECT * FROM ledger_daybalance WHERE booked_date > %(since)s) d
FULL JOIN cumulated c ON c.account_id = d.account_id AND c.booked_date = d.booked_date
WHERE (c.debit, c.credit) IS DISTINCT FROM (d.debit_minor, d.credit_minor)
ORDER BY 1 LIMIT %(limit)s
"""

_TOTALS = """
SELECT currency, sum(debit_minor)::bigint, sum(credit_minor)::bigint
FROM ledger_balance GROUP BY currency HAVING sum(debit_minor + credit_minor) > 0 ORDER BY currency
"""


class Counts(NamedTuple):
    """How much there is; `promised` lines is what the entries say they have."""

    entries: int
    promised: int
    lines: int
    accounts: int
    logged: int


def rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Run a check over whole tables. Right after an import the planner knows too little of them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL jit = off")
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.execute("SET LOCAL enable_nestloop = DEFAULT; SET LOCAL jit = DEFAULT")
        cursor.execute("SET LOCAL work_mem = DEFAULT")
        return found


def faults_at(start: int, end: int, *, limit: int) -> list[Finding]:
    """Entries at these positions of the log that are not well formed."""
    places = records_between(start, end).values()
    values = {"numbers": [number for kind, number in places if kind == ENTRY], "limit": limit}
    found = _plain(_ENTRIES.format(which=_NUMBERED), values)
    return [Finding("entry", str(number), fault, told) for number, fault, told in found]


def outside_log(
    *, since: date | None, counted: Counts, settled: int, limit: int
) -> tuple[int, list[Finding]]:
    """Entries that are not in the log: how many only wait for it; the faults of all of them.

    One below the settled number was slipped in: everything else there is in the log.
    """
    if since is None and counted.entries == counted.logged:
        return 0, []
    values = {"since": since or "-infinity", "settled": settled, "limit": limit}
    waiting, late = rows(_WAITING.format(which=_NOT_LOGGED), values)[0]
    findings = [Finding("entry", str(number), "inserted") for number in late or ()]
    if waiting or late:
        faults = _plain(_ENTRIES.format(which=_NOT_LOGGED), values)
        findings += [Finding("entry", str(one[0]), one[1], one[2]) for one in faults]
    return int(waiting), findings


def _plain(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def stray_lines(*, since: date | None, limit: int) -> list[Finding]:
    """Entries with more lines than they say, and lines of no entry: to be asked when there are not
    as many lines as there should be, or others may be missing in their stead."""
    values = {"since": since or "-infinity", "limit": limit}
    found = [Finding("entry", one, "line_count", told) for one, told in rows(_CROWDED, values)]
    return found + [Finding("line", one, "no_entry") for (one,) in rows(_ORPHANS, values)]


def journal_sums(*, since: date | None, limit: int) -> tuple[Counts, list[Finding]]:
    """How much there is to look at; balances and seals that do not follow from the journal.

    With `since`, a day up to which everything was found right before, only later days are read.
    """
    statement = _JOURNAL.format(
        since="WHERE booked_date > %(since)s" if since else "",
        balances=_BALANCES.format(sums=_SUMS_SINCE if since else _SUMS),
        days=_DAYS,
        daytotals=_DAYTOTALS,
    )
    found = rows(statement, {"since": since or "-infinity", "limit": limit})
    width = len(Counts._fields)
    return Counts(*found[0][:width]), [
        Finding(record, name, fault, f"{summed} / {kept}")
        for record, fault, name, summed, kept in (row[width:] for row in found)
        if record is not None
    ]


def pending_findings(*, limit: int) -> list[Finding]:
    """Pending totals that do not follow from the holds."""
    found = rows(_PENDING, {"limit": limit})
    return [Finding("account", name, "pending", f"{held} / {kept}") for name, held, kept in found]


def closing_findings(*, since: date | None, limit: int) -> list[Finding]:
    """Closing balances of sealed days that do not follow from the days' totals."""
    statement = _DAYBALANCES.format(prior=_PRIOR if since else _NO_PRIOR)
    values = {"since": since or "-infinity", "limit": limit}
    # The look-ups of one row an account are loops on purpose.
    found = _plain(statement, values) if since else rows(statement, values)
    return [Finding("daybalance", name, "sum", f"{one} / {kept}") for name, one, kept in found]


def totals() -> tuple[CurrencyTotal, ...]:
    """Debits and credits of each currency, out of the balances."""
    return tuple(CurrencyTotal(*row) for row in rows(_TOTALS, {}))
