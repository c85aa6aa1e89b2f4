"""Rates of interest: percents of a year, a month or a payment period, as exact fractions."""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from nafa.lib.periods import PERIODS_PER_YEAR, Frequency


class RateUnit(StrEnum):
    """The time a percentage speaks of."""

    YEAR = "YEAR"
    MONTH = "MONTH"
    PERIOD = "PERIOD"


def rate_per_year(percent: Decimal, unit: RateUnit, frequency: Frequency) -> Fraction:
    """The nominal rate of a year, proportional: 1.5 % a month is 18 % a year."""
    share = Fraction(percent) / 100
    if unit is RateUnit.YEAR:
        return share
    if unit is RateUnit.MONTH:
        return share * 12
    return share * PERIODS_PER_YEAR[frequency]


def rate_per_period(percent: Decimal, unit: RateUnit, frequency: Frequency) -> Fraction:
    """The rate of one payment period, proportional: 24 % a year is 2 % a month."""
    return rate_per_year(percent, unit, frequency) / PERIODS_PER_YEAR[frequency]


def decimal_of(share: Fraction) -> Decimal:
    """The decimal nearest to a fraction at the precision of the current decimal context."""
    return Decimal(share.numerator) / Decimal(share.denominator)
