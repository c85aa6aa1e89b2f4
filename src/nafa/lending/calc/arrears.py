"""Lateness: the oldest unpaid instalment and what is overdue, from cumulative sums alone.

The oldest unpaid instalment on a day is the first one due on or before it whose cumulative
principal and interest exceed the principal and interest settled so far. SQL states the same:

    select min(due_date) from instalment
     where due_date <= :d and cumulative_principal + cumulative_interest > :settled
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from nafa.lending.calc.schedule import Instalment
from nafa.lib.money import Money


class Arrears(NamedTuple):
    """Lateness on a day. An instalment due that very day is unpaid but zero days late."""

    oldest_number: int | None
    oldest_due_date: date | None
    days_late: int
    overdue_principal: Money
    overdue_interest: Money

    @property
    def overdue(self) -> Money:
        return self.overdue_principal + self.overdue_interest

    @property
    def is_late(self) -> bool:
        return self.days_late > 0


def arrears(
    schedule: Sequence[Instalment], *, settled_principal: Money, settled_interest: Money, on: date
) -> Arrears:
    """What is late at the close of the day. Overdue means due before the day, not on it."""
    due_principal = due_interest = Money.zero(settled_principal.currency)
    cumulative, settled = due_principal, settled_principal + settled_interest
    oldest: Instalment | None = None
    for instalment in schedule:
        if instalment.due_date > on:
            break
        cumulative = cumulative + instalment.principal + instalment.interest
        if oldest is None and cumulative > settled:
            oldest = instalment
        if instalment.due_date < on:
            due_principal = due_principal + instalment.principal
            due_interest = due_interest + instalment.interest
    return Arrears(
        oldest.number if oldest else None,
        oldest.due_date if oldest else None,
        (on - oldest.due_date).days if oldest else 0,
        beyond(due_principal, settled_principal),
        beyond(due_interest, settled_interest),
    )


def beyond(due: Money, settled: Money) -> Money:
    """What is due beyond what is settled; never below zero."""
    return max(due - settled, Money.zero(due.currency))
