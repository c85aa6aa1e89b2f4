"""Closing a day with N running loans, against COPY of the same lines and one move of balances."""

import json
import resource
import sys

import django

django.setup()

from _measuring import institution_of, machine, timed  # noqa: E402
from django.db import connection  # noqa: E402

from nafa.journeys.end_of_day import close_day  # noqa: E402
from nafa.kernel.identity.contexts import system_context  # noqa: E402

COLUMNS = "entry_id, number, account_id, debit_minor, credit_minor, currency, value_date"


def main(count: int) -> None:
    """Make the institution, close two days (the first catches interest up), compare the second."""
    figures: dict[str, object] = {"benchmark": "day-close", "loans": count, "machine": machine()}
    with timed(figures, "making_seconds"):
        institution_of(count)
    with timed(figures, "first_close_seconds"):
        close_day(system_context(key="first"))
    day = system_context(key="x").business_date
    with timed(figures, "close_seconds"):
        close_day(system_context(key="second"))
    figures["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    figures.update(limit(day.isoformat()))
    figures["ratio_to_limit"] = round(
        float(str(figures["close_seconds"])) / float(str(figures["limit_seconds"])), 2
    )
    json.dump(figures, sys.stdout, indent=1)
    print()


def limit(day: str) -> dict[str, object]:
    """The same rows into a table with the same keys by COPY, and each balance moved once."""
    figures: dict[str, object] = {}
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute(
            f"CREATE TEMPORARY TABLE of_day AS SELECT {COLUMNS} FROM ledger_line l"
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
            with cursor.copy(f"COPY peer_line ({COLUMNS}) FROM STDIN (FORMAT BINARY)") as into:
                into.write(rows)
            cursor.execute(
                "UPDATE peer_balance b SET debit_minor = b.debit_minor + m.debit,"
                " credit_minor = b.credit_minor + m.credit FROM (SELECT account_id,"
                " sum(debit_minor) AS debit, sum(credit_minor) AS credit FROM of_day"
                " GROUP BY account_id) m WHERE m.account_id = b.account_id"
            )
    return figures


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
