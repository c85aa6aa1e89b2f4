"""What leaves the house: published folders, mails, witnesses, receipts proven far from us."""

import base64
import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from factories.house import House
from modules.ledger.logbook import record
from nafa.interfaces.publishing import FolderPublisher, MailPublisher
from nafa.kernel.errors import Unavailable
from nafa.ledger import errors
from nafa.ledger.calc import receipt
from nafa.ledger.calc.receipt import ReceiptInvalid
from nafa.ledger.calc.tlog import merkle
from nafa.ledger.calc.tlog.checkpoint import Checkpoint, read_checkpoint
from nafa.ledger.calc.tlog.note import COSIGNATURE, Signer, Verifier, read_note, write_note
from nafa.ledger.calc.tlog.tiles import TileKey, TileReader, tile_path, width_in
from nafa.ledger.commands import (
    add_witness,
    extend_log,
    keep_cosignatures,
    publish_log,
    rotate_log_key,
)
from nafa.ledger.queries.log import state
from nafa.ledger.queries.log.receipts import proof_by_code, seal_of
from nafa.runtime.wiring import extend, publish

WITNESS = Signer("witness.example/bceao", bytes(range(32)), COSIGNATURE)


def keys() -> tuple[Verifier, ...]:
    return tuple(key.verifier for key in state.log_keys())


def latest() -> state.CheckpointRow:
    row = state.latest_checkpoint()
    assert row is not None
    return row


def reader_of(folder: Path, size: int) -> TileReader:
    """Reads the tree out of a published folder, as a stranger would over HTTP."""

    def fetch(key: TileKey, width: int) -> bytes | None:
        whole, part = folder / tile_path(key), folder / tile_path(key, width)
        return (whole if whole.is_file() else part).read_bytes()

    return TileReader(size, fetch)


def test_a_published_folder_is_a_whole_log_and_grows(house: House, tmp_path: Path) -> None:
    place = FolderPublisher(tmp_path / "log")
    sizes = []
    for amounts in (range(1, 4), range(1, 300), range(1, 3)):
        for amount in amounts:
            record(house, amount)
        extend_log()
        sizes.append(publish_log(place))

    note = read_note((tmp_path / "log" / "checkpoint").read_text())
    found = read_checkpoint(note.text)
    assert note.signed_by([Verifier.from_vkey((tmp_path / "log" / "keys").read_text())])
    assert merkle.root(found.size, reader_of(place.folder, found.size)) == found.root
    assert place.published_size() == found.size == sizes[-1]
    for before, after in pairwise(sizes):
        earlier = read_checkpoint(
            read_note((place.folder / "checkpoints" / str(before)).read_text()).text
        )
        later = read_checkpoint(
            read_note((place.folder / "checkpoints" / str(after)).read_text()).text
        )
        merkle.verify_consistency(
            old=before, new=after, old_root=earlier.root, new_root=later.root,
            path=merkle.consistency_proof(before, after, reader_of(place.folder, after)),
        )  # fmt: skip
    assert width_in(TileKey(0, 1), found.size) == found.size - 256


def test_a_place_that_has_more_than_we_do_is_not_overwritten(house: House, tmp_path: Path) -> None:
    record(house, 1)
    extend_log()
    place = FolderPublisher(tmp_path)
    publish_log(place)
    signer = Signer("other", bytes(32))
    text = Checkpoint("other", latest().size + 1, bytes(32)).text
    kept = write_note(text, [signer.sign(text)])
    (tmp_path / "checkpoint").write_text(kept)

    with pytest.raises(errors.PublishedElsewhere):
        publish_log(place)

    assert (tmp_path / "checkpoint").read_text() == kept


def test_a_place_that_cannot_be_written_is_unavailable(house: House, tmp_path: Path) -> None:
    record(house, 1)
    extend_log()
    (tmp_path / "file").write_text("")

    with pytest.raises(Unavailable):
        publish_log(FolderPublisher(tmp_path / "file" / "log"))


def test_a_log_that_is_empty_is_not_published_nor_its_key_turned(
    house: House, tmp_path: Path
) -> None:
    with pytest.raises(errors.LogNotBegun):
        publish_log(FolderPublisher(tmp_path))


def test_a_mailbox_gets_the_checkpoint_and_the_keys(house: House) -> None:
    record(house, 1)
    extend_log()

    publish_log(MailPublisher(["controle@example.sn"]))

    (sent,) = mail.outbox
    assert sent.to == ["controle@example.sn"]
    assert latest().note in sent.body
    assert keys()[0].vkey in sent.body
    assert sent.attachments[0][1] == latest().note


def test_the_job_process_extends_and_publishes(house: House, tmp_path: Path, settings: Any) -> None:
    settings.NAFA_LOG_FOLDER, settings.NAFA_LOG_MAIL = tmp_path / "log", ("a@example.sn",)
    record(house, 5)

    assert extend(timestamp=0) > 0
    assert extend(timestamp=60) == 0
    assert publish(timestamp=0) == 2
    assert FolderPublisher(tmp_path / "log").published_size() == latest().size
    assert len(mail.outbox) == 1


def cosigned(*, key: Signer = WITNESS, instant: int = 1_763_800_000) -> str:
    note = read_note(latest().note)
    return note.written + key.sign(note.text, instant=instant)


