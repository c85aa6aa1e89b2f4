"""Sealing with AES-256-GCM under data keys; blind tokens to find sealed values again.

A sealed value is `version | key id | nonce | ciphertext and tag`; the additional data names the
place of the value (`table.column|row id`), so that a value moved to another row is not read.
Version 2 names a data key (8 bytes). Version 1 was sealed with a key derived from the master key
(4 bytes of its digest); it stays readable and is what seals while a database has no data keys.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from nafa.kernel.errors import SecretUnreadable
from nafa.kernel.secrets.data_keys import ID_BYTES, cipher, present_key, purpose_of, token_key
from nafa.kernel.secrets.master import derive

VERSION, VERSION_2 = b"\x01", b"\x02"
NONCE_BYTES = 12
KEY_ID_BYTES = 4
HEAD_BYTES = len(VERSION) + KEY_ID_BYTES + NONCE_BYTES
HEAD_2_BYTES = len(VERSION_2) + ID_BYTES + NONCE_BYTES


@lru_cache(maxsize=8)
def _sealing_key(master_key: bytes) -> tuple[bytes, AESGCM]:
    key = derive(master_key, "nafa sealing")
    return hashlib.sha256(key).digest()[:KEY_ID_BYTES], AESGCM(key)


@lru_cache(maxsize=1)
def _token_key(master_key: bytes) -> bytes:
    return derive(master_key, "nafa blind tokens")


def _master_keys() -> tuple[bytes, ...]:
    """The present master key first, then the ones that old values were sealed with."""
    return (settings.NAFA_MASTER_KEY, *settings.NAFA_OLD_MASTER_KEYS)


def seal(value: bytes, place: str) -> bytes:
    """Encrypt a value for one place, such as `clients_client.name|<row id>`."""
    nonce, present = os.urandom(NONCE_BYTES), present_key(purpose_of(place))
    if present is not None:
        key_id, data_cipher = present
        return VERSION_2 + key_id + nonce + data_cipher.encrypt(nonce, value, place.encode())
    key_id, old_cipher = _sealing_key(_master_keys()[0])
    return VERSION + key_id + nonce + old_cipher.encrypt(nonce, value, place.encode())


def unseal(sealed: bytes, place: str) -> bytes:
    """Decrypt a value of that place. Refuses: SecretUnreadable (other key, other place, spoilt)."""
    if sealed[:1] == VERSION_2:
        return _unseal(sealed, place)
    wanted = sealed[1 : 1 + KEY_ID_BYTES]
    nonce = sealed[1 + KEY_ID_BYTES : HEAD_BYTES]
    for master_key in _master_keys():
        key_id, old_cipher = _sealing_key(master_key)
        if sealed[:1] == VERSION and key_id == wanted:
            try:
                return old_cipher.decrypt(nonce, sealed[HEAD_BYTES:], place.encode())
            except InvalidTag:
                break
    raise SecretUnreadable()


def _unseal(sealed: bytes, place: str) -> bytes:
    data_cipher = cipher(sealed[1 : 1 + ID_BYTES])
    nonce = sealed[1 + ID_BYTES : HEAD_2_BYTES]
    try:
        return data_cipher.decrypt(nonce, sealed[HEAD_2_BYTES:], place.encode())
    except InvalidTag:
        raise SecretUnreadable() from None


def blind_token(text: str, *, purpose: str) -> int:
    """A keyed 63-bit number of a text: equal texts meet, nobody reads them back.

    Their key never changes with the others, so that look-ups go on working.
    """
    return int.from_bytes(keyed_digest(text, purpose=purpose)[:8], "big") >> 1


def keyed_digest(text: str, *, purpose: str) -> bytes:
    """A keyed 256-bit digest of a text, for secrets that are compared and never shown again."""
    key = token_key() or _token_key(_master_keys()[-1])
    return hmac.new(key, f"{purpose}|{text}".encode(), hashlib.sha256).digest()


def blind_tokens(texts: Iterable[str], *, purpose: str) -> list[int]:
    """The tokens of several texts, sorted, each once."""
    return sorted({blind_token(text, purpose=purpose) for text in texts})
