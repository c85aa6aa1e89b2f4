"""The process that keeps copies: it takes the log as it is written and a base copy once a day."""

import subprocess
import time
from contextlib import suppress
from datetime import datetime, timedelta

from nafa.kernel import clock
from nafa.runtime.backup import archive
from nafa.runtime.backup.base import forget_old, take_base
from nafa.runtime.backup.names import Base
from nafa.runtime.backup.scheduled import Trial
from nafa.runtime.backup.sealing import recipient_of
from nafa.runtime.backup.status import change_status, folder_of, read_status
from nafa.runtime.backup.stores import Store
from nafa.runtime.embedded_postgres import Server
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

LOOK_SECONDS, PARTIAL_SECONDS, AGAIN_SECONDS = 5.0, 60.0, 30.0
A_DAY = timedelta(hours=24)


class Keeper:
    """Keeps the copies of one institution."""

    def __init__(self, server: Server, store: Store, *, keep: int, trial: Trial) -> None:
        self.server, self.store, self.keep = server, store, keep
        self.data = server.folder
        self.spool = folder_of(self.data) / "wal"
        self.recipient = recipient_of(self.data / "secrets")
        self.trial = trial
        self._receiver: subprocess.Popen[bytes] | None = None
        self._partial_at = -PARTIAL_SECONDS

    def run(self) -> None:
        """Keep copies until told to stop. What fails is told in the status and tried again."""
        try:
            while True:
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
        self.trial.look()
        if time.monotonic() - self._partial_at < PARTIAL_SECONDS:
            self._ship_changes(with_partial=False)
            return
        self.catch_up()
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
        """Bring everything that is committed by now to the store, and say until when it is there.

        Refuses: the changes are not taken in time. Then nothing is said to be fresh.
        """
        self._receive()
        at = clock.now()
        if not archive.wait_until_taken(self.server, seconds=AGAIN_SECONDS):
            raise Refused(
                _("The changes of the database are not taken."),
                _("Read the log of PostgreSQL; the next try begins by itself."),
            )
        self._ship_changes(with_partial=True)
        until = archive.ship_files(
            self.data, self.store, recipient=self.recipient, at=at,
            since=read_status(self.data).files_until,
        )  # fmt: skip
        change_status(self.data, changes_at=at.isoformat(), files_until=until, fault="")

    def stop(self) -> None:
        """End the receiver, and a trial that runs."""
        self.trial.stop()
        if self._receiver is not None:
            self._receiver.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._receiver.wait(10)
            self._receiver = None

    def _receive(self) -> None:
        if self._receiver is not None and self._receiver.poll() is None:
            return
        self.spool.mkdir(parents=True, exist_ok=True, mode=0o700)
        if archive.has_gap(self.server):
            self._ship_changes(with_partial=True)
            for begun in self.spool.iterdir():
                begun.unlink()
            change_status(self.data, base_at="")  # what follows is of no use without a new base
        self._receiver = archive.start_receiver(self.server, self.spool)

    def _ship_changes(self, *, with_partial: bool) -> None:
        archive.ship_changes(
            self.spool, self.store, recipient=self.recipient, with_partial=with_partial
        )

    def _is_base_due(self) -> bool:
        taken = read_status(self.data).base_at
        return not taken or clock.now() - datetime.fromisoformat(taken) >= A_DAY
