"""An export of the trail as JSON lines, and its check without database or program of the house.

Line 1 is the head with the signed checkpoint. A line `batch` proves a batch under the checkpoint;
a line `row` carries a row, its place in its batch and the path to the batch's root.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from nafa.ledger.calc.leaves import TrailLeaf, encode
from nafa.ledger.calc.tlog.checkpoint import Checkpoint, read_checkpoint
from nafa.ledger.calc.tlog.merkle import (
    HASH_BYTES,
    ProofInvalid,
    leaf_hash,
    root_of_inclusion,
    verify_inclusion,
)
from nafa.ledger.calc.tlog.note import NoteInvalid, Verifier, read_note
from nafa.ledger.calc.trail_leaf import as_json, from_json, trail_leaf

FORMAT = "nafa-trail/1"


class Fault(NamedTuple):
    """A line of the file that does not prove what it says."""

    line: int
    reason: str


class Checked(NamedTuple):
    """What a file proves: so many rows of so many batches under a checkpoint."""

    rows: int
    batches: int
    checkpoint: Checkpoint | None
    faults: tuple[Fault, ...]


def head_line(*, checkpoint: str, keys: Sequence[str], about: Mapping[str, Any]) -> str:
    """The first line."""
    return _line({"format": FORMAT, **about, "keys": list(keys), "checkpoint": checkpoint})


def batch_line(leaf: TrailLeaf, *, position: int, path: Sequence[bytes]) -> str:
    """A batch with its proof under the checkpoint."""
    told = {**leaf._asdict(), "month": leaf.month.isoformat(), "root": leaf.root.hex()}
    return _line({"batch": told, "position": position, "path": [one.hex() for one in path]})


def row_line(
    row: Mapping[str, Any], *, person: str, batch: int, index: int, path: Sequence[bytes]
) -> str:
    """A row with its proof under its batch. The person's name is told beside and not proved."""
    return _line(
        {
            "row": as_json(row), "person": person, "batch": batch, "index": index,
            "path": [one.hex() for one in path],
        }
    )  # fmt: skip


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def check(lines: Iterable[str], *, vkey: str) -> Checked:
    """Check a file against the public key of the log. Raises NoteInvalid for a file of other form,
    or whose checkpoint that key has not signed."""
    given = iter(lines)
    head = _object(next(given, ""))
    if head.get("format") != FORMAT:
        raise NoteInvalid("format")
    note = read_note(str(head.get("checkpoint", "")))
    if not note.signed_by([Verifier.from_vkey(vkey)]):
        raise NoteInvalid("signature")
    found = _Check(read_checkpoint(note.text))
    faults = tuple(found.all(given))
    return Checked(found.rows, len(found.batches), found.checkpoint, faults)


class _Check:
    def __init__(self, checkpoint: Checkpoint) -> None:
        self.checkpoint = checkpoint
        self.batches: dict[int, TrailLeaf] = {}
        self.rows = 0

    def all(self, lines: Iterator[str]) -> Iterator[Fault]:
        for number, text in enumerate(lines, start=2):
            if not text.strip():
                continue
            try:
                self._take(_object(text))
            except (ProofInvalid, ValueError, KeyError, TypeError, AttributeError) as fault:
                yield Fault(number, str(fault) or type(fault).__name__)

    def _take(self, line: Mapping[str, Any]) -> None:
        path = [bytes.fromhex(step) for step in line["path"]]
        if any(len(step) != HASH_BYTES for step in path):
            raise ProofInvalid("step")
        if "batch" in line and "row" not in line:
            told = dict(line["batch"])
            told |= {
                "month": date.fromisoformat(told["month"]),
                "root": bytes.fromhex(told["root"]),
            }
            leaf = TrailLeaf(**told)
            verify_inclusion(
                leaf_hash(encode(leaf)), index=line["position"], size=self.checkpoint.size,
                path=path, root=self.checkpoint.root,
            )  # fmt: skip
            self.batches[leaf.number] = leaf
            return
        batch = self.batches[line["batch"]]
        reached = root_of_inclusion(
            leaf_hash(trail_leaf(from_json(line["row"]))),
            index=line["index"], size=batch.rows, path=path,
        )  # fmt: skip
        if reached != batch.root:
            raise ProofInvalid("the row is not as it was written down")
        self.rows += 1


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as fault:
        raise NoteInvalid("JSON") from fault
    if not isinstance(found, dict):
        raise NoteInvalid("JSON")
    return found
