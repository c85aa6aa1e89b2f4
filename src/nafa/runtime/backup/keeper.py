"""The process that keeps copies: it takes the log as it is written and a base copy once a day."""

import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from nafa.kernel import clock
from nafa.runtime.backup import archive
from nafa.runtime.backup.base import forget_old, take_base
from nafa.runtime.backup.names import Base
from nafa.runtime.backup.sealing import recipient_of
from nafa.runtime.backup.status import change_status, folder_of, read_status
from nafa.runtime.backup.stores import Store
from nafa.runtime.embedded_postgres import Server

LOOK_SECONDS, PARTIAL_SECONDS, AGAIN_SECONDS = 5.0, 60.0, 30.0
A_DAY = timedelta(hours=24)


class Keeper:
    """Keeps the copies of one institution."""

    def __init__(self, server: Server, store: Store, *, keep: int) -> None:
        self.server, self.store, self.keep = server, store, keep
        self.data = server.folder
        self.spool = folder_of(self.data) / "wal"
        self.recipient = recipient_of(self.data / "secrets")
        self._receiver: subprocess.Popen[bytes] | None = None
        self._partial_at = -PARTIAL_SECONDS

    def run(self, *, until: Callable[[], bool] = lambda: False) -> None:
        """Keep copies until told to stop. What fails is told in the status and tried again."""
        try:
            while not until():
                try:
                    self.look()
                    time.sleep(LOOK_SECONDS)
                except Exception as fault:
                    change_status(self.data, fault=f"{clock.now().isoformat()} {fault}"[:500])
                    self.stop()
                    time.sleep(AGAIN_SECONDS)
        finally:
            self.stop()

    def look(self) -> None:
        """One round: the receiver lives, what came is shipped, a base copy is taken when due."""
        self._receive()
        if self._is_base_due():
            self.copy_now()
        is_time = time.monotonic() - self._partial_at >= PARTIAL_SECONDS
        self._ship(with_partial=is_time)
        if is_time:
            self._partial_at = time.monotonic()

    def copy_now(self) -> Base:
        """A base copy, and everything that changed until its end."""
        self._receive()
        at = clock.now()
        base = take_base(self.server, self.store, recipient=self.recipient, at=at)
        change_status(
            self.data, base_at=base.at.isoformat(), files_until=archive.begins_at(at), fault=""
        )
        forget_old(self.store, keep=self.keep)
        self.catch_up()
        return base

    def catch_up(self) -> None:
        """Bring everything that is committed by now to the store."""
        self._receive()
        archive.wait_until_taken(self.server, seconds=AGAIN_SECONDS)
        self._ship(with_partial=True)

    def stop(self) -> None:
        """End the receiver."""
        if self._receiver is not None:
            self._receiver.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._receiver.wait(10)
            self._receiver = None

    def _receive(self) -> None:
        if self._receiver is not None and self._receiver.poll() is None:
            return
        if archive.has_gap(self.server):
            change_status(self.data, base_at="")  # what follows is of no use without a new base
        self._receiver = archive.start_receiver(self.server, self.spool)

    def _ship(self, *, with_partial: bool) -> None:
        at = clock.now()
        shipped = archive.ship_changes(
            self.spool, self.store, recipient=self.recipient, with_partial=with_partial
        )
        if not with_partial and not shipped:
            return
        until = archive.ship_files(
            self.data, self.store, recipient=self.recipient, at=at,
            since=read_status(self.data).files_until,
        )  # fmt: skip
        change_status(self.data, changes_at=at.isoformat(), files_until=until, fault="")

    def _is_base_due(self) -> bool:
        taken = read_status(self.data).base_at
        return not taken or clock.now() - datetime.fromisoformat(taken) >= A_DAY
