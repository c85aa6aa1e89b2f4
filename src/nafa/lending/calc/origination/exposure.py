"""How much may be lent to one borrower and to insiders: percents of the institution's own funds.

UMOA: R04, loans and signature commitments to the largest single borrower at most 10 % of own
funds; R03, those to directors, staff and persons related to them together at most 10 %
(Instruction 010-08-2010). Gross: neither provisions nor guarantees reduce them.
"""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from nafa.lib.money import Money
from nafa.lib.rounding import Rounding


class Limit(StrEnum):
    """What is limited."""

    SINGLE_BORROWER = "SINGLE_BORROWER"
    INSIDERS = "INSIDERS"


class Exposure(NamedTuple):
    """What would be lent, with the amount asked for, against the most that may be.

    `ceiling` is empty where the limit cannot be told: no figure of own funds is known, or no rule.
    """

    limit: Limit
    lent: Money
    asked: Money
    ceiling: Money | None

    @property
    def together(self) -> Money:
        return self.lent + self.asked

    @property
    def is_exceeded(self) -> bool:
        """Whether it is known to be above the limit."""
        return self.ceiling is not None and self.together > self.ceiling


def ceiling_of(own_funds: Money | None, percent: Decimal | None) -> Money | None:
    """The most that may be lent, rounded down; none where a figure is missing.

    Own funds below zero allow nothing.
    """
    if own_funds is None or percent is None:
        return None
    nothing = Money.zero(own_funds.currency)
    return max(own_funds, nothing).times(percent / 100, Rounding.DOWN)
