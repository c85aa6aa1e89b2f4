"""Writing the trail: one statement for all that a request has read, without asking first."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from nafa.kernel.audit.origin import Origin, origin
from nafa.kernel.secrets import seal

SALT_BYTES = 16
PLACE = "kernel_trail.sealed"
_open_months: set[tuple[str, date]] = set()

_ADD = """
INSERT INTO kernel_trail (at, kind, name, actor_id, role, branch_id, subject_kind, subject_id,
    channel, address, device, command_id, code, details, sealed, sealed_hash)
SELECT %(at)s, %(kind)s, %(name)s, %(actor)s, %(role)s, %(branch)s, s.kind, s.id,
    %(channel)s, %(address)s, %(device)s, %(command)s, %(code)s, %(details)s, %(sealed)s,
    %(sealed_hash)s
FROM unnest(%(subject_kinds)s::text[], %(subject_ids)s::uuid[]) AS s (kind, id)
"""


def append(
    *,
    at: datetime,
    kind: str,
    name: str,
    actor_id: UUID | None,
    channel: str,
    role: str = "",
    branch_id: UUID | None = None,
    subjects: Sequence[tuple[str, UUID]] = (),
    command_id: UUID | None = None,
    code: str = "",
    details: Mapping[str, Any] | None = None,
    private: Mapping[str, Any] | None = None,
    came_from: Origin | None = None,
) -> None:
    """Add a row, or one for each subject. `details` hold nothing personal, `private` is sealed.

    Raises what the database says: whoever cannot write the trail does not show what was read.
    """
    open_month(at)
    there: Sequence[tuple[str, UUID | None]] = subjects or (("", None),)
    sealed, sealed_hash = sealed_private(private)
    came_from = came_from or origin()
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            {
                "at": at, "kind": kind, "name": name, "actor": actor_id, "role": role,
                "branch": branch_id, "channel": channel, "address": came_from.address,
                "device": came_from.device, "command": command_id, "code": code,
                "details": written(details), "sealed": sealed, "sealed_hash": sealed_hash,
                "subject_kinds": [kind for kind, _ in there],
                "subject_ids": [subject_id for _, subject_id in there],
            },
        )  # fmt: skip


def written(details: Mapping[str, Any] | None) -> str:
    """Details as they are kept and hashed."""
    return json.dumps(details, sort_keys=True, ensure_ascii=False) if details else ""


def sealed_private(private: Mapping[str, Any] | None) -> tuple[bytes | None, bytes | None]:
    """The sealed text, and the hash by which the chain holds it fast under every later key.

    Salt makes that nobody finds out what was said by hashing guesses.
    """
    if not private:
        return None, None
    salt = secrets.token_bytes(SALT_BYTES)
    plain = salt + json.dumps(private, sort_keys=True, ensure_ascii=False, default=str).encode()
    return seal(plain, PLACE), hashlib.sha256(plain).digest()


def open_month(at: datetime) -> None:
    """Make the part of the table for that month, once a month and process."""
    known = (str(connection.settings_dict["NAME"]), at.date().replace(day=1))
    if known in _open_months:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT kernel_open_trail_month(%s)", [at])
    transaction.on_commit(lambda: _open_months.add(known))
