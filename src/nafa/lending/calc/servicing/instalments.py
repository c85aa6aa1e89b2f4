"""An instalment while a loan is replayed: what it asks for and what became of it."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from nafa.lending.calc.parts import Component

COMPONENTS = (Component.PRINCIPAL, Component.INTEREST, Component.FEE, Component.PENALTY)


NOTHING = dict.fromkeys(COMPONENTS, 0)


def nothing() -> dict[Component, int]:
    """No amount of any component."""
    return dict.fromkeys(COMPONENTS, 0)


class DueRow(NamedTuple):
    """What an instalment asks for, as lateness sees it."""

    due: date
    principal: int
    interest: int


@dataclass(slots=True)
class Instalment:
    """What falls due on a day: asked, paid, waived and written off by component, in minor units.

    A former one belongs to a plan that was replaced: it asks for what was settled of it, and owes
    nothing. `carried` is the part of its interest that was earned before its period; `capitalised`
    the part that became principal.
    """

    number: int
    start: date
    due: date
    is_down_payment: bool = False
    is_additional: bool = False
    is_former: bool = False
    carried: int = 0
    capitalised: int = 0
    asked: dict[Component, int] = field(default_factory=nothing)
    paid: dict[Component, int] = field(default_factory=nothing)
    waived: dict[Component, int] = field(default_factory=nothing)
    written_off: dict[Component, int] = field(default_factory=nothing)
    paid_in_advance: int = 0
    paid_late: int = 0
    met_on: date | None = None

    def owed(self, component: Component) -> int:
        """What is still to be paid of a component."""
        if self.is_former:
            return 0
        return (
            self.asked[component]
            - self.paid[component]
            - self.waived[component]
            - self.written_off[component]
        )

    @property
    def due_row(self) -> DueRow:
        """Due date, principal and interest."""
        return DueRow(self.due, self.asked[Component.PRINCIPAL], self.asked[Component.INTEREST])

    @property
    def outstanding(self) -> int:
        if self.is_former:
            return 0
        return (
            sum(self.asked.values())
            - sum(self.paid.values())
            - sum(self.waived.values())
            - sum(self.written_off.values())
        )

    @property
    def sum_asked(self) -> int:
        return sum(self.asked.values())

    @property
    def sum_paid(self) -> int:
        return sum(self.paid.values())

    @property
    def is_met(self) -> bool:
        asked, paid = self.asked, self.paid
        if self.waived == NOTHING and self.written_off == NOTHING and not self.is_former:
            return asked == paid or sum(asked.values()) <= sum(paid.values())
        return self.outstanding <= 0

    def is_overdue(self, day: date) -> bool:
        return self.due < day and not self.is_met

    def note_met(self, day: date) -> None:
        """Remember the day on which nothing was left to pay; forget it when something is."""
        if not self.is_met:
            self.met_on = None
        elif self.met_on is None:
            self.met_on = day

    def pay(self, component: Component, day: date, amount: int) -> int:
        """Take as much of the amount as the component is owed; what was taken."""
        taken = min(amount, self.owed(component))
        if taken <= 0:
            return 0
        self.paid[component] += taken
        if day < self.due:
            self.paid_in_advance += taken
        elif day > self.due:
            self.paid_late += taken
        return taken

    def clear(self) -> None:
        """As if nothing had ever been paid."""
        self.paid, self.waived, self.written_off = nothing(), nothing(), nothing()
        self.paid_in_advance = self.paid_late = 0
        self.met_on = None
