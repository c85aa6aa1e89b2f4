"""What a superuser with triggers off does to the books is found, and the first record is named."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import connections, transaction
from pytest_django.plugin import DjangoDbBlocker

from conftest import FreshDatabase, a_fresh_database
from factories.house import FIRST_DAY, make_house
from modules.ledger.logbook import record, superuser
from nafa.ledger import queries as books
from nafa.ledger.calc.tlog.checkpoint import Checkpoint
from nafa.ledger.calc.tlog.note import NoteInvalid, Signer, write_note
from nafa.ledger.commands import extend_log, rotate_log_key
from nafa.ledger.queries.log import state
from nafa.ledger.queries.verification import Verified

ENTRIES = 600
TABLES = (
    "ledger_entry", "ledger_line", "ledger_balance", "ledger_day", "ledger_daytotal",
    "ledger_daybalance", "ledger_leaf", "ledger_tile", "ledger_checkpoint", "ledger_logkey",
    "ledger_hold", "ledger_holdline",
)  # fmt: skip


@pytest.fixture(scope="module")
def kept_books(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[FreshDatabase, Verified]]:
    """Two closed days, hundreds of entries in several tiles, checkpoints, a turned key. How far
    the books were verified before the last checkpoints."""
    with django_db_blocker.unblock(), a_fresh_database() as database:
        house = make_house()
        with transaction.atomic():
            for amount in range(1, ENTRIES):
                record(house, amount)
                if amount in (7, 300, 301):
                    extend_log()
        rotate_log_key()
        house.close_days_until(FIRST_DAY + timedelta(days=1))
        extend_log()
        earlier = books.verify().reached
        record(house, 77)
        house.close_days_until(FIRST_DAY + timedelta(days=2))
        record(house, 78)
        extend_log()
        with superuser(database) as session:
            session.execute("CREATE SCHEMA kept")
            for table in TABLES:
                session.execute(f"CREATE TABLE kept.{table} AS TABLE {table}")
        assert earlier is not None
        yield database, earlier


@pytest.fixture
def session(
    kept_books: tuple[FreshDatabase, Verified], django_db_blocker: DjangoDbBlocker
) -> Iterator[psycopg.Connection]:
    """A superuser's session with triggers off. Afterwards the books are as they were."""
    with django_db_blocker.unblock(), superuser(kept_books[0]) as opened:
        yield opened
        opened.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
        for table in TABLES:
            opened.execute(f"INSERT INTO {table} SELECT * FROM kept.{table}")


def first_finding() -> tuple[str, str, str]:
    found = books.verify().findings[0]
    return found.record, found.name, found.fault


def number_at(session: psycopg.Connection, position: int) -> int:
    row = session.execute(
        "SELECT number + %(at)s - position FROM ledger_leaf"
        " WHERE position <= %(at)s ORDER BY position DESC LIMIT 1",
        {"at": position},
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_sound_books_are_found_sound(
    session: psycopg.Connection, kept_books: tuple[FreshDatabase, Verified]
) -> None:
    in_full, since = books.verify(), books.verify(since=kept_books[1])

    assert in_full.findings == since.findings == ()
    assert in_full.entries == ENTRIES - 1 + 3 + 2
    assert in_full.leaves > in_full.entries
    assert since.leaves < in_full.leaves
    assert in_full.waiting == 0
    assert in_full.reached == since.reached
    assert len(in_full.vkeys) == 2


@pytest.mark.parametrize("position", [0, 255, 256, 500])
@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE ledger_line SET debit_minor = debit_minor + 5 * sign(debit_minor)::int,"
         " credit_minor = credit_minor + 5 * sign(credit_minor)::int WHERE entry_id = %(id)s",
         "changed"),
        ("UPDATE ledger_line SET value_date = value_date - 1 WHERE entry_id = %(id)s", "changed"),
        ("UPDATE ledger_entry SET memo = 'autre' WHERE id = %(id)s", "changed"),
        ("DELETE FROM ledger_line WHERE entry_id = %(id)s AND number = 1", "changed"),
        ("DELETE FROM ledger_entry WHERE id = %(id)s", "deleted"),
        ("INSERT INTO ledger_entry SELECT (jsonb_populate_record(e, jsonb_build_object("
         "'id', gen_random_uuid()))).* FROM ledger_entry e WHERE id = %(id)s", "doubled"),
    ],
)  # fmt: skip
def test_a_changed_deleted_or_doubled_row_is_named(
    session: psycopg.Connection, position: int, statement: str, fault: str
) -> None:
    number, entry_id = number_at(session, position), state.entry_at(position)

    session.execute(statement, {"id": entry_id})

    assert first_finding()[:2] == ("entry", str(number))
    assert fault in {found.fault for found in books.verify().findings}


