"""The keys with which the log signs: made at its beginning, replaced by rotation."""

import os
import re
from datetime import datetime

from django.db import connection

from nafa.kernel import clock
from nafa.kernel.models import Institution
from nafa.kernel.secrets import seal, unseal
from nafa.ledger.calc.tlog.note import KEY_BYTES, Signer

_PLACE = "ledger_logkey.sealed_seed"


def current_signers(checkpoint: int) -> tuple[Signer, ...]:
    """Who signs the checkpoint of that number: the key of its time, and at a rotation the one
    before it as well. The first key is made when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, name, sealed_seed, first_checkpoint FROM ledger_logkey"
            " WHERE first_checkpoint <= %s ORDER BY number DESC LIMIT 2",
            [checkpoint],
        )
        rows = cursor.fetchall()
    if not rows:
        return (add_key(_new_name(), first_checkpoint=checkpoint, now=clock.now()),)
    if rows[0][3] < checkpoint:
        rows = rows[:1]
    return tuple(
        Signer(name, unseal(bytes(sealed), f"{_PLACE}|{number}"))
        for number, name, sealed, _ in reversed(rows)
    )


def add_key(name: str, *, first_checkpoint: int, now: datetime) -> Signer:
    """Make a key that signs from that checkpoint on."""
    signer = Signer(name, os.urandom(KEY_BYTES))
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(number), 0) + 1 FROM ledger_logkey")
        number = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO ledger_logkey (number, name, public_key, sealed_seed, made_at,"
            " first_checkpoint) VALUES (%s, %s, %s, %s, %s, %s)",
            [
                number,
                name,
                signer.verifier.public_key,
                seal(signer.seed, f"{_PLACE}|{number}"),
                now,
                first_checkpoint,
            ],
        )
    return signer


def _new_name() -> str:
    """The origin of the log: the institution's name as one word, and what tells it from others."""
    found = Institution.objects.filter(id=1).values_list("name", flat=True).first() or "nafa"
    words = re.findall(r"[a-z0-9]+", found.lower())
    return f"{'-'.join(words)[:40] or 'nafa'}.nafa/{os.urandom(4).hex()}"
