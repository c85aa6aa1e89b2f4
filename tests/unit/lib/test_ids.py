"""Identifiers."""

from datetime import UTC, datetime
from uuid import UUID

from nafa.lib.ids import derived_id, named_id, uuid7_at

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_a_uuid7_carries_its_instant_and_its_version():
    made = uuid7_at(NOON, random_bits=0)

    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == int(NOON.timestamp() * 1000)
    assert uuid7_at(NOON, random_bits=5) != made
    assert uuid7_at(NOON) != uuid7_at(NOON)


def test_derived_ids_repeat():
    parent = UUID(int=1)

    assert derived_id(parent, "entry") == derived_id(parent, "entry") != derived_id(parent, "fee")
    assert named_id("teller") == named_id("teller") != named_id("auditor")
