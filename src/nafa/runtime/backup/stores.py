"""Where copies are kept: a folder (perhaps of another machine), a server by SFTP, an S3 bucket.

A name is whole or absent: it is written beside and renamed. Names are `kind/…`, sorted by time.
"""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from stat import S_ISDIR
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast
from urllib.parse import unquote, urlsplit

from nafa.runtime.backup.s3 import S3Access, S3Store
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

if TYPE_CHECKING:
    import paramiko

_UNFINISHED = ".unfinished"
_PATIENCE_SECONDS = 20


class Store(Protocol):
    """A place for copies."""

    def write(self, name: str) -> AbstractContextManager[BinaryIO]:
        """Write a name; it appears when the block ended well."""
        ...

    def read(self, name: str) -> AbstractContextManager[BinaryIO]:
        """Read a name."""
        ...

    def names(self, kind: str) -> list[str]:
        """All names of a kind, sorted."""
        ...

    def remove(self, name: str) -> None:
        """Forget a name."""
        ...


class FolderStore:
    """A folder of this machine, or one that is mounted here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def write(self, name: str) -> Iterator[BinaryIO]:
        """As `Store.write`; on the disk before it appears."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(path.name + _UNFINISHED)
        with fresh.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)

    @contextmanager
    def read(self, name: str) -> Iterator[BinaryIO]:
        """As `Store.read`."""
        with (self.folder / name).open("rb") as found:
            yield found

    def names(self, kind: str) -> list[str]:
        """As `Store.names`."""
        top = self.folder / kind
        found = (path for path in top.rglob("*") if path.is_file())
        return sorted(
            str(path.relative_to(self.folder)) for path in found if path.suffix != _UNFINISHED
        )

    def remove(self, name: str) -> None:
        """As `Store.remove`."""
        (self.folder / name).unlink(missing_ok=True)


class SftpStore:
    """A folder on a server that speaks SFTP; the server's key must be known on this machine."""

    def __init__(self, *, host: str, port: int, user: str, password: str | None, path: str) -> None:
        self._where = (host, port, user, password)
        self._top = path.rstrip("/") or "."
        self._session: paramiko.SFTPClient | None = None

    def _server(self) -> "paramiko.SFTPClient":
        channel = self._session.get_channel() if self._session is not None else None
        if self._session is not None and channel is not None and not channel.closed:
            return self._session
        import paramiko  # takes most of a second that only copies to a server need

        host, port, user, password = self._where
        client = paramiko.SSHClient()
        client.load_system_host_keys()
        client.set_missing_host_key_policy(paramiko.RejectPolicy())
        client.connect(
            host, port, user, password, timeout=_PATIENCE_SECONDS, auth_timeout=_PATIENCE_SECONDS
        )
        self._session = client.open_sftp()
        return self._session

    @contextmanager
    def write(self, name: str) -> Iterator[BinaryIO]:
        """As `Store.write`."""
        server, path = self._server(), f"{self._top}/{name}"
        self._make_folders(server, path)
        fresh = path + _UNFINISHED
        with server.open(fresh, "wb") as out:
            out.set_pipelined(True)
            yield cast("BinaryIO", out)
        server.posix_rename(fresh, path)

    @contextmanager
    def read(self, name: str) -> Iterator[BinaryIO]:
        """As `Store.read`."""
        with self._server().open(f"{self._top}/{name}", "rb") as found:
            found.prefetch()
            yield cast("BinaryIO", found)

    def names(self, kind: str) -> list[str]:
        """As `Store.names`."""
        return sorted(self._below(self._server(), kind))

    def remove(self, name: str) -> None:
        """As `Store.remove`."""
        self._server().remove(f"{self._top}/{name}")

    def _below(self, server: "paramiko.SFTPClient", name: str) -> Iterator[str]:
        try:
            entries = server.listdir_attr(f"{self._top}/{name}")
        except FileNotFoundError:
            return
        for one in entries:
            inner = f"{name}/{one.filename}"
            if S_ISDIR(one.st_mode or 0):
                yield from self._below(server, inner)
            elif not one.filename.endswith(_UNFINISHED):
                yield inner

    def _make_folders(self, server: "paramiko.SFTPClient", path: str) -> None:
        parts = path.split("/")[:-1]
        for count in range(1, len(parts) + 1):
            folder = "/".join(parts[:count])
            try:
                server.stat(folder or "/")
            except FileNotFoundError:
                server.mkdir(folder, 0o700)


def store_at(address: str, *, s3: S3Access | None = None) -> Store:
    """The place of an address: an absolute folder, sftp://user@host/folder or s3://bucket/prefix.

    Refuses: others, and a bucket without a key.
    """
    parts = urlsplit(address)
    if not parts.scheme and address.startswith("/"):
        return FolderStore(Path(address))
    if parts.scheme == "sftp" and parts.hostname and parts.username:
        return SftpStore(
            host=parts.hostname,
            port=parts.port or 22,
            user=unquote(parts.username),
            password=unquote(parts.password) if parts.password else None,
            path=unquote(parts.path),
        )
    if parts.scheme == "s3" and parts.hostname and s3 is not None:
        if not (s3.key and s3.secret):
            raise Refused(
                _("The bucket of the copies needs a key."),
                _("Set NAFA_S3_KEY and NAFA_S3_SECRET (or the same with _FILE)."),
            )
        return S3Store(s3, bucket=parts.netloc, prefix=unquote(parts.path))
    raise Refused(
        _("Copies cannot be kept at that address."),
        _("Set NAFA_BACKUP to a folder, sftp://user@host/folder or s3://bucket/prefix."),
    )
