"""Relaying events after their commit: claimed in batches, told in order, at least once."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from nafa.kernel import clock

Handler = Callable[[Mapping[str, Any]], None]


def relay(subscribers: Mapping[str, Sequence[Handler]], *, batch: int = 200) -> int:
    """Tell up to `batch` waiting events to their subscribers; how many were told.

    A handler that fails rolls the whole batch back: it is told again, so handlers are idempotent.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name, payload::text FROM kernel_outboxevent WHERE relayed_at IS NULL"
            " ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED",
            [batch],
        )
        rows = cursor.fetchall()
        for event_id, name, payload in rows:
            for handler in subscribers.get(name, ()):
                handler({"event_id": event_id, **_decoded(payload)})
        cursor.execute(
            "UPDATE kernel_outboxevent SET relayed_at = %s WHERE id = ANY(%s)",
            [clock.now(), [row[0] for row in rows]],
        )
    return len(rows)


def _decoded(payload: str) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(payload)
    return decoded
