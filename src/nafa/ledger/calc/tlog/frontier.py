"""The right edge of a growing tree: enough to go on, and to tell the root at any moment."""

from collections.abc import Sequence

from nafa.ledger.calc.tlog.merkle import EMPTY_ROOT, Reader, fold, node_hash


class Frontier:
    """The complete subtrees of a tree whose size is a multiple of `2**height`, largest first."""

    def __init__(self, *, height: int, parts: Sequence[tuple[int, bytes]] = ()) -> None:
        self.height = height
        self.parts = list(parts)

    @classmethod
    def at(cls, size: int, read: Reader, *, height: int) -> "Frontier":
        """The frontier of the first `size` leaves, read from a store."""
        parts, start = [], 0
        for level in range(size.bit_length() - 1, height - 1, -1):
            if size >> level & 1:
                parts.append((level, read(level, start >> level)))
                start += 1 << level
        return cls(height=height, parts=parts)

    @property
    def size(self) -> int:
        """How many leaves it stands for."""
        return sum(1 << level for level, _ in self.parts)

    def add(self, subtree: bytes) -> None:
        """Append a complete subtree of `2**height` leaves."""
        level, found = self.height, subtree
        while self.parts and self.parts[-1][0] == level:
            found = node_hash(self.parts.pop()[1], found)
            level += 1
        self.parts.append((level, found))

    def root(self, tail: Sequence[bytes] = ()) -> bytes:
        """The root with these leaf hashes (fewer than a subtree) after it."""
        hashes = [one for _, one in self.parts]
        if tail:
            hashes.append(fold(tail))
        if not hashes:
            return EMPTY_ROOT
        found = hashes.pop()
        while hashes:
            found = node_hash(hashes.pop(), found)
        return found
