"""Whole rows as the server's binary COPY sends them: the cheapest way out of the database."""

import select
from collections.abc import Mapping
from typing import Any

from django.db import connection
from psycopg import ClientCursor, errors
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn

COUNT_BYTES = 2  # how many fields a row has comes before them
_HEADER_BYTES = 19
_TRAILER = b"\xff\xff"


def copied(query: str, values: Mapping[str, Any]) -> list[bytes]:
    """The rows of a query, each as its count of fields and, for each, its length and value."""
    with connection.cursor() as cursor, connection.wrap_database_errors:
        session = cursor.connection
        statement = ClientCursor(session).mogrify(query, values)
        server: PGconn = session.pgconn
        begun = server.exec_(f"COPY ({statement}) TO STDOUT (FORMAT BINARY)".encode())
        if begun.status != ExecStatus.COPY_OUT:
            raise errors.error_from_result(begun)
        rows = _taken(server)
        ended = server.get_result()
        while server.get_result() is not None:
            pass
        if ended is None or ended.status != ExecStatus.COMMAND_OK:
            raise errors.OperationalError("COPY was cut short")
    rows[0] = rows[0][_HEADER_BYTES:]
    if rows.pop() != _TRAILER:
        raise errors.OperationalError("COPY has no end")
    return rows


def _taken(server: PGconn) -> list[bytes]:
    """What the server sends until it has sent all; other threads go on while it is waited for."""
    rows: list[bytes] = []
    take, keep = server.get_copy_data, rows.append
    waiting = select.poll()
    waiting.register(server.socket, select.POLLIN)
    size, data = take(1)
    while size >= 0:
        if size:
            keep(data.tobytes())
        else:
            waiting.poll()
            server.consume_input()
        size, data = take(1)
    return rows
