"""The trail in the log: what a superuser does to a row is found, and the row is named."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from conftest import FreshDatabase, a_fresh_database
from factories.house import House, make_house
from modules.ledger.logbook import superuser
from nafa.journeys.end_of_day import prove_books
from nafa.ledger import queries as books
from nafa.ledger.commands import extend_log, seal_trail


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[FreshDatabase, House]]:
    with django_db_blocker.unblock(), a_fresh_database() as database:
        house = make_house()
        house.client()
        prove_books()  # what comes later is what the next check has to read
        house.client(given_names="Rokhaya")
        seal_trail()
        extend_log()
        yield database, house


@pytest.fixture
def session(
    kept: tuple[FreshDatabase, House], django_db_blocker: DjangoDbBlocker
) -> Iterator[psycopg.Connection]:
    """Somebody with all rights and triggers off; afterwards everything is as before."""
    database, _ = kept
    with django_db_blocker.unblock(), superuser(database) as able:
        able.execute("CREATE TABLE kept_trail AS TABLE kernel_trail")
        able.execute("CREATE TABLE kept_batches AS TABLE ledger_trailbatch")
        able.execute("CREATE TABLE kept_commands AS TABLE kernel_commandrecord")
        yield able
        for table, copy in (
            ("kernel_trail", "kept_trail"), ("ledger_trailbatch", "kept_batches"),
            ("kernel_commandrecord", "kept_commands"),
        ):  # fmt: skip
            able.execute(f"DELETE FROM {table}")
            able.execute(f"INSERT INTO {table} SELECT * FROM {copy}")
            able.execute(f"DROP TABLE {copy}")
        connections["default"].close()


def _first() -> tuple[str, str]:
    found = books.verify().findings[0]
    return found.record, found.fault


def test_an_untouched_trail_is_sound(session: psycopg.Connection) -> None:
    assert books.verify().findings == ()


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ("UPDATE kernel_trail SET actor_id = gen_random_uuid() WHERE number = 5",
         ("trail", "changed")),
        ("UPDATE kernel_trail SET details = 'x' WHERE number = 5", ("trail", "changed")),
        ("UPDATE kernel_trail SET at = at - interval '1 second' WHERE number = 5",
         ("trail", "changed")),
        ("DELETE FROM kernel_trail WHERE number = 5", ("trail", "deleted")),
        ("INSERT INTO kernel_trail (number, at, kind, name, channel)"
         " SELECT 0, at, 'change', 'made.up', 'web' FROM kernel_trail WHERE number = 5",
         ("trail", "inserted")),
        ("UPDATE ledger_trailbatch SET hashes = decode(repeat('00', 32 * rows::int), 'hex')",
         ("trailbatch", "changed")),
        ("UPDATE ledger_trailbatch SET rows = rows + 1, numbers = numbers || 0::bigint,"
         " hashes = hashes || decode(repeat('00', 32), 'hex')", ("trailbatch", "changed")),
    ],
)  # fmt: skip
def test_a_row_that_is_not_as_it_was_is_named(
    session: psycopg.Connection, act: str, expected: tuple[str, str]
) -> None:
    session.execute(act)

    assert _first() == expected


def test_the_number_of_the_row_is_told(session: psycopg.Connection) -> None:
    session.execute("UPDATE kernel_trail SET actor_id = gen_random_uuid() WHERE number = 7")

    assert next((one.record, one.name) for one in books.verify().findings) == ("trail", "7")


def test_the_check_of_a_day_reads_what_came_since_the_last_one(
    session: psycopg.Connection,
) -> None:
    since = books.last_verified()
    spoilt = "UPDATE kernel_trail SET actor_id = gen_random_uuid() WHERE number = {}"

    session.execute(spoilt.format(7))
    assert since
    assert books.verify(since=since).findings == ()
    newest = "(SELECT max(number) FROM kernel_trail WHERE command_id IS NOT NULL)"
    session.execute(spoilt.format(newest))

    fresh = books.verify(since=since).findings
    assert [(one.record, one.fault) for one in fresh] == [("trail", "changed")]
    assert len(books.verify().findings) > len(fresh)


def test_a_row_and_its_batch_rewritten_together_break_the_signed_root(
    session: psycopg.Connection,
) -> None:
    session.execute("UPDATE ledger_trailbatch SET root = decode(repeat('11', 32), 'hex')")

    assert "trailbatch" in {one.record for one in books.verify().findings}


@pytest.mark.parametrize(
    ("act", "fault"),
    [
        ("UPDATE kernel_commandrecord SET channel = 'api' WHERE name = 'clients.register_person'",
         "changed"),
        ("DELETE FROM kernel_commandrecord WHERE name = 'clients.register_person'", "deleted"),
    ],
)  # fmt: skip
def test_an_audit_row_that_parts_from_the_trail_is_found(
    session: psycopg.Connection, act: str, fault: str
) -> None:
    session.execute(act)

    assert ("command", fault) in {(one.record, one.fault) for one in books.verify().findings}


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE kernel_trail SET kind = 'job'",
        "UPDATE kernel_trail SET sealed = NULL",
        "DELETE FROM kernel_trail",
        "TRUNCATE kernel_trail",
        "DELETE FROM ledger_trailbatch",
        "SELECT kernel_retire_trail_month(date_trunc('month', now())::date)",
        "INSERT INTO kernel_trailretired (month, rows) VALUES ('2020-01-01', 1)",
    ],
)
def test_the_program_itself_cannot_take_anything_back(
    kept: tuple[FreshDatabase, House], django_db_blocker: DjangoDbBlocker, act: str
) -> None:
    database, _ = kept
    with (
        django_db_blocker.unblock(),
        psycopg.connect(database.url) as session,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        session.execute("SET ROLE nafa_app")
        session.execute(act)
