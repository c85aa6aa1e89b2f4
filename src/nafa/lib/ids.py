"""Identifiers: UUIDv7 for what starts here, derived UUIDs for its steps (RFC 9562)."""

import secrets
from datetime import datetime
from uuid import UUID, uuid5

NAFA_NAMESPACE = UUID("018f3a52-6f4e-7c11-9d0a-4e6166610001")


def uuid7_at(instant: datetime, random_bits: int | None = None) -> UUID:
    """A UUIDv7 of the given instant; 74 random bits unless they are given (tests, replays)."""
    milliseconds = int(instant.timestamp() * 1000)
    entropy = secrets.randbits(74) if random_bits is None else random_bits & ((1 << 74) - 1)
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= (entropy >> 62) << 64
    value |= 0b10 << 62
    value |= entropy & ((1 << 62) - 1)
    return UUID(int=value)


def derived_id(parent: UUID, step: str) -> UUID:
    """The same parent and step always give the same id: a retried step finds what it did."""
    return uuid5(parent, step)


def named_id(name: str) -> UUID:
    """The id of a thing known by its name alone, such as a shipped role."""
    return uuid5(NAFA_NAMESPACE, name)