def test_an_inserted_entry_is_named(session: psycopg.Connection) -> None:
    session.execute("DELETE FROM ledger_leaf WHERE false")
    session.execute(
        "INSERT INTO ledger_entry SELECT (jsonb_populate_record(e, jsonb_build_object("
        "'id', 'aaaaaaaa-0000-7000-8000-000000000001', 'number', 0))).*"
        " FROM ledger_entry e ORDER BY number LIMIT 1"
    )
    session.execute(
        "INSERT INTO ledger_line SELECT (jsonb_populate_record(l, jsonb_build_object('entry_id',"
        " 'aaaaaaaa-0000-7000-8000-000000000001'))).* FROM ledger_line l"
        " WHERE entry_id = (SELECT id FROM ledger_entry WHERE number > 0 ORDER BY number LIMIT 1)"
    )

    assert first_finding() == ("entry", "0", "inserted")


def test_entries_that_changed_places_are_named(session: psycopg.Connection) -> None:
    first, second = number_at(session, 40), number_at(session, 41)
    session.execute(
        "UPDATE ledger_entry SET number = %s - number WHERE number IN (%s, %s)",
        [first + second, first, second],
    )

    assert first_finding() == ("entry", str(first), "reordered")


def test_leaves_that_changed_places_are_named(session: psycopg.Connection) -> None:
    run = "SELECT position, number, leaves FROM ledger_leaf WHERE position <= 310 AND kind = 1"
    row = session.execute(f"{run} ORDER BY position DESC LIMIT 1").fetchone()
    assert row is not None
    position, number, leaves = row
    assert position + leaves > 312
    session.execute("DELETE FROM ledger_leaf WHERE position = %s", [position])
    before = 310 - position
    for place, count, taken in (
        (0, before, 0), (before, 1, before + 1), (before + 1, 1, before),
        (before + 2, leaves - before - 2, before + 2),
    ):  # fmt: skip
        if count:
            session.execute(
                "INSERT INTO ledger_leaf VALUES (%s, 1, %s, %s)",
                [position + place, number + taken, count],
            )

    assert first_finding() == ("entry", str(number + before + 1), "reordered")


def test_a_run_of_leaves_taken_out_is_named(session: psycopg.Connection) -> None:
    session.execute("DELETE FROM ledger_leaf WHERE position <= 300 AND position + leaves > 300")

    assert first_finding()[::2] == ("leaf", "deleted")


@pytest.mark.parametrize(
    ("statement", "record", "fault"),
    [
        ("UPDATE ledger_balance SET debit_minor = debit_minor + 1, credit_minor = credit_minor + 1"
         " WHERE account_id = (SELECT account_id FROM ledger_balance WHERE debit_minor > 0"
         " ORDER BY 1 LIMIT 1)", "account", "balance"),
        ("DELETE FROM ledger_balance WHERE account_id = (SELECT account_id FROM ledger_balance"
         " WHERE debit_minor > 0 ORDER BY 1 LIMIT 1)", "account", "balance"),
        ("UPDATE ledger_balance SET pending_debit_minor = 5 WHERE account_id ="
         " (SELECT min(account_id::text)::uuid FROM ledger_balance)", "account", "pending"),
        ("UPDATE ledger_daytotal SET credit_minor = credit_minor + 1 WHERE (account_id,"
         " booked_date) = (SELECT account_id, booked_date FROM ledger_daytotal LIMIT 1)",
         "daytotal", "sum"),
        ("UPDATE ledger_daybalance SET debit_minor = debit_minor + 1 WHERE number = 1",
         "daybalance", "changed"),
        ("DELETE FROM ledger_daybalance WHERE number = 1", "daybalance", "deleted"),
        ("UPDATE ledger_day SET entries = entries + 1", "day", "count"),
        ("INSERT INTO ledger_line SELECT (jsonb_populate_record(l, jsonb_build_object('entry_id',"
         " gen_random_uuid()))).* FROM ledger_line l LIMIT 1", "line", "no_entry"),
    ],
)  # fmt: skip
def test_an_edited_balance_hold_seal_or_a_lone_line_is_named(
    session: psycopg.Connection, statement: str, record: str, fault: str
) -> None:
    session.execute(statement)

    assert (first_finding()[0], first_finding()[2]) == (record, fault)


