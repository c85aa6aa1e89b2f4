"""What the benchmarks share: the machine in words, and a running institution of a size."""

import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from nafa.kernel import clock
from nafa.runtime.demo import catalogue
from nafa.runtime.demo.bulk import fill
from nafa.runtime.demo.opening import open_institution
from nafa.runtime.demo.stage import Stage


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('synchronous_commit'),"
            " current_setting('fsync'), current_setting('shared_buffers')"
        )
        version, commit, fsync, buffers = cursor.fetchone()
    return {
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "postgresql": version,
        "synchronous_commit": commit,
        "fsync": fsync,
        "shared_buffers": buffers,
    }


def institution_of(count: int, *, loans_each: int = 1) -> Stage:
    """An institution with so many running loans; each client has `loans_each` of them."""
    stage = Stage(catalogue.LAST_DAY)
    with clock.held_at(stage.instant()):
        open_institution(stage)
        fill(stage, count=count, loans_each=loans_each)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("ANALYZE")
        cursor.execute("SET ROLE nafa_app")
    return stage


@contextmanager
def timed(figures: dict[str, Any], name: str) -> Iterator[None]:
    """Seconds of a block under a name."""
    begun = time.perf_counter()
    yield
    figures[name] = round(time.perf_counter() - begun, 3)
