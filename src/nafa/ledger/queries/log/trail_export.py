"""The trail for the auditor: rows with the proof of each, as JSON lines."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from nafa.kernel.audit.reading import Asked, TrailRow, search
from nafa.kernel.identity.contexts import institution
from nafa.kernel.wording import value_words
from nafa.ledger.calc.leaves import TRAIL, TrailLeaf
from nafa.ledger.calc.tlog import merkle
from nafa.ledger.calc.tlog.tiles import split
from nafa.ledger.calc.trail_proof import batch_line, head_line, row_line
from nafa.ledger.queries.log import state
from nafa.ledger.queries.log.runs import place_of
from nafa.ledger.queries.log.trail import Batch, batch_of

PAGE = 2_000


def exported_trail(asked: Asked) -> Iterator[str]:
    """Lines for a file, the newest row first. Rows that are in no signed batch yet are left out."""
    latest = state.latest_checkpoint()
    if latest is None:
        return
    about = {
        name: value_words(value)
        for name, value in asked._asdict().items()
        if value not in (None, "")
    }
    keys = [key.verifier.vkey for key in state.log_keys()]
    told = {"institution": institution().name, "asked": about}
    yield head_line(checkpoint=state.note_of(latest), keys=keys, about=told)
    read, held = state.reader(latest.size), _Held(latest.size)
    for row in _rows(asked):
        batch = held.batch_of(row)
        if batch is None:
            continue
        if batch.number not in held.told:
            held.told.add(batch.number)
            position = held.position(batch)
            path = merkle.inclusion_proof(position, latest.size, read)
            yield batch_line(leaf_of(batch), position=position, path=path)
        index = batch.numbers.index(row.number)
        path = merkle.inclusion_proof(index, batch.rows, held.reader(batch))
        yield row_line(row._asdict(), person=row.actor, batch=batch.number, index=index, path=path)


def leaf_of(batch: Batch) -> TrailLeaf:
    """What of a batch stands in the log."""
    return TrailLeaf(*batch[:6])


def _rows(asked: Asked) -> Iterator[TrailRow]:
    while True:
        found = search(asked, limit=PAGE)
        yield from found
        if len(found) < PAGE:
            return
        asked = asked._replace(before=(found[-1].at, found[-1].number))


class _Held:
    """The batches that were met, and how their trees are read."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.told: set[int] = set()
        self._batches: list[Batch] = []
        self._readers: dict[int, merkle.Reader] = {}

    def batch_of(self, row: TrailRow) -> Batch | None:
        month = row.at.date().replace(day=1)
        for batch in self._batches:
            if batch.month == month and batch.after_number < row.number <= batch.upto_number:
                return batch if row.number in batch.numbers else None
        found = batch_of(month=month, number=row.number)
        if found is None or self.position(found) >= self.size:
            return None
        self._batches = [found, *self._batches[:3]]
        return found

    def position(self, batch: Batch) -> int:
        place = place_of(TRAIL, batch.number)
        return self.size if place is None else place

    def reader(self, batch: Batch) -> merkle.Reader:
        if batch.number not in self._readers:
            self._readers[batch.number] = _reader(split(batch.hashes))
        return self._readers[batch.number]


def _reader(hashes: Sequence[bytes]) -> Callable[[int, int], bytes]:
    @cache
    def read(height: int, index: int) -> bytes:
        if height == 0:
            return hashes[index]
        return merkle.node_hash(read(height - 1, 2 * index), read(height - 1, 2 * index + 1))

    return read
