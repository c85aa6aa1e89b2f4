"""Ten years of entries, generated in the server: what the past costs to read, and what it weighs.

The entries are made set-based, month by month, with day totals and day balances as the day close
seals them; the journal's tables, partitions and indexes are those of every institution. Only the
way in is not the doors', which the other parts measure.
"""

import random
import shutil
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from _ledger_books import ACCOUNT_PATTERN, account_id, open_books
from _ledger_common import Figures, at_most, superuser
from django.db import connection

from nafa.ledger import queries as books

YEARS, PAGE, MILLISECONDS = 10, 100, 20
BYTES_AN_ENTRY, SPARE_BYTES = 1_100, 6 * 2**30
HOT_SHARE = 5  # every fifth entry touches the hot account
REPEATS, ORDINARY = 30, 5
TABLES = ("ledger_entry", "ledger_line", "ledger_daytotal", "ledger_daybalance", "ledger_balance")

# A UUIDv7 of the instant and the running number; one row an entry, kept for the month.
STAGE = f"""
CREATE TEMPORARY TABLE month_stage AS
SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7'
        || lpad(to_hex(g % 4096), 3, '0') || '8' || lpad(to_hex(g), 15, '0'))::uuid AS id,
    at, at::date AS day,
    at::date - CASE WHEN g % 50 = 0 THEN (g / 50 % 5)::int ELSE 0 END AS value_date,
    {ACCOUNT_PATTERN.format(number="debit::text")} AS debit,
    {ACCOUNT_PATTERN.format(number="credit::text")} AS credit, minor
FROM (SELECT g, at, minor,
        CASE WHEN g % (2 * {HOT_SHARE}) = 0 THEN 1 ELSE debit END AS debit,
        CASE WHEN g % (2 * {HOT_SHARE}) = {HOT_SHARE} THEN 1 ELSE credit END AS credit
    FROM (SELECT g, %(start)s::timestamptz + (%(length)s * (g - %(first)s)::float8 / %(count)s)
                * interval '1 second' AS at,
            2 + (hashint8(g) & 2147483647) %% (%(accounts)s / 2 - 1) AS debit,
            1 + %(accounts)s / 2 + (hashint8(g + 1) & 2147483647) %% (%(accounts)s / 2) AS credit,
            100 + (hashint8(g + 2) & 2147483647) %% 100000 AS minor
        FROM generate_series(%(first)s::bigint, %(first)s + %(count)s - 1) AS g) drawn) placed
""".replace("g % ", "g %% ").replace("/ 50 % 5", "/ 50 %% 5")
FILL = (
    "SELECT ledger_open_month(%(start)s)",
    """INSERT INTO ledger_entry (id, booked_at, value_date, booked_date, line_count, command_id,
            kind, reference, memo)
        SELECT id, at, value_date, day, 2, id, 'bench.transfer', 'R00017', 'Versement'
        FROM month_stage ORDER BY at""",
    """INSERT INTO ledger_line (entry_id, account_id, debit_minor, credit_minor, booked_at,
            booked_date, value_date, number, currency)
        SELECT s.id, l.account, l.debit, l.credit, s.at, s.day, s.value_date, l.number, 'XOF'
        FROM month_stage s CROSS JOIN LATERAL (VALUES (1, s.debit, s.minor, 0::bigint),
            (2, s.credit, 0::bigint, s.minor)) AS l (number, account, debit, credit)
        ORDER BY s.at""",
    """CREATE TEMPORARY TABLE month_total AS
        SELECT account AS account_id, day AS booked_date, value_date, sum(debit) AS debit_minor,
            sum(credit) AS credit_minor, count(*) AS line_count
        FROM (SELECT debit AS account, day, value_date, minor AS debit, 0::bigint AS credit
                FROM month_stage
            UNION ALL SELECT credit, day, value_date, 0, minor FROM month_stage) moved
        GROUP BY account, day, value_date""",
    """INSERT INTO ledger_daytotal (account_id, booked_date, value_date, debit_minor, credit_minor,
            line_count)
        SELECT * FROM month_total ORDER BY booked_date, account_id, value_date""",
    """INSERT INTO ledger_day (booked_date, sealed_at, entries, lines)
        SELECT day, (day + 1)::timestamp AT TIME ZONE 'UTC', count(*), 2 * count(*)
        FROM month_stage GROUP BY day ORDER BY day""",
    """INSERT INTO ledger_daybalance (account_id, booked_date, debit_minor, credit_minor)
        SELECT d.account_id, d.day, b.debit_minor + sum(d.debit) OVER upto,
            b.credit_minor + sum(d.credit) OVER upto
        FROM (SELECT account_id, booked_date AS day, sum(debit_minor) AS debit,
                sum(credit_minor) AS credit FROM month_total GROUP BY account_id, booked_date) d
        JOIN ledger_balance b USING (account_id)
        WINDOW upto AS (PARTITION BY d.account_id ORDER BY d.day)
        ORDER BY d.day, d.account_id""",
    """UPDATE ledger_balance b SET debit_minor = b.debit_minor + m.debit,
            credit_minor = b.credit_minor + m.credit
        FROM (SELECT account_id, sum(debit_minor) AS debit, sum(credit_minor) AS credit
            FROM month_total GROUP BY account_id) m WHERE m.account_id = b.account_id""",
    "DROP TABLE month_stage, month_total",
)


