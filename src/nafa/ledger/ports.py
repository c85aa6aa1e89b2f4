"""What the ledger asks of the world outside: a place where its checkpoints are out of our reach."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol


class Publication(NamedTuple):
    """What is made public of the log: hashes and signatures, nothing that can be read from them.

    `tiles` are those that the place has not yet, by their path.
    """

    origin: str
    vkeys: tuple[str, ...]
    size: int
    signed_at: datetime
    checkpoint: str
    tiles: Sequence[tuple[str, bytes]]


class Publisher(Protocol):
    """A folder, a mailbox, a public page."""

    name: str
    wants_tiles: bool

    def published_size(self) -> int:
        """The size of the log that the place has already; 0 when it has nothing."""

    def publish(self, publication: Publication) -> None:
        """Put it there, once or again. Raises Unavailable."""
