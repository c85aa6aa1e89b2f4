"""Signed notes (C2SP signed-note): a text, an empty line, signature lines; Ed25519 keys.

Cosignatures of witnesses (C2SP tlog-cosignature, `cosignature/v1`) sign the same text with an
instant before it and have a signature type of their own.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

ED25519 = 0x01
COSIGNATURE = 0x04
KEY_BYTES = 32
SIGNATURE_BYTES = 64
INSTANT_BYTES = 8
LARGEST_NOTE = 1_000_000
MOST_SIGNATURES = 100
LARGEST_INSTANT = 2**63 - 1
_BAD_NAME = re.compile(r"[\s+]")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_DASH = "— "


class NoteInvalid(ValueError):
    """A note, key or signature that is not of the form, or is not signed by a known key."""


def key_id(name: str, algorithm: int, public_key: bytes) -> bytes:
    """The four bytes that with the name say which key signed."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([algorithm]) + public_key).digest()[:4]


def _check_name(name: str) -> None:
    if not name or _BAD_NAME.search(name) or _CONTROL.search(name):
        raise NoteInvalid("key name")


def unbase64(text: str) -> bytes:
    """Strict base64. Raises NoteInvalid."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise NoteInvalid("base64") from fault
    if base64.b64encode(found).decode() != text:
        raise NoteInvalid("base64")
    return found


class Verifier(NamedTuple):
    """A public key under its name; `algorithm` is ED25519 or COSIGNATURE."""

    name: str
    public_key: bytes
    algorithm: int = ED25519

    @property
    def id(self) -> bytes:
        """The key id."""
        return key_id(self.name, self.algorithm, self.public_key)

    @property
    def vkey(self) -> str:
        """`name+id+base64`, the written form."""
        key = base64.b64encode(bytes([self.algorithm]) + self.public_key).decode()
        return f"{self.name}+{self.id.hex()}+{key}"

    @classmethod
    def from_vkey(cls, text: str) -> "Verifier":
        """Read the written form. Raises NoteInvalid."""
        parts = text.strip().split("+", 2)
        if len(parts) != 3:
            raise NoteInvalid("verifier key")
        name, written_id, key = parts
        _check_name(name)
        body = unbase64(key)
        if len(body) != 1 + KEY_BYTES or body[0] not in (ED25519, COSIGNATURE):
            raise NoteInvalid("verifier key")
        found = cls(name, body[1:], body[0])
        if found.id.hex() != written_id:
            raise NoteInvalid("key id")
        return found

    def accepts(self, text: str, signature: bytes) -> bool:
        """Whether the signature, without the key id, is of this key over the text."""
        message = text.encode()
        if self.algorithm == COSIGNATURE:
            if len(signature) != INSTANT_BYTES + SIGNATURE_BYTES:
                return False
            instant = int.from_bytes(signature[:INSTANT_BYTES], "big")
            if instant > LARGEST_INSTANT:
                return False
            message, signature = cosigned(text, instant), signature[INSTANT_BYTES:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def cosigned(text: str, instant: int) -> bytes:
    """What a witness signs at an instant (seconds since 1970) for the text of a checkpoint."""
    return f"cosignature/v1\ntime {instant}\n{text}".encode()


class Signer(NamedTuple):
    """A private key under its name."""

    name: str
    seed: bytes
    algorithm: int = ED25519

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return Verifier(self.name, public, self.algorithm)

    @property
    def skey(self) -> str:
        """`PRIVATE+KEY+name+id+base64`, the written form of a log's private key."""
        key = base64.b64encode(bytes([self.algorithm]) + self.seed).decode()
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{key}"

    @classmethod
    def from_skey(cls, text: str) -> "Signer":
        """Read the written form. Raises NoteInvalid."""
        parts = text.strip().split("+", 4)
        if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
            raise NoteInvalid("signer key")
        _check_name(parts[2])
        body = unbase64(parts[4])
        if len(body) != 1 + KEY_BYTES or body[0] not in (ED25519, COSIGNATURE):
            raise NoteInvalid("signer key")
        found = cls(parts[2], body[1:], body[0])
        if found.verifier.id.hex() != parts[3]:
            raise NoteInvalid("key id")
        return found

    def sign(self, text: str, *, instant: int | None = None) -> str:
        """The signature line; a cosignature names its instant."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        if self.algorithm == COSIGNATURE:
            if instant is None:
                raise NoteInvalid("a cosignature has an instant")
            signature = instant.to_bytes(INSTANT_BYTES, "big") + key.sign(cosigned(text, instant))
        else:
            signature = key.sign(text.encode())
        return signature_line(self.name, self.verifier.id + signature)


def signature_line(name: str, body: bytes) -> str:
    """`— name base64`."""
    return f"{_DASH}{name} {base64.b64encode(body).decode()}\n"


class Signature(NamedTuple):
    """A signature line: whose, and key id with signature."""

    name: str
    key_id: bytes
    body: bytes

    @property
    def line(self) -> str:
        """As it is written in a note."""
        return signature_line(self.name, self.key_id + self.body)


class Note(NamedTuple):
    """A text and the signatures under it, none of them checked."""

    text: str
    signatures: tuple[Signature, ...]

    @property
    def written(self) -> str:
        """The whole note."""
        return self.text + "\n" + "".join(one.line for one in self.signatures)

    def signed_by(self, verifiers: Iterable[Verifier]) -> tuple[Verifier, ...]:
        """The known keys that signed. Raises NoteInvalid: a known key's signature is false, or
        no known key signed."""
        known = {(one.name, one.id): one for one in verifiers}
        found: list[Verifier] = []
        for signature in self.signatures:
            verifier = known.get((signature.name, signature.key_id))
            if verifier is None or verifier in found:
                continue
            if not verifier.accepts(self.text, signature.body):
                raise NoteInvalid(f"signature of {verifier.name}")
            found.append(verifier)
        if not found:
            raise NoteInvalid("no known key signed")
        return tuple(found)


def write_note(text: str, lines: Iterable[str]) -> str:
    """A note of a text that ends in a newline, and its signature lines."""
    if not text.endswith("\n") or _CONTROL.search(text):
        raise NoteInvalid("text")
    return text + "\n" + "".join(lines)


def read_note(written: str) -> Note:
    """Take a note apart. Raises NoteInvalid when it is not of the form."""
    if len(written) > LARGEST_NOTE or _CONTROL.search(written):
        raise NoteInvalid("note")
    at = written.rfind("\n\n")
    if at < 0 or not written.endswith("\n"):
        raise NoteInvalid("no signatures")
    text, lines = written[: at + 1], written[at + 2 :].splitlines()
    if not lines or len(lines) > MOST_SIGNATURES:
        raise NoteInvalid("no signatures")
    return Note(text, tuple(_read_signature(line) for line in lines))


def _read_signature(line: str) -> Signature:
    name, _, body = line.removeprefix(_DASH).partition(" ")
    raw = unbase64(body)
    if not line.startswith(_DASH) or len(raw) <= 4:
        raise NoteInvalid("signature line")
    _check_name(name)
    return Signature(name, raw[:4], raw[4:])
