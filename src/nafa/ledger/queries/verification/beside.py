"""Work in further sessions of the database while this one goes on."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from django.db import connection

P = ParamSpec("P")
Found = TypeVar("Found")


# What a server sends fills the way to us in about a millisecond: who takes it must not wait the
# usual five for who computes, or the server rests.
_TURN_SECONDS = 0.0005


class Sessions:
    """As many further sessions as there are workers; with one worker, or inside a transaction,
    what was begun is done in this session when it is asked for."""

    def __init__(self, workers: int) -> None:
        is_alone = workers < 2 or connection.in_atomic_block
        self._pool = None if is_alone else ThreadPoolExecutor(max_workers=workers)
        self._usual_turn = sys.getswitchinterval()

    def __enter__(self) -> Self:
        if self._pool is not None:
            sys.setswitchinterval(_TURN_SECONDS)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=kind is not None)
            sys.setswitchinterval(self._usual_turn)

    def begin(
        self, work: Callable[P, Found], *given: P.args, **named: P.kwargs
    ) -> Callable[[], Found]:
        """Begin something; call what this gives for the result."""
        bound = partial(work, *given, **named)
        if self._pool is None:
            return bound
        return self._pool.submit(_on_own_connection, bound).result


def _on_own_connection(work: Callable[[], Found]) -> Found:
    try:
        return work()
    finally:
        connection.close()
