"""What guarantees are worth: their value less a haircut, while their valuation is fresh."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from nafa.lib.money import Money
from nafa.lib.periods import add_months


class GuaranteeKind(StrEnum):
    """How a loan is secured."""

    SAVINGS = "SAVINGS"
    DEPOSIT = "DEPOSIT"
    PLEDGE = "PLEDGE"
    MORTGAGE = "MORTGAGE"
    PERSONAL = "PERSONAL"


# Taken off where the institution's policy says nothing else, in percent of the value.
USUAL_HAIRCUTS: Mapping[GuaranteeKind, int] = {
    GuaranteeKind.SAVINGS: 0,
    GuaranteeKind.DEPOSIT: 0,
    GuaranteeKind.PLEDGE: 50,
    GuaranteeKind.MORTGAGE: 40,
    GuaranteeKind.PERSONAL: 80,
}
# A valuation counts for so many months; money that is held needs none.
FRESH_MONTHS: Mapping[GuaranteeKind, int] = {
    GuaranteeKind.PLEDGE: 12,
    GuaranteeKind.MORTGAGE: 36,
    GuaranteeKind.PERSONAL: 12,
}


class Security(NamedTuple):
    """A guarantee as it counts: kind, value, the day it was valued."""

    kind: GuaranteeKind
    value: Money
    valued_date: date


def haircut_of(kind: GuaranteeKind, haircuts: Mapping[str, int]) -> int:
    """The percent taken off a kind: the policy's, else the usual one."""
    return haircuts.get(kind.value, USUAL_HAIRCUTS[kind])


def counted_value(one: Security, *, on: date, haircuts: Mapping[str, int]) -> Money:
    """The value less the haircut, rounded down; nothing once the valuation is too old."""
    months = FRESH_MONTHS.get(one.kind)
    if months is not None and add_months(one.valued_date, months) < on:
        return Money.zero(one.value.currency)
    share = 100 - haircut_of(one.kind, haircuts)
    return Money(one.value.minor * share // 100, one.value.currency)


def coverage_percent(
    securities: Iterable[Security], *, amount: Money, on: date, haircuts: Mapping[str, int]
) -> int:
    """What the guarantees cover of an amount, in percent, rounded down."""
    covered = sum(counted_value(one, on=on, haircuts=haircuts).minor for one in securities)
    return covered * 100 // amount.minor
