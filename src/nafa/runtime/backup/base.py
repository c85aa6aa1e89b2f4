"""A base copy: the database as it is while people work, and the files and keys beside it."""

import subprocess
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

import psycopg

from nafa.runtime.backup import names
from nafa.runtime.backup.archive import address_of, tool
from nafa.runtime.backup.names import Base, bases_in, change_of, is_segment
from nafa.runtime.backup.sealing import SECRET, seal_stream
from nafa.runtime.backup.stores import Store
from nafa.runtime.backup.tars import packed
from nafa.runtime.embedded_postgres import Server
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

_BESIDE = ("database.json", "files", "secrets")


def take_base(server: Server, store: Store, *, recipient: str, at: datetime) -> Base:
    """Copy everything. Nobody is stopped; a copy that is not whole has no name.

    Refuses: the database server does not give the copy.
    """
    with psycopg.connect(address_of(server)) as session:
        row = session.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()
    base = Base(at.replace(microsecond=0), str(row[0]) if row else "")
    with store.write(f"{base.name}/{names.DATABASE}") as out:
        _copy_database(server, out, recipient=recipient)
    kept = [server.folder / name for name in _BESIDE if (server.folder / name).exists()]
    with (
        store.write(f"{base.name}/{names.FOLDER}") as out,  # outside: half a tar gets no name
        packed(server.folder, _without_key_of_copies(kept)) as source,
    ):
        seal_stream(source, out, recipient=recipient)
    return base


def _copy_database(server: Server, out: BinaryIO, *, recipient: str) -> None:
    command, environ = tool(
        server, "pg_basebackup", "-D", "-", "-F", "tar", "-X", "fetch", "-c", "fast"
    )
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as copying:
        seal_stream(cast("BinaryIO", copying.stdout), out, recipient=recipient)
        said = copying.stderr.read() if copying.stderr is not None else b""
    if copying.returncode != 0:
        raise Refused(
            _("The database gave no copy: %(output)s") % {"output": said.decode()[-600:].strip()},
            _("Check the free space and the log of PostgreSQL, then run: nafa backup now"),
        )


def _without_key_of_copies(paths: list[Path]) -> list[Path]:
    """All but the one secret that opens the copies: it is kept apart from them."""
    found: list[Path] = []
    for path in paths:
        inner = sorted(path.iterdir()) if path.name == "secrets" else [path]
        found += [one for one in inner if one.name != SECRET]
    return found


def forget_old(store: Store, *, keep: int) -> None:
    """Keep so many base copies, and the changes and files that the oldest of them needs."""
    bases = bases_in(store.names(names.BASES))
    gone, kept = bases[:-keep], bases[-keep:]
    if not kept:
        return
    for base in gone:
        for part in (names.FOLDER, names.DATABASE):
            store.remove(f"{base.name}/{part}")
    for name in store.names(names.CHANGES):
        if is_segment(change_of(name)) and change_of(name) < kept[0].first_change:
            store.remove(name)
    for name in store.names(names.FILES):
        if name.split("/")[1] < names.written(kept[0].at):
            store.remove(name)
