"""Notes, keys, cosignatures and checkpoints: published vectors, and a verifier that is not ours."""

import base64
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from sigstore._internal.rekor.checkpoint import SignedNote, verify_checkpoint
from sigstore._internal.trust import Keyring
from sigstore.errors import VerificationError
from sigstore_models.common.v1 import PublicKey, PublicKeyDetails

from nafa.ledger.calc.tlog.checkpoint import Checkpoint, read_checkpoint
from nafa.ledger.calc.tlog.note import (
    COSIGNATURE,
    NoteInvalid,
    Signer,
    Verifier,
    read_note,
    write_note,
)
from nafa.ledger.calc.tlog.proof import LogProof, read_proof

# From the specification of signed notes.
SPECIFICATION_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPECIFICATION_NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# From the tests of Go's sumdb/note: a private key, its public key, and what it signs.
PETER = (
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
)
PETER_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PETER_LINE = (
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
SEED = bytes(range(32))
ORIGIN = "nafa.example/institution"


def test_the_note_of_the_specification_is_accepted_and_a_changed_one_is_not() -> None:
    key = Verifier.from_vkey(SPECIFICATION_KEY)

    assert read_note(SPECIFICATION_NOTE).signed_by([key]) == (key,)
    assert key.vkey == SPECIFICATION_KEY
    with pytest.raises(NoteInvalid):
        read_note(SPECIFICATION_NOTE.replace("example message", "other message")).signed_by([key])


def test_keys_and_signature_of_the_go_tests() -> None:
    signer = Signer.from_skey(PETER[0])

    assert signer.skey == PETER[0]
    assert signer.verifier.vkey == PETER[1]
    assert signer.sign(PETER_TEXT) == PETER_LINE


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "example.com/foo",
        SPECIFICATION_KEY.replace("530d903a", "530d903b"),
        SPECIFICATION_KEY[:-4],
        SPECIFICATION_KEY.replace("example.com/foo", "example.com/bar"),
        SPECIFICATION_KEY.replace("+Aeky", "+Beky"),
        "two words+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ],
)
def test_a_wrong_verifier_key_is_refused(vkey: str) -> None:
    with pytest.raises(NoteInvalid):
        Verifier.from_vkey(vkey)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "text without signature\n",
        "text\n\n",
        "text\n\nno dash abc=\n",
        "text\n\n— name !!!!\n",
        "text\n\n— name AAAA\n",
        SPECIFICATION_NOTE.rstrip("\n"),
        SPECIFICATION_NOTE.replace("This", "Th\tis"),
    ],
)
def test_a_malformed_note_is_refused(written: str) -> None:
    with pytest.raises(NoteInvalid):
        read_note(written)


def test_unknown_signatures_are_passed_over_but_one_must_be_known() -> None:
    own, other = Signer(ORIGIN, SEED), Signer("someone.example", SEED[::-1])
    note = read_note(write_note("text\n", [other.sign("text\n"), own.sign("text\n")]))

    assert note.signed_by([own.verifier]) == (own.verifier,)
    with pytest.raises(NoteInvalid):
        note.signed_by([Signer("nobody.example", SEED).verifier])


def test_a_cosignature_holds_for_its_instant_only() -> None:
    witness = Signer("witness.example/w1", SEED, COSIGNATURE)
    text = Checkpoint(ORIGIN, 5, bytes(32)).text
    note = read_note(write_note(text, [witness.sign(text, instant=1_679_315_147)]))
    body = note.signatures[0].body

    assert note.signed_by([witness.verifier]) == (witness.verifier,)
    assert int.from_bytes(body[:8], "big") == 1_679_315_147
    assert not witness.verifier.accepts(text, (1).to_bytes(8, "big") + body[8:])
    assert not witness.verifier.accepts(text, body[8:])
    assert not Verifier(*witness.verifier[:2]).accepts(text, body)


def test_the_cosigned_message_is_that_of_the_specification() -> None:
    witness = Signer("witness.example/w1", SEED, COSIGNATURE)
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    line = witness.sign(text, instant=1_679_315_147)
    signature = base64.b64decode(line.split()[-1])[12:]

    Ed25519PublicKey.from_public_bytes(witness.verifier.public_key).verify(
        signature, b"cosignature/v1\ntime 1679315147\n" + text.encode()
    )


@dataclass
class SigstoreEntry:
    """What sigstore's verifier reads of a log entry."""

    envelope: str
    root_hash: bytes
    key_id: bytes

    @property
    def _inner(self) -> Any:
        return self

    inclusion_proof = checkpoint = log_id = _inner


def sigstore_keyring(key: Verifier) -> Keyring:
    raw = Ed25519PublicKey.from_public_bytes(key.public_key).public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    encoded = base64.b64encode(raw)
    return Keyring([PublicKey(raw_bytes=encoded, key_details=PublicKeyDetails.PKIX_ED25519)])


@given(size=st.integers(0, 2**40), root=st.binary(min_size=32, max_size=32))
def test_sigstore_accepts_our_checkpoints_and_refuses_spoilt_ones(size: int, root: bytes) -> None:
    signer = Signer(ORIGIN, SEED)
    text = Checkpoint(ORIGIN, size, root).text
    note = write_note(text, [signer.sign(text)])
    keyring = sigstore_keyring(signer.verifier)
    key_id = signer.verifier.id + bytes(28)

    verify_checkpoint(keyring, SigstoreEntry(note, root, key_id))  # type: ignore[arg-type]
    with pytest.raises(VerificationError):
        other = bytes([root[0] ^ 1]) + root[1:]
        verify_checkpoint(keyring, SigstoreEntry(note, other, key_id))  # type: ignore[arg-type]
    with pytest.raises(VerificationError):
        spoilt = note.replace(f"\n{size}\n", f"\n{size + 1}\n")
        verify_checkpoint(keyring, SigstoreEntry(spoilt, root, key_id))  # type: ignore[arg-type]
    with pytest.raises(VerificationError):
        stranger = sigstore_keyring(Signer(ORIGIN, SEED[::-1]).verifier)
        SignedNote.from_text(note).verify(stranger, key_id)  # type: ignore[arg-type]


@given(size=st.integers(0, 2**60), root=st.binary(min_size=32, max_size=32))
def test_a_checkpoint_is_read_back(size: int, root: bytes) -> None:
    assert read_checkpoint(Checkpoint(ORIGIN, size, root).text) == Checkpoint(ORIGIN, size, root)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n1\n",
        f"origin\n01\n{base64.b64encode(bytes(32)).decode()}\n",
        f"origin\n-1\n{base64.b64encode(bytes(32)).decode()}\n",
        f"\n1\n{base64.b64encode(bytes(32)).decode()}\n",
        f"origin\n1\n{base64.b64encode(bytes(31)).decode()}\n",
        f"origin\n1\n{base64.b64encode(bytes(32)).decode()}",
    ],
)
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteInvalid):
        read_checkpoint(text)


@given(
    extra=st.binary(max_size=300),
    index=st.integers(0, 2**40),
    path=st.lists(st.binary(min_size=32, max_size=32), max_size=40),
)
def test_a_written_proof_is_read_back(extra: bytes, index: int, path: list[bytes]) -> None:
    proof = LogProof(extra, index, tuple(path), SPECIFICATION_NOTE)

    assert read_proof(proof.written) == proof
