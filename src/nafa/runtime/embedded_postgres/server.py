"""Starts, watches and stops one PostgreSQL server in a data folder.

What it guards against, each with a test: a dead postmaster that is still a zombie; a stale
`postmaster.pid` whose number another process has since got; a server of somebody else, which is
never ended; a socket path too long for the system; a crash recovery that takes minutes. The
server belongs to the data folder, not to the process that started it: it stops when told to.
"""

import hashlib
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from psycopg import sql

from nafa.runtime import file_lock, processes
from nafa.runtime.embedded_postgres import cluster as clusters
from nafa.runtime.embedded_postgres.cluster import Cluster
from nafa.runtime.embedded_postgres.credentials import (
    APP,
    DATABASE,
    OWNER,
    SUPERUSER,
    Credentials,
    keep_credentials,
    new_credentials,
    read_credentials,
)
from nafa.runtime.embedded_postgres.os_user import server_user
from nafa.runtime.embedded_postgres.program import Program, reachable_program
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

LONGEST_SOCKET_PATH = 107
PATIENCE_SECONDS = 300  # crash recovery of a large database takes minutes, not seconds
_ORPHAN_PATIENCE_SECONDS = 30
_DEFAULT_PORT = 5432  # part of the socket's name when no port is open


@dataclass(frozen=True)
class Server:
    """A server that may or may not run now. `port` opens TCP on 127.0.0.1 when it is given."""

    folder: Path
    program: Program
    cluster: Cluster
    port: int | None

    @property
    def credentials(self) -> Credentials:
        """Refuses: no server was ever started here."""
        kept = read_credentials(self.folder / "database.json")
        if kept is None:
            raise Refused(
                _("There is no database in %(folder)s yet.") % {"folder": self.folder},
                _("Start it with: nafa serve"),
            )
        return kept

    def start(self) -> bool:
        """Make what is missing and start; True when this call started it. Waits until healthy.

        Refuses: another major version, an unreachable folder, a server that does not come up.
        """
        with file_lock.exclusive(self._lock):
            clusters.prepare_folder(self.cluster)
            if self.postmaster() is not None and self._answers():
                return False
            self._make_cluster()
            self._clear_traces()
            self._launch()
            if not self._answers():
                raise self._refusal(_("PostgreSQL does not answer."))
            if not self.credentials.roles_made:
                self._make_roles()
            return True

    def stop(self) -> bool:
        """Stop cleanly, ending open transactions; False when nothing ran."""
        with file_lock.exclusive(self._lock):
            return self._stop()

    def stop_when_unneeded(self) -> bool:
        """Stop, unless a living process uses the server; False when it goes on (or never ran).

        Whoever comes meanwhile says so first and then waits for the same lock in `start`.
        """
        with file_lock.exclusive(self._lock):
            return file_lock.is_free(self._users) and self._stop()

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Say that this process needs the server; the claim ends with the process."""
        with file_lock.shared(self._users):
            yield

    def is_healthy(self) -> bool:
        """Whether the server answers a query over its socket."""
        try:
            with self._superuser_session() as session:
                return session.execute("SELECT 1").fetchone() == (1,)
        except (psycopg.OperationalError, Refused):
            return False

    def postmaster(self) -> int | None:
        """The living postmaster of this data folder, whatever its pid file says."""
        try:
            pid = int((self.cluster.data / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, ValueError, IndexError):
            return None
        serves = processes.runs_in(pid, folder=self.cluster.data, program="postgres")
        return pid if serves else None

    @property
    def _lock(self) -> Path:
        return self.folder / "run" / "postgres.lock"

    @property
    def _users(self) -> Path:
        return self.folder / "run" / "postgres-users.lock"

    def _stop(self) -> bool:
        if not self.cluster.data.exists() or self.postmaster() is None:
            return False
        done = self.cluster.run(
            [self._command("pg_ctl"), "-D", self.cluster.data, "-m", "fast", "-w",
             "-t", str(PATIENCE_SECONDS), "stop"]
        )  # fmt: skip
        if done.returncode != 0:
            raise self._refusal(_("PostgreSQL does not stop."))
        return True

    def _command(self, name: str) -> Path:
        program = reachable_program(
            self.program, user=self.cluster.user, spare_folder=self.cluster.folder
        )
        return program.commands / name

    def _make_cluster(self) -> None:
        kept = read_credentials(self.folder / "database.json")
        socket_folder = socket_folder_for(self.cluster)
        made = (self.cluster.data / "PG_VERSION").exists()
        if made:
            clusters.check_version(self.cluster, self.program)
        if made and kept is None:
            raise Refused(
                _("The passwords of the database in %(folder)s are gone.")
                % {"folder": self.folder},
                _("Put database.json back from your backup."),
            )
        credentials = replace(
            kept or new_credentials(socket_folder=socket_folder, port=_DEFAULT_PORT),
            socket_folder=str(socket_folder),
            port=self.port or _DEFAULT_PORT,
        )
        if not made:
            credentials = replace(credentials, roles_made=False)
        keep_credentials(self.folder / "database.json", credentials)
        if not made:
            program = replace(self.program, commands=self._command("initdb").parent)
            clusters.initialise(
                self.cluster, program, superuser_password=credentials.superuser_password
            )
        clusters.write_settings(
            self.cluster,
            socket_folder=socket_folder,
            port=credentials.port,
            listens=self.port is not None,
        )

    def _clear_traces(self) -> None:
        """Remove what a dead server left. Its last children are waited for, never killed."""
        deadline = time.monotonic() + _ORPHAN_PATIENCE_SECONDS
        while any(processes.working_in(self.cluster.data, program="postgres")):
            if time.monotonic() > deadline:
                raise Refused(
                    _("Processes of a dead PostgreSQL still work in %(folder)s.")
                    % {"folder": self.cluster.data},
                    _("End them or restart the machine, then try again."),
                )
            time.sleep(0.05)
        (self.cluster.data / "postmaster.pid").unlink(missing_ok=True)
        socket = Path(self.credentials.socket_folder) / f".s.PGSQL.{self.credentials.port}"
        for trace in (socket, socket.with_name(f"{socket.name}.lock")):
            trace.unlink(missing_ok=True)

    def _launch(self) -> None:
        done = self.cluster.run(
            [self._command("pg_ctl"), "-D", self.cluster.data, "-l", self.cluster.log, "-w",
             "-t", str(PATIENCE_SECONDS), "start"]
        )  # fmt: skip
        if done.returncode != 0:
            raise self._refusal(_("PostgreSQL does not start."))

    def _answers(self) -> bool:
        """Wait until it does; False when it ends meanwhile. Refuses: it lives and stays silent."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.is_healthy():
            if self.postmaster() is None:
                return False
            if time.monotonic() > deadline:
                raise self._refusal(_("PostgreSQL does not answer."))
            time.sleep(0.05)
        return True

    def _superuser_session(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            self.credentials.url(role=SUPERUSER, database="postgres"),
            autocommit=True,
            connect_timeout=5,
        )

    def _make_roles(self) -> None:
        """The owner of the database, and the role that the application acts as."""
        credentials = self.credentials
        with self._superuser_session() as session:
            for role, password in (
                (OWNER, credentials.owner_password),
                (APP, credentials.app_password),
            ):
                if not _has(session, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
                    session.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
                session.execute(
                    sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(
                        sql.Identifier(role), sql.Literal(password)
                    )
                )
            if not _has(session, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
                session.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(DATABASE), sql.Identifier(OWNER)
                    )
                )
        keep_credentials(self.folder / "database.json", replace(credentials, roles_made=True))

    def _refusal(self, words: str) -> Refused:
        last_lines = ""
        with suppress(OSError):
            last_lines = "\n".join(self.cluster.log.read_text().splitlines()[-5:])
        return Refused(
            f"{words}\n{last_lines}".strip(),
            _("Its log is %(log)s.") % {"log": self.cluster.log},
        )


