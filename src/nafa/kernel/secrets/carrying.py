"""A column of clear text becomes a sealed one, with what it holds; for migrations.

The rows go over in batches, each read and written by one statement and committed before the next:
a migration that uses this says `atomic = False`. Killed at any moment it goes on where it was, for
what lies in clear and not yet sealed is what is left; the clear column goes when none is.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import AlterField
from django.db.migrations.operations.special import SeparateDatabaseAndState

from nafa.kernel.secrets.fields import SealedTextField, place_of
from nafa.kernel.secrets.keyring import seal

logger = logging.getLogger(__name__)

BATCH = 5_000
_COLUMNS = """
SELECT attname, atttypid::regtype::text FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
"""
Watcher = Callable[[str, int, int], None]


def say(name: str, done: int, total: int) -> None:
    """Tell the log how far a column is."""
    logger.info("%s: %d of %d rows sealed", name, done, total)


class Carrying(SeparateDatabaseAndState):
    """An operation whose batches commit one after the other: not in an atomic migration."""


def sealed_from_text(
    model: str, column: str, *, table: str, row: Sequence[tuple[str, str]] = (),
    kind: type[SealedTextField] = SealedTextField, **options: Any,
) -> Operation:  # fmt: skip
    """The operation of a migration: `row` names columns and types that tell a row, if not `id`."""
    field = kind(row=[name for name, _type in row], **options)

    def carry_over(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        carry(editor, table, column, row or [("id", "uuid")])

    return Carrying(
        database_operations=[RunPython(carry_over)],
        state_operations=[AlterField(model, column, field)],
    )


def carry(
    editor: BaseDatabaseSchemaEditor,
    table: str,
    column: str,
    row: Sequence[tuple[str, str]],
    watch: Watcher = say,
) -> None:
    """Seal every text of a column where it lies. Needs the keys of the institution."""
    keys = ", ".join(name for name, _kind in row)
    arrays = ", ".join(f"%s::{kind}[]" for _name, kind in row)
    same = " AND ".join(f"t.{name} = n.{name}" for name, _kind in row)
    with editor.connection.cursor() as cursor:
        if not _begin(cursor, table, column):
            return
        cursor.execute(
            f"SELECT count(*), count(*) FILTER (WHERE {column} <> '') FROM {table}"  # noqa: S608
            f" WHERE {column}_in_clear::text <> ''"
        )
        total, done = cursor.fetchone()
        after: tuple[Any, ...] = ()
        while rows := _batch(cursor, table, column, keys, after):
            after = rows[-1][:-1]
            sealed = [
                seal(text.encode(), place_of(f"{table}.{column}", key)) for *key, text in rows
            ]
            with transaction.atomic():
                cursor.execute(
                    f"UPDATE {table} t SET {column} = n.sealed"  # noqa: S608
                    f" FROM unnest({arrays}, %s::bytea[]) AS n ({keys}, sealed) WHERE {same}",
                    [*([one[at] for one in rows] for at in range(len(row))), sealed],
                )
            done += len(rows)
            watch(f"{table}.{column}", done, total)
        cursor.execute(f"ALTER TABLE {table} DROP COLUMN {column}_in_clear")


def _begin(cursor: Any, table: str, column: str) -> bool:
    """Put the clear column aside, if no run before did; whether anything is left to do."""
    cursor.execute(_COLUMNS, [table])
    kinds: dict[str, str] = dict(cursor.fetchall())
    is_aside = f"{column}_in_clear" in kinds
    if not is_aside and kinds[column] != "bytea":
        with transaction.atomic():
            cursor.execute(f"ALTER TABLE {table} RENAME COLUMN {column} TO {column}_in_clear")
            cursor.execute(f"ALTER TABLE {table} ADD COLUMN {column} bytea NOT NULL DEFAULT ''")
        is_aside = True
    return is_aside


def _batch(
    cursor: Any, table: str, column: str, keys: str, after: tuple[Any, ...]
) -> list[tuple[Any, ...]]:
    further = f" AND ({keys}) > ({', '.join(['%s'] * len(after))})" if after else ""
    cursor.execute(
        f"SELECT {keys}, {column}_in_clear::text FROM {table}"  # noqa: S608
        f" WHERE {column}_in_clear::text <> '' AND {column} = ''{further}"
        f" ORDER BY {keys} LIMIT {BATCH}",
        list(after),
    )
    return list(cursor.fetchall())
