"""Which record is wrong in a tile whose stored hashes are known to be right, and how."""

from collections import Counter
from typing import Any

from nafa.ledger.calc.leaves import BALANCE, ENTRY, TRAIL, encode
from nafa.ledger.calc.tlog.merkle import leaf_hash
from nafa.ledger.calc.tlog.tiles import FULL_WIDTH, split
from nafa.ledger.queries.log.hashes import leaf_hashes_by_position
from nafa.ledger.queries.log.runs import records_between
from nafa.ledger.queries.log.state import entry_at, entry_leaf
from nafa.ledger.queries.verification.findings import Finding

RECORDS = {ENTRY: "entry", BALANCE: "daybalance", TRAIL: "trailbatch"}


def first_fault(tile: int, stored: bytes, size: int) -> list[Finding]:
    """The first record of the tile that does not lead to its stored hash."""
    start = tile * FULL_WIDTH
    end = min(start + FULL_WIDTH, size)
    hashes = leaf_hashes_by_position(start, end)
    times, found = Counter(position for position, _ in hashes), dict(hashes)
    places, expected = records_between(start, end), split(stored)
    for position in range(start, end):
        at = position - start
        right = expected[at] if at < len(expected) else None
        own = found.get(position)
        if own == right and times[position] == 1:
            continue
        if position not in places:
            return [Finding("leaf", str(position), "deleted")]
        kind, number = places[position]
        record = RECORDS[kind]
        if times[position] > 1:
            fault = "doubled"
        elif own is None:
            fault = "deleted"
        elif right is None:
            return [Finding("tile", f"0/{tile}", "shortened")]
        elif own in expected or _is_exchanged(position, right, places):
            fault = "reordered"
        else:
            fault = "changed"
        return [Finding(record, str(number), fault, str(position))]
    return []


def _is_exchanged(position: int, right: bytes, places: dict[int, tuple[int, int]]) -> bool:
    """Whether another entry of the tile, under this one's number, is what belongs here."""
    kind, number = places[position]
    if kind != ENTRY:
        return False
    for other, (other_kind, _) in places.items():
        entry_id: Any = entry_at(other) if other != position and other_kind == ENTRY else None
        if entry_id is not None:
            moved = entry_leaf(entry_id)._replace(number=number)
            if leaf_hash(encode(moved)) == right:
                return True
    return False
