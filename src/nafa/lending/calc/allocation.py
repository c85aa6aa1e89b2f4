"""Sharing a payment out over what is due, in the order the contract names."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from nafa.lending.calc.parts import Component, Parts
from nafa.lending.calc.terms import AllocationStrategy
from nafa.lib.invariants import ensure
from nafa.lib.money import Money


class Due(NamedTuple):
    """What one instalment still asks for. Number 0 holds fees charged outside the schedule."""

    number: int
    due_date: date
    parts: Parts


class Allocation(NamedTuple):
    """A payment shared out: by due, in total, and what nothing was due for."""

    by_due: tuple[tuple[int, Parts], ...]
    parts: Parts
    remainder: Money

    def part_of(self, number: int) -> Parts:
        """What went to one due; nothing when it got nothing."""
        return dict(self.by_due).get(number, Parts.zero(self.remainder.currency))


def allocate(
    amount: Money,
    *,
    dues: Sequence[Due],
    order: Sequence[Component],
    strategy: AllocationStrategy,
    on: date,
) -> Allocation:
    """Share a payment over dues; the parts and the remainder add up to the amount.

    What is due on or before the day comes first, by instalment (oldest first, every component in
    order) or by component (the first component of every instalment, then the next). What is left
    goes to coming instalments in turn: paying ahead never clears far interest before near
    principal. The remainder is what exceeds the whole debt.
    """
    ensure(not amount.is_negative, "a payment is not negative")
    now = [due for due in dues if due.due_date <= on]
    later = [due for due in dues if due.due_date > on]
    left = amount
    given: dict[int, Parts] = {}
    for due, component in (*_places(now, order, strategy), *_by_instalment(later, order)):
        share = min(left, due.parts.of(component))
        if share.is_zero:
            continue
        before = given.get(due.number, Parts.zero(amount.currency))
        given[due.number] = before.plus(Parts.only(component, share))
        left = left - share
    whole = Parts.zero(amount.currency)
    for parts in given.values():
        whole = whole.plus(parts)
    ensure(whole.sum + left == amount, "an allocation accounts for the whole payment")
    return Allocation(tuple(sorted(given.items())), whole, left)


def _places(
    dues: Sequence[Due], order: Sequence[Component], strategy: AllocationStrategy
) -> Iterator[tuple[Due, Component]]:
    if strategy is AllocationStrategy.BY_INSTALMENT:
        return _by_instalment(dues, order)
    return ((due, component) for component in order for due in dues)


def _by_instalment(
    dues: Sequence[Due], order: Sequence[Component]
) -> Iterator[tuple[Due, Component]]:
    return ((due, component) for due in dues for component in order)
