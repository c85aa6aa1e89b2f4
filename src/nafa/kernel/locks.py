"""Advisory locks of PostgreSQL, held until the transaction ends."""

import hashlib

from django.db import connection

DAY_LOCK = 4_201
CLOSE_LOCK = 4_202


def lock_number(name: str) -> int:
    """A stable 63-bit number for a name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 1


def hold_day_exclusively() -> None:
    """Wait until no command runs and let none start before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DAY_LOCK])


def hold_day_and_key(key_number: int) -> None:
    """Let other commands run but no day close, and no other command with the same key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(%s), pg_advisory_xact_lock(%s)",
            [DAY_LOCK, key_number],
        )
