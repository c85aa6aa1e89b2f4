"""A leaf's proof as text (C2SP tlog-proof): position, path and checkpoint, with the leaf aside."""

import base64
from typing import NamedTuple

from nafa.ledger.calc.tlog.merkle import HASH_BYTES
from nafa.ledger.calc.tlog.note import NoteInvalid, unbase64

HEAD = "c2sp.org/tlog-proof@v1"
MOST_STEPS = 63


class LogProof(NamedTuple):
    """`extra` is not authenticated by the format; ours carries the leaf, which the path proves."""

    extra: bytes
    position: int
    path: tuple[bytes, ...]
    checkpoint: str

    @property
    def written(self) -> str:
        """The text of the proof."""
        lines = [HEAD]
        if self.extra:
            lines.append("extra " + base64.b64encode(self.extra).decode())
        lines.append(f"index {self.position}")
        lines += [base64.b64encode(step).decode() for step in self.path]
        return "\n".join(lines) + "\n\n" + self.checkpoint


def read_proof(written: str) -> LogProof:
    """Raises NoteInvalid when the text is not of the form."""
    head, gap, checkpoint = written.partition("\n\n")
    lines = head.split("\n")
    if not gap or lines.pop(0) != HEAD or not lines:
        raise NoteInvalid("proof")
    extra = b""
    if lines[0].startswith("extra "):
        extra = unbase64(lines.pop(0).removeprefix("extra "))
    number = lines.pop(0).removeprefix("index ") if lines else ""
    if not number.isascii() or not number.isdecimal() or str(int(number)) != number:
        raise NoteInvalid("index")
    path = tuple(unbase64(line) for line in lines)
    if len(path) > MOST_STEPS or any(len(step) != HASH_BYTES for step in path):
        raise NoteInvalid("path")
    return LogProof(extra, int(number), path, checkpoint)
