"""Searching a trail of many millions of rows: by person, object, kind and period.

    nafa bench trail [ROWS]        10,000,000 rows over 24 months unless told

Limit: 200 ms a search (the slowest of the pages that are asked for). Filled by sets in SQL: 2,000
persons, 200,000 objects, nine in ten rows a consultation. With `plans` after the number the server
tells how it looks for each.
"""

import json
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import django

django.setup()

from django.db import connection  # noqa: E402

from nafa.kernel.audit.reading import Asked, plan_of, search  # noqa: E402
from nafa.kernel.audit.writing import append  # noqa: E402

MONTHS, CHUNK, TRIES, LIMIT_MS = 24, 500_000, 15, 200
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = 730
FILL = """
INSERT INTO kernel_trail (at, kind, name, actor_id, role, subject_kind, subject_id, channel,
    address)
SELECT %(begin)s::timestamptz + make_interval(secs => n * %(step)s),
    (ARRAY['change', 'refusal', 'export', 'log_in', 'approval', 'consultation'])[least(6,
        1 + (hashint8(n) & 63))],
    'web:client',
    lpad(to_hex(hashint8(n * 7) & 2047), 32, '0')::uuid, 'teller', 'client',
    lpad(to_hex(1 + abs(hashint8(n * 13)::bigint) %% 200000), 32, '1')::uuid, 'web',
    '10.0.0.' || (n & 255)
FROM generate_series(%(first)s, %(last)s) n
"""


def fill(rows: int) -> float:
    """Rows in the order of their instants; how many seconds it took."""
    began = time.perf_counter()
    with connection.cursor() as cursor:
        for month in range(MONTHS + 1):
            cursor.execute(
                "SELECT kernel_open_trail_month(%s::timestamptz + make_interval(months => %s))",
                [BEGIN, month],
            )
        for first in range(0, rows, CHUNK):
            last = min(first + CHUNK, rows) - 1
            cursor.execute(
                FILL,
                {"begin": BEGIN, "step": DAYS * 86_400 / rows, "first": first, "last": last},
            )
        cursor.execute("SET ROLE NONE")
        cursor.execute("VACUUM ANALYZE kernel_trail")
        cursor.execute("SET ROLE nafa_app")
    return time.perf_counter() - began


def asked_for() -> dict[str, Asked]:
    """What a controller asks: each alone, and together."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT actor_id, subject_id FROM kernel_trail WHERE at > %s LIMIT 1",
            [BEGIN + timedelta(days=100)],
        )
        person, thing = cursor.fetchone()
    since, until = BEGIN + timedelta(days=200), BEGIN + timedelta(days=231)
    nobody = UUID(int=1 << 120)
    return {
        "latest": Asked(),
        "person": Asked(actor_id=person),
        "object": Asked(subject_id=thing),
        "kind": Asked(kind="refusal"),
        "period": Asked(since=since, until=until),
        "person, period": Asked(actor_id=person, since=since, until=until),
        "object, period": Asked(subject_id=thing, since=since, until=until),
        "person, object": Asked(actor_id=person, subject_id=thing),
        "person, rare kind": Asked(actor_id=person, kind="export"),
        "rare kind, period": Asked(kind="export", since=since, until=until),
        "nobody": Asked(actor_id=nobody),
        "next page of a period": Asked(since=since, until=until, before=(until, 1 << 60)),
    }


def measured(asked: Asked) -> dict[str, float]:
    """Milliseconds of the first time and of the later ones."""
    taken = []
    for _ in range(TRIES):
        began = time.perf_counter()
        search(asked)
        taken.append((time.perf_counter() - began) * 1000)
    return {
        "first_ms": round(taken[0], 1), "median_ms": round(statistics.median(taken), 1),
        "slowest_ms": round(max(taken), 1),
    }  # fmt: skip


def writing() -> float:
    """Milliseconds of one consultation written down, the median of many."""
    taken = []
    for number in range(300):
        began = time.perf_counter()
        append(
            at=BEGIN + timedelta(days=700, seconds=number), kind="consultation", name="web:client",
            actor_id=UUID(int=5), channel="web", subjects=[("client", UUID(int=number))],
        )  # fmt: skip
        taken.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(taken), 2)


def main() -> int:
    """Fill, ask, tell; 1 when a search is slower than the limit."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    seconds = fill(rows)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), sum(pg_total_relation_size(inhrelid))::bigint >> 20"
            " FROM pg_inherits WHERE inhparent = 'kernel_trail'::regclass"
        )
        months, megabytes = cursor.fetchone()
    found = {name: measured(asked) for name, asked in asked_for().items()}
    slowest = max(one["slowest_ms"] for one in found.values())
    print(
        json.dumps(
            {
                "rows": rows, "months": months, "megabytes": megabytes,
                "fill_seconds": round(seconds), "append_median_ms": writing(),
                "searches": found, "slowest_ms": slowest, "limit_ms": LIMIT_MS,
                "is_met": slowest <= LIMIT_MS,
            },
            indent=1,
        )
    )  # fmt: skip
    if "plans" in sys.argv:
        for name, asked in asked_for().items():
            print(f"\n-- {name}\n{plan_of(asked)}")
    return 0 if slowest <= LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
