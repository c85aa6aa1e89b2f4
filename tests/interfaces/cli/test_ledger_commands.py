"""`nafa ledger …`, as a terminal calls it; and the close of a day on altered books."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.utils import translation

from factories.house import FIRST_DAY, House, make_house
from modules.ledger.logbook import record
from nafa.kernel.identity.contexts import business_date
from nafa.ledger.calc.tlog.note import COSIGNATURE, Signer, read_note
from nafa.ledger.errors import BooksAltered
from nafa.ledger.queries import last_verified
from nafa.ledger.queries.log.receipts import seal_of
from nafa.runtime.cli.main import main

Nafa = Callable[..., tuple[int, str, str]]
WITNESS = Signer("witness.example/w", bytes(range(32)), COSIGNATURE)


@pytest.fixture
def nafa(
    fresh_database: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Nafa]:
    """Run a command in English: exit code, standard output, standard error."""
    monkeypatch.setenv("NAFA_LANGUAGE", "en")
    for name in ("NAFA_DATA", "NAFA_SECRET_KEY", "NAFA_MASTER_KEY"):
        monkeypatch.setenv(name, fresh_database.environment()[name])

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    with translation.override("en"):
        yield run


@pytest.fixture
def house(nafa: Nafa) -> House:
    return make_house()


def test_checkpoint_publish_witness_rotate_and_receipt(
    nafa: Nafa, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry_id = record(house, 25_000)

    first = nafa("ledger", "checkpoint")
    assert (first[0], len(read_note(first[1]).signatures)) == (0, 1)

    assert nafa("ledger", "publish", "--folder", str(tmp_path / "log"))[0] == 0
    assert (tmp_path / "log" / "checkpoint").read_text() == first[1]

    assert nafa("ledger", "witness")[1] == ""
    told = nafa("ledger", "witness", "--add", WITNESS.verifier.vkey)
    assert "has cosigned nothing yet" in told[1]
    note = read_note(first[1])
    cosigned = note.written + WITNESS.sign(note.text, instant=1_763_800_000)
    monkeypatch.setattr("sys.stdin", io.StringIO(cosigned))
    assert "cosigned 5 entries" in nafa("ledger", "witness", "-")[1]
    assert nafa("ledger", "checkpoint")[1] == cosigned
    refused = nafa("ledger", "witness", str(tmp_path / "nowhere"))
    assert (refused[0], "ledger.checkpoint_refused" in refused[2]) == (1, True)

    turned = json.loads(nafa("ledger", "rotate-key", "--json")[1])
    assert len(read_note(turned["checkpoint"]).signatures) == 2

    code = seal_of(entry_id).code
    assert nafa("ledger", "verify-receipt", code)[0] == 0
    wrong = nafa("ledger", "verify-receipt", code[:-1] + ("0" if code[-1] != "0" else "1"))
    assert (wrong[0], "ledger.receipt_refused" in wrong[2]) == (1, True)


def test_verify_against_a_checkpoint_kept_outside(nafa: Nafa, house: House, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text(nafa("ledger", "checkpoint")[1])
    record(house, 5)
    key = json.loads(nafa("ledger", "verify", "--json")[1])["keys"][0]
    stranger = Signer("x", bytes(32)).verifier.vkey

    sound = nafa("ledger", "verify", "--checkpoint", str(kept), "--key", key)
    strange = nafa("ledger", "verify", "--checkpoint", str(kept), "--key", stranger)
    missing = nafa("ledger", "verify", "--checkpoint", str(tmp_path / "nowhere"))

    assert (sound[0], "The books are sound." in sound[1]) == (0, True)
    assert "1 entries wait for it" in sound[1]
    for refused in (strange, missing):
        assert (refused[0], "ledger.checkpoint_refused" in refused[2]) == (1, True)


def test_the_close_of_a_day_checks_what_came_since_and_tells_an_alteration(
    nafa: Nafa, house: House, fresh_database: Any
) -> None:
    house.close_days_until(FIRST_DAY + timedelta(days=1))
    before = last_verified()
    assert before is not None and before.booked_date == FIRST_DAY
    with psycopg.connect(fresh_database.url, autocommit=True) as session:
        session.execute("SET session_replication_role = replica")
        session.execute(
            "UPDATE ledger_balance SET debit_minor = debit_minor + 1,"
            " credit_minor = credit_minor + 1 WHERE account_id ="
            " (SELECT account_id FROM ledger_balance WHERE debit_minor > 0 ORDER BY 1 LIMIT 1)"
        )

    with pytest.raises(BooksAltered):
        house.close_days_until(FIRST_DAY + timedelta(days=2))

    assert business_date() == FIRST_DAY + timedelta(days=2)
    assert last_verified() == before
    code, out, _ = nafa("ledger", "verify", "--since-last")
    assert (code, "sum of lines / balance kept" in out) == (1, True)
