"""The notes and coins of a currency, for counting a till."""

from collections.abc import Mapping

from nafa.lib.money import Money

# BCEAO: banknotes and coins in circulation, largest first. In minor units; the franc has none.
NOTES: Mapping[str, tuple[int, ...]] = {"XOF": (10_000, 5_000, 2_000, 1_000, 500)}
COINS: Mapping[str, tuple[int, ...]] = {"XOF": (500, 250, 200, 100, 50, 25, 10, 5)}


def counted_amount(pieces: Mapping[int, int], *, currency: str) -> Money:
    """The sum of pieces by their value."""
    return Money(sum(value * count for value, count in pieces.items()), currency)
