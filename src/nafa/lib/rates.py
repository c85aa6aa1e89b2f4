"""Rates as exact fractions and as decimals."""

from decimal import Decimal
from fractions import Fraction


def decimal_of(share: Fraction) -> Decimal:
    """The decimal nearest to a fraction at the precision of the current decimal context."""
    return Decimal(share.numerator) / Decimal(share.denominator)
