"""A column of clear text becomes a sealed one, with what it holds; for migrations.

The rows go over in batches read and written by one statement each, in the transaction of the
migration: killed half-way nothing has changed.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import AlterField
from django.db.migrations.operations.special import SeparateDatabaseAndState

from nafa.kernel.secrets.fields import SealedTextField, place_of
from nafa.kernel.secrets.keyring import seal

BATCH = 5_000


def sealed_from_text(
    model: str, column: str, *, table: str, row: Sequence[tuple[str, str]] = (),
    kind: type[SealedTextField] = SealedTextField, **options: Any,
) -> Operation:  # fmt: skip
    """The operation of a migration: `row` names columns and types that tell a row, if not `id`."""
    field = kind(row=[name for name, _type in row], **options)

    def carry_over(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        carry(editor, table, column, row or [("id", "uuid")])

    return SeparateDatabaseAndState(
        database_operations=[RunPython(carry_over)],
        state_operations=[AlterField(model, column, field)],
    )


def carry(
    editor: BaseDatabaseSchemaEditor, table: str, column: str, row: Sequence[tuple[str, str]]
) -> None:
    """Seal every text of a column where it lies. Needs the keys of the institution."""
    keys = ", ".join(name for name, _kind in row)
    arrays = ", ".join(f"%s::{kind}[]" for _name, kind in row)
    same = " AND ".join(f"t.{name} = n.{name}" for name, _kind in row)
    with editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} RENAME COLUMN {column} TO in_clear")
        cursor.execute(f"ALTER TABLE {table} ADD COLUMN {column} bytea NOT NULL DEFAULT ''")
        after: tuple[Any, ...] = ()
        while rows := _batch(cursor, table, keys, after):
            after = rows[-1][:-1]
            sealed = [
                seal(text.encode(), place_of(f"{table}.{column}", key)) for *key, text in rows
            ]
            cursor.execute(
                f"UPDATE {table} t SET {column} = n.sealed"  # noqa: S608
                f" FROM unnest({arrays}, %s::bytea[]) AS n ({keys}, sealed) WHERE {same}",
                [*([one[at] for one in rows] for at in range(len(row))), sealed],
            )
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"ALTER TABLE {table} DROP COLUMN in_clear")


def _batch(cursor: Any, table: str, keys: str, after: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    further = f" AND ({keys}) > ({', '.join(['%s'] * len(after))})" if after else ""
    cursor.execute(
        f"SELECT {keys}, in_clear::text FROM {table} WHERE in_clear::text <> ''"  # noqa: S608
        f"{further} ORDER BY {keys} LIMIT {BATCH}",
        list(after),
    )
    return list(cursor.fetchall())
