"""Closing a day with N running loans, against COPY of the same lines and one move of balances.

A tenth of the loans is made and closed first: the time may grow eleven times when the loans grow
ten times. Limits: 120 s a million, 1 GB, 11 times.
"""

import json
import resource
import sys
from datetime import date

import django

django.setup()

from _measuring import institution_of, machine, timed  # noqa: E402
from django.db import connection  # noqa: E402

from nafa.journeys.end_of_day import close_day  # noqa: E402
from nafa.kernel import clock  # noqa: E402
from nafa.kernel.identity.contexts import institution, system_context  # noqa: E402
from nafa.runtime.demo.bulk import fill  # noqa: E402
from nafa.runtime.demo.stage import Stage  # noqa: E402

LOANS_EACH = 10
LIMIT_SECONDS_A_MILLION, LIMIT_MEMORY_MB, LIMIT_GROWTH = 120, 1_000, 11


def main(count: int) -> int:
    """Make the loans, close two days of a tenth and two of all; the second of each counts."""
    figures: dict[str, object] = {"benchmark": "day-close", "loans": count, "machine": machine()}
    few = count // 10
    with timed(figures, "making_a_tenth_seconds"):
        stage = institution_of(few, loans_each=LOANS_EACH)
    tenth, _ = closed_twice(stage, figures, "tenth")
    with timed(figures, "making_the_rest_seconds"):
        add(stage, few, count)
    whole, day = closed_twice(stage, figures, "whole")
    figures["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    figures.update(limit(day.isoformat()))
    figures["ratio_to_limit"] = round(whole / float(str(figures["limit_seconds"])), 2)
    figures["growth"] = round(whole / tenth, 2)
    figures["seconds_a_million"] = round(whole * 1_000_000 / count, 1)
    figures["is_within"] = (
        whole * 1_000_000 / count <= LIMIT_SECONDS_A_MILLION
        and figures["peak_memory_mb"] <= LIMIT_MEMORY_MB
        and whole / tenth <= LIMIT_GROWTH
    )
    json.dump(figures, sys.stdout, indent=1)
    print()
    return 0 if figures["is_within"] else 1


def add(stage: Stage, few: int, count: int) -> None:
    """The other loans, taken over on the present business date."""
    stage.day = institution().business_date
    with clock.held_at(stage.instant()):
        fill(stage, count=count, first=few, loans_each=LOANS_EACH)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("ANALYZE")
        cursor.execute("SET ROLE nafa_app")


def closed_twice(stage: Stage, figures: dict[str, object], name: str) -> tuple[float, date]:
    """Seconds and date of the second of two closes; the first brings the caches and classes in."""
    taken = 0.0
    for number in ("first", "second"):
        stage.day = day = institution().business_date
        figure = f"{name}_{number}_close_seconds"
        with clock.held_at(stage.instant()), timed(figures, figure):
            close_day(system_context(key=f"{name}/{number}"))
        taken = float(str(figures[figure]))
    return taken, day


def limit(day: str) -> dict[str, object]:
    """The same rows into a table with the same keys by COPY, and each balance moved once."""
    figures: dict[str, object] = {}
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute(
            "CREATE TEMPORARY TABLE of_day AS SELECT l.* FROM ledger_line l"
            " WHERE l.entry_id IN (SELECT id FROM ledger_entry WHERE booked_date = %s)",
            [day],
        )
        cursor.execute("SELECT count(*) FROM of_day")
        figures["lines"] = cursor.fetchone()[0]
        with cursor.copy("COPY of_day TO STDOUT (FORMAT BINARY)") as out:
            rows = b"".join(bytes(part) for part in out)
        cursor.execute("CREATE TABLE peer_line (LIKE ledger_line INCLUDING ALL)")
        cursor.execute("CREATE TABLE peer_balance AS SELECT * FROM ledger_balance")
        cursor.execute("ALTER TABLE peer_balance ADD PRIMARY KEY (account_id)")
        with timed(figures, "limit_seconds"):
            with cursor.copy("COPY peer_line FROM STDIN (FORMAT BINARY)") as into:
                into.write(rows)
            cursor.execute(
                "UPDATE peer_balance b SET debit_minor = b.debit_minor + m.debit,"
                " credit_minor = b.credit_minor + m.credit FROM (SELECT account_id,"
                " sum(debit_minor) AS debit, sum(credit_minor) AS credit FROM of_day"
                " GROUP BY account_id) m WHERE m.account_id = b.account_id"
            )
    return figures


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
