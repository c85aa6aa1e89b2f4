"""Where the request that is answered now comes from: known to the gate without being handed on."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple


class Origin(NamedTuple):
    """Address of the visitor and digest of the cookie of their device."""

    address: str = ""
    device: bytes | None = None


NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("nafa_origin", default=NOWHERE)


def origin() -> Origin:
    """Where the present request comes from; nowhere in a job or a command of the line."""
    return _origin.get()


@contextmanager
def coming_from(there: Origin) -> Iterator[None]:
    """While a request is answered, what is done and read is said to come from there."""
    token = _origin.set(there)
    try:
        yield
    finally:
        _origin.reset(token)
