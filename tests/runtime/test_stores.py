"""Where copies are kept: a folder and a real SFTP server keep the same promises."""

import asyncio
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncssh
import paramiko
import pytest
from minio import Minio, S3Error
from moto.server import ThreadedMotoServer

from nafa.kernel.copies import Copies
from nafa.runtime.backup.names import Base, bases_in
from nafa.runtime.backup.s3 import PART_BYTES, S3Access
from nafa.runtime.backup.scheduled import Trial
from nafa.runtime.backup.status import (
    LATEST_BASE,
    LATEST_CHANGE,
    Status,
    change_status,
    read_status,
)
from nafa.runtime.backup.stores import FolderStore, SftpStore, Store, store_at
from nafa.runtime.refusals import Refused

PASSWORD = "un mot pour les copies"


class _Door(asyncssh.SSHServer):
    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("nafa", PASSWORD)


class SftpServer:
    """A server of a folder, in a thread of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = asyncssh.generate_private_key("ssh-ed25519")
        self.loop = asyncio.new_event_loop()
        self.port = 0
        ready = threading.Event()
        threading.Thread(target=self._serve, args=(ready,), daemon=True).start()
        assert ready.wait(20)

    def _serve(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self.loop)

        async def listen() -> None:
            made = await asyncssh.listen(
                "127.0.0.1", 0, server_host_keys=[self.key], server_factory=_Door,
                sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(self.folder)),
            )  # fmt: skip
            self.port = made.get_port()
            ready.set()

        self.loop.run_until_complete(listen())
        self.loop.run_forever()

    def close(self) -> None:
        async def end() -> None:
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)

    def known_as(self, home: Path) -> None:
        """Write the server's key down as a person would, after having compared it."""
        (home / ".ssh").mkdir(exist_ok=True)
        public = self.key.export_public_key().decode().strip()
        (home / ".ssh" / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {public}\n")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SftpServer]:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "served").mkdir()
    made = SftpServer(tmp_path / "served")
    yield made
    made.close()


@pytest.fixture(scope="module")
def bucket() -> Iterator[S3Access]:
    """A server that speaks S3, made by others, on a port of this machine."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    access = S3Access(f"http://{host}:{port}", key="nafa", secret=PASSWORD, region="us-east-1")
    Minio(f"{host}:{port}", "nafa", PASSWORD, secure=False, region="us-east-1").make_bucket(
        "copies"
    )
    yield access
    server.stop()


@pytest.fixture(params=["folder", "sftp", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return store_at(str(tmp_path / "copies"))
    if request.param == "s3":
        access: S3Access = request.getfixturevalue("bucket")
        return store_at(f"s3://copies/house/{tmp_path.name}", s3=access)
    server: SftpServer = request.getfixturevalue("server")
    server.known_as(tmp_path)
    address = f"sftp://nafa:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{server.port}/a/b"
    return store_at(address)


def test_what_was_written_is_read_listed_and_removed(store: Store) -> None:
    content = bytes(range(256)) * 5_000
    for name in ("wal/2.gz.age", "wal/1.gz.age", "base/x/folder"):
        with store.write(name) as out:
            out.write(content)

    assert store.names("wal") == ["wal/1.gz.age", "wal/2.gz.age"]
    assert store.names("base") == ["base/x/folder"]
    assert store.names("drills") == []
    with store.read("wal/2.gz.age") as found:
        assert found.read() == content

    with store.write("wal/2.gz.age") as out:
        out.write(b"anew")
    with store.read("wal/2.gz.age") as found:
        assert found.read() == b"anew"
    store.remove("wal/1.gz.age")
    assert store.names("wal") == ["wal/2.gz.age"]


def test_what_was_not_ended_is_not_there(store: Store) -> None:
    with pytest.raises(KeyboardInterrupt), store.write("wal/1.gz.age") as out:
        out.write(b"half")
        raise KeyboardInterrupt

    assert store.names("wal") == []


def test_what_is_larger_than_a_part_arrives_whole_or_not_at_all(bucket: S3Access) -> None:
    store = store_at("s3://copies/large", s3=bucket)
    part = bytes(range(256)) * 4096
    with store.write("base/large") as out:
        for _ in range(2 * PART_BYTES // len(part) + 3):
            out.write(part)
    with store.read("base/large") as found:
        assert len(found.read()) == 2 * PART_BYTES + 3 * len(part)

    with pytest.raises(KeyboardInterrupt), store.write("base/half") as out:
        for _ in range(2 * PART_BYTES // len(part)):
            out.write(part)
        raise KeyboardInterrupt
    assert store.names("base") == ["base/large"]


def test_a_bucket_that_refuses_is_a_fault(bucket: S3Access) -> None:
    store = store_at("s3://nobodys-bucket/x", s3=bucket)

    with pytest.raises(S3Error), store.write("base/x") as out:
        for _ in range(200):
            out.write(bytes(2**20))
    with pytest.raises(Refused):
        store_at("s3://copies/x", s3=S3Access(bucket.endpoint, key="", secret="", region=""))


def found_by(tmp_path: Path, code: int, *, days: int = 30, **status: str) -> Status:
    """What the status says after a trial that ends with a code."""
    change_status(tmp_path, base_at="2026-11-01T00:00:00+00:00", **status)
    trial = Trial(tmp_path, days=days, command=[sys.executable, "-c", f"raise SystemExit({code})"])
    trial.look()
    trial.wait(20)
    trial.look()
    return read_status(tmp_path)


def test_a_trial_is_begun_when_due_and_its_failure_is_kept(tmp_path: Path) -> None:
    long_ago = "2026-01-01T00:00:00+00:00"

    assert found_by(tmp_path, 1).drill == "bad"
    assert found_by(tmp_path, 1, drill="good", drill_at=long_ago).drill == "bad"
    assert found_by(tmp_path, 0, drill="good", drill_at=long_ago).drill == "good"


def test_a_trial_that_is_not_due_is_not_begun(tmp_path: Path) -> None:
    lately = datetime.now(UTC).isoformat()

    assert found_by(tmp_path, 1, drill="good", drill_at=lately).drill == "good"
    assert found_by(tmp_path, 1, drill="bad", drill_at=lately).drill_at == lately
    assert found_by(tmp_path, 1, days=0, drill="", drill_at="").drill == ""


def test_the_worst_is_told_first() -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    fresh = Status(base_at=now.isoformat(), changes_at=now.isoformat())

    def ago(days: int) -> str:
        return (now - timedelta(days=days)).isoformat()

    assert Status().worst(now) is Copies.BASE_LATE
    assert replace(fresh, changes_at=ago(1)).worst(now) is Copies.CHANGES_LATE
    assert replace(fresh, drill="bad", drill_at=ago(1)).worst(now) is Copies.DRILL_FAILED
    tried = replace(fresh, drill="good", drill_at=ago(33))
    assert tried.worst(now, drill_days=30) is Copies.DRILL_LATE
    assert tried.worst(now, drill_days=31) is Copies.FRESH
    assert tried.worst(now) is Copies.FRESH


def test_a_server_that_is_not_known_gets_nothing(server: SftpServer) -> None:
    store = SftpStore(host="127.0.0.1", port=server.port, user="nafa", password=PASSWORD, path="/a")

    with pytest.raises(paramiko.SSHException, match="not found in known_hosts"):
        store.names("wal")


def test_an_address_that_is_none_is_refused() -> None:
    for address in ("copies", "sftp://host/folder", "ftp://nafa@host/", "s3://bucket/x", ""):
        with pytest.raises(Refused):
            store_at(address)
    assert isinstance(store_at("/mnt/copies"), FolderStore)


def test_a_base_without_its_last_part_is_none() -> None:
    at = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
    base = Base(at, "00000001000000000000000A")

    assert bases_in([f"{base.name}/database.tar.gz.age"]) == []
    assert bases_in([f"{base.name}/database.tar.gz.age", f"{base.name}/folder.tar.gz.age"]) == [
        base
    ]


def test_late_is_told_at_the_limit(tmp_path: Path) -> None:
    now = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
    second = timedelta(seconds=1)
    fresh = {
        "base_at": (now - LATEST_BASE).isoformat(),
        "changes_at": (now - LATEST_CHANGE).isoformat(),
    }

    assert Status().lateness(now) == "base"
    assert change_status(tmp_path, **fresh).lateness(now) == ""
    assert read_status(tmp_path).lateness(now + second) == "base"
    changed = change_status(tmp_path, base_at=now.isoformat())
    assert changed.lateness(now + second) == "changes"
