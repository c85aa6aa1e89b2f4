"""The master key behind a small port: it wraps data keys and sees nothing else.

From the environment or a file by default; a token (PKCS#11) or a key service is bound by the
program's wiring.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from nafa.kernel.errors import KeyHolderAway, SecretUnreadable, Unavailable

NONCE_BYTES = 12
DATA_KEY_BYTES = 32


class MasterKey(Protocol):
    """Whatever holds the master key. `name` tells one key from another and is no secret."""

    @property
    def name(self) -> str: ...

    def wrap(self, key: bytes, place: str) -> bytes:
        """Encrypt a data key for its place."""

    def unwrap(self, wrapped: bytes, place: str) -> bytes:
        """Decrypt one. Refuses: SecretUnreadable."""


def derive(master_key: bytes, purpose: str) -> bytes:
    """A key for one purpose (HKDF, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(master_key)


class LocalMaster:
    """A master key that this process holds: from the environment or from a file."""

    def __init__(self, master_key: bytes) -> None:
        key = derive(master_key, "nafa wrapping")
        self._cipher = AESGCM(key)
        self._name = "local:" + hashlib.sha256(key).hexdigest()[:16]

    @property
    def name(self) -> str:
        return self._name

    def wrap(self, key: bytes, place: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, key, place.encode())

    def unwrap(self, wrapped: bytes, place: str) -> bytes:
        try:
            return self._cipher.decrypt(
                wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], place.encode()
            )
        except InvalidTag:
            raise SecretUnreadable() from None


_bound: list[MasterKey] = []
_earlier: list[MasterKey] = []


def bind_master(master: MasterKey | None, *, earlier: Sequence[MasterKey] = ()) -> None:
    """Use another holder of the master key from now on; nothing: the one of the settings.

    `earlier` ones wrap nothing any more, but data keys that they wrapped are still read.
    """
    _bound[:] = [master] if master is not None else []
    _earlier[:] = earlier


def present_master() -> MasterKey:
    """The one that wraps new data keys."""
    return _bound[0] if _bound else LocalMaster(settings.NAFA_MASTER_KEY)


def master_called(name: str) -> MasterKey:
    """The one that wrapped a data key. Refuses: SecretUnreadable, when it is not given."""
    local = (settings.NAFA_MASTER_KEY, *settings.NAFA_OLD_MASTER_KEYS)
    for master in (*_bound, *_earlier, *map(LocalMaster, local)):
        if master.name == name:
            return master
    raise SecretUnreadable()


@contextmanager
def answering(master: MasterKey) -> Iterator[MasterKey]:
    """Ask a holder. Refuses: KeyHolderAway, when it does not answer or does not serve us."""
    try:
        yield master
    except Unavailable as fault:
        raise KeyHolderAway(holder=master.name, fault=str(fault)) from fault
