"""The bytes of a row of the trail: hashed into its batch, and again by whoever checks an export.

As the leaves of the log: how many fields, then each as its length and value, which is what
PostgreSQL writes for a row in its binary COPY. `sealed` is not among them, so that it can be
sealed anew under another key; `sealed_hash` holds fast what it says.
"""

import struct
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MISSING = struct.pack(">i", -1)
INTEGERS, INSTANTS = ("number",), ("at",)
IDS = ("actor_id", "branch_id", "subject_id", "command_id")
BYTES = ("device", "input_hash", "sealed_hash")
FIELDS = (
    "number", "at", "kind", "name", "actor_id", "role", "branch_id", "subject_kind", "subject_id",
    "channel", "address", "device", "command_id", "code", "details", "input_hash", "sealed_hash",
)  # fmt: skip


def trail_leaf(row: Mapping[str, Any]) -> bytes:
    """The bytes of a row with plain values (numbers, instants, ids, texts, bytes)."""
    parts = [struct.pack(">h", len(FIELDS))]
    for name in FIELDS:
        value = _value(name, row[name])
        parts.append(MISSING if value is None else struct.pack(">i", len(value)) + value)
    return b"".join(parts)


def _value(name: str, value: Any) -> bytes | None:
    if value is None:
        return None
    if name in INTEGERS:
        return struct.pack(">q", value)
    if name in INSTANTS:
        since = value - EPOCH
        microseconds = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
        return struct.pack(">q", microseconds)
    if name in IDS:
        return bytes(value.bytes)
    return bytes(value) if name in BYTES else str(value).encode()


def as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as an export carries it."""
    return {name: _written(row[name]) for name in FIELDS}


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, UUID):
        return str(value)
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value


def from_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of an export with its plain values. Raises ValueError, KeyError, TypeError."""
    found = {name: row[name] for name in FIELDS}
    found["at"] = datetime.fromisoformat(found["at"])
    for name in IDS:
        found[name] = UUID(found[name]) if found[name] is not None else None
    for name in BYTES:
        found[name] = bytes.fromhex(found[name]) if found[name] is not None else None
    return found
