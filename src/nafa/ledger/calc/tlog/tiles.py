"""Tiles of height 8 (C2SP tlog-tiles): 256 hashes side by side, each over 256 of the level below.

Tile `number` of `level` holds the hashes of the complete subtrees of `256**level` leaves numbered
`256 * number` and following; a tile of fewer than 256 is partial and is superseded by a wider one.
"""

from collections.abc import Callable
from typing import NamedTuple

from nafa.ledger.calc.tlog.merkle import HASH_BYTES, fold

TILE_HEIGHT = 8
FULL_WIDTH = 1 << TILE_HEIGHT


class TileKey(NamedTuple):
    """Which tile."""

    level: int
    number: int

    @property
    def written(self) -> str:
        """`level/number`."""
        return f"{self.level}/{self.number}"


class TileMissing(ValueError):
    """A tile that the tree needs is not there, is too narrow, or is not whole hashes."""

    def __init__(self, key: TileKey, width: int) -> None:
        super().__init__(f"tile {key.written} of width {width}")
        self.key = key
        self.width = width


Fetch = Callable[[TileKey, int], bytes | None]  # a tile at least that wide


def tile_path(key: TileKey, width: int = FULL_WIDTH) -> str:
    """`tile/0/x001/x234/067`, with `.p/5` after it for a partial tile."""
    digits = f"{key.number:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    number = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return f"tile/{key.level}/{number}" + ("" if width == FULL_WIDTH else f".p/{width}")


def widths_at(size: int) -> list[tuple[TileKey, int]]:
    """The rightmost tile of every level of a tree, with its width."""
    found, level, count = [], 0, size
    while count:
        last = (count - 1) // FULL_WIDTH
        found.append((TileKey(level, last), count - last * FULL_WIDTH))
        level, count = level + 1, count // FULL_WIDTH
    return found


def width_in(key: TileKey, size: int) -> int:
    """How wide a tile is in a tree of that size; 0 when it is not there yet."""
    count = size >> (TILE_HEIGHT * key.level)
    return max(0, min(FULL_WIDTH, count - key.number * FULL_WIDTH))


class TileReader:
    """Reads subtree hashes of a tree of `size` leaves out of its tiles."""

    def __init__(self, size: int, fetch: Fetch) -> None:
        self.size = size
        self._fetch = fetch
        self._known: dict[TileKey, bytes] = {}

    def tile(self, key: TileKey) -> bytes:
        """The hashes of a tile, as wide as this tree has it. Raises TileMissing."""
        if key not in self._known:
            width = width_in(key, self.size)
            found = self._fetch(key, width) if width else None
            if found is None or len(found) < width * HASH_BYTES or len(found) % HASH_BYTES:
                raise TileMissing(key, width)
            self._known[key] = found[: width * HASH_BYTES]
        return self._known[key]

    def __call__(self, height: int, index: int) -> bytes:
        """The hash of a complete subtree, folded from the tile of the level at or below it."""
        level, above = divmod(height, TILE_HEIGHT)
        first = index << above
        key = TileKey(level, first // FULL_WIDTH)
        at, count = first % FULL_WIDTH, 1 << above
        row = self.tile(key)[at * HASH_BYTES : (at + count) * HASH_BYTES]
        if len(row) != count * HASH_BYTES:
            raise TileMissing(key, at + count)
        return fold(split(row))


def split(row: bytes) -> list[bytes]:
    """The hashes that lie side by side in a tile."""
    return [row[at : at + HASH_BYTES] for at in range(0, len(row), HASH_BYTES)]
