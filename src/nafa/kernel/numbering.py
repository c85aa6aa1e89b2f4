"""Numbers without gaps: of clients, loans, vouchers."""

from django.db import connection


def next_number(kind: str, *, count: int = 1) -> int:
    """The next whole number of its kind, or the first of `count` numbers in a row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_counter (kind, value) VALUES (%s, %s)"
            " ON CONFLICT (kind) DO UPDATE SET value = kernel_counter.value + %s"
            " RETURNING value",
            [kind, count, count],
        )
        return int(cursor.fetchone()[0]) - count + 1
