"""The master key in a token (PKCS#11): the key never leaves it, it wraps and unwraps data keys."""

import os
from typing import Any

import pkcs11
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.exceptions import PKCS11Error
from pkcs11.mechanisms import GCMParams

from nafa.kernel.errors import SecretUnreadable, Unavailable

NONCE_BYTES = 12
TAG_BITS = 128


class TokenMaster:
    """An AES-256 key of a token, by its label. `library` is the maker's PKCS#11 module."""

    def __init__(self, library: str, *, token: str, pin: str, label: str = "nafa") -> None:
        self._library, self._token, self._pin, self._label = library, token, pin, label

    @property
    def name(self) -> str:
        return f"pkcs11:{self._token}:{self._label}"

    def make_key(self) -> None:
        """Make the key in the token, where nobody can read it."""
        with self._session(rw=True) as session:
            session.generate_key(
                KeyType.AES,
                256,
                label=self._label,
                store=True,
                template={Attribute.EXTRACTABLE: False, Attribute.SENSITIVE: True},
            )

    def wrap(self, key: bytes, place: str) -> bytes:
        """Encrypt a data key in the token (AES-GCM). Raises Unavailable."""
        nonce = os.urandom(NONCE_BYTES)
        with self._session() as session:
            sealed = self._key(session).encrypt(
                key,
                mechanism=Mechanism.AES_GCM,
                mechanism_param=GCMParams(nonce, place.encode(), TAG_BITS),
            )
        return nonce + bytes(sealed)

    def unwrap(self, wrapped: bytes, place: str) -> bytes:
        """Decrypt one. Refuses: SecretUnreadable (spoilt, or for another place)."""
        params = GCMParams(wrapped[:NONCE_BYTES], place.encode(), TAG_BITS)
        with self._session() as session:
            found = self._key(session)
            try:
                return bytes(
                    found.decrypt(
                        wrapped[NONCE_BYTES:],
                        mechanism=Mechanism.AES_GCM,
                        mechanism_param=params,
                    )
                )
            except PKCS11Error:
                raise SecretUnreadable() from None

    def _session(self, *, rw: bool = False) -> pkcs11.Session:
        try:
            token = pkcs11.lib(self._library).get_token(token_label=self._token)
            return token.open(user_pin=self._pin, rw=rw)
        except (PKCS11Error, RuntimeError) as fault:
            raise Unavailable(f"PKCS#11: {type(fault).__name__}") from fault

    def _key(self, session: pkcs11.Session) -> Any:
        try:
            return session.get_key(object_class=ObjectClass.SECRET_KEY, label=self._label)
        except PKCS11Error as fault:
            raise Unavailable(f"PKCS#11: {type(fault).__name__}") from fault
