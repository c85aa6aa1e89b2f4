"""Movements of a loan: what happened, and what it came to."""

from dataclasses import dataclass, field, replace
from datetime import date

from nafa.lending.calc.new_plan import NewPlan
from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.due_dates import Moved
from nafa.lending.calc.servicing.events import (
    InterestPaused,
    MoneyKind,
    RateChanged,
    TermExtended,
)
from nafa.lending.calc.servicing.instalments import nothing
from nafa.lending.calc.terms import AllocationRule


@dataclass(slots=True)
class Outcome:
    """What a movement came to: by component, overpaid, and the principal owed after it.

    `offset` is what overpaid money paid of the debt when more was lent.
    """

    parts: dict[Component, int] = field(default_factory=nothing)
    offset: dict[Component, int] = field(default_factory=nothing)
    overpaid: int = 0
    balance: int = 0

    @property
    def sum(self) -> int:
        return sum(self.parts.values())

    def copy(self) -> "Outcome":
        """The same outcome, which a later pass cannot change."""
        return replace(self, parts=dict(self.parts), offset=dict(self.offset))


@dataclass(slots=True)
class Movement:
    """Money that moved, or was booked, in the life of a loan.

    A waiver names its component, and the number of a charge when it lets off that one alone; a
    new plan says what was agreed.
    """

    number: int
    kind: MoneyKind
    day: date
    amount: int
    on: date
    is_reversed: bool = False
    is_replayed: bool = False
    outcome: Outcome = field(default_factory=Outcome)
    component: Component | None = None
    charge: int | None = None
    plan: NewPlan | None = None


@dataclass(slots=True)
class Changes:
    """What was changed of the terms since the start."""

    moves: list[Moved] = field(default_factory=list)
    extensions: list[TermExtended] = field(default_factory=list)
    rates: list[RateChanged] = field(default_factory=list)
    pauses: list[InterestPaused] = field(default_factory=list)


Rules = dict[MoneyKind, AllocationRule]
Variation = RateChanged | TermExtended | InterestPaused
