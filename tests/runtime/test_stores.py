"""Where copies are kept: a folder and a real SFTP server keep the same promises."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncssh
import paramiko
import pytest

from nafa.runtime.backup.names import Base, bases_in
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


@pytest.fixture(params=["folder", "sftp"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return store_at(str(tmp_path / "copies"))
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
