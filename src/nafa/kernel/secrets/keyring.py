"""The keys: one master key, from it a key a purpose (HKDF, RFC 5869), AES-256-GCM sealing.

A sealed value is `version | key id | nonce | ciphertext and tag`; the additional data names the
place of the value (`table.column|row id`), so that a value moved to another row is not read.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from nafa.kernel.errors import SecretUnreadable

VERSION = b"\x01"
NONCE_BYTES = 12
KEY_ID_BYTES = 4
HEAD_BYTES = len(VERSION) + KEY_ID_BYTES + NONCE_BYTES


def _derive(master_key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(master_key)


@lru_cache(maxsize=8)
def _sealing_key(master_key: bytes) -> tuple[bytes, AESGCM]:
    key = _derive(master_key, "nafa sealing")
    return hashlib.sha256(key).digest()[:KEY_ID_BYTES], AESGCM(key)


@lru_cache(maxsize=1)
def _token_key(master_key: bytes) -> bytes:
    return _derive(master_key, "nafa blind tokens")


def _master_keys() -> tuple[bytes, ...]:
    """The present master key first, then the ones that old values were sealed with."""
    return (settings.NAFA_MASTER_KEY, *settings.NAFA_OLD_MASTER_KEYS)


def seal(value: bytes, place: str) -> bytes:
    """Encrypt a value for one place, such as `clients_client.name|<row id>`."""
    key_id, cipher = _sealing_key(_master_keys()[0])
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + key_id + nonce + cipher.encrypt(nonce, value, place.encode())


def unseal(sealed: bytes, place: str) -> bytes:
    """Decrypt a value of that place. Refuses: SecretUnreadable (other key, other place, spoilt)."""
    wanted = sealed[1 : 1 + KEY_ID_BYTES]
    nonce = sealed[1 + KEY_ID_BYTES : HEAD_BYTES]
    for master_key in _master_keys():
        key_id, cipher = _sealing_key(master_key)
        if sealed[:1] == VERSION and key_id == wanted:
            try:
                return cipher.decrypt(nonce, sealed[HEAD_BYTES:], place.encode())
            except InvalidTag:
                break
    raise SecretUnreadable()


def blind_token(text: str, *, purpose: str) -> int:
    """A keyed 63-bit number of a text: equal texts meet, nobody reads them back.

    Tokens are made with the oldest key, so that rotating the sealing key keeps look-ups working.
    """
    return int.from_bytes(keyed_digest(text, purpose=purpose)[:8], "big") >> 1


def keyed_digest(text: str, *, purpose: str) -> bytes:
    """A keyed 256-bit digest of a text, for secrets that are compared and never shown again."""
    key = _token_key(_master_keys()[-1])
    return hmac.new(key, f"{purpose}|{text}".encode(), hashlib.sha256).digest()


def blind_tokens(texts: Iterable[str], *, purpose: str) -> list[int]:
    """The tokens of several texts, sorted, each once."""
    return sorted({blind_token(text, purpose=purpose) for text in texts})
