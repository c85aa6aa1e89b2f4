"""Copies in a bucket of a server that speaks S3; a name appears when it is whole."""

import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from minio import Minio

PART_BYTES = 16 * 2**20


@dataclass(frozen=True)
class S3Access:
    """Where the server is and how one proves oneself; the operator's settings."""

    endpoint: str
    key: str
    secret: str
    region: str


class _Given(io.RawIOBase):
    """What the writer gives, until it ends; a writer that failed never ends well."""

    def __init__(self, source: BinaryIO) -> None:
        self._source, self.is_given_up = source, False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        part = self._source.read(size)
        if self.is_given_up:
            raise InterruptedError("the writer gave up")
        return part


class S3Store:
    """A prefix of a bucket."""

    def __init__(self, access: S3Access, *, bucket: str, prefix: str) -> None:
        from minio import Minio  # takes half a second that only copies to a bucket need

        where = urlsplit(access.endpoint)
        self._server = Minio(
            where.netloc, access_key=access.key, secret_key=access.secret,
            secure=where.scheme == "https", region=access.region or None,
        )  # fmt: skip
        self._bucket, self._prefix = bucket, prefix.strip("/")

    def _key(self, name: str) -> str:
        return f"{self._prefix}/{name}" if self._prefix else name

    @contextmanager
    def write(self, name: str) -> Iterator[BinaryIO]:
        """As `Store.write`; sent in parts while it is written."""
        source, sink = os.pipe()
        sending = _Sending(self._server, self._bucket, self._key(name), os.fdopen(source, "rb"))
        sending.start()
        out = os.fdopen(sink, "wb")
        try:
            yield out
            out.close()
        except BaseException as fault:
            sending.give_up()
            with suppress(OSError):
                out.close()
            sending.join()
            if isinstance(fault, BrokenPipeError) and sending.fault is not None:
                raise sending.fault from None
            raise
        sending.join()
        if sending.fault is not None:
            raise sending.fault

    @contextmanager
    def read(self, name: str) -> Iterator[BinaryIO]:
        """As `Store.read`."""
        found = self._server.get_object(self._bucket, self._key(name))
        try:
            yield cast("BinaryIO", found)
        finally:
            found.close()
            found.release_conn()

    def names(self, kind: str) -> list[str]:
        """As `Store.names`."""
        top = self._key(f"{kind}/")
        found = self._server.list_objects(self._bucket, prefix=top, recursive=True)
        cut = len(top) - len(f"{kind}/")
        return sorted(str(one.object_name)[cut:] for one in found)

    def remove(self, name: str) -> None:
        """As `Store.remove`."""
        self._server.remove_object(self._bucket, self._key(name))


class _Sending(threading.Thread):
    """Sends what comes through a pipe; its fault is kept for the writer."""

    def __init__(self, server: "Minio", bucket: str, key: str, source: BinaryIO) -> None:
        super().__init__(daemon=True)
        self._server, self._where, self._source = server, (bucket, key), source
        self._given = _Given(source)
        self.fault: Exception | None = None

    def run(self) -> None:
        """Send until the pipe ends; an upload that was given up leaves nothing."""
        try:
            self._server.put_object(
                *self._where, cast("BinaryIO", self._given), length=-1, part_size=PART_BYTES
            )
        except Exception as fault:
            self.fault = fault
        finally:
            self._source.close()

    def give_up(self) -> None:
        """The writer failed: what was sent so far must not become a copy."""
        self._given.is_given_up = True
