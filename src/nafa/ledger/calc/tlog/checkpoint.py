"""Checkpoints (C2SP tlog-checkpoint): origin, size and root of a log, as the text of a note."""

import base64
from typing import NamedTuple

from nafa.ledger.calc.tlog.merkle import HASH_BYTES
from nafa.ledger.calc.tlog.note import NoteInvalid, unbase64


class Checkpoint(NamedTuple):
    """What a log commits itself to."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """Read the text of a note; extension lines are allowed and left out. Raises NoteInvalid."""
    lines = text.split("\n")
    if len(lines) < 4 or not lines[0] or lines[-1] or not all(lines[:-1]):
        raise NoteInvalid("checkpoint")
    origin, size, root = lines[:3]
    if not size.isascii() or not size.isdecimal() or str(int(size)) != size:
        raise NoteInvalid("tree size")
    found = unbase64(root)
    if len(found) != HASH_BYTES:
        raise NoteInvalid("root hash")
    return Checkpoint(origin, int(size), found)