def measure(*, entries: int, accounts: int) -> Figures:
    """Fill ten years, then read balances and pages of the past. Refuses: not enough disk."""
    _demand_room(entries)
    open_books(accounts)
    with superuser() as session:
        _demand_empty_books(session)
        begun = time.perf_counter()
        months = _fill(session, entries, accounts)
        session.execute("VACUUM ANALYZE")
        seconds = time.perf_counter() - begun
        weights = _weights(session, entries)
    figures: Figures = {
        "months": len(months),
        "filling_seconds": round(seconds, 1),
        "bytes_an_entry": weights,
        "readings": {},
        "plans": {},
        "verdicts": [],
    }
    chance = random.Random(entries)
    ordinary = [account_id(chance.randrange(2, accounts + 1)) for _ in range(ORDINARY)]
    first, last = months[0].date(), months[-1].date() + timedelta(days=27)
    for who, ids in (("hot", [account_id(1)]), ("ordinary", ordinary)):
        for what, read in _readings(first, last, chance).items():
            taken = _timed(read, ids)
            figures["readings"][f"{what}, {who}"] = taken
            figures["plans"][f"{what}, {who}"] = _plan_of(partial(read, ids[0]))
            figures["verdicts"].append(
                at_most(
                    f"{what}, {who} account, {entries} entries",
                    milliseconds=taken["p95_ms"], limit=MILLISECONDS,
                )
            )  # fmt: skip
    return figures


def _readings(first: date, last: date, chance: random.Random) -> dict[str, Callable[[Any], object]]:
    """What is read of an account, each time at another moment of the ten years."""

    def some_day() -> date:
        return first + timedelta(days=chance.randrange(30, (last - first).days))

    def some_instant() -> datetime:
        day = some_day()
        return datetime(day.year, day.month, day.day, 13, tzinfo=UTC)

    return {
        "balance on a past date": lambda id_: books.balance(id_, on=some_day()),
        "balance on a past date as known at an instant": lambda id_: books.balance(
            id_, on=some_day(), known_at=some_instant()
        ),
        f"latest statement page of {PAGE}": lambda id_: books.statement(id_, limit=PAGE),
        f"statement page of {PAGE} until a past date": lambda id_: books.statement(
            id_, until=some_day(), limit=PAGE
        ),
    }


def _timed(read: Callable[[Any], object], ids: Sequence[object]) -> dict[str, float]:
    begun = time.perf_counter()
    read(ids[0])
    first = time.perf_counter() - begun
    seconds = []
    for number in range(REPEATS):
        begun = time.perf_counter()
        read(ids[number % len(ids)])
        seconds.append(time.perf_counter() - begun)
    seconds.sort()
    return {
        "first_ms": round(first * 1000, 2),
        "median_ms": round(statistics.median(seconds) * 1000, 2),
        "p95_ms": round(seconds[int(len(seconds) * 0.95)] * 1000, 2),
        "slowest_ms": round(seconds[-1] * 1000, 2),
    }


