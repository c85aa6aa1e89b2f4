"""What the parts of the ledger's benchmark share: verdicts, a superuser's session, the peers."""

import os
import statistics
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg import sql

from nafa.runtime.embedded_postgres import bundled_program

Figures = dict[str, Any]
# `nafa_app` is who posts; peers are measured as the same role, with the same rights checked.
AS_APP = {**os.environ, "PGOPTIONS": "-c role=nafa_app"}
_PARTITIONS = """
SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i
JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = %s::regclass ORDER BY 1
"""


def at_least(name: str, *, measured: float, limit: float, ratio: float) -> Figures:
    """A line of the result: a rate against its limit or peer, and whether it holds."""
    found = measured / limit
    return {
        "name": name,
        "measured_per_second": round(measured, 1),
        "limit_per_second": round(limit, 1),
        "ratio": round(found, 3),
        "at_least": ratio,
        "holds": found >= ratio,
    }


def at_most(name: str, *, milliseconds: float, limit: float) -> Figures:
    """A line of the result: how long something takes, against what it may take."""
    return {
        "name": name,
        "milliseconds": round(milliseconds, 2),
        "at_most": limit,
        "holds": milliseconds <= limit,
    }


def superuser() -> psycopg.Connection[tuple[Any, ...]]:
    """A session of the owner of the throw-away server, outside of Django."""
    return psycopg.connect(os.environ["NAFA_DATABASE_URL"], autocommit=True)


def in_turns(rounds: int, runs: dict[str, Callable[[int], float]]) -> dict[str, list[float]]:
    """Every run once a round, in the same order: a busy minute of the machine hits all alike."""
    found: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds):
        for name, run in runs.items():
            found[name].append(run(number))
    return found


def middle(values: Sequence[float]) -> float:
    """The median of the rounds."""
    return statistics.median(values)


def rounded(values: Sequence[float]) -> list[float]:
    """For the JSON."""
    return [round(value, 1) for value in values]


def make_peers(session: psycopg.Connection[tuple[Any, ...]]) -> None:
    """Tables of the same columns, partitions and indexes in the schema `peer`, without any guard.

    No check constraints, no triggers: what PostgreSQL can do when nobody asks whether it is right.
    """
    session.execute("DROP SCHEMA IF EXISTS peer CASCADE")
    session.execute("CREATE SCHEMA peer")
    for name in ("ledger_entry", "ledger_line"):
        parent = sql.Identifier(name)
        session.execute(
            sql.SQL(
                "CREATE TABLE peer.{0} (LIKE public.{0} INCLUDING DEFAULTS)"
                " PARTITION BY RANGE (booked_at)"
            ).format(parent)
        )
        for part, bounds in session.execute(_PARTITIONS, [name]).fetchall():
            child = sql.Identifier(part)
            session.execute(
                sql.SQL(
                    "CREATE TABLE peer.{0} (LIKE public.{0} INCLUDING DEFAULTS INCLUDING INDEXES)"
                ).format(child)
            )
            session.execute(
                sql.SQL("ALTER TABLE peer.{} ATTACH PARTITION peer.{} {}").format(
                    parent, child, sql.SQL(bounds)
                )
            )
    session.execute(
        "CREATE TABLE peer.ledger_balance"
        " (LIKE public.ledger_balance INCLUDING DEFAULTS INCLUDING INDEXES) WITH (fillfactor = 70)"
    )
    session.execute("INSERT INTO peer.ledger_balance SELECT * FROM public.ledger_balance")
    session.execute("GRANT USAGE ON SCHEMA peer TO nafa_app")
    session.execute("GRANT ALL ON ALL TABLES IN SCHEMA peer TO nafa_app")
    session.execute("ANALYZE")


def program(name: str) -> str:
    """One of the commands that come with PostgreSQL."""
    return str(bundled_program().commands / name)
