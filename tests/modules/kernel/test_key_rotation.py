"""Keys are replaced while people work; nothing is lost, and nothing is left under the old key."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import BinaryField

from conftest import FreshDatabase
from factories.house import House, make_house
from nafa.clients import commands as clients
from nafa.clients import queries
from nafa.clients.models import Client
from nafa.kernel import clock
from nafa.kernel.control.deciding import approve_waiting
from nafa.kernel.control.defining import define_control_rules
from nafa.kernel.control.errors import WaitsForApproval
from nafa.kernel.copying import copy_rows
from nafa.kernel.errors import SecretUnreadable
from nafa.kernel.models import CodeApp, CommandRecord, WaitingCommand
from nafa.kernel.secrets import data_keys, keyring, rotation, seal, unseal
from nafa.kernel.secrets.files import read_file, store_file


@pytest.fixture
def keyed(fresh_database: FreshDatabase) -> House:
    data_keys.forget()
    house = make_house()
    data_keys.ensure_data_keys()
    return house


def _register(house: House, number: int) -> None:
    clients.register_person(
        house.ctx("ibra"),
        given_names=f"Awa{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}",
        family_name="Ndiaye", phone=f"+22177{1000000 + number}", not_a_duplicate_because="essai",
    )  # fmt: skip


@pytest.mark.timeout(60)
def test_the_key_is_asked_for_before_rows_are_copied(keyed: House) -> None:
    """While a copy runs its session answers nothing else: asking then would wait for ever."""
    data_keys.forget()
    row = CodeApp(
        id=uuid4(), user_id=keyed.people["awa"], secret="JBSWY3DP", created_at=clock.now()
    )

    copy_rows(CodeApp, [row])

    assert CodeApp.objects.get(id=row.id).secret == "JBSWY3DP"


def test_a_rotation_under_load_loses_nothing(keyed: House) -> None:
    for number in range(40):
        _register(keyed, number)
    old = {row.id for row in data_keys.key_rows() if row.purpose in data_keys.SEALING}
    faults: list[Exception] = []
    written: list[None] = []
    stop = threading.Event()
    workers = [
        threading.Thread(target=_until, args=(stop, faults, act))
        for act in (
            lambda number: written.append(_register(keyed, number)),
            lambda _number: queries.list_clients(keyed.ctx("ibra"), limit=200),
        )
    ]
    for worker in workers:
        worker.start()
    rotation.begin_rotation()
    rotation.continue_rotation()
    stop.set()
    for worker in workers:
        worker.join()
    rotation.continue_rotation()

    assert faults == []
    assert written
    assert Client.objects.filter(kind="PERSON").count() == 40 + len(written)
    assert all(str(one.family_name) == "Ndiaye" for one in Client.objects.all())
    assert [one for one in rotation.left() if one.old and one.may_change] == []
    assert {row.id for row in data_keys.key_rows() if row.retired_at} == old
    assert _values_with(old) == 0


def _until(stop: threading.Event, faults: list[Exception], act: Callable[[int], Any]) -> None:
    for number in range(40, 600):
        if stop.is_set():
            break
        try:
            act(number)
        except Exception as fault:
            faults.append(fault)
    connection.close()


def _values_with(key_ids: set[bytes]) -> int:
    total = 0
    for one in rotation.sealed_columns():
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM {one.table} WHERE substr({one.column}, 2, 8) = ANY (%s)",
                [list(key_ids)],
            )
            total += cursor.fetchone()[0]
    return total


def test_a_waiting_act_is_sealed_anew_and_still_carried_out(keyed: House) -> None:
    rule = {"command": "clients.register_person", "levels": [{"roles": ["chief_accountant"]}]}
    define_control_rules(keyed.ctx("system"), rules={"approvals": [rule]})
    with pytest.raises(WaitsForApproval) as told:
        _register(keyed, 1)

    rotation.begin_rotation()
    rotation.continue_rotation()

    kept, head = WaitingCommand.objects.get(), rotation.heads()[data_keys.FIELD]
    parts = (kept.sealed_inputs, kept.sealed_preview, kept.sealed_payee)
    assert {bytes(part)[: len(head)] for part in parts} == {head}
    assert approve_waiting(keyed.ctx("aminata"), waiting_id=told.value.waiting_id) == "DONE"
    assert str(Client.objects.get(kind="PERSON").family_name) == "Ndiaye"


def test_no_sealed_column_is_left_out() -> None:
    known = {(one.table, one.column) for one in rotation.sealed_columns()}

    found = {
        (model._meta.db_table, str(field.column))
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField) and field.name.startswith("sealed")
    }
    assert found
    assert found <= known


def test_killed_in_the_middle_it_goes_on(keyed: House) -> None:
    for number in range(30):
        _register(keyed, number)
    rotation.begin_rotation()

    def die(_name: str, _done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.continue_rotation(watch=die)
    assert rotation.is_rotating()
    assert any(one.old for one in rotation.left())

    rotation.continue_rotation()

    assert not rotation.is_rotating()
    assert [one for one in rotation.left() if one.old and one.may_change] == []
    assert all(unseal(bytes(c.sealed_inputs), f"command.inputs|{c.id}") for c in _commands())


def _commands() -> Any:
    return CommandRecord.objects.all()


def test_values_of_the_first_form_are_read_and_sealed_anew(
    keyed: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(keyring, "present_key", lambda _purpose: None)
        _register(keyed, 1)
    one = Client.objects.get(kind="PERSON")
    assert one.__dict__["family_name"][:1] == b"\x01"

    rotation.continue_rotation()

    again = Client.objects.get(kind="PERSON")
    assert bytes(again.__dict__["family_name"])[:1] == b"\x02"
    assert str(again.family_name) == "Ndiaye"


def test_files_are_sealed_anew(keyed: House) -> None:
    file_id = store_file(keyed.ctx("ibra"), content=b"une piece", media_type="text/plain")
    rotation.begin_rotation()

    rotation.continue_rotation()

    assert read_file(file_id) == (b"une piece", "text/plain")
    assert next(one for one in rotation.left() if one.name == "files").old == 0


def test_a_new_master_key_needs_only_the_wrapping(keyed: House, settings: Any) -> None:
    _register(keyed, 1)
    before = settings.NAFA_MASTER_KEY
    settings.NAFA_MASTER_KEY, settings.NAFA_OLD_MASTER_KEYS = b"n" * 32, (before,)
    data_keys.forget()

    count_of_keys = data_keys.rewrap()

    settings.NAFA_OLD_MASTER_KEYS = ()
    data_keys.forget()
    assert count_of_keys == len(data_keys.PURPOSES)
    assert str(Client.objects.get(kind="PERSON").family_name) == "Ndiaye"
    assert [one.name for one in queries.search(keyed.ctx("ibra"), "Ndiaye")]
    data_keys.forget()


def test_without_the_master_key_nothing_is_read(keyed: House, settings: Any) -> None:
    sealed = seal(b"Awa", "x|1")
    settings.NAFA_MASTER_KEY = b"o" * 32
    data_keys.forget()

    with pytest.raises(SecretUnreadable):
        unseal(sealed, "x|1")


def test_a_value_moved_to_another_row_or_spoilt_is_not_read(keyed: House) -> None:
    sealed = seal(b"Awa", "x|1")

    with pytest.raises(SecretUnreadable):
        unseal(sealed, "x|2")
    with pytest.raises(SecretUnreadable):
        unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), "x|1")