@pytest.mark.parametrize(
    ("statement", "name", "fault"),
    [
        ("UPDATE ledger_tile SET hashes = overlay(hashes placing '\\x00'::bytea from 33)"
         " WHERE level = 0 AND number = 1", "0/1", "replaced"),
        ("UPDATE ledger_tile SET hashes = substr(hashes, 1, 64) WHERE level = 0 AND number = 0",
         "0/0", "replaced"),
        ("DELETE FROM ledger_tile WHERE level = 0 AND number = 1", "0/1", "replaced"),
        ("UPDATE ledger_tile SET hashes = overlay(hashes placing '\\x00'::bytea from 1)"
         " WHERE level = 1", "1/0", "replaced"),
    ],
)  # fmt: skip
def test_a_replaced_tile_is_named(
    session: psycopg.Connection, statement: str, name: str, fault: str
) -> None:
    session.execute(statement)

    assert first_finding() == ("tile", name, fault)


def test_a_tile_that_was_fitted_to_a_changed_row_does_not_reach_the_signed_root(
    session: psycopg.Connection,
) -> None:
    from nafa.ledger.queries.log.hashes import leaf_hashes

    session.execute("UPDATE ledger_entry SET memo = 'autre' WHERE id = %s", [state.entry_at(9)])
    forged = leaf_hashes(0, 256)[0].hashes
    session.execute("UPDATE ledger_tile SET hashes = %s WHERE level = 0 AND number = 0", [forged])

    found = books.verify().findings

    assert (found[0].record, found[0].fault) == ("checkpoint", "root")
    assert ("tile", "1/0", "replaced") in {(one.record, one.name, one.fault) for one in found}


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE ledger_checkpoint SET size = size - 1 WHERE number = 2", "changed"),
        ("UPDATE ledger_checkpoint SET root = sha256('') WHERE number = 2", "changed"),
        ("UPDATE ledger_checkpoint SET note = replace(note, E'\\n3', E'\\n4') WHERE number = 2",
         "signature"),
        ("DELETE FROM ledger_checkpoint WHERE number = 2", "deleted"),
        ("UPDATE ledger_checkpoint SET note = 'rien' WHERE number = 2", "signature"),
    ],
)  # fmt: skip
def test_an_edited_checkpoint_is_named(
    session: psycopg.Connection, statement: str, fault: str
) -> None:
    session.execute(statement)

    assert first_finding() == ("checkpoint", "2", fault)


def test_a_checkpoint_signed_with_a_stranger_s_key_is_named(session: psycopg.Connection) -> None:
    row, name = state.checkpoint(2), state.origin()
    assert row is not None and name is not None
    text = Checkpoint(name, row.size, row.root).text
    note = write_note(text, [Signer(name, bytes(32)).sign(text)])
    session.execute("UPDATE ledger_checkpoint SET note = %s WHERE number = 2", [note])

    assert first_finding() == ("checkpoint", "2", "signature")