def test_a_known_witness_s_cosignature_is_kept_and_published(house: House) -> None:
    record(house, 1)
    extend_log()
    add_witness(WITNESS.verifier.vkey)

    assert keep_cosignatures(cosigned()) == [WITNESS.name]
    assert keep_cosignatures(cosigned()) == [WITNESS.name]  # twice is once

    (known,) = state.witnesses()
    assert (known.size, known.verifier) == (latest().size, WITNESS.verifier)
    published = read_note(state.note_of(latest()))
    assert set(published.signed_by([*keys(), WITNESS.verifier])) == {*keys(), WITNESS.verifier}


def test_cosignatures_that_are_false_strange_or_for_another_log_are_refused(house: House) -> None:
    record(house, 1)
    extend_log()
    with pytest.raises(errors.WitnessUnknown):
        keep_cosignatures(cosigned())
    add_witness(WITNESS.verifier.vkey)
    note = cosigned()
    spoilt = note[:-8] + ("A" if note[-8] != "A" else "B") + note[-7:]
    other = write_note(
        text := Checkpoint("other", latest().size, latest().root).text,
        [WITNESS.sign(text, instant=1)],
    )

    for refused in (spoilt, other, "rien", ""):
        with pytest.raises(errors.CheckpointRefused):
            keep_cosignatures(refused)
    with pytest.raises(errors.CheckpointRefused):
        add_witness(keys()[0].vkey)
    with pytest.raises(errors.CheckpointRefused):
        add_witness("rien")


def test_a_receipt_s_code_and_payload_lead_to_its_entry(house: House) -> None:
    entry_id = record(house, 25_000)
    before = seal_of(entry_id)
    extend_log()
    after = seal_of(entry_id)

    assert (before.payload, before.position) == ("", None)
    assert receipt.read_code(before.code).fits(merkle.leaf_hash(proof_by_code(
        receipt.read_code(after.code)).extra))  # fmt: skip
    proven = receipt.verify(receipt.read_payload(after.payload), keys())
    assert proven.leaf == state.entry_leaf(entry_id)
    rotate_log_key()
    assert receipt.verify(receipt.read_payload(after.payload), keys()[:1]).leaf == proven.leaf


def test_a_code_of_another_entry_or_of_none_is_refused(house: House) -> None:
    first, second = record(house, 1), record(house, 2)
    extend_log()
    mine, other = (receipt.read_code(seal_of(one).code) for one in (first, second))

    with pytest.raises(ReceiptInvalid):
        proof_by_code(mine._replace(position=other.position))
    with pytest.raises(ReceiptInvalid):
        proof_by_code(mine._replace(position=None))
    with pytest.raises(ReceiptInvalid):
        proof_by_code(mine._replace(position=10**6))


def nafa(*arguments: str, folder: Path) -> tuple[int, str, str]:
    """Run the program where there is no database at all."""
    done = subprocess.run(
        [sys.executable, "-m", "nafa.runtime.cli.main", *arguments],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(sys.path),
            "NAFA_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
            "NAFA_DATA": str(folder / "data"),
            "NAFA_LANGUAGE": "en",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_receipt_is_proven_without_a_database(house: House, tmp_path: Path) -> None:
    entry_id = record(house, 25_000)
    extend_log()
    payload, key = seal_of(entry_id).payload, keys()[0].vkey
    held = tmp_path / "checkpoint"
    held.write_text(latest().note)
    ask = ("ledger", "verify-receipt")

    code, out, _ = nafa(*ask, payload, "--key", key, "--checkpoint", str(held), folder=tmp_path)
    (tmp_path / "qr.txt").write_text(payload)
    as_json = nafa(*ask, str(tmp_path / "qr.txt"), "--key", key, "--json", folder=tmp_path)
    stranger = Signer(keys()[0].name, bytes(32)).verifier.vkey
    refused = nafa(*ask, payload, "--key", stranger, folder=tmp_path)

    assert (code, "Proven" in out, "25,000" in out) == (0, True, True)
    assert json.loads(as_json[1])["entry"]["id"] == str(entry_id)
    assert (refused[0], "ledger.receipt_refused" in refused[2]) == (1, True)
    assert not (tmp_path / "data").exists()


def test_openssl_alone_verifies_a_checkpoint(house: House, tmp_path: Path) -> None:
    record(house, 1)
    extend_log()
    note = read_note(latest().note)
    der = bytes.fromhex("302a300506032b6570032100") + keys()[0].public_key
    pem = base64.encodebytes(der).decode()
    (tmp_path / "key.pem").write_text(
        f"-----BEGIN PUBLIC KEY-----\n{pem}-----END PUBLIC KEY-----\n"
    )
    (tmp_path / "signature").write_bytes(note.signatures[0].body)

    def openssl(text: str) -> int:
        (tmp_path / "text").write_text(text)
        return subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin",
             "-in", "text", "-sigfile", "signature"],
            cwd=tmp_path, capture_output=True, check=False,
        ).returncode  # fmt: skip

    assert openssl(note.text) == 0
    assert openssl(note.text.replace("\n", "\n1", 1)) != 0


def test_private_keys_lie_sealed(house: House) -> None:
    record(house, 1)
    extend_log()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_seed FROM ledger_logkey")
        sealed = bytes(cursor.fetchone()[0])

    assert len(sealed) > 32
    for at in range(len(sealed) - 31):
        assert Signer("x", sealed[at : at + 32]).verifier.public_key != keys()[0].public_key
