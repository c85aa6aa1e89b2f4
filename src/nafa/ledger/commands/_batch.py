"""The session's table of lines to post, filled by binary COPY, posted by one function call.

The layout is PostgreSQL's binary COPY format: a count of fields, then each field with its length.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from uuid import UUID

from django.db import connection

from nafa.kernel.context import Context
from nafa.ledger.calc.entry import Draft
from nafa.ledger.commands._refusals import refusals

TABLE = """
CREATE TEMPORARY TABLE IF NOT EXISTS ledger_batch (
    place integer NOT NULL, number integer NOT NULL, entry_id uuid NOT NULL,
    account_id uuid NOT NULL, debit_minor bigint NOT NULL, credit_minor bigint NOT NULL,
    value_date date NOT NULL, currency text NOT NULL,
    kind text, branch_id uuid, group_id uuid, reference text, memo text, reverses_id uuid,
    line_count integer) ON COMMIT DELETE ROWS
"""
# The functions run with the rights of the tables' owner, who must see the session's table.
_GRANT = "GRANT SELECT, DELETE ON pg_temp.ledger_batch TO PUBLIC"
_COPY = "COPY pg_temp.ledger_batch FROM STDIN (FORMAT BINARY)"
_POST = "SELECT ledger_post_batch(%s, %s, %s)"

_HEADER = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
_TRAILER = struct.pack(">h", -1)
_NULL = struct.pack(">i", -1)
_WITHOUT_HEAD = _NULL * 7
_FIELDS = 15
_EPOCH = date(2000, 1, 1).toordinal()
_BLOCK = 1 << 18


def open_batch() -> None:
    """Make the session's batch table, empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pg_temp.ledger_batch') IS NULL")
        if cursor.fetchone()[0]:
            cursor.execute(TABLE)
            cursor.execute(_GRANT)
            return
        # Emptying a table anew makes the server plan anew: only where a set went before.
        cursor.execute("SELECT EXISTS (SELECT FROM pg_temp.ledger_batch)")
        if cursor.fetchone()[0]:
            cursor.execute("TRUNCATE pg_temp.ledger_batch")


def fill_batch(drafts: Sequence[Draft]) -> None:
    """Copy the lines of the drafts into the batch, in their order."""
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for block in _blocks(drafts):
            copy.write(block)


def post_batch(ctx: Context, *, count: int) -> int:
    """Post what lies in the batch; how many lines. Refuses what `post_many` refuses."""
    with refusals(count=count), connection.cursor() as cursor:
        cursor.execute(_POST, [ctx.business_date, ctx.now, ctx.command_id])
        return int(cursor.fetchone()[0])


def _blocks(drafts: Iterable[Draft]) -> Iterator[bytes]:
    block = bytearray(_HEADER)
    for place, draft in enumerate(drafts, start=1):
        head = _head(draft)
        entry_id, day = draft.id.bytes, draft.value_date.toordinal() - _EPOCH
        for number, line in enumerate(draft.lines, start=1):
            currency = line.currency.encode()
            block += _line_layout(len(currency)).pack(
                _FIELDS, 4, place, 4, number, 16, entry_id, 16, line.account_id.bytes,
                8, line.debit_minor, 8, line.credit_minor, 4, day, len(currency), currency,
            )  # fmt: skip
            block += head if number == 1 else _WITHOUT_HEAD
        if len(block) >= _BLOCK:
            yield bytes(block)
            block.clear()
    block += _TRAILER
    yield bytes(block)


@cache
def _line_layout(currency_bytes: int) -> struct.Struct:
    return struct.Struct(f">hiiiii16si16siqiqiii{currency_bytes}s")


def _head(draft: Draft) -> bytes:
    kind, reference, memo = draft.kind.encode(), draft.reference.encode(), draft.memo.encode()
    if draft.branch_id is draft.group_id is draft.reverses_id is None:  # all that most have
        sizes = len(kind), len(reference), len(memo)
        return _head_layout(*sizes).pack(
            sizes[0], kind, -1, -1, sizes[1], reference, sizes[2], memo, -1, 4, len(draft.lines)
        )
    return b"".join(
        (
            _text(kind),
            _uuid(draft.branch_id),
            _uuid(draft.group_id),
            _text(reference),
            _text(memo),
            _uuid(draft.reverses_id),
            struct.pack(">ii", 4, len(draft.lines)),
        )
    )


@lru_cache(maxsize=4096)
def _head_layout(kind: int, reference: int, memo: int) -> struct.Struct:
    return struct.Struct(f">i{kind}siii{reference}si{memo}siii")


def _uuid(value: UUID | None) -> bytes:
    return _NULL if value is None else b"\0\0\0\x10" + value.bytes


def _text(encoded: bytes) -> bytes:
    return struct.pack(">i", len(encoded)) + encoded
