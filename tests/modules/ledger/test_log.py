"""The log grows from the books: every entry once, in any order of commits, provable at any size."""

import os
import subprocess
import sys
import threading
import time
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections, transaction

from conftest import FreshDatabase
from factories.house import House, make_house
from modules.ledger.logbook import record, superuser
from nafa.kernel.errors import NotFound
from nafa.ledger import errors
from nafa.ledger.calc import receipt
from nafa.ledger.calc.leaves import decode, encode
from nafa.ledger.calc.tlog import merkle
from nafa.ledger.calc.tlog.note import Verifier, read_note
from nafa.ledger.commands import extend_log, rotate_log_key
from nafa.ledger.queries.log import state
from nafa.ledger.queries.log.hashes import leaf_hashes_by_position


def logged() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number + place FROM ledger_leaf, generate_series(0, leaves - 1) AS place"
            " WHERE kind = 1 ORDER BY position, place"
        )
        return [number for (number,) in cursor.fetchall()]


def posted() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM ledger_entry ORDER BY number")
        return [number for (number,) in cursor.fetchall()]


def known_keys() -> tuple[Verifier, ...]:
    return tuple(key.verifier for key in state.log_keys())


def assert_sound() -> None:
    """Every checkpoint is signed, and each follows from the one before."""
    before = None
    for row in state.checkpoints():
        assert read_note(row.note).signed_by(known_keys())
        assert state.root_at(row.size) == row.root
        if before is not None:
            merkle.verify_consistency(
                old=before.size, new=row.size, old_root=before.root, new_root=row.root,
                path=state.consistency(before.size, row.size),
            )  # fmt: skip
        before = row


def test_every_entry_is_a_leaf_once_and_proven_by_the_checkpoint(house: House) -> None:
    ids = [record(house, amount) for amount in (100, 250, 999)]

    first = extend_log()
    again = extend_log()

    assert first.size == len(posted()) == len(logged())
    assert again == (0, first.size)
    for entry_id in ids:
        leaf = state.entry_leaf(entry_id)
        proof = state.proof_of(leaf)
        assert proof is not None
        assert receipt.verify(proof, known_keys()).leaf == leaf
    assert_sound()


def test_the_database_hashes_the_very_bytes_of_the_format(house: House) -> None:
    record(house, 100, memo="Régularisation « caisse » № 7")
    house.open_till()
    house.loan()
    house.close_till()
    house.close_days_until(house.ctx("awa").business_date.replace(day=7))
    size = extend_log().size

    found = dict(leaf_hashes_by_position(0, size))

    assert len(found) == size
    entries = [state.entry_at(position) for position in range(size)]
    assert any(entries) and not all(entries)  # closing balances are leaves too
    for position, entry_id in enumerate(entries):
        if entry_id is not None:
            raw = encode(state.entry_leaf(entry_id))
            assert merkle.leaf_hash(raw) == found[position]
            assert decode(raw) == state.entry_leaf(entry_id)
    assert_sound()


def test_batches_of_any_size_give_the_same_log(house: House) -> None:
    for amount in range(1, 8):
        record(house, amount)
    with transaction.atomic():
        at_once = state.root_at(extend_log().size)
        transaction.set_rollback(True)

    extended = extend_log(batch=3)

    assert state.root_at(extended.size) == at_once
    assert len(state.checkpoints()) >= 3
    assert_sound()


def test_an_entry_that_commits_late_with_a_low_number_is_found(
    fresh_database: FreshDatabase,
) -> None:
    house = make_house()
    extend_log()
    waits, goes = threading.Event(), threading.Event()

    def slowly() -> None:
        try:
            with transaction.atomic():
                record(house, 111, branch_id=house.other_branch_id)  # no account in common
                waits.set()
                goes.wait(20)
        finally:
            connections.close_all()

    slow = threading.Thread(target=slowly)
    slow.start()
    assert waits.wait(20)
    for amount in (222, 333, 444):  # later numbers commit first, and the log goes on
        with transaction.atomic():
            record(house, amount)
        extend_log()
    between = logged()
    goes.set()
    slow.join()
    extend_log()
    extend_log()

    assert sorted(logged()) == posted()
    assert set(posted()) - set(between) == {logged()[-1]}
    assert logged()[-1] < max(between)
    with connection.cursor() as cursor:
        cursor.execute("SELECT settled FROM ledger_logmark WHERE kind = 1")
        assert cursor.fetchone()[0] == max(posted())
    assert_sound()


