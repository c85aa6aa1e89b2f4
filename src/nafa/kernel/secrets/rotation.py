"""Sealing everything anew under new data keys, while others go on reading and writing.

A value is replaced only if it is still the one that was read. Rows that a transaction wrote with
the old key before it heard of the new one are found by another pass, which begins after every
transaction of that moment has ended. Killed at any moment it goes on where it was: what lacks the
new key is what is left.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from nafa.kernel.secrets.data_keys import (
    FILE,
    REFRESH_SECONDS,
    SEALING,
    add_key,
    key_rows,
    purpose_of,
)
from nafa.kernel.secrets.fields import SealedTextField, place_of
from nafa.kernel.secrets.keyring import VERSION_2, seal, unseal

BATCH = 500
LOOK_SECONDS = 0.2
PATIENCE_LOOKS = 300

# What commands seal by hand: the table, how the place of a value begins, the columns.
_OF_COMMANDS = (
    ("kernel_commandrecord", "command", ("inputs", "refusal")),
    ("kernel_waitingcommand", "waiting", ("inputs", "preview", "payee")),
)
Watcher = Callable[[str, int], None]


class Column(NamedTuple):
    """A column of sealed values, bound to `start` and, unless `is_common`, the key of the row."""

    table: str
    column: str
    keys: tuple[str, ...]
    types: tuple[str, ...]
    start: str
    is_common: bool = False

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"

    def place(self, key: tuple[Any, ...]) -> str:
        """What the value of a row is bound to."""
        return self.start if self.is_common else place_of(self.start, key)


class Left(NamedTuple):
    """How many values a column has, and how many are not under the key in use."""

    name: str
    total: int
    old: int
    may_change: bool


def sealed_columns() -> list[Column]:
    """Every column that holds sealed values, by name."""
    found = [
        _column(field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedTextField)
    ]
    found += [
        Column(table, f"sealed_{part}", ("id",), ("uuid",), f"{start}.{part}")
        for table, start, parts in _OF_COMMANDS
        for part in parts
    ]
    trail = (("at", "number"), ("timestamptz", "bigint"), "kernel_trail.sealed")
    found.append(Column("kernel_trail", "sealed", *trail, is_common=True))
    return sorted(found, key=lambda one: one.name)


def _column(field: SealedTextField) -> Column:
    """A sealed field with what tells its rows: the primary key, or the fields it names."""
    meta = field.model._meta
    keys = [meta.get_field(name) for name in field.row] or [meta.pk]
    columns = tuple(str(getattr(one, "column", "")) for one in keys)
    types = tuple(str(getattr(one, "db_type", _no_type)(connection)) for one in keys)
    return Column(
        meta.db_table, str(field.column), columns, types, f"{meta.db_table}.{field.column}"
    )


def _no_type(_connection: object) -> str:
    raise TypeError("a sealed value lies in a row that is told by columns")


def heads() -> dict[str, bytes]:
    """How a value begins that is sealed with the key in use, for each purpose."""
    return {row.purpose: VERSION_2 + row.id for row in key_rows()}


def left() -> list[Left]:
    """What is still under older keys, column by column, then files."""
    now, found = heads(), []
    for one in sealed_columns():
        head = now.get(_purpose(one), b"")
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*), count(*) FILTER (WHERE substr({one.column}, 1, 9) <> %s),"  # noqa: S608
                f" has_column_privilege(%s, %s, 'UPDATE') FROM {one.table}"
                f" WHERE length({one.column}) > 0",
                [head, one.table, one.column],
            )
            found.append(Left(one.name, *cursor.fetchone()))
    files = list(_files())
    old = sum(not _begins(path, now.get(FILE, b"")) for path in files)
    return [*found, Left("files", len(files), old, may_change=True)]


def begin_rotation() -> None:
    """New keys for everything that is sealed; `continue_rotation` does the rest."""
    for purpose in SEALING:
        add_key(purpose)


def is_rotating() -> bool:
    """Whether an older key has not been retired yet, or values of the first form are left."""
    newest = {row.purpose: row.id for row in key_rows()}
    return any(
        row.purpose in SEALING and row.retired_at is None and row.id != newest[row.purpose]
        for row in key_rows()
    )


def continue_rotation(*, watch: Watcher = lambda _name, _done: None) -> int:
    """Seal anew what is not under the keys in use, then retire the older keys; how many values."""
    time.sleep(REFRESH_SECONDS + LOOK_SECONDS)  # by now every process seals with the new key
    running, done = _transactions(), 0
    for _look in range(PATIENCE_LOOKS):
        done += _pass(watch)
        if not running & _transactions():
            break
        time.sleep(LOOK_SECONDS)
    else:
        return done
    done += _pass(watch)
    if not any(one.old for one in left() if one.may_change):
        _retire()
    return done


def _transactions() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'virtualxid'"
            " AND pid <> pg_backend_pid() AND virtualtransaction IN (SELECT l.virtualtransaction"
            " FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
            " WHERE a.datname = current_database())"
        )
        return {row[0] for row in cursor.fetchall()}


def _retire() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kernel_datakey k SET retired_at = clock_timestamp() WHERE retired_at IS NULL"
            " AND purpose = ANY (%s) AND EXISTS (SELECT FROM kernel_datakey n"
            " WHERE n.purpose = k.purpose AND n.made_at > k.made_at)",
            [list(SEALING)],
        )


def _pass(watch: Watcher) -> int:
    now, done = heads(), 0
    for one in sealed_columns():
        done += _reseal_column(one, now[_purpose(one)], watch)
    return done + _reseal_files(now[FILE], watch)


def _purpose(one: Column) -> str:
    return purpose_of(one.place(("",)))


def _reseal_column(one: Column, head: bytes, watch: Watcher) -> int:
    """The column in the order of its key, a batch a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_column_privilege(%s, %s, 'UPDATE')", [one.table, one.column])
        if not cursor.fetchone()[0]:
            return 0
    after: tuple[Any, ...] | None = None
    done = 0
    while True:
        rows = _batch(one, head, after)
        if not rows:
            return done
        after = rows[-1][:-1]
        done += _replace(one, rows)
        watch(one.name, done)


