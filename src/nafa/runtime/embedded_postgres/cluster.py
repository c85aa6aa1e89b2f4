"""The data folder of a PostgreSQL server: made once, bound to one major version."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nafa.runtime.embedded_postgres.credentials import SUPERUSER
from nafa.runtime.embedded_postgres.os_user import OsUser, closed_folder
from nafa.runtime.embedded_postgres.program import Program
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

_OWN_SETTINGS = "nafa.conf"
_SMALLEST_BUFFERS_MB, _LARGEST_BUFFERS_MB = 128, 512


@dataclass(frozen=True)
class Cluster:
    """The folder `postgres` of a data folder, and who runs its server (None: we do)."""

    folder: Path
    user: OsUser | None

    @property
    def data(self) -> Path:
        """What PostgreSQL calls PGDATA."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "postgres.log"

    def run(self, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        """Run one of the program's commands as the server's user, in the server's folder."""
        user = self.user
        return subprocess.run(
            command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
        )


def prepare_folder(cluster: Cluster) -> None:
    """Make the server's folder, closed to others. Refuses: the server's user cannot reach it.

    Folders above are never opened for it.
    """
    if cluster.user is not None:
        closed = closed_folder(cluster.folder.parent, cluster.user)
        if closed is not None:
            raise Refused(
                _("PostgreSQL runs as the user %(user)s, who may not enter %(folder)s.")
                % {"user": cluster.user.name, "folder": closed},
                _("Choose another data folder with NAFA_DATA, for example /var/lib/nafa."),
            )
    elif cluster.data.exists() and cluster.data.stat().st_uid != os.geteuid():
        raise Refused(
            _("%(folder)s belongs to another user of this machine.") % {"folder": cluster.data},
            _("Work as that user, or choose another data folder with NAFA_DATA."),
        )
    make_closed_folder(cluster.folder, cluster.user)


def make_closed_folder(folder: Path, user: OsUser | None) -> None:
    """A folder of mode 0700 that belongs to the server's user."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if user is not None:
        os.chown(folder, user.uid, user.gid)
    folder.chmod(0o700)


def check_version(cluster: Cluster, program: Program) -> None:
    """Refuses: a data folder of another major version. It is never converted silently."""
    kept = (cluster.data / "PG_VERSION").read_text().strip()
    if kept == str(program.major):
        return
    raise Refused(
        _("%(folder)s was made by PostgreSQL %(kept)s; this program brings PostgreSQL %(major)s.")
        % {"folder": cluster.data, "kept": kept, "major": program.major},
        _(
            "Nothing was changed. Carry the data over with pg_upgrade from %(kept)s to %(major)s,"
            " or run it with PostgreSQL %(kept)s and name that server in NAFA_DATABASE_URL."
        )
        % {"kept": kept, "major": program.major},
    )


def initialise(cluster: Cluster, program: Program, *, superuser_password: str) -> None:
    """Make the data folder. A killed attempt leaves nothing that a later start believes."""
    unfinished = cluster.folder / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    password_file = cluster.folder / ".password"
    password_file.touch(mode=0o600)
    password_file.write_text(superuser_password)
    if cluster.user is not None:
        os.chown(password_file, cluster.user.uid, cluster.user.gid)
    try:
        done = cluster.run(
            [program.commands / "initdb", "-D", unfinished, "-U", SUPERUSER, "-E", "UTF8",
             *_locale(program), "--auth-host=scram-sha-256", "--auth-local=scram-sha-256",
             "--data-checksums", "--pwfile", password_file]
        )  # fmt: skip
    finally:
        password_file.unlink()
    if done.returncode != 0:
        raise Refused(
            _("PostgreSQL could not make its data folder: %(output)s")
            % {"output": done.stdout.strip()[-600:]},
            _("Check the free space and the rights of %(folder)s.") % {"folder": cluster.folder},
        )
    with (unfinished / "postgresql.conf").open("a") as settings:
        settings.write(f"\ninclude_if_exists = '{_OWN_SETTINGS}'\n")
    unfinished.rename(cluster.data)


def write_settings(cluster: Cluster, *, socket_folder: Path, port: int, listens: bool) -> None:
    """Settings of our own, written at each start; ALTER SYSTEM still wins over them."""
    settings = {
        "listen_addresses": "127.0.0.1" if listens else "",
        "port": port,
        "unix_socket_directories": socket_folder,
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
        "max_connections": 200,
        "shared_buffers": f"{_shared_buffers_mb()}MB",
        "max_wal_size": "2GB",
        "max_slot_wal_keep_size": "16GB",  # copies that nobody takes must not fill the disk
        "synchronous_commit": "on",
        "fsync": "on",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %u ",
        "lc_messages": "C",
    }
    file = cluster.data / _OWN_SETTINGS
    file.write_text("".join(f"{name} = '{value}'\n" for name, value in settings.items()))
    if cluster.user is not None:
        os.chown(file, cluster.user.uid, cluster.user.gid)


def _locale(program: Program) -> tuple[str, ...]:
    if program.has_builtin_locale:
        return ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
    return ("--locale=C.UTF-8",)


def _shared_buffers_mb() -> int:
    """A sixteenth of the memory: 512 MB on a machine of 8 GB, and never more."""
    memory_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return max(_SMALLEST_BUFFERS_MB, min(_LARGEST_BUFFERS_MB, memory_mb // 16))
