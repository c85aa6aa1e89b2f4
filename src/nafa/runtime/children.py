"""Runs child processes together: when one ends or we are told to stop, all end."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

PATIENCE_SECONDS = 20
_LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Child:
    """A running child and what to call it."""

    name: str
    process: subprocess.Popen[bytes]


def start_child(name: str, command: Sequence[str]) -> Child:
    """Start it in a session of its own, so that Ctrl-C reaches it only through us."""
    process = subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL)
    return Child(name=name, process=process)


class Told(BaseException):
    """A person or the system told us to stop: nothing on the way takes it for a fault."""


@contextmanager
def stopped_when_told() -> Iterator[None]:
    """Turn Ctrl-C and SIGTERM into an orderly end of the block."""

    def tell(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        for name in before:  # a second Ctrl-C must not cut the orderly end short
            signal.signal(name, signal.SIG_IGN)
        raise Told

    before = {name: signal.signal(name, tell) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except Told:
        return
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def wait_for_any_end(children: Sequence[Child]) -> Child:
    """Watch the children until one of them ends."""
    while True:
        for child in children:
            if child.process.poll() is not None:
                return child
        time.sleep(_LOOK_SECONDS)


def wait_until(is_ready: Callable[[], bool], *, children: Sequence[Child], seconds: float) -> bool:
    """Wait for the children's work to be ready; False when one ended or time is up."""
    deadline = time.monotonic() + seconds
    while not is_ready():
        if time.monotonic() > deadline or any(c.process.poll() is not None for c in children):
            return False
        time.sleep(_LOOK_SECONDS)
    return True


def end_all(children: Sequence[Child]) -> None:
    """Ask all to end, then make the stubborn ones."""
    for child in children:
        if child.process.poll() is None:
            child.process.terminate()
    deadline = time.monotonic() + PATIENCE_SECONDS
    for child in children:
        try:
            child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
