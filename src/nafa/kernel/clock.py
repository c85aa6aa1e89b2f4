"""The one place that reads the clock. Everyone else is given the instant."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_held: ContextVar[datetime | None] = ContextVar("nafa_clock_held", default=None)


def now() -> datetime:
    """The present instant in UTC, or the one held by `held_at`."""
    return _held.get() or datetime.now(UTC)


@contextmanager
def held_at(instant: datetime) -> Iterator[None]:
    """Hold the clock at an instant: for the demo year and for tests."""
    token = _held.set(instant)
    try:
        yield
    finally:
        _held.reset(token)


def ticks() -> float:
    """Seconds since some moment of this process: for how long ago, never for when."""
    return time.monotonic()
