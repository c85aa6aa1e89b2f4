"""Leaves, short codes and payloads are read back; what was altered is refused."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nafa.ledger.calc import receipt
from nafa.ledger.calc.leaves import (
    BalanceLeaf,
    EntryLeaf,
    LeafInvalid,
    LeafLine,
    decode,
    encode,
)
from nafa.ledger.calc.receipt import ReceiptInvalid, ShortCode
from nafa.ledger.calc.tlog import merkle
from nafa.ledger.calc.tlog.checkpoint import Checkpoint
from nafa.ledger.calc.tlog.merkle import ProofInvalid
from nafa.ledger.calc.tlog.note import NoteInvalid, Signer, write_note
from nafa.ledger.calc.tlog.proof import LogProof

SIGNER = Signer("nafa.example/log", bytes(range(32)))
bigints = st.integers(-(2**63), 2**63 - 1)
days = st.dates(date(1900, 1, 1), date(2200, 1, 1))
instants = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
ids = st.uuids().filter(lambda one: one.int)
maybe_ids = st.none() | ids
texts = st.text(max_size=20)
lines = st.builds(LeafLine, st.integers(1, 99), ids, bigints, bigints, st.just("XOF"))
entries = st.builds(
    EntryLeaf, ids, bigints, days, days, instants, maybe_ids, maybe_ids, maybe_ids, maybe_ids,
    texts, texts, texts, st.lists(lines, max_size=5).map(tuple),
)  # fmt: skip
balances = st.builds(BalanceLeaf, bigints, days, ids, bigints, bigints)

REPAYMENT = EntryLeaf(
    UUID(int=7), 42, date(2026, 11, 22), date(2026, 11, 22), datetime(2026, 11, 22, 9, tzinfo=UTC),
    None, UUID(int=8), None, None, "lending.repaid", "P-0001", "",
    (
        LeafLine(1, UUID(int=1), 25_000, 0, "XOF"),
        LeafLine(2, UUID(int=2), 0, 25_000, "XOF"),
    ),
)  # fmt: skip


def proof_of(content: bytes, *, index: int = 3, size: int = 7) -> LogProof:
    """The proof of a leaf among others."""
    hashes = [merkle.leaf_hash(bytes([at])) for at in range(size)]
    hashes[index] = merkle.leaf_hash(content)

    def read(height: int, at: int) -> bytes:
        return merkle.fold(hashes[at << height : (at + 1) << height])

    text = Checkpoint(SIGNER.name, size, merkle.fold(hashes)).text
    path = tuple(merkle.inclusion_proof(index, size, read))
    return LogProof(content, index, path, write_note(text, [SIGNER.sign(text)]))


@given(leaf=entries | balances)
def test_a_leaf_is_read_back_and_no_longer_or_shorter_one_is(leaf: EntryLeaf | BalanceLeaf) -> None:
    raw = encode(leaf)

    assert decode(raw) == leaf
    for spoilt in (raw[:-1], raw + b"\x00", b"\x09" + raw[1:]):
        with pytest.raises(LeafInvalid):
            decode(spoilt)


@given(first=entries, second=entries)
def test_two_entries_never_have_the_same_bytes(first: EntryLeaf, second: EntryLeaf) -> None:
    assert (encode(first) == encode(second)) == (first == second)


@given(raw=st.binary(max_size=200))
def test_any_bytes_are_a_leaf_or_refused(raw: bytes) -> None:
    try:
        leaf = decode(raw)
    except LeafInvalid:
        return
    assert encode(leaf) == raw


@given(
    hash=st.binary(min_size=32, max_size=32),
    position=st.none() | st.integers(0, 2**45),
    at=st.integers(0, 30),
    symbol=st.sampled_from(receipt.SYMBOLS),
)
def test_a_code_is_read_back_and_one_mistyped_symbol_is_found(
    hash: bytes, position: int | None, at: int, symbol: str
) -> None:
    written = ShortCode.of(hash, position).written

    assert receipt.read_code(written) == ShortCode.of(hash, position)
    assert receipt.read_code(written.lower().replace("-", " ")).fits(hash)
    typed = written.replace("-", "")
    at %= len(typed)
    if symbol != typed[at]:
        with pytest.raises(ReceiptInvalid):
            receipt.read_code(typed[:at] + symbol + typed[at + 1 :])


def test_letters_that_look_like_figures_are_read_as_figures() -> None:
    written = next(
        code
        for code in (ShortCode(number, 10).written for number in range(32 * 32))
        if "0" in code[:-1] and "1" in code[:-1]
    )

    assert receipt.read_code(written.replace("0", "O").replace("1", "l")) == receipt.read_code(
        written
    )


@pytest.mark.parametrize("text", ["", "ABC", "ABCD-EFGH", "@@@@-@@@@-@@@@"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(ReceiptInvalid):
        receipt.read_code(text)


@given(
    extra=st.binary(max_size=400),
    index=st.integers(0, 2**45),
    path=st.lists(st.binary(min_size=32, max_size=32), max_size=45),
    text=st.text(max_size=200),
)
def test_a_payload_is_read_back(extra: bytes, index: int, path: list[bytes], text: str) -> None:
    proof = LogProof(extra, index, tuple(path), text)

    assert receipt.read_payload("https://x.example/#" + receipt.write_payload(proof)) == proof


@pytest.mark.parametrize("text", ["", "NAFA1:", "NAFA1:U", "NAFA1:0", "NAFA1:ZZZZ", "NAFA2:0410"])
def test_what_is_no_payload_is_refused(text: str) -> None:
    with pytest.raises(ReceiptInvalid):
        receipt.read_payload(text)


def test_a_receipt_proves_its_entry() -> None:
    proof = receipt.read_payload(receipt.write_payload(proof_of(encode(REPAYMENT))))

    proven = receipt.verify(proof, (SIGNER.verifier,), checkpoint=proof.checkpoint)

    assert proven.leaf == REPAYMENT
    assert proven.position == 3
    assert proven.checkpoint.size == 7


def test_an_altered_amount_proof_position_key_or_checkpoint_is_refused() -> None:
    proof, keys = proof_of(encode(REPAYMENT)), (SIGNER.verifier,)
    dearer = REPAYMENT._replace(lines=(REPAYMENT.lines[0]._replace(debit_minor=52_000),))
    other_log = Signer(SIGNER.name, bytes(32))
    elsewhere = proof_of(b"another leaf", index=2)

    with pytest.raises(ProofInvalid):
        receipt.verify(proof._replace(extra=encode(dearer)), keys)
    with pytest.raises(ProofInvalid):
        receipt.verify(proof._replace(path=(bytes(32), *proof.path[1:])), keys)
    with pytest.raises(ProofInvalid):
        receipt.verify(proof._replace(position=2), keys)
    with pytest.raises(NoteInvalid):
        receipt.verify(proof, (other_log.verifier,))
    with pytest.raises(NoteInvalid):
        receipt.verify(proof._replace(checkpoint=proof.checkpoint.replace("\n7\n", "\n8\n")), keys)
    with pytest.raises(NoteInvalid):
        receipt.verify(proof, keys, checkpoint=elsewhere.checkpoint)


def test_a_payload_of_a_log_of_fifty_million_fits_one_qr_code() -> None:
    import segno

    text = Checkpoint("institution-de-microfinance.example/journal", 50_000_000, bytes(32)).text
    proof = LogProof(
        encode(REPAYMENT._replace(memo="Échéance 7", lines=[*REPAYMENT.lines] * 3)),
        49_999_999,
        (bytes(32),) * 26,
        write_note(text, [SIGNER.sign(text)]),
    )

    made = segno.make(receipt.write_payload(proof), error="l", micro=False)

    assert made.mode == "alphanumeric"
    assert int(made.version) <= 36
