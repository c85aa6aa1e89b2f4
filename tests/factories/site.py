"""A data folder of its own with a running institution, and those who post there."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID

import psycopg

from factories.folders import copy_of, open_folder
from nafa.runtime import processes
from nafa.runtime.embedded_postgres import Server, bundled_program, server_in
from nafa.runtime.embedded_postgres.credentials import SUPERUSER
from nafa.runtime.refusals import Refused

SESSIONS, ACCOUNTS = 6, 12
NAFA = [sys.executable, "-m", "nafa.runtime.cli.main"]
POSTER = Path(__file__).parent / "poster.py"
FURNISH = f"""
import django
django.setup()
from uuid import UUID
from factories.journal import open_accounts
from nafa.kernel.identity.contexts import system_context
from nafa.ledger.commands import AccountKey
open_accounts(system_context(key="accounts"), keys=tuple(
    AccountKey("6212", "XOF", owner_kind="test", owner_id=UUID(int=number + 1))
    for number in range({ACCOUNTS})))
"""


class Site:
    """A data folder of its own with an institution, its server, and those who post there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server: Server = server_in(folder / "data", program=bundled_program())
        self.log = folder / "told"
        self.log.touch()
        self.poster: subprocess.Popen[bytes] | None = None
        kept = {name: text for name, text in os.environ.items() if not name.startswith("NAFA_")}
        self.environ = {
            **kept,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "NAFA_DATA": str(folder / "data"),
            "NAFA_LANGUAGE": "en",
            "DJANGO_SETTINGS_MODULE": "nafa.runtime.settings",
        }

    def nafa(self, *arguments: str) -> str:
        done = subprocess.run(
            [*NAFA, *arguments], env=self.environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def python(self, program: str, *, said: str = "") -> str:
        """Run a program in an environment of the site, as any process of the institution."""
        done = subprocess.run(
            [sys.executable, "-c", program], env=self.environ, input=said, text=True,
            capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def post_in_the_background(self, seed: int) -> None:
        with (self.folder / "posters.log").open("ab") as complaints:
            self.poster = subprocess.Popen(
                [sys.executable, str(POSTER), str(self.log), str(SESSIONS), str(seed)],
                env=self.environ, stderr=complaints,
            )  # fmt: skip

    def kill_database(self) -> None:
        """As a power cut does: no process gets a chance to tidy up."""
        data = self.server.cluster.data
        while pids := list(processes.working_in(data, program="postgres")):
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)

    def kill_poster(self) -> None:
        if self.poster is not None:
            self.poster.kill()
            self.poster.wait(10)
            self.poster = None

    def wait_until_nobody_posts(self) -> None:
        """A statement of a killed process may still run on the server for a moment."""
        address = self.server.credentials.url(role=SUPERUSER)
        with psycopg.connect(address, autocommit=True) as session:
            others = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'nafa_app'"
            while session.execute(others).fetchone() != (0,):
                time.sleep(0.02)

    def told(self) -> tuple[set[UUID], set[UUID]]:
        """The sets that were acknowledged, and those that were only tried."""
        words = [line.split() for line in self.log.read_text().splitlines()]
        done = {UUID(text) for word, text in words if word == "ack"}
        return done, {UUID(text) for word, text in words if word == "try"} - done

    def told_count(self) -> int:
        """How many sets were acknowledged until now: asked again and again."""
        return self.log.read_bytes().count(b"ack ")

    def posted(self) -> list[UUID]:
        """Every entry of theirs in the journal."""
        address = self.server.credentials.url(role=SUPERUSER)
        with psycopg.connect(address) as session:
            found = session.execute("SELECT id FROM ledger_entry WHERE kind = 'test.transfer'")
            return [row[0] for row in found]


@contextmanager
def a_site() -> Iterator[Site]:
    """An institution with accounts that can be posted to, its server running; then removed."""
    folder = open_folder("nafa-site-")
    copy_of(_found, folder)
    made = Site(folder)
    made.server.start()
    yield made
    made.kill_poster()
    with suppress(Refused):
        made.server.stop()
    shutil.rmtree(folder, ignore_errors=True)


def _found(folder: Path) -> None:
    site = Site(folder)
    (folder / "data").mkdir(mode=0o711)
    site.server.start()
    site.nafa("init", "--name", "Jappoo", "--jurisdiction", "uemoa/senegal", "--currency", "XOF",
              "--branch", "Médina", "--opened", "2026-01-05", "--generate-password")  # fmt: skip
    site.server.start()
    site.python(FURNISH)
    site.server.stop()
