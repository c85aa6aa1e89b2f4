"""Sharing money out over the instalments of a loan, in the order of its rule."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby

from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.choices import Direction, DueKind, FutureRule
from nafa.lending.calc.servicing.instalments import Instalment
from nafa.lending.calc.servicing.rounding import divided
from nafa.lending.calc.servicing.terms import AllocationRule, Place, ServicingTerms

Pay = Callable[[Instalment, Place, int], int]


def allocate(
    terms: ServicingTerms,
    rows: Sequence[Instalment],
    rule: AllocationRule,
    *,
    day: date,
    amount: int,
    pay: Pay,
) -> int:
    """Take the amount, step by step of the rule; what nothing was owed for.

    `pay` takes money for a component of an instalment and says how much it took.
    """
    if rule.direction is Direction.BY_COMPONENT:
        return _by_component(terms, rows, rule, day, amount, pay)
    left = amount
    for kind, steps in groupby(rule.order, key=lambda place: place.kind):
        left = _by_instalment(terms, rows, rule, day, left, pay, kind, tuple(steps))
    return left


def _by_instalment(
    terms: ServicingTerms,
    rows: Sequence[Instalment],
    rule: AllocationRule,
    day: date,
    left: int,
    pay: Pay,
    kind: DueKind,
    steps: tuple[Place, ...],
) -> int:
    """Every component of one instalment, then the next one."""
    while left > 0:
        chosen = reached([row for row in rows if not row.is_met], kind, rule.future, day)
        before = left
        for step in steps:
            left -= _pay_evenly(terms, chosen, step, left, pay)
        if left == before:
            break
    return left


def _by_component(
    terms: ServicingTerms,
    rows: Sequence[Instalment],
    rule: AllocationRule,
    day: date,
    left: int,
    pay: Pay,
) -> int:
    """One component of all instalments, then the next component."""
    for step in rule.order:
        while left > 0:
            owing = [row for row in rows if row.owed(step.component) > 0]
            chosen = reached(owing, step.kind, rule.future, day)
            taken = _pay_evenly(terms, chosen, step, left, pay)
            if not taken:
                break
            left -= taken
    return left


def reached(
    rows: Sequence[Instalment], kind: DueKind, future: FutureRule, day: date
) -> list[Instalment]:
    """The instalments of a kind that the rule turns to next."""
    if kind is DueKind.PAST_DUE:
        return [row for row in rows if row.due < day][:1]
    if kind is DueKind.DUE:
        return [row for row in rows if row.due == day][:1]
    coming = [row for row in rows if row.due > day]
    if future is FutureRule.ALL_EQUALLY:
        return coming
    if future is FutureRule.LAST_INSTALMENT:
        return coming[-1:]
    if future is FutureRule.NEXT_THEN_LAST:
        current = [row for row in coming if row.start <= day]
        return current[:1] or coming[-1:]
    return coming[:1]


def _pay_evenly(
    terms: ServicingTerms, chosen: Sequence[Instalment], step: Place, left: int, pay: Pay
) -> int:
    """Equal parts of what is left for each instalment; the last one also gets the rest."""
    if not chosen or left <= 0:
        return 0
    part = divided(terms, left, len(chosen))
    taken = 0
    for place, row in enumerate(chosen):
        offered = part if place < len(chosen) - 1 else part + left - part * len(chosen)
        taken += pay(row, step, min(offered, left - taken))
    return taken


def parts_of(components: Sequence[tuple[Component, int]]) -> dict[Component, int]:
    """Sums by component."""
    sums = dict.fromkeys(Component, 0)
    for component, amount in components:
        sums[component] += amount
    return sums
