"""A credit line: a ceiling under which loans are drawn, and what its readiness costs.

A draw is a loan of its own with the product's terms. What is used: draws that wait for their money,
and what the others owe, where repaid principal may be drawn again; else all that was ever drawn.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from nafa.lending.calc import plain
from nafa.lending.calc.terms_checks import refuse_unless
from nafa.lib.money import Money
from nafa.lib.periods import add_months
from nafa.lib.rounding import Rounding

LONGEST_MONTHS = 120
HIGHEST_PERCENT = Decimal(100)
DECIMALS = 4
YEAR_DAYS = 365


class LineRule(NamedTuple):
    """How a product's lines work: how long, whether what is repaid may be drawn again, fees.

    `engagement_percent` of the ceiling is asked for when the line is opened or renewed,
    `undrawn_percent` a year of what could be drawn, day by day (actual/365), at the end of a month.
    """

    months: int
    is_revolving: bool = True
    engagement_percent: Decimal = Decimal(0)
    undrawn_percent: Decimal = Decimal(0)

    def end_date(self, start: date) -> date:
        """The last day of a line that starts or is renewed on a day."""
        return add_months(start, self.months)


_RULE: dict[str, plain.Read] = {
    "months": plain.whole,
    "is_revolving": plain.truth,
    "engagement_percent": plain.number,
    "undrawn_percent": plain.number,
}


def line_from_plain(given: Mapping[str, Any]) -> LineRule | None:
    """The rule of a product's plain data; none for nothing. Refuses: TermsRefused."""
    if not given:
        return None
    read: dict[str, Any] = plain.fields(
        given, _RULE, required=frozenset({"months"}), inside="line."
    )
    rule = LineRule(**read)
    _within(rule.months, "line.months", 1, LONGEST_MONTHS)
    for name in ("engagement_percent", "undrawn_percent"):
        value: Decimal = getattr(rule, name)
        _within(value, f"line.{name}", 0, HIGHEST_PERCENT)
        refuse_unless(
            value == round(value, DECIMALS), "terms.percent_too_fine", f"line.{name}", value=value
        )
    return rule


def _within(value: Decimal | int, name: str, lowest: int, highest: Decimal | int) -> None:
    holds = value.is_finite() if isinstance(value, Decimal) else True
    refuse_unless(
        holds and lowest <= value <= highest, "terms.out_of_range", name,
        value=value, lowest=lowest, highest=highest,
    )  # fmt: skip


def line_to_plain(rule: LineRule | None) -> dict[str, Any]:
    """The rule as JSON holds it; nothing for none."""
    if rule is None:
        return {}
    return {
        name: str(value) if isinstance(value, Decimal) else value
        for name, value in rule._asdict().items()
    }


class LineStanding(NamedTuple):
    """What of a ceiling is owed, reserved for draws that wait, and was drawn in all."""

    ceiling: Money
    outstanding: Money
    reserved: Money
    drawn: Money
    is_revolving: bool

    @property
    def used(self) -> Money:
        return (self.outstanding if self.is_revolving else self.drawn) + self.reserved

    @property
    def free(self) -> Money:
        """What may still be drawn; never below nothing."""
        return max(self.ceiling - self.used, Money.zero(self.ceiling.currency))

    @property
    def commitment(self) -> Money:
        """What the institution must still pay when it is asked."""
        return self.free + self.reserved


def engagement_fee(rule: LineRule, ceiling: Money) -> Money:
    """What opening or renewing a line costs."""
    return ceiling.times(rule.engagement_percent / 100, Rounding.HALF_UP)


def undrawn_fee(rule: LineRule, numerator: int, currency: str) -> Money:
    """What so many minor units times days cost, rounded half up to the minor unit once."""
    share = rule.undrawn_percent / 100 / YEAR_DAYS
    return Money(1, currency).times(share * numerator, Rounding.HALF_UP)
