"""Search by name over N clients with sealed names, against the limit of 100 ms."""

import json
import statistics
import sys
import time
from random import Random

import django

django.setup()

from _measuring import machine, timed  # noqa: E402
from django.db import connection  # noqa: E402

from nafa.clients import commands, queries  # noqa: E402
from nafa.kernel import clock  # noqa: E402
from nafa.kernel.identity.contexts import system_context  # noqa: E402
from nafa.lib.ids import uuid7_at  # noqa: E402
from nafa.runtime.demo import catalogue  # noqa: E402
from nafa.runtime.demo.opening import open_institution  # noqa: E402
from nafa.runtime.demo.people import person  # noqa: E402
from nafa.runtime.demo.stage import Stage  # noqa: E402

CHUNK, LIMIT_MS = 10_000, 100
TYPED = ("aissatu njay", "diop mamadu", "Ndiaye", "khady sek", "fatou", "ba ousman", "gueye cheick")


def main(count: int) -> None:
    """Register so many, then search each writing several times."""
    figures: dict[str, object] = {"benchmark": "client-search", "clients": count}
    figures["machine"] = machine()
    stage = Stage(catalogue.LAST_DAY)
    with clock.held_at(stage.instant()):
        open_institution(stage)
    with timed(figures, "registering_seconds"):
        for start in range(0, count, CHUNK):
            register(stage, start, min(CHUNK, count - start))
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("VACUUM ANALYZE clients_client")
        cursor.execute("SET ROLE nafa_app")
    ctx = system_context(key="search")
    seconds: dict[str, list[float]] = {typed: [] for typed in TYPED}
    for _ in range(10):
        for typed in TYPED:
            begun = time.perf_counter()
            found = queries.search(ctx, typed)
            seconds[typed].append(time.perf_counter() - begun)
            assert found, typed
    every = sorted(one for times in seconds.values() for one in times)
    figures["median_ms"] = round(statistics.median(every) * 1000, 1)
    figures["slowest_ms"] = round(every[-1] * 1000, 1)
    figures["by_writing_ms"] = {
        typed: round(statistics.median(times) * 1000, 1) for typed, times in seconds.items()
    }
    figures["limit_ms"] = LIMIT_MS
    json.dump(figures, sys.stdout, indent=1, ensure_ascii=False)
    print()


def register(stage: Stage, start: int, size: int) -> None:
    """The next clients, by the path of imports."""
    random = Random(start)
    rows = []
    for place in range(size):
        one = person(random, number=(start + place) % 10_000_000).values
        rows.append(
            commands.ImportedClient(
                id=uuid7_at(stage.instant()), former_number=f"A{start + place}", kind="PERSON",
                given_names=one["given_names"], family_name=one["family_name"], sex=one["sex"],
                birth_date=one["birth_date"], phone=f"+221{one['phone']}", address="",
                locality=one["locality"], activity=one["activity"],
                branch_id=stage.branches["01"], joined_date=stage.day,
            )
        )  # fmt: skip
    commands.import_clients(system_context(key=f"clients/{start}"), rows=rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