def test_a_stranger_s_key_slipped_in_is_named(session: psycopg.Connection) -> None:
    latest, name = state.latest_checkpoint(), state.origin()
    assert latest is not None and name is not None
    stranger = Signer(name, bytes(32))
    text = Checkpoint(name, latest.size, latest.root).text
    session.execute(
        "INSERT INTO ledger_logkey SELECT number + 1, name, %s, sealed_seed, made_at, %s"
        " FROM ledger_logkey ORDER BY number DESC LIMIT 1",
        [stranger.verifier.public_key, latest.number],
    )
    session.execute(
        "UPDATE ledger_checkpoint SET note = %s WHERE number = %s",
        [write_note(text, [stranger.sign(text)]), latest.number],
    )

    assert first_finding() == ("checkpoint", str(latest.number), "signature")


def test_a_log_cut_back_is_found_by_a_checkpoint_kept_outside(session: psycopg.Connection) -> None:
    latest = state.latest_checkpoint()
    assert latest is not None
    session.execute("DELETE FROM ledger_checkpoint WHERE number = %s", [latest.number])

    found = books.verify(outside=latest.note).findings[0]

    assert (found.record, found.fault) == ("checkpoint", "lost")


def test_a_checkpoint_kept_outside_is_compared_with_our_past(session: psycopg.Connection) -> None:
    row, (_, vkey) = state.checkpoint(5), books.verify().vkeys
    assert row is not None
    stranger = Signer(state.origin() or "", bytes(32))

    assert books.verify(outside=row.note, vkey=vkey).findings == ()
    with pytest.raises(NoteInvalid):
        books.verify(outside=row.note, vkey=stranger.verifier.vkey)


@pytest.mark.parametrize(
    ("statement", "record"),
    [
        ("UPDATE ledger_line SET currency = 'EUR' WHERE booked_date = (SELECT max(booked_date)"
         " FROM ledger_line)", "entry"),
        ("UPDATE ledger_daybalance SET credit_minor = 0 WHERE number = (SELECT max(number)"
         " FROM ledger_daybalance WHERE credit_minor > 0)", "daybalance"),
        ("UPDATE ledger_balance SET credit_minor = credit_minor + 1 WHERE account_id = (SELECT"
         " account_id FROM ledger_balance WHERE credit_minor > 0 ORDER BY 1 LIMIT 1)", "account"),
        ("UPDATE ledger_tile SET hashes = overlay(hashes placing '\\x00'::bytea from 1)"
         " WHERE level = 1 AND number = 0", "tile"),
    ],
)  # fmt: skip
def test_the_nightly_check_finds_what_came_since_and_what_it_stands_on(
    session: psycopg.Connection,
    kept_books: tuple[FreshDatabase, Verified],
    statement: str,
    record: str,
) -> None:
    session.execute(statement)

    found = books.verify(since=kept_books[1]).findings

    assert found[0].record == record


def test_a_leaf_without_a_place_in_the_checkpoint_is_named(session: psycopg.Connection) -> None:
    latest = state.latest_checkpoint()
    assert latest is not None
    session.execute("INSERT INTO ledger_leaf VALUES (%s, 1, 999999, 1)", [latest.size])

    assert first_finding() == ("leaf", str(latest.size), "inserted")


def test_a_check_during_postings_finds_nothing(fresh_database: FreshDatabase) -> None:
    house = make_house()
    extend_log()
    is_over = threading.Event()

    def work() -> None:
        try:
            for amount in range(1, 60):
                with transaction.atomic():
                    record(house, amount)
                extend_log()
        finally:
            is_over.set()
            connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    found = []
    while not is_over.is_set():
        found += books.verify().findings
    worker.join()

    assert found == []
    assert books.verify().leaves > 60


def test_books_that_are_not_in_the_log_yet_wait_for_it_and_are_checked(
    fresh_database: FreshDatabase,
) -> None:
    house = make_house()
    entry_id = record(house, 100)

    sound = books.verify()
    with superuser(fresh_database) as opened:
        opened.execute(
            "UPDATE ledger_line SET debit_minor = 99 WHERE entry_id = %s AND debit_minor > 0",
            [entry_id],
        )
    spoilt = books.verify()

    assert (sound.findings, sound.waiting, sound.leaves) == ((), 4, 0)
    assert sound.reached is None
    assert (spoilt.findings[0].record, spoilt.findings[0].fault) == ("entry", "unbalanced")
