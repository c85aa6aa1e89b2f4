"""Searching the trail: by person, object, kind and period, the newest first, page by page."""

import json
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from nafa.kernel.audit.writing import PLACE, SALT_BYTES
from nafa.kernel.secrets import unseal

COLUMNS = (
    "number", "at", "kind", "name", "actor_id", "role", "branch_id", "subject_kind", "subject_id",
    "channel", "address", "device", "command_id", "code", "details", "input_hash", "sealed_hash",
)  # fmt: skip
_LIST = ", ".join(f"t.{name}" for name in COLUMNS)

_SEARCH = f"""
SELECT {_LIST}, t.sealed, coalesce(u.full_name, '')
FROM (SELECT * FROM kernel_trail t WHERE {{where}}
      ORDER BY t.at DESC, t.number DESC LIMIT %(limit)s) t
LEFT JOIN kernel_user u ON u.id = t.actor_id
ORDER BY t.at DESC, t.number DESC
"""  # noqa: S608


class TrailRow(NamedTuple):
    """One thing that was done, refused or read."""

    number: int
    at: datetime
    kind: str
    name: str
    actor_id: UUID | None
    role: str
    branch_id: UUID | None
    subject_kind: str
    subject_id: UUID | None
    channel: str
    address: str
    device: bytes | None
    command_id: UUID | None
    code: str
    details: str
    input_hash: bytes | None
    sealed_hash: bytes | None
    sealed: bytes | None
    actor: str

    @property
    def private(self) -> dict[str, Any]:
        """What is sealed: fields before and after, or what was searched for."""
        if self.sealed is None:
            return {}
        found: dict[str, Any] = json.loads(unseal(bytes(self.sealed), PLACE)[SALT_BYTES:])
        return found


class Asked(NamedTuple):
    """What is looked for; `before` is where the page before ended."""

    actor_id: UUID | None = None
    subject_id: UUID | None = None
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None
    branch_id: UUID | None = None
    before: tuple[datetime, int] | None = None


def search(asked: Asked, *, limit: int = 50) -> list[TrailRow]:
    """The rows that fit, the newest first. One statement over the months of the period."""
    where, values = _conditions(asked)
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH.format(where=where), {**values, "limit": limit})
        return [TrailRow(*row) for row in cursor.fetchall()]


_CHANGES = """
SELECT t.sealed FROM kernel_commandrecord c
JOIN kernel_trail t ON t.at = c.at AND t.command_id = c.id
WHERE c.id = %s AND t.sealed IS NOT NULL LIMIT 1
"""


def changes_of(command_id: UUID) -> dict[str, tuple[Any, Any]]:
    """The fields that a command changed: before and after."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, [command_id])
        row = cursor.fetchone()
    return {} if row is None else json.loads(unseal(bytes(row[0]), PLACE)[SALT_BYTES:])


def _conditions(asked: Asked) -> tuple[str, dict[str, Any]]:
    parts, values = ["true"], {}
    for name, sign, column in (
        ("actor_id", "=", "actor_id"), ("subject_id", "=", "subject_id"), ("kind", "=", "kind"),
        ("since", ">=", "at"), ("until", "<", "at"), ("branch_id", "=", "branch_id"),
    ):  # fmt: skip
        value = getattr(asked, name)
        if value:
            parts.append(f"t.{column} {sign} %({name})s")
            values[name] = value
    if asked.before is not None:
        parts.append("(t.at, t.number) < (%(before_at)s, %(before_number)s)")
        values["before_at"], values["before_number"] = asked.before
    return " AND ".join(parts), values


def plan_of(asked: Asked, *, limit: int = 50) -> str:
    """How the server looks for it: for the benchmark and for whoever tunes."""
    where, values = _conditions(asked)
    with connection.cursor() as cursor:
        statement = _SEARCH.format(where=where)
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", {**values, "limit": limit})
        return "\n".join(row[0] for row in cursor.fetchall())
