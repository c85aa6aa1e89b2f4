"""Merkle tree hashing and proofs of RFC 6962 (the same in RFC 9162), over any store of hashes.

A tree of n leaves is cut into complete subtrees. The hash of the complete subtree number `index`
of `2**height` leaves is what a `Reader` gives; every root and proof is folded from those.
"""

import hashlib
from collections.abc import Callable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Reader = Callable[[int, int], bytes]  # (height, index) -> hash of that complete subtree


class ProofInvalid(ValueError):
    """A proof that does not prove what it is given for."""


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf: SHA-256 of 0x00 and the content."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 of 0x01 and both children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def largest_power_below(count: int) -> int:
    """The largest power of two smaller than `count` (at least 2): where RFC 6962 cuts a range."""
    return int(1 << ((count - 1).bit_length() - 1))


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over a row of leaf hashes, of any length."""
    row = list(hashes)
    if not row:
        return EMPTY_ROOT
    sha256 = hashlib.sha256
    while len(row) > 1:
        last = [row[-1]] if len(row) % 2 else []
        pairs = zip(row[::2], row[1::2], strict=False)
        row = [sha256(b"\x01" + left + right).digest() for left, right in pairs] + last
    return row[0]


def fold_row(row: bytes) -> bytes:
    """The root over leaf hashes that lie side by side, their number being a power of two."""
    sha256, step = hashlib.sha256, 2 * HASH_BYTES
    while len(row) > HASH_BYTES:
        pairs = range(0, len(row), step)
        row = b"".join([sha256(b"\x01" + row[at : at + step]).digest() for at in pairs])
    return row


def range_hash(start: int, end: int, read: Reader) -> bytes:
    """The hash over leaves `start` to `end` (half-open), `start` being where a subtree begins."""
    count = end - start
    if count & (count - 1) == 0:
        height = count.bit_length() - 1
        return read(height, start >> height)
    middle = start + largest_power_below(count)
    return node_hash(range_hash(start, middle, read), range_hash(middle, end, read))


def root(size: int, read: Reader) -> bytes:
    """The root of the tree of the first `size` leaves."""
    return range_hash(0, size, read) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, read: Reader) -> list[bytes]:
    """The path from leaf `index` to the root of `size` leaves, the leaf's sibling first."""
    if not 0 <= index < size:
        raise ProofInvalid(f"leaf {index} is not in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + largest_power_below(end - start)
        if index < middle:
            path.append(range_hash(middle, end, read))
            end = middle
        else:
            path.append(range_hash(start, middle, read))
            start = middle
    return path[::-1]


def root_of_inclusion(leaf: bytes, *, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that a path leads to (RFC 9162, 2.1.3.2). Raises ProofInvalid for a wrong length."""
    if not 0 <= index < size:
        raise ProofInvalid("position outside the tree")
    at, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            raise ProofInvalid("path too long")
        if at & 1 or at == last:
            found = node_hash(step, found)
            while at & 1 == 0 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofInvalid("path too short")
    return found


def verify_inclusion(
    leaf: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes
) -> None:
    """Raises ProofInvalid unless the leaf hash stands at `index` under the root of `size`."""
    if root_of_inclusion(leaf, index=index, size=size, path=path) != root:
        raise ProofInvalid("path leads to another root")


def consistency_proof(old: int, new: int, read: Reader) -> list[bytes]:
    """What shows that the first `old` of `new` leaves were not touched (RFC 6962, 2.1.2)."""
    if not 0 <= old <= new:
        raise ProofInvalid(f"a tree of {new} does not extend one of {old}")
    if old in (0, new):
        return []
    path: list[bytes] = []
    start, end, is_whole = 0, new, True
    while old != end - start:
        cut = largest_power_below(end - start)
        if old <= cut:
            path.append(range_hash(start + cut, end, read))
            end = start + cut
        else:
            path.append(range_hash(start, start + cut, read))
            start, old, is_whole = start + cut, old - cut, False
    if not is_whole:
        path.append(range_hash(start, end, read))
    return path[::-1]


def verify_consistency(
    *, old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> None:
    """Raises ProofInvalid unless the tree of `new` extends that of `old` (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        raise ProofInvalid("sizes out of order")
    if old in (0, new):
        if path or (old == new and old_root != new_root) or (old == 0 and old_root != EMPTY_ROOT):
            raise ProofInvalid("roots differ")
        return
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        raise ProofInvalid("path too short")
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    if (old_root, new_root) != _both_roots(steps, at, last):
        raise ProofInvalid("path leads to other roots")


def _both_roots(steps: Sequence[bytes], at: int, last: int) -> tuple[bytes, bytes]:
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise ProofInvalid("path too long")
        if at & 1 or at == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while at & 1 == 0 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, step)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofInvalid("path too short")
    return before, after