def _batch(one: Column, head: bytes, after: tuple[Any, ...] | None) -> list[tuple[Any, ...]]:
    keys = ", ".join(one.keys)
    marks = ", ".join(["%s"] * len(one.keys))
    further = f" AND ({keys}) > ({marks})" if after else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {keys}, {one.column} FROM {one.table} WHERE length({one.column}) > 0"  # noqa: S608
            f" AND substr({one.column}, 1, 9) <> %s{further} ORDER BY {keys} LIMIT {BATCH}",
            [head, *(after or ())],
        )
        return list(cursor.fetchall())


def _replace(one: Column, rows: list[tuple[Any, ...]]) -> int:
    """Where the value is still the one that was read."""
    old = [bytes(row[-1]) for row in rows]
    places = [one.place(row[:-1]) for row in rows]
    new = [seal(unseal(value, place), place) for value, place in zip(old, places, strict=True)]
    arrays = ", ".join(f"%s::{kind}[]" for kind in one.types)
    same = " AND ".join(f"t.{name} = n.{name}" for name in one.keys)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {one.table} t SET {one.column} = n.new"  # noqa: S608
            f" FROM unnest({arrays}, %s::bytea[], %s::bytea[])"
            f" AS n ({', '.join(one.keys)}, old, new) WHERE {same} AND t.{one.column} = n.old",
            [*([row[at] for row in rows] for at in range(len(one.keys))), old, new],
        )
        return int(cursor.rowcount)


def _files() -> Iterator[Path]:
    folder = Path(settings.NAFA_FILES)
    return (path for path in folder.glob("??/*") if path.suffix == "")


def _begins(path: Path, head: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(head)) == head


def _reseal_files(head: bytes, watch: Watcher) -> int:
    """A file is written beside and takes the place of the old one whole."""
    done = 0
    for path in _files():
        if _begins(path, head):
            continue
        place = f"file|{_file_id(path.name)}"
        waiting = path.with_suffix(".again")
        waiting.write_bytes(seal(unseal(path.read_bytes(), place), place))
        waiting.replace(path)
        done += 1
        watch("files", done)
    return done


def _file_id(name: str) -> str:
    return f"{name[:8]}-{name[8:12]}-{name[12:16]}-{name[16:20]}-{name[20:]}"
