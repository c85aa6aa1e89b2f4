"""A bar on standard error that never disturbs what is printed on standard output."""

import sys
from typing import TextIO

WIDTH = 24


class Bar:
    """One line that is drawn over in a terminal; elsewhere one line when a piece is done."""

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self.stream = stream or sys.stderr
        self.quiet = quiet
        self._is_terminal = self.stream.isatty()
        self._drawn = 0

    def show(self, label: str, done: int, total: int | None) -> None:
        """How far a piece of work is; the total is unknown at first."""
        if self.quiet:
            return
        is_done = total is not None and done >= total
        if not self._is_terminal and not is_done:
            return
        line = f"{label}  {done}" if not total else f"{label}  {self._bar(done, total)}"
        padding = " " * max(self._drawn - len(line), 0)
        self.stream.write(f"\r{line}{padding}" if self._is_terminal else f"{line}\n")
        self._drawn = len(line)
        if is_done and self._is_terminal:
            self.stream.write("\n")
            self._drawn = 0
        self.stream.flush()

    @staticmethod
    def _bar(done: int, total: int) -> str:
        full = WIDTH * done // total
        return f"[{'█' * full}{'·' * (WIDTH - full)}] {done}/{total}"
