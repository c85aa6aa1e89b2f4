"""What a receipt carries: a short code to read out, and a payload for one QR code.

The code is in Crockford's base 32: ten symbols of the leaf's hash (50 bits), then its position in
the log, then a check symbol modulo 37. The payload holds the leaf, its path and the checkpoint;
who has the log's public key verifies it with nothing else.
"""

from typing import NamedTuple

from nafa.ledger.calc import leaves
from nafa.ledger.calc.tlog.checkpoint import Checkpoint, read_checkpoint
from nafa.ledger.calc.tlog.merkle import HASH_BYTES, leaf_hash, verify_inclusion
from nafa.ledger.calc.tlog.note import NoteInvalid, Verifier, read_note
from nafa.ledger.calc.tlog.proof import MOST_STEPS, LogProof

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_SYMBOLS = SYMBOLS + "*~$=U"
HASH_SYMBOLS, GROUP = 10, 4
PREFIX = "NAFA1:"
VERSION = 1
_VALUES = {symbol: value for value, symbol in enumerate(SYMBOLS)} | {"I": 1, "L": 1, "O": 0}


class ReceiptInvalid(ValueError):
    """A code or payload that is not of the form."""


class ShortCode(NamedTuple):
    """The beginning of a leaf's hash, and where the leaf stands if it is in the log already."""

    hash_bits: int
    position: int | None

    @classmethod
    def of(cls, leaf_hash: bytes, position: int | None) -> "ShortCode":
        """The code of a leaf."""
        return cls(int.from_bytes(leaf_hash[:7], "big") >> 6, position)

    @property
    def written(self) -> str:
        """Groups of four symbols."""
        symbols = _symbols(self.hash_bits, HASH_SYMBOLS)
        if self.position is not None:
            symbols += _symbols(self.position, 1)
        symbols += CHECK_SYMBOLS[_number(symbols) % len(CHECK_SYMBOLS)]
        return "-".join(symbols[at : at + GROUP] for at in range(0, len(symbols), GROUP))

    def fits(self, leaf_hash: bytes) -> bool:
        """Whether a leaf's hash begins with these bits."""
        return int.from_bytes(leaf_hash[:7], "big") >> 6 == self.hash_bits


def read_code(text: str) -> ShortCode:
    """Read a code as typed: any case, with or without hyphens. Raises ReceiptInvalid."""
    typed = "".join(text.upper().replace("-", "").split())
    body, check = typed[:-1], typed[-1:]
    if len(body) < HASH_SYMBOLS or any(symbol not in _VALUES for symbol in body):
        raise ReceiptInvalid("code")
    if check not in CHECK_SYMBOLS and check in _VALUES:
        check = SYMBOLS[_VALUES[check]]
    if CHECK_SYMBOLS.find(check) != _number(body) % len(CHECK_SYMBOLS):
        raise ReceiptInvalid("check symbol")
    rest = body[HASH_SYMBOLS:]
    return ShortCode(_number(body[:HASH_SYMBOLS]), _number(rest) if rest else None)


def _symbols(number: int, least: int) -> str:
    found = ""
    while number:
        number, value = divmod(number, 32)
        found = SYMBOLS[value] + found
    return found.rjust(least, "0")


def _number(symbols: str) -> int:
    number = 0
    for symbol in symbols:
        number = number * 32 + _VALUES[symbol]
    return number


def write_payload(proof: LogProof) -> str:
    """`NAFA1:` and, in base 32 (QR's alphanumeric set), position, path, leaf and checkpoint."""
    raw = (
        bytes([VERSION]) + _varint(proof.position) + bytes([len(proof.path)]) + b"".join(proof.path)
    )
    raw += _varint(len(proof.extra)) + proof.extra + proof.checkpoint.encode()
    bits = int.from_bytes(raw, "big") << (-len(raw) * 8 % 5)
    return PREFIX + _symbols(bits, -(-len(raw) * 8 // 5))


def read_payload(text: str) -> LogProof:
    """Read what a QR code held; anything before `NAFA1:` is left out. Raises ReceiptInvalid."""
    _, prefix, typed = "".join(text.upper().split()).rpartition(PREFIX)
    if not prefix or not typed or any(symbol not in _VALUES for symbol in typed):
        raise ReceiptInvalid("payload")
    length, spare = divmod(len(typed) * 5, 8)
    number = _number(typed)
    if number & ((1 << spare) - 1):
        raise ReceiptInvalid("payload")
    raw = (number >> spare).to_bytes(length, "big")
    if raw[:1] != bytes([VERSION]):
        raise ReceiptInvalid("version")
    try:
        index, at = _read_varint(raw, 1)
        steps, at = raw[at], at + 1
        path = tuple(raw[at + n * HASH_BYTES : at + (n + 1) * HASH_BYTES] for n in range(steps))
        size, at = _read_varint(raw, at + steps * HASH_BYTES)
        leaf, checkpoint = raw[at : at + size], raw[at + size :].decode()
    except (IndexError, UnicodeDecodeError) as fault:
        raise ReceiptInvalid("payload") from fault
    if steps > MOST_STEPS or len(leaf) != size or any(len(step) != HASH_BYTES for step in path):
        raise ReceiptInvalid("payload")
    return LogProof(leaf, index, path, checkpoint)


def _varint(number: int) -> bytes:
    found = b""
    while number > 0x7F:
        found += bytes([number & 0x7F | 0x80])
        number >>= 7
    return found + bytes([number])


def _read_varint(raw: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while raw[at] & 0x80:
        number |= (raw[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
    return number | raw[at] << shift, at + 1


class Proven(NamedTuple):
    """What a verified receipt says."""

    leaf: leaves.Leaf
    position: int
    checkpoint: Checkpoint
    signers: tuple[Verifier, ...]


def verify(proof: LogProof, keys: tuple[Verifier, ...], *, checkpoint: str = "") -> Proven:
    """The leaf that is proven to stand in the log whose keys these are.

    `checkpoint` is one that the verifier holds himself (from a witness, an e-mail, a public place);
    it must then be the receipt's own, or as large with the same root.
    Raises NoteInvalid (form, signature, another origin), ProofInvalid, LeafInvalid.
    """
    note = read_note(proof.checkpoint)
    signers = note.signed_by(keys)
    found = read_checkpoint(note.text)
    if not any(one.name == found.origin for one in signers):
        raise NoteInvalid("not signed by its own log")
    if checkpoint:
        held = read_note(checkpoint)
        held.signed_by(keys)
        if read_checkpoint(held.text)[:3] != found[:3]:
            raise NoteInvalid("another checkpoint")
    leaf = leaf_hash(proof.extra)
    verify_inclusion(leaf, index=proof.position, size=found.size, path=proof.path, root=found.root)
    return Proven(leaves.decode(proof.extra), proof.position, found, signers)