def server_in(folder: Path, *, program: Program, port: int | None = None) -> Server:
    """The server of a data folder."""
    own = folder / "postgres"
    cluster = Cluster(folder=own, user=server_user(own / "data"))
    return Server(folder=folder, program=program, cluster=cluster, port=port)


def socket_folder_for(cluster: Cluster) -> Path:
    """Where the socket lies: beside the data, or in the temporary folder if the path is long.

    Refuses: somebody else took the short name.
    """
    beside = cluster.folder / "socket"
    name = f"/.s.PGSQL.{65535}"
    if len(str(beside).encode()) + len(name) < LONGEST_SOCKET_PATH:
        clusters.make_closed_folder(beside, cluster.user)
        return beside
    digest = hashlib.sha256(str(cluster.folder).encode()).hexdigest()[:16]
    short = Path(tempfile.gettempdir()) / f"nafa-{digest}"
    if not short.exists() and not short.is_symlink():
        clusters.make_closed_folder(short, cluster.user)
    status = short.lstat()
    owner = cluster.folder.stat().st_uid
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != owner or status.st_mode & 0o077:
        raise Refused(
            _("%(folder)s is not ours.") % {"folder": short},
            _("Remove it, or choose a data folder with a shorter path in NAFA_DATA."),
        )
    return short


def _has(session: psycopg.Connection[tuple[object, ...]], query: str, name: str) -> bool:
    return session.execute(query.encode(), (name,)).fetchone() is not None
