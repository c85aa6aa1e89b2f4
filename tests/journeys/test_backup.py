"""A machine is lost while people post: everything that was told before the last copy comes back."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from factories.poster import entry_ids
from factories.site import NAFA, Site, a_site
from nafa.runtime.backup import archive
from nafa.runtime.backup.status import read_status
from nafa.runtime.embedded_postgres import bundled_program, server_in
from nafa.runtime.embedded_postgres.credentials import SUPERUSER

pytestmark = pytest.mark.slow
PERSON = """
import django
django.setup()
from datetime import date
from nafa.clients import commands as clients
from nafa.kernel.commands import command
from nafa.kernel.identity.contexts import system_context
from nafa.kernel.secrets.files import store_file
from nafa.kernel.models import Branch
ctx = system_context(key="person")
clients.register_person(
    ctx, branch_id=Branch.objects.get().id, given_names="Ndeye Coumba", family_name="Sagna",
    sex="F", birth_date=date(1988, 3, 2), phone="+221771234567")
@command(permission="clients.register")
def keep(ctx):
    return store_file(ctx, content=b"Carte de Ndeye Coumba Sagna", media_type="text/plain")
print(keep(system_context(key="file")))
"""
READ = """
import sys, django
django.setup()
from uuid import UUID
from nafa.kernel.secrets.files import read_file
print(read_file(UUID(sys.stdin.read().strip()))[0].decode())
"""
PATIENCE_SECONDS = 90
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
KEEPERS: list[subprocess.Popen[bytes]] = []


@pytest.fixture
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Path]]:
    """An institution that keeps copies of itself in a folder elsewhere."""
    place = tmp_path_factory.mktemp("elsewhere")
    with a_site() as site:
        site.environ["NAFA_BACKUP"] = str(place)
        yield site, place
        for keeper in KEEPERS:
            keeper.kill()
            keeper.wait(10)


def keeping(site: Site, *, after: str = "") -> subprocess.Popen[bytes]:
    """The process that keeps copies, once it has taken a base copy (a later one)."""
    keeper = subprocess.Popen([*NAFA, "backup", "run"], env=site.environ)
    KEEPERS.append(keeper)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while read_status(site.server.folder).base_at <= after:
        assert keeper.poll() is None
        assert time.monotonic() < deadline, read_status(site.server.folder)
        time.sleep(0.1)
    return keeper


def told(site: Site) -> set[UUID]:
    return {entry for one in site.told()[0] for entry in entry_ids(one)}


def said(site: Site, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*NAFA, *arguments], env=site.environ, capture_output=True, text=True, check=False
    )


def brought_back(site: Site, key: Path, place: Path, *more: str) -> tuple[Site, set[UUID]]:
    """The institution restored into another folder, and the entries it has there."""
    folder = site.folder / f"back-{len(list(site.folder.iterdir()))}"
    done = said(
        site, "restore", "--from", str(place), "--key", str(key), "--to", str(folder), *more
    )
    assert done.returncode == 0, done.stdout + done.stderr
    other = object.__new__(Site)
    other.__dict__ |= site.__dict__
    other.server = server_in(folder, program=bundled_program())
    other.environ = {**site.environ, "NAFA_DATA": str(folder)}
    assert json.loads(other.nafa("ledger", "verify", "--json"))["is_sound"]
    with other.server.in_use():
        other.server.start()
        found = set(other.posted())
        other.server.stop()
    return other, found


def test_a_lost_machine_comes_back_and_so_does_any_instant(kept: tuple[Site, Path]) -> None:
    site, place = kept
    file_id = site.python(PERSON)
    with site.server.in_use():
        keeper = keeping(site)
        key = place.parent / f"{place.name}.key"
        shutil.copy(site.server.folder / "secrets" / "backup_identity", key)
        site.post_in_the_background(seed=1)
        wait_for(lambda: len(told(site)) > 200)
        before = told(site)
        instant = datetime.now(UTC)
        time.sleep(1)
        between = told(site)
        wait_for(lambda: len(told(site)) > len(between) + 200)
        late, at = told(site), datetime.now(UTC)
        wait_for(lambda: shipped_at(site) > at, seconds=PATIENCE_SECONDS)
        site.kill_poster()
        keeper.kill()
        site.kill_database()
    shutil.rmtree(site.server.folder)

    back, entries = brought_back(site, key, place)
    assert late <= entries
    back.server.start()
    assert back.python(READ, said=file_id).strip() == "Carte de Ndeye Coumba Sagna"
    back.server.stop()

    _, then = brought_back(site, key, place, "--at", instant.isoformat())
    assert before <= then
    assert late - between
    assert not (late - between) & then, "what came later is not there yet"

    assert_nothing_can_be_read(place)
    assert_refusals(site, key, place)


def wait_for(is_so: Callable[[], bool], *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def shipped_at(site: Site) -> datetime:
    text = read_status(site.server.folder).changes_at
    return datetime.fromisoformat(text) if text else LONG_AGO


def assert_nothing_can_be_read(place: Path) -> None:
    words = (
        b"Sagna",
        b"Ndeye",
        b"771234567",
        b"Jappoo",
        b"postgres",
        b"ledger_entry",
        b"M\xc3\xa9d",
    )
    files = [path for path in place.rglob("*") if path.is_file()]
    assert len(files) > 3
    for path in files:
        content = path.read_bytes()
        assert not [word for word in words if word in content], path


def assert_refusals(site: Site, key: Path, place: Path) -> None:
    stranger = place.parent / "stranger.key"
    other = said(site, "backup", "key")  # a fresh data folder makes a key of its own
    stranger.write_text(other.stdout.splitlines()[0])
    ways: tuple[tuple[list[str], str], ...] = (
        (["--key", str(stranger)], "cannot be opened"),
        (["--key", str(place)], "holds no key"),
        (["--key", str(key), "--at", "2020-01-01T00:00+00:00"], "no base copy"),
        (["--key", str(key), "--at", (datetime.now(UTC) + timedelta(days=1)).isoformat()],
         "could not be brought to that instant"),
        (["--key", str(key), "--to", str(place)], "is not empty"),
    )  # fmt: skip
    for number, (arguments, words) in enumerate(ways):
        target = [] if "--to" in arguments else ["--to", str(site.folder / f"refused-{number}")]
        done = said(site, "restore", "--from", str(place), *target, *arguments)
        assert done.returncode == 1, done.stdout
        assert words in done.stderr
        assert "→" in done.stderr
        assert "Traceback" not in done.stderr
    spoil(place)
    done = said(site, "restore", "--from", str(place), "--key", str(key), "--to",
                str(site.folder / "spoilt"))  # fmt: skip
    assert (done.returncode, "cannot be opened" in done.stderr) == (1, True)


def spoil(place: Path) -> None:
    (path,) = place.glob("base/*/database.tar.gz.age")
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))


def test_the_keeper_ends_when_told_and_leaves_nobody_behind(kept: tuple[Site, Path]) -> None:
    site, _place = kept
    with site.server.in_use():
        keeper = keeping(site)
        wait_for(lambda: receivers(site) == 1)

        keeper.terminate()

        assert keeper.wait(15) == 0
        wait_for(lambda: receivers(site) == 0, seconds=10)


def test_a_gap_in_the_changes_is_told_and_closed_by_a_new_base(kept: tuple[Site, Path]) -> None:
    site, place = kept
    address = site.server.credentials.url(role=SUPERUSER, database="postgres")
    with site.server.in_use():
        keeper = keeping(site)
        wait_for(lambda: shipped_at(site) > LONG_AGO)
        first = read_status(site.server.folder).base_at
        keeper.terminate()
        keeper.wait(15)
        assert not archive.wait_until_taken(site.server, seconds=0.5)
        with psycopg.connect(address, autocommit=True) as session:
            session.execute("ALTER SYSTEM SET max_slot_wal_keep_size = '16MB'")
            session.execute("SELECT pg_reload_conf()")
            wait_for(lambda: is_lost(session))

        site.python(PERSON)
        keeping(site, after=first)
        wait_for(lambda: shipped_at(site) > datetime.fromisoformat(first) + timedelta(seconds=1))
        key = place.parent / f"{place.name}.key"
        shutil.copy(site.server.folder / "secrets" / "backup_identity", key)
        at = datetime.now(UTC)
        wait_for(lambda: shipped_at(site) > at, seconds=PATIENCE_SECONDS)

    back, _ = brought_back(site, key, place)
    assert back.server.folder != site.server.folder


def is_lost(session: psycopg.Connection[tuple[object, ...]]) -> bool:
    """Write and switch until nobody can take the changes any more."""
    session.execute("SELECT pg_logical_emit_message(false, 'test', repeat('x', 1000))")
    session.execute("SELECT pg_switch_wal()")
    session.execute("CHECKPOINT")
    row = session.execute("SELECT wal_status FROM pg_replication_slots").fetchone()
    return row == ("lost",)


def receivers(site: Site) -> int:
    with psycopg.connect(site.server.credentials.url(role=SUPERUSER)) as session:
        row = session.execute("SELECT count(*) FROM pg_stat_replication").fetchone()
        return int(str(row[0])) if row else 0


def test_a_trial_reports_and_old_copies_go(kept: tuple[Site, Path]) -> None:
    site, place = kept
    site.environ["NAFA_BACKUP_KEEP"] = "1"
    first = site.nafa("backup", "now")
    site.nafa("backup", "now")
    site.python(PERSON)
    latest = site.nafa("backup", "now")

    (only,) = place.glob("base/*/folder.tar.gz.age")
    assert only.parent.name in latest
    assert only.parent.name not in first

    report = site.nafa("backup", "drill")

    assert "The copies are good." in report
    assert "clients_client: 1 there, 1 here" in report
    assert site.nafa("backup", "trials").count("The copies are good.") == 1
    assert_nothing_can_be_read(place)
    assert "good" in site.nafa("backup", "list")
