"""The changes of the database and the files of clients, brought to the store as they come.

PostgreSQL's own receiver takes the log into a folder of this machine through a slot, so nothing is
thrown away before it was taken. Whole segments leave at once, the one under way every minute.
"""

import os
import subprocess
import time
from datetime import datetime
from pathlib import Path

import psycopg

from nafa.runtime.backup import names
from nafa.runtime.backup.sealing import seal_stream
from nafa.runtime.backup.stores import Store
from nafa.runtime.backup.tars import packed
from nafa.runtime.embedded_postgres import Server
from nafa.runtime.embedded_postgres.credentials import SUPERUSER

SLOT = "nafa_backup"
_SLACK_SECONDS = 5.0
_TAKEN = """
SELECT bool_or(flush_lsn >= %s) FROM pg_stat_replication WHERE application_name = 'pg_receivewal'
"""


def address_of(server: Server) -> str:
    """Where the server is found, as who may copy everything."""
    return server.credentials.url(role=SUPERUSER, database="postgres")


def tool(
    server: Server, name: str, *arguments: str | Path
) -> tuple[list[str | Path], dict[str, str]]:
    """A command of PostgreSQL and its environment. Who lists processes reads no password."""
    known = server.credentials
    environ = {"PATH": os.defpath, "LC_ALL": "C", "PGPASSWORD": known.superuser_password}
    where = ("-h", known.socket_folder, "-p", str(known.port), "-U", SUPERUSER, "--no-password")
    return [server.program.commands / name, *where, *arguments], environ


def start_receiver(server: Server, spool: Path) -> subprocess.Popen[bytes]:
    """Begin to take the log. A slot that fell too far behind is made anew: see `has_gap`."""
    making, environ = tool(server, "pg_receivewal", "-S", SLOT, "--create-slot", "--if-not-exists")
    subprocess.run(making, check=True, capture_output=True, env=environ)
    taking, environ = tool(
        server, "pg_receivewal", "-S", SLOT, "-D", spool, "--synchronous", "--no-loop"
    )
    return subprocess.Popen(
        taking, env=environ, start_new_session=True, stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def has_gap(server: Server) -> bool:
    """Whether changes were lost because nobody took them. The slot is given up then; what was begun
    in the spool leads nowhere, and only a new base copy helps."""
    with psycopg.connect(address_of(server), autocommit=True) as session:
        row = session.execute(
            "SELECT wal_status FROM pg_replication_slots WHERE slot_name = %s", (SLOT,)
        ).fetchone()
        if row is None or row[0] != "lost":
            return False
        session.execute("SELECT pg_drop_replication_slot(%s)", (SLOT,))
    return True


def wait_until_taken(server: Server, *, seconds: float) -> bool:
    """Wait until the receiver has on its disk what is committed now; False when time is up."""
    deadline = time.monotonic() + seconds
    with psycopg.connect(address_of(server), autocommit=True) as session:
        row = session.execute("SELECT pg_current_wal_flush_lsn()").fetchone()
        while time.monotonic() < deadline:
            taken = session.execute(_TAKEN, (row[0] if row else None,)).fetchone()
            if taken == (True,):
                return True
            time.sleep(0.1)
    return False


def ship_changes(spool: Path, store: Store, *, recipient: str, with_partial: bool) -> None:
    """Bring whole segments to the store and forget them here. The one under way is brought too when
    asked for, over the one before."""
    for path in sorted(spool.iterdir()):
        is_whole = names.is_segment(path.name) or path.suffix == ".history"
        if is_whole or (with_partial and path.suffix == names.PARTIAL):
            name = f"{names.CHANGES}/{path.name}{names.SEALED}"
            with path.open("rb") as source, store.write(name) as out:
                seal_stream(source, out, recipient=recipient)
        if is_whole:
            half = f"{names.CHANGES}/{path.name}{names.PARTIAL}{names.SEALED}"
            if half in store.names(names.CHANGES):
                store.remove(half)
            path.unlink()


def ship_files(folder: Path, store: Store, *, recipient: str, since: float, at: datetime) -> float:
    """Bring the clients' files that came since an instant; from when on to look the next time.

    A file gets its name some moments after its time, so the last moments are looked at twice.
    """
    fresh = sorted(
        path
        for path in (folder / "files").rglob("*")
        if path.is_file() and path.suffix != ".new" and path.stat().st_mtime > since
    )
    if not fresh:
        return since
    name = f"{names.FILES}/{names.written(at)}.tar{names.SEALED}"
    with store.write(name) as out, packed(folder, fresh) as source:
        seal_stream(source, out, recipient=recipient)
    return begins_at(at)


def begins_at(at: datetime) -> float:
    """From when on files are new for who looked at that instant."""
    return at.timestamp() - _SLACK_SECONDS
