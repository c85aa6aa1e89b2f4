"""Sharing money out over the instalments of a loan, in the order of its rule."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice

from nafa.lending.calc.choices import Direction, DueKind, FutureRule
from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.instalments import Instalment
from nafa.lending.calc.servicing.rounding import divided
from nafa.lending.calc.terms import AllocationRule, Place, Terms

Pay = Callable[[Instalment, Place, int], int]
Owing = Callable[[Instalment], bool]


def allocate(
    terms: Terms,
    rows: Sequence[Instalment],
    rule: AllocationRule,
    *,
    day: date,
    amount: int,
    pay: Pay,
    first: int = 0,
    starts: dict[Component, int] | None = None,
) -> int:
    """Take the amount, step by step of the rule; what nothing was owed for.

    `pay` takes money for a component of an instalment and says how much it took. The rows are in
    the order they fall due; those before `first` are met, and those before its place in `starts`
    owe nothing of a component.
    """
    if rule.direction is Direction.BY_COMPONENT:
        return _by_component(terms, rows, rule, day, amount, pay, starts)
    left = amount
    is_any_due = first < len(rows) and rows[first].due <= day
    for kind, steps in rule.by_kind:
        if left <= 0:
            return 0
        if kind is not DueKind.IN_ADVANCE and not is_any_due:
            continue
        if rule.direction is Direction.BY_COMPONENT_OF_DUE and kind is not DueKind.IN_ADVANCE:
            if kind is DueKind.PAST_DUE:
                left = _all_due(rows, day, left, pay, steps, first)
            continue
        left = _by_instalment(terms, rows, rule, day, left, pay, kind, steps, first)
    return left


def _by_instalment(
    terms: Terms,
    rows: Sequence[Instalment],
    rule: AllocationRule,
    day: date,
    left: int,
    pay: Pay,
    kind: DueKind,
    steps: tuple[Place, ...],
    first: int,
) -> int:
    """Every component of one instalment, then the next one."""
    while left > 0:
        chosen = reached(rows, kind, rule.future, day, first=first, owing=_is_open)
        before = left
        for step in steps:
            if left <= 0:
                return 0
            left -= _pay_evenly(terms, chosen, step, left, pay)
        if left == before:
            break
    return left


def _all_due(
    rows: Sequence[Instalment], day: date, left: int, pay: Pay, steps: Sequence[Place], first: int
) -> int:
    """One component of all that is due by the day, then the next component."""
    due = [row for row in _until(rows, day, first) if not row.is_met]
    for step in steps:
        for row in due:
            if left <= 0:
                return 0
            left -= pay(row, step, left)
    return left


def _until(rows: Sequence[Instalment], day: date, first: int) -> Iterator[Instalment]:
    for row in islice(rows, first, None):
        if row.due > day:
            return
        yield row


def _by_component(
    terms: Terms,
    rows: Sequence[Instalment],
    rule: AllocationRule,
    day: date,
    left: int,
    pay: Pay,
    starts: dict[Component, int] | None,
) -> int:
    """One component of all instalments, then the next component.

    What one step has passed over owes nothing of the component: the next search starts there.
    """
    for step in rule.order:
        owing, first = _owes(step.component), 0
        while left > 0:
            if starts is not None:
                first = _next_owing(rows, owing, starts[step.component])
                starts[step.component] = first
            chosen = reached(rows, step.kind, rule.future, day, owing=owing, first=first)
            taken = _pay_evenly(terms, chosen, step, left, pay)
            if not taken:
                break
            left -= taken
    return left


def _next_owing(rows: Sequence[Instalment], owing: Owing, place: int) -> int:
    while place < len(rows) and not owing(rows[place]):
        place += 1
    return place


def _owes(component: Component) -> Owing:
    return lambda row: row.owed(component) > 0


def _is_open(row: Instalment) -> bool:
    return not row.is_met


def reached(
    rows: Sequence[Instalment],
    kind: DueKind,
    future: FutureRule,
    day: date,
    *,
    owing: Owing,
    first: int = 0,
) -> list[Instalment]:
    """The instalments of a kind that the rule turns to next."""
    if kind is not DueKind.IN_ADVANCE:
        is_past = kind is DueKind.PAST_DUE
        for row in _until(rows, day, first):
            if (row.due < day) is is_past and owing(row):
                return [row]
        return []
    if future is FutureRule.NEXT_INSTALMENT:
        for row in islice(rows, first, None):
            if row.due > day and owing(row):
                return [row]
        return []
    coming = [row for row in islice(rows, first, None) if row.due > day and owing(row)]
    return _of_future(coming, future, day)


def _of_future(coming: list[Instalment], future: FutureRule, day: date) -> list[Instalment]:
    if future is FutureRule.ALL_EQUALLY:
        return coming
    if future is FutureRule.LAST_INSTALMENT:
        return coming[-1:]
    current = [row for row in coming if row.start <= day]
    return current[:1] or coming[-1:]


def _pay_evenly(
    terms: Terms, chosen: Sequence[Instalment], step: Place, left: int, pay: Pay
) -> int:
    """Equal parts of what is left for each instalment; the last one also gets the rest."""
    if not chosen or left <= 0:
        return 0
    if len(chosen) == 1:
        return pay(chosen[0], step, left)
    part = divided(terms, left, len(chosen))
    taken = 0
    for place, row in enumerate(chosen):
        offered = part if place < len(chosen) - 1 else part + left - part * len(chosen)
        taken += pay(row, step, min(offered, left - taken))
    return taken
