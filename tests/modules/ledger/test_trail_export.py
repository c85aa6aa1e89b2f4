"""An export of the trail proves itself; whoever changes a letter of it is found out."""

import json

import pytest

from factories.house import House
from nafa.kernel.audit.reading import Asked
from nafa.ledger.calc.tlog.note import NoteInvalid
from nafa.ledger.calc.trail_proof import check
from nafa.ledger.commands import extend_log, seal_trail
from nafa.ledger.queries.log import state
from nafa.ledger.queries.log.trail_export import exported_trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def exported(house: House) -> list[str]:
    house.client()
    seal_trail()
    extend_log()
    return list(exported_trail(Asked()))


def test_every_row_is_proven_by_the_public_key_alone(exported: list[str]) -> None:
    found = check(exported, vkey=_key())

    assert found.faults == ()
    assert found.rows > 10
    assert found.rows == sum(line.startswith('{"row"') for line in exported)


@pytest.mark.parametrize("name", ["name", "at", "actor_id", "subject_id", "code", "input_hash"])
def test_a_changed_row_is_found(exported: list[str], name: str) -> None:
    place = next(n for n, line in enumerate(exported) if '"row"' in line and _full(line, name))
    line = json.loads(exported[place])
    old = line["row"][name]
    line["row"][name] = (old[:-1] if name != "at" else old.replace("20", "21", 1)) or "x"
    if name.endswith("_id"):
        line["row"][name] = old[:-1] + ("0" if old[-1] != "0" else "1")
    if name == "code":
        line["row"][name] = "other"
    exported[place] = json.dumps(line)

    assert [fault.line for fault in check(exported, vkey=_key()).faults] == [place + 1]


def test_a_batch_that_the_checkpoint_does_not_hold_proves_none_of_its_rows(
    exported: list[str],
) -> None:
    place = next(n for n, line in enumerate(exported) if line.startswith('{"batch"'))
    line = json.loads(exported[place])
    line["batch"]["rows"] += 1
    exported[place] = json.dumps(line)

    found = check(exported, vkey=_key())

    assert found.rows == 0
    assert found.faults[0].line == place + 1


def test_another_key_is_refused(exported: list[str]) -> None:
    key = _key()
    other = key[:-4] + ("AAA=" if not key.endswith("AAA=") else "BBB=")

    with pytest.raises(NoteInvalid):
        check(exported, vkey=other)


def test_a_changed_checkpoint_is_refused(exported: list[str]) -> None:
    head = json.loads(exported[0])
    head["checkpoint"] = head["checkpoint"].replace("\n", "\n1", 1)

    with pytest.raises(NoteInvalid):
        check([json.dumps(head), *exported[1:]], vkey=_key())


def _key() -> str:
    return state.log_keys()[-1].verifier.vkey


def _full(line: str, name: str) -> bool:
    return bool(json.loads(line)["row"][name]) or name == "code"
