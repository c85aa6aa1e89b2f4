"""Bringing an institution back from its copies, as it was at an instant, into an empty folder."""

import os
import shutil
import time
from datetime import datetime
from pathlib import Path

import psycopg

from nafa.runtime.backup import names
from nafa.runtime.backup.names import Base, bases_in, change_of
from nafa.runtime.backup.sealing import open_stream
from nafa.runtime.backup.stores import Store
from nafa.runtime.backup.tars import unpacking
from nafa.runtime.configuration.data_folder import make_data_folder
from nafa.runtime.embedded_postgres import Server, bundled_program, server_in
from nafa.runtime.embedded_postgres.credentials import SUPERUSER
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

_CHANGES_FOLDER = "changes"
_PATIENCE_SECONDS = 3600
_RECOVERY = ("restore_command", "recovery_target_time", "recovery_target_action")


def restore(store: Store, folder: Path, *, identity: str, at: datetime | None = None) -> Base:
    """Make the data folder anew and bring it to the instant, or to the last change that was kept.

    The server is left stopped. Refuses: the folder is not empty, no copy reaches so far back, a
    copy cannot be opened, the changes end before the instant.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Refused(
            _("%(folder)s is not empty.") % {"folder": folder},
            _("Choose a folder that does not exist yet: nothing is ever written over."),
        )
    base = _base_for(store, at)
    make_data_folder(folder)
    _bring_folder(store, base, folder, identity=identity)
    server = server_in(folder, program=bundled_program())
    _bring_database(store, base, server, identity=identity)
    _ask_for_recovery(server, at)
    _own(server)
    _recover(server, at)
    return base


def _base_for(store: Store, at: datetime | None) -> Base:
    bases = [one for one in bases_in(store.names(names.BASES)) if at is None or one.at <= at]
    if not bases:
        raise Refused(
            _("There is no base copy from before that instant."),
            _("List the copies with: nafa backup list"),
        )
    return bases[-1]


def _bring_folder(store: Store, base: Base, folder: Path, *, identity: str) -> None:
    since = names.written(base.at)
    later = [name for name in store.names(names.FILES) if name.split("/")[1] >= since]
    for name in (f"{base.name}/{names.FOLDER}", *later):
        _unpack(store, name, folder, identity=identity)


def _bring_database(store: Store, base: Base, server: Server, *, identity: str) -> None:
    data, changes = server.cluster.data, server.cluster.folder / _CHANGES_FOLDER
    data.mkdir(parents=True, mode=0o700)
    changes.mkdir(mode=0o700)
    _unpack(store, f"{base.name}/{names.DATABASE}", data, identity=identity)
    data.chmod(0o700)
    for name in sorted(store.names(names.CHANGES), key=lambda one: names.PARTIAL not in one):
        if change_of(name) < base.first_change:
            continue
        with store.read(name) as source, (changes / change_of(name)).open("wb") as out:
            open_stream(source, out, identity=identity)


def _unpack(store: Store, name: str, folder: Path, *, identity: str) -> None:
    with store.read(name) as source, unpacking(folder) as out:
        open_stream(source, out, identity=identity)


def _ask_for_recovery(server: Server, at: datetime | None) -> None:
    changes = server.cluster.folder / _CHANGES_FOLDER
    settings = {"restore_command": f'cp "{changes}/%f" "%p"', "recovery_target_action": "promote"}
    if at is not None:
        settings["recovery_target_time"] = at.isoformat()
    with (server.cluster.data / "postgresql.auto.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
    (server.cluster.data / "recovery.signal").touch(mode=0o600)


def _own(server: Server) -> None:
    """What was unpacked belongs to who runs the server."""
    user = server.cluster.user
    if user is None:
        return
    for path in (server.cluster.folder, *server.cluster.folder.rglob("*")):
        os.chown(path, user.uid, user.gid, follow_symlinks=False)


def _recover(server: Server, at: datetime | None) -> None:
    try:
        server.start()
        _wait_until_recovered(server)
    except Refused as refusal:
        raise Refused(
            _("The database could not be brought to that instant: %(words)s")
            % {"words": refusal.words},
            _("Choose an instant before the last change that was kept: nafa backup list")
            if at is not None
            else refusal.advice,
        )
    finally:
        server.stop()
    shutil.rmtree(server.cluster.folder / _CHANGES_FOLDER)


def _wait_until_recovered(server: Server) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    url = server.credentials.url(role=SUPERUSER, database="postgres")
    while time.monotonic() < deadline:
        try:
            with psycopg.connect(url, autocommit=True) as session:
                row = session.execute("SELECT pg_is_in_recovery()").fetchone()
                if row == (False,):
                    for name in _RECOVERY:
                        session.execute(f"ALTER SYSTEM RESET {name}".encode())
                    return
        except psycopg.OperationalError:
            if server.postmaster() is None:
                break
        time.sleep(0.2)
    log = server.cluster.log.read_text().splitlines()[-3:] if server.cluster.log.exists() else []
    raise Refused("\n".join(log), _("Its log is %(log)s.") % {"log": server.cluster.log})
