"""Data keys: one in use a purpose, wrapped in the database by the master key.

Every process reads them again after `REFRESH_SECONDS`, so a new key is used everywhere soon, and
an unknown one is looked up at once. A key is never taken away: whatever was sealed stays readable.
"""

import os
from datetime import datetime
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection

from nafa.kernel import clock
from nafa.kernel.errors import KeyHolderAway, SecretUnreadable
from nafa.kernel.secrets.master import (
    DATA_KEY_BYTES,
    answering,
    derive,
    master_called,
    present_master,
)

ID_BYTES = 8
REFRESH_SECONDS = 2.0
FIELD, FILE, RECORD, LOG, TOKEN = "field", "file", "record", "log", "token"
SEALING = (FIELD, FILE, RECORD)  # what a rotation replaces
PURPOSES = (*SEALING, LOG, TOKEN)
_PREFIXES = {"file|": FILE, "command.": RECORD, "kernel_trail": RECORD, "ledger_logkey": LOG}


class KeyRow(NamedTuple):
    """A data key as it is kept."""

    id: bytes
    purpose: str
    wrapped: bytes
    master: str
    made_at: datetime
    retired_at: datetime | None

    @property
    def place(self) -> str:
        return f"kernel_datakey|{self.purpose}|{self.id.hex()}"

    @property
    def key(self) -> bytes:
        """The key itself. Refuses: SecretUnreadable (its master key is not here), KeyHolderAway."""
        with answering(master_called(self.master)) as master:
            return master.unwrap(self.wrapped, self.place)


_ciphers: dict[bytes, AESGCM] = {}
_tokens: dict[bytes, bytes] = {}
_present: dict[tuple[str, str], tuple[float, bytes | None]] = {}


def purpose_of(place: str) -> str:
    """Which kind of key seals a place."""
    return next((kind for start, kind in _PREFIXES.items() if place.startswith(start)), FIELD)


def key_rows() -> list[KeyRow]:
    """All data keys, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, purpose, wrapped, master, made_at, retired_at FROM kernel_datakey"
            " ORDER BY made_at, id"
        )
        return [KeyRow(bytes(r[0]), r[1], bytes(r[2]), *r[3:]) for r in cursor.fetchall()]


def present_key(purpose: str) -> tuple[bytes, AESGCM] | None:
    """The key that seals now, with its id; nothing while the database has none."""
    known = (str(connection.settings_dict["NAME"]), purpose)
    read_at, key_id = _present.get(known, (None, None))
    if read_at is None or clock.ticks() - read_at > REFRESH_SECONDS:
        rows = [row for row in key_rows() if row.purpose == purpose]
        key_id = rows[-1].id if rows else None
        _present[known] = (clock.ticks(), key_id)
    return (key_id, cipher(key_id)) if key_id else None


def cipher(key_id: bytes) -> AESGCM:
    """The cipher of a key by its id. Refuses: SecretUnreadable."""
    if key_id not in _ciphers:
        row = next((row for row in key_rows() if row.id == key_id), None)
        if row is None:
            raise SecretUnreadable()
        _ciphers[key_id] = AESGCM(row.key)
    return _ciphers[key_id]


def token_key() -> bytes | None:
    """The key of blind tokens, if the database keeps it; it does not change, or nothing is found
    again."""
    found = present_key(TOKEN)
    if found is None:
        return None
    key_id = found[0]
    if key_id not in _tokens:
        _tokens[key_id] = next(row for row in key_rows() if row.id == key_id).key
    return _tokens[key_id]


def forget() -> None:
    """Read the keys anew at the next use."""
    _present.clear()
    _ciphers.clear()
    _tokens.clear()


def add_key(purpose: str, key: bytes | None = None) -> bytes:
    """Make a key of that purpose; it seals from now on. Commits before it is used: not inside a
    transaction that may be rolled back."""
    key_id, master = os.urandom(ID_BYTES), present_master()
    row = KeyRow(key_id, purpose, b"", master.name, clock.now(), None)
    with answering(master):
        wrapped = master.wrap(key or os.urandom(DATA_KEY_BYTES), row.place)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_datakey (id, purpose, wrapped, master) VALUES (%s, %s, %s, %s)",
            [key_id, purpose, wrapped, master.name],
        )
    _present.clear()
    return key_id


def ensure_data_keys() -> None:
    """Make the first keys. Tokens go on with the key they were made with before."""
    there = {row.purpose for row in key_rows()}
    for purpose in PURPOSES:
        if purpose not in there:
            old = (settings.NAFA_MASTER_KEY, *settings.NAFA_OLD_MASTER_KEYS)[-1]
            add_key(purpose, derive(old, "nafa blind tokens") if purpose == TOKEN else None)


def rewrap() -> int:
    """Wrap every data key with the present master key; how many. What they sealed is untouched.

    Refuses: SecretUnreadable, KeyHolderAway; what was wrapped by then stays so."""
    master, count = present_master(), 0
    for row in key_rows():
        if row.master != master.name:
            with answering(master):
                wrapped = master.wrap(row.key, row.place)
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE kernel_datakey SET wrapped = %s, master = %s"
                    " WHERE id = %s AND master = %s",
                    [wrapped, master.name, row.id, row.master],
                )
                count += cursor.rowcount
    return count


class Wrapping(NamedTuple):
    """How the data keys lie under the present master key."""

    master: str
    total: int
    old: int
    fault: str


def wrapping() -> Wrapping:
    """Which master key wraps, how many data keys, how many are under another one, and whether all
    can be unwrapped now: the holders are asked, not the memory of this process."""
    rows, master = key_rows(), present_master().name
    fault = ""
    try:
        _unwrapped = [row.key for row in rows]
    except (KeyHolderAway, SecretUnreadable) as refusal:
        fault = f"{refusal.code}: {refusal.message} {refusal.next_step}"
    return Wrapping(master, len(rows), sum(row.master != master for row in rows), fault)
