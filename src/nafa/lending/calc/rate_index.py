"""Rates that follow an index: the value of the index and a margin, between a floor and a ceiling.

A loan bears the rate of its contract until its first due date after a new value; from that day on
the coming instalments are laid anew at the new rate (`PlanKind.INDEX`).
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from nafa.lending.calc import plain
from nafa.lending.calc.choices import NominalUnit
from nafa.lending.calc.loan_events import EventKind, LoanEvent
from nafa.lending.calc.new_plan import PlanKind
from nafa.lending.calc.terms import Terms
from nafa.lending.calc.terms_checks import refuse_unless
from nafa.lending.calc.tranches import check_laid_anew

HIGHEST = Decimal(1000)
DECIMALS = 6
STEP = Decimal("0.01")


class IndexRule(NamedTuple):
    """Which index, how much is added, between which rates (percent a year).

    A value that would lift the rate above the usury ceiling is capped at it where the product says
    so; else it cannot be stated.
    """

    code: str
    margin: Decimal
    floor: Decimal | None = None
    ceiling: Decimal | None = None
    caps_at_usury: bool = False

    def rate(self, index: Decimal, *, usury: Decimal | None = None) -> Decimal:
        """The yearly rate in percent at a value of the index; never below nothing."""
        rate = max(index + self.margin, self.floor or Decimal(0), Decimal(0))
        for bound in (self.ceiling, usury if self.caps_at_usury else None):
            rate = rate if bound is None else min(rate, bound)
        return rate


_RULE: dict[str, plain.Read] = {
    "code": plain.text,
    "margin": plain.number,
    "floor": plain.number,
    "ceiling": plain.number,
    "caps_at_usury": plain.truth,
}


def index_from_plain(given: Mapping[str, Any]) -> IndexRule | None:
    """The rule of a product's plain data; none for nothing. Refuses: TermsRefused."""
    given = {name: value for name, value in given.items() if value is not None}
    if not given:
        return None
    needed = frozenset({"code", "margin"})
    read: dict[str, Any] = plain.fields(given, _RULE, required=needed, inside="index.")
    rule = IndexRule(**read)
    for name in ("margin", "floor", "ceiling"):
        value: Decimal | None = getattr(rule, name)
        if value is not None:
            lowest = -HIGHEST if name == "margin" else Decimal(0)
            refuse_unless(
                value.is_finite() and lowest <= value <= HIGHEST, "terms.out_of_range",
                f"index.{name}", value=value, lowest=lowest, highest=HIGHEST,
            )  # fmt: skip
            refuse_unless(
                value == round(value, DECIMALS), "terms.percent_too_fine", f"index.{name}",
                value=value,
            )  # fmt: skip
    if rule.floor is not None and rule.ceiling is not None:
        refuse_unless(
            rule.floor <= rule.ceiling, "terms.range_empty", "index.ceiling", value=rule.ceiling
        )
    return rule


def index_to_plain(rule: IndexRule | None) -> dict[str, Any]:
    """The rule as JSON holds it; nothing for none."""
    if rule is None:
        return {}
    return {
        name: str(value) if isinstance(value, Decimal) else value
        for name, value in rule._asdict().items()
        if value is not None
    }


def highest_lawful(
    low: Decimal, high: Decimal, effective: Callable[[Decimal], Decimal], *, ceiling: Decimal
) -> Decimal:
    """The highest rate up to `high` whose effective rate is not above a ceiling, to a hundredth of
    a percent; `low` where there is none above it. `effective` rises with the rate.
    """
    if effective(high) <= ceiling:
        return high
    held, above = 0, int((high - low) / STEP) + 1
    while above - held > 1:
        middle = (held + above) // 2
        if effective(low + middle * STEP) <= ceiling:
            held = middle
        else:
            above = middle
    return low + held * STEP


def check_indexed(terms: Terms) -> None:
    """Refuses: TermsRefused, for terms whose rate cannot follow an index."""
    refuse_unless(terms.rate_unit is NominalUnit.YEAR, "terms.not_with_index", "rate_unit")
    check_laid_anew(terms, "terms.not_with_index")


def rate_in_force(terms: Terms, standing: Iterable[LoanEvent]) -> tuple[Decimal, bool]:
    """The rate a loan bears after its facts, and whether it still follows an index.

    A restructuring that agrees a rate of its own ends the tie.
    """
    rate, follows = terms.rate, True
    for event in standing:
        plan = event.plan
        if event.kind is EventKind.REPLANNED and plan is not None and plan.rate is not None:
            rate = plan.rate
            follows = follows and plan.kind is PlanKind.INDEX
    return rate, follows