def _plan_of(read: Callable[[], object]) -> list[str]:
    """The plan of the reading's longest statement, as the server carried it out."""
    seen: list[tuple[str, Any]] = []

    def note(execute: Any, statement: str, values: Any, many: bool, context: Any) -> Any:
        seen.append((statement, values))
        return execute(statement, values, many, context)

    with connection.execute_wrapper(note):
        read()
    statement, values = max(seen, key=lambda one: len(one[0]))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) {statement}", values)
        lines = [row[0] for row in cursor.fetchall()]
    return [line for line in lines if "never executed" not in line][:60]


def _fill(
    session: psycopg.Connection[tuple[Any, ...]], entries: int, accounts: int
) -> list[datetime]:
    today = datetime.now(UTC).date()
    year, month = today.year - YEARS, today.month
    months = [
        datetime(year + (month - 1 + n) // 12, (month - 1 + n) % 12 + 1, 1, tzinfo=UTC)
        for n in range(YEARS * 12)
    ]
    with _guards_off(session):
        done = 0
        for number, start in enumerate(months):
            upto = entries * (number + 1) // len(months)
            values = {
                "start": start, "first": done + 1, "count": upto - done, "accounts": accounts,
                "length": 27.9 * 86_400,
            }  # fmt: skip
            with session.transaction():
                cursor = psycopg.ClientCursor(session)
                for statement in (STAGE, *FILL):
                    cursor.execute(statement.encode(), values)
            done = upto
    return months


@contextmanager
def _guards_off(session: psycopg.Connection[tuple[Any, ...]]) -> Any:
    """What was posted is never changed; the balances of this throw-away database are set once."""
    session.execute("SET work_mem = '128MB'")
    session.execute("SET session_replication_role = replica")
    yield
    session.execute("RESET session_replication_role")


def _weights(session: psycopg.Connection[tuple[Any, ...]], entries: int) -> Figures:
    """Bytes of each table and of each of its indexes for an entry, over all months."""
    rows = session.execute(
        """SELECT t.name, 'table', sum(pg_table_size(p.relid))
            FROM unnest(%(tables)s::text[]) AS t (name)
            CROSS JOIN LATERAL (SELECT t.name::regclass AS relid UNION
                SELECT relid FROM pg_partition_tree(t.name::regclass)) p
            GROUP BY 1
        UNION ALL
        SELECT t.name, regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING ', ''),
            sum(pg_relation_size(i.indexrelid))
            FROM unnest(%(tables)s::text[]) AS t (name)
            CROSS JOIN LATERAL (SELECT t.name::regclass AS relid UNION
                SELECT relid FROM pg_partition_tree(t.name::regclass)) p
            JOIN pg_index i ON i.indrelid = p.relid GROUP BY 1, 2""",
        {"tables": list(TABLES)},
    ).fetchall()
    weights: Figures = {name: {} for name in TABLES}
    for name, part, size in rows:
        weights[name][part] = round(float(size) / entries, 1)
    weights["all"] = round(sum(float(row[2]) for row in rows) / entries, 1)
    return weights


def _demand_room(entries: int) -> None:
    """Refuse before anything is written where the disk could not take it."""
    with superuser() as session:
        row = session.execute("SHOW data_directory").fetchone()
    assert row is not None
    free = shutil.disk_usage(Path(row[0]).parent).free
    need = entries * BYTES_AN_ENTRY + SPARE_BYTES
    if free < need:
        raise RuntimeError(
            f"not enough disk: {need >> 30} GB needed for {entries} entries, {free >> 30} GB free"
        )


def _demand_empty_books(session: psycopg.Connection[tuple[Any, ...]]) -> None:
    row = session.execute("SELECT EXISTS (SELECT FROM ledger_entry)").fetchone()
    if row is not None and row[0]:
        raise RuntimeError("ten years are filled into empty books: run the part `years` first")
