"""The trial of the copies that the keeper begins by itself, in a process of its own."""

import subprocess
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from nafa.kernel import clock
from nafa.runtime.backup.status import DRILL_FAILED, change_status, read_status

AGAIN_AFTER_FAILURE = timedelta(days=1)


class Trial:
    """Begins a trial so many days after the last one; copying goes on beside it."""

    def __init__(self, data: Path, *, days: int, command: Sequence[str] = ()) -> None:
        self._data, self._days, self._command = data, days, list(command)
        self._running: subprocess.Popen[bytes] | None = None

    def look(self) -> None:
        """Begin what is due, keep what a trial that ended said."""
        if self._running is not None:
            code = self._running.poll()
            if code is None:
                return
            self._running = None
            if code != 0:  # a trial that could not even begin has written nothing itself
                change_status(self._data, drill_at=clock.now().isoformat(), drill=DRILL_FAILED)
        elif self._is_due():
            self._running = subprocess.Popen(self._command)

    def wait(self, seconds: float) -> None:
        """Until the trial that runs has ended."""
        if self._running is not None:
            self._running.wait(seconds)

    def stop(self) -> None:
        """End a trial that runs; it begins anew later."""
        if self._running is not None:
            self._running.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._running.wait(10)
            self._running = None

    def _is_due(self) -> bool:
        status = read_status(self._data)
        if not self._days or not status.base_at:
            return False
        if not status.drill_at:
            return True
        wait = timedelta(days=self._days)
        if status.drill == DRILL_FAILED:
            wait = min(wait, AGAIN_AFTER_FAILURE)
        return clock.now() - datetime.fromisoformat(status.drill_at) >= wait
