"""The database and those who post are killed again and again: nothing told is lost or doubled."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from factories.poster import entry_ids
from nafa.runtime import processes
from nafa.runtime.embedded_postgres import Server, bundled_program, server_in
from nafa.runtime.embedded_postgres.credentials import SUPERUSER
from nafa.runtime.refusals import Refused

pytestmark = pytest.mark.slow
KILLS = 100 if os.environ.get("NAFA_SLOW") else 8
SESSIONS, ACCOUNTS = 6, 12
NAFA = [sys.executable, "-m", "nafa.runtime.cli.main"]
POSTER = Path(__file__).parents[1] / "factories" / "poster.py"
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
RETRY = """
import sys, django
django.setup()
from uuid import UUID, uuid4
from factories.poster import send
from nafa.kernel.identity.contexts import business_date
from nafa.ledger.models import Account
accounts = sorted(Account.objects.filter(chart_id="6212").values_list("id", flat=True))
for word in sys.stdin.read().split():
    send(UUID(word), accounts, business_date(), key=str(uuid4()))
"""

EXTEND_AND_COMPARE = """
import json, sys, django
django.setup()
from nafa.ledger import commands
from nafa.ledger.calc.tlog.merkle import verify_consistency
from nafa.ledger.queries.log import state
size, root = json.load(sys.stdin)
commands.extend_log()
latest = state.latest_checkpoint()
verify_consistency(old=size, new=latest.size, old_root=bytes.fromhex(root),
                   new_root=latest.root, path=state.consistency(size, latest.size))
print(json.dumps([latest.size, latest.root.hex()]))
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

    def posted(self) -> list[UUID]:
        """Every entry of theirs in the journal."""
        address = self.server.credentials.url(role=SUPERUSER)
        with psycopg.connect(address) as session:
            found = session.execute("SELECT id FROM ledger_entry WHERE kind = 'test.transfer'")
            return [row[0] for row in found]


@pytest.fixture
def site() -> Iterator[Site]:
    folder = Path(tempfile.mkdtemp(prefix="nafa-killed-"))
    folder.chmod(0o711)
    made = Site(folder)
    (folder / "data").mkdir(mode=0o711)
    made.server.start()
    made.nafa("init", "--name", "Jappoo", "--jurisdiction", "uemoa/senegal", "--currency", "XOF",
              "--branch", "Médina", "--opened", "2026-01-05", "--generate-password")  # fmt: skip
    made.server.start()
    made.python(FURNISH)
    yield made
    made.kill_poster()
    with suppress(Refused):
        made.server.stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_killed_at_random_the_ledger_keeps_every_entry_it_told_of_once(site: Site) -> None:
    chance = random.Random(17)
    settled: set[UUID] = set()
    checkpoint = json.dumps([0, sha256(b"").hexdigest()])
    with site.server.in_use():
        for number in range(KILLS):
            site.post_in_the_background(seed=1_000 * number)
            wait_until_busy(site, more_than=len(settled))
            time.sleep(chance.uniform(0, 0.7))
            if chance.random() < 0.7:
                site.kill_database()
            if chance.random() < 0.5:
                site.kill_poster()
            if site.server.start() and site.poster is not None:  # it goes on by itself
                wait_until_busy(site, more_than=len(site.told()[0]))
            site.kill_poster()
            checkpoint = site.python(EXTEND_AND_COMPARE, said=checkpoint)
            settled = settle(site, settled)

    assert len(settled) > KILLS
    assert json.loads(checkpoint)[0] > KILLS


def wait_until_busy(site: Site, *, more_than: int) -> None:
    """Until somebody was told of a new entry: a kill before that would prove little."""
    deadline = time.monotonic() + 60
    while len(site.told()[0]) <= more_than:
        assert site.poster is not None
        assert site.poster.poll() is None, (site.folder / "posters.log").read_text()[-2_000:]
        assert time.monotonic() < deadline, (site.folder / "posters.log").read_text()[-2_000:]
        time.sleep(0.05)


def settle(site: Site, settled: set[UUID]) -> set[UUID]:
    """Compare what was told with what is there; send again what nobody was told of."""
    site.wait_until_nobody_posts()
    done, open_ = site.told()
    found = site.posted()
    there = set(found)
    assert len(found) == len(there), "an entry is there twice"
    missing = [one for one in done | settled if not there.issuperset(entry_ids(one))]
    assert missing == [], "told of, but not there"
    torn = [one for one in open_ if 0 < len(there & set(entry_ids(one))) < len(entry_ids(one))]
    assert torn == [], "a set is there in part"
    known = {entry_id for one in done | open_ for entry_id in entry_ids(one)}
    assert there <= known, "nobody sent this"

    again = open_ - settled
    site.python(RETRY, said="\n".join(str(one) for one in sorted(again)))
    everything = site.posted()
    assert len(everything) == len(set(everything)), "a retry doubled an entry"
    assert set(everything) == known, "a retry did not settle its set"
    assert json.loads(site.nafa("ledger", "verify", "--json"))["is_sound"]
    return done | again