def test_several_extenders_take_turns(fresh_database: FreshDatabase) -> None:
    house = make_house()
    faults: list[BaseException] = []

    def extend() -> None:
        try:
            for _ in range(5):
                extend_log(batch=7)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=extend) for _ in range(4)]
    for thread in threads:
        thread.start()
    for amount in range(1, 30):
        with transaction.atomic():
            record(house, amount)
    for thread in threads:
        thread.join()
    extend_log()

    assert faults == []
    assert sorted(logged()) == posted()
    assert_sound()


def test_who_cannot_wait_for_the_turn_is_told(fresh_database: FreshDatabase) -> None:
    make_house()
    with superuser(fresh_database) as session, session.transaction():
        session.execute("SELECT pg_advisory_xact_lock(4203)")

        with pytest.raises(errors.LogBusy):
            extend_log(wait_seconds=0.1)

    assert extend_log(wait_seconds=0.1).size == len(posted())


def test_a_log_cut_short_in_the_middle_goes_on_where_it_was(house: House) -> None:
    for amount in range(1, 10):
        record(house, amount)
    seen: list[int] = []

    class Killed(Exception):
        pass

    def die(added: int) -> None:
        seen.append(added)
        if added >= 4:
            raise Killed

    with pytest.raises(Killed):
        extend_log(batch=2, watch=die)
    extend_log()

    assert seen == [2, 4]
    assert sorted(logged()) == posted()
    assert_sound()


def test_a_new_key_is_vouched_for_by_the_old_one(house: House) -> None:
    record(house, 100)
    old = extend_log()
    (first_key,) = known_keys()

    turned = rotate_log_key()
    record(house, 200)
    extend_log()

    _, second_key = known_keys()
    assert turned.size == old.size
    assert read_note(turned.note).signed_by([first_key]) == (first_key,)
    assert read_note(turned.note).signed_by([second_key]) == (second_key,)
    latest = state.latest_checkpoint()
    assert latest is not None
    assert [one.key_id for one in read_note(latest.note).signatures] == [second_key.id]
    assert_sound()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_leaf SET number = number + 1",
        "DELETE FROM ledger_leaf",
        "DELETE FROM ledger_tile",
        "UPDATE ledger_tile SET hashes = decode(repeat('00', length(hashes)), 'hex')",
        "UPDATE ledger_tile SET hashes = substr(hashes, 1, 32)",
        "UPDATE ledger_tile SET number = number + 1",
        "UPDATE ledger_checkpoint SET size = size + 1",
        "DELETE FROM ledger_checkpoint",
        "UPDATE ledger_logkey SET public_key = public_key",
        "DELETE FROM ledger_verified",
        "INSERT INTO ledger_checkpoint SELECT number + 2, size, root, note, signed_at"
        " FROM ledger_checkpoint",
        "INSERT INTO ledger_checkpoint SELECT number + 1, size - 1, root, note, signed_at"
        " FROM ledger_checkpoint",
    ],
)
def test_the_application_cannot_change_the_log(house: House, statement: str) -> None:
    for amount in (1, 2):
        record(house, amount)
    extend_log()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_unknown_entry_has_no_leaf(house: House) -> None:
    with pytest.raises(NotFound):
        state.entry_leaf(UUID(int=1))


EXTEND_FOR_EVER = """
import django; django.setup()
from nafa.ledger.commands import extend_log
while True:
    extend_log(batch=4)
"""


def test_extending_is_killed_at_any_moment_and_the_log_stays_whole(
    fresh_database: FreshDatabase,
) -> None:
    house = make_house()
    for delay in (0.0, 0.01, 0.03, 0.05, 0.08, 0.13):
        with transaction.atomic():
            for amount in range(1, 40):
                record(house, amount)
        worker = subprocess.Popen(
            [sys.executable, "-c", EXTEND_FOR_EVER],
            env={**fresh_database.environment(), "PYTHONPATH": os.pathsep.join(sys.path),
                 "DJANGO_SETTINGS_MODULE": "nafa.runtime.settings"},
        )  # fmt: skip
        begun = len(logged())
        while len(logged()) == begun and worker.poll() is None:
            time.sleep(0.005)
        time.sleep(delay)
        worker.kill()
        worker.wait()
        assert_sound()

    extend_log()

    assert sorted(logged()) == posted()
    assert len(set(logged())) == len(logged())
    assert_sound()
