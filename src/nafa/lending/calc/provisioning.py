"""Classes of overdue credit and their minimum provisions, by a table given as argument.

UMOA (RCSFD, accounts 29 and 299): the whole outstanding is classed by the age of the oldest unpaid
instalment, counted in calendar months; the base is the outstanding less guarantee deposits held by
the institution; no other guarantee reduces it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from nafa.lib.invariants import ensure
from nafa.lib.money import Money
from nafa.lib.periods import add_months
from nafa.lib.rounding import Rounding


class AgeUnit(StrEnum):
    """What the age of an unpaid instalment is counted in."""

    DAYS = "DAYS"
    MONTHS = "MONTHS"


@dataclass(frozen=True, slots=True)
class ArrearsClass:
    """One band: credits unpaid for more than `more_than` days or months, with their rate."""

    code: str
    more_than: int
    unit: AgeUnit
    rate_percent: Decimal
    write_off: bool = False

    def holds(self, oldest_due_date: date, on: date) -> bool:
        """Whether an instalment due then is past the band's threshold on the day."""
        if self.unit is AgeUnit.MONTHS:
            return on > add_months(oldest_due_date, self.more_than)
        return on > oldest_due_date + timedelta(days=self.more_than)


def classify(
    oldest_due_date: date | None, *, on: date, classes: Sequence[ArrearsClass]
) -> ArrearsClass | None:
    """The last band whose threshold is passed; none when nothing is late. Bands run upwards."""
    ensure(
        all(low.more_than < high.more_than for low, high in pairwise(classes)),
        "bands run upwards",
    )
    if oldest_due_date is None:
        return None
    held = [band for band in classes if band.holds(oldest_due_date, on)]
    return held[-1] if held else None


def provision_base(outstanding: Money, *, guarantee_deposits: Money) -> Money:
    """The outstanding less guarantee deposits of debtor and surety, never below zero."""
    return max(outstanding - guarantee_deposits, Money.zero(outstanding.currency))


def minimum_provision(
    outstanding: Money,
    *,
    guarantee_deposits: Money,
    band: ArrearsClass | None,
    rounding: Rounding = Rounding.UP,
) -> Money:
    """The provision the band asks for at least; rounded up, since it is a minimum."""
    base = provision_base(outstanding, guarantee_deposits=guarantee_deposits)
    rate = band.rate_percent if band else Decimal(0)
    return base.times(rate / 100, rounding)
