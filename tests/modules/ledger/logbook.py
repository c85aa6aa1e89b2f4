"""Entries for the tests of the log, and what a superuser with triggers off does to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg

from conftest import FreshDatabase
from factories.house import FIRST_DAY, House
from nafa.ledger import commands as ledger


def record(house: House, amount: int, *, memo: str = "OD", branch_id: UUID | None = None) -> UUID:
    """A manual entry of the accountant."""
    return ledger.record_journal(
        house.ctx("moussa"),
        value_date=FIRST_DAY,
        memo=memo,
        branch_id=branch_id or house.branch_id,
        lines=[
            ledger.JournalLine("1141", amount, 0, "XOF"),
            ledger.JournalLine("57111", 0, amount, "XOF"),
        ],
    )


@contextmanager
def superuser(database: FreshDatabase) -> Iterator[psycopg.Connection]:
    """A session that no trigger and no right holds back; it commits."""
    with psycopg.connect(database.url, autocommit=True) as session:
        session.execute("SET session_replication_role = replica")
        yield session
