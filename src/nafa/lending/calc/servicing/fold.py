"""One pass over everything that stands, in the order it counts: what each movement did."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.allocation import allocate
from nafa.lending.calc.servicing.charges import Charge, lay_again, lay_on, share_payment
from nafa.lending.calc.servicing.choices import ChargeTime
from nafa.lending.calc.servicing.due_dates import Moved
from nafa.lending.calc.servicing.events import (
    PAYMENTS,
    InterestPaused,
    MoneyKind,
    RateChanged,
    TermExtended,
)
from nafa.lending.calc.servicing.instalments import COMPONENTS, Instalment
from nafa.lending.calc.servicing.terms import AllocationRule, Place, ServicingTerms

ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class Outcome:
    """What a movement came to: by component, overpaid, and the principal owed after it.

    `offset` is what overpaid money paid of the debt when more was lent.
    """

    parts: dict[Component, int] = field(default_factory=lambda: dict.fromkeys(COMPONENTS, 0))
    offset: dict[Component, int] = field(default_factory=lambda: dict.fromkeys(COMPONENTS, 0))
    overpaid: int = 0
    balance: int = 0

    @property
    def sum(self) -> int:
        return sum(self.parts.values())


@dataclass(slots=True)
class Movement:
    """Money that moved, or was booked, in the life of a loan."""

    number: int
    kind: MoneyKind
    day: date
    amount: int
    on: date
    is_reversed: bool = False
    is_replayed: bool = False
    outcome: Outcome = field(default_factory=Outcome)


@dataclass(slots=True)
class Changes:
    """What was changed of the terms since the start."""

    moves: list[Moved] = field(default_factory=list)
    extensions: list[TermExtended] = field(default_factory=list)
    rates: list[RateChanged] = field(default_factory=list)
    pauses: list[InterestPaused] = field(default_factory=list)


Rules = dict[MoneyKind, AllocationRule]
Variation = RateChanged | TermExtended | InterestPaused


class Fold(ABC):
    """The common part of both kinds of schedule: payments, charges, overpaid money."""

    def __init__(self, terms: ServicingTerms, rules: Rules, charges: Sequence[Charge]) -> None:
        self.terms = terms
        self.rules = rules
        self.charges = [one for one in charges if not one.is_at_payout]
        self.laid: list[Charge] = []
        self.rows: list[Instalment] = []
        self.overpaid = 0
        self.overpaying: list[Movement] = []
        self.outcomes: dict[int, Outcome] = {}
        for charge in self.charges:
            charge.clear()

    # -- what the kinds of schedule do in their own way ------------------------------------------

    @abstractmethod
    def disburse(self, movement: Movement) -> None:
        """Put money out."""

    @abstractmethod
    def reach(self, day: date) -> None:
        """Bring interest up to a day."""

    def take(self, row: Instalment, step: Place, day: date, amount: int) -> int:
        """Pay a component of an instalment; how much it took."""
        taken = self.paid(row, step.component, day, amount)
        row.note_met(day)
        return taken

    @abstractmethod
    def accrued(self, day: date) -> int:
        """Interest earned through a day."""

    # -- one item after the other --------------------------------------------------------------

    def run(self, movements: Sequence[Movement], *, until: date) -> None:
        """Pass over movements and charges by the day they count."""
        items: list[tuple[date, date, int, Movement | Charge | Variation]] = [
            (one.day, one.on, one.number, one) for one in movements
        ]
        items += [(self.seen_from(one), one.on, one.number, one) for one in self.charges]
        items += self.variations()
        for day, _, _, item in sorted(items, key=lambda entry: entry[:3]):
            if isinstance(item, Charge):
                self.lay(item)
            elif isinstance(item, Movement):
                self.move(item)
            else:
                self.vary(item, day)
        self.reach(until)
        self.follow_charges()
        self.balances(movements)

    def seen_from(self, charge: Charge) -> date:
        """The day from which payments see a charge."""
        return charge.effective

    def variations(self) -> list[tuple[date, date, int, Variation]]:
        return []

    @abstractmethod
    def vary(self, item: Variation, day: date) -> None:
        """Change the rate, the term or the days that bear interest, from a day on."""

    def move(self, movement: Movement) -> None:
        """Let one movement do what it does."""
        self.outcomes[movement.number] = Outcome()
        if movement.kind is MoneyKind.DISBURSEMENT:
            self.disburse(movement)
            self.follow_charges()
            self.use_overpaid(movement)
        elif movement.kind in PAYMENTS:
            self.reach(movement.day)
            self.follow_charges()
            self.pay(movement, movement.amount)
        elif movement.kind is MoneyKind.CREDIT_BALANCE_REFUND:
            self.refund(movement)
        elif movement.kind is MoneyKind.CHARGE_WAIVER:
            self.outcomes[movement.number].parts.update(movement.outcome.parts)
        elif movement.kind is MoneyKind.WRITE_OFF:
            self.reach(movement.day)
            self.write_off(movement)

    def pay(self, movement: Movement, amount: int) -> None:
        """Share a payment out; what nothing is owed for is kept as overpaid."""
        outcome = self.outcomes[movement.number]

        def taking(row: Instalment, step: Place, offered: int) -> int:
            taken = self.take(row, step, movement.day, offered)
            outcome.parts[step.component] += taken
            return taken

        rule = self.rules.get(movement.kind, self.terms.allocation)
        left = allocate(self.terms, self.rows, rule, day=movement.day, amount=amount, pay=taking)
        outcome.overpaid += left
        self.overpaid += left
        if left and movement not in self.overpaying:
            self.overpaying.append(movement)

    def use_overpaid(self, movement: Movement) -> None:
        """Overpaid money pays what a disbursement newly asks for."""
        if self.overpaid <= 0:
            return
        offset = self.outcomes[movement.number].offset

        def taking(row: Instalment, step: Place, offered: int) -> int:
            taken = self.take(row, step, movement.day, offered)
            offset[step.component] += taken
            return taken

        self.overpaid = allocate(
            self.terms,
            self.rows,
            self.terms.allocation,
            day=movement.day,
            amount=self.overpaid,
            pay=taking,
        )

    def lay(self, charge: Charge) -> None:
        """Ask for a charge; overpaid payments pay it first."""
        self.laid.append(charge)
        lay_on(self.terms, charge, self.rows)
        for row in self.rows:
            if not row.is_met:
                row.note_met(charge.effective)
        if charge.outstanding <= 0:
            return
        for movement in [one for one in self.overpaying if self.outcomes[one.number].overpaid]:
            outcome = self.outcomes[movement.number]
            held = min(outcome.overpaid, self.overpaid)
            outcome.overpaid -= held
            self.overpaid -= held
            self.pay(movement, held)

    def follow_charges(self) -> None:
        """Fees measured on an instalment follow it as it changes."""
        for charge in self.laid:
            if charge.terms.time is ChargeTime.WITH_EACH_INSTALMENT:
                lay_again(self.terms, charge, self.rows)

    def refund(self, movement: Movement) -> None:
        """Overpaid money goes back; what was not overpaid is owed again."""
        outcome = self.outcomes[movement.number]
        outcome.overpaid = min(self.overpaid, movement.amount)
        self.overpaid -= outcome.overpaid
        owed = movement.amount - outcome.overpaid
        if owed:
            outcome.parts[Component.PRINCIPAL] = owed
            self.lend_again(movement.day, owed)

    def lend_again(self, day: date, amount: int) -> None:
        """Principal is owed again, with the instalment in whose period the day falls."""
        row = next((one for one in self.rows if one.due > day and not one.is_down_payment), None)
        if row is None:
            last = self.rows[-1]
            row = last
            if day > last.due:
                row = Instalment(len(self.rows) + 1, last.due, day, is_additional=True)
                self.rows.append(row)
        row.asked[Component.PRINCIPAL] += amount
        row.met_on = None

    def write_off(self, movement: Movement) -> None:
        """Give up everything that is left."""
        outcome = self.outcomes[movement.number]
        for row in self.rows:
            for component in COMPONENTS:
                owed = max(row.owed(component), 0)
                row.written_off[component] += owed
                outcome.parts[component] += owed
            row.note_met(movement.day)
        movement.amount = outcome.sum

    def paid(self, row: Instalment, component: Component, day: date, amount: int) -> int:
        """Pay a component of a row, its charges with it."""
        taken = row.pay(component, day, amount)
        if taken and component in (Component.FEE, Component.PENALTY):
            share_payment(self.laid, row, component, taken)
        return taken

    def balances(self, movements: Sequence[Movement]) -> None:
        """The principal owed after each movement."""
        owed = 0
        for movement in sorted(movements, key=lambda one: (one.day, one.on, one.number)):
            outcome = self.outcomes.get(movement.number)
            if outcome is None:
                continue
            if movement.kind is MoneyKind.DISBURSEMENT:
                owed += movement.amount - outcome.offset[Component.PRINCIPAL]
            elif movement.kind is MoneyKind.CREDIT_BALANCE_REFUND:
                owed += outcome.parts[Component.PRINCIPAL]
            elif movement.kind is not MoneyKind.CHARGE_WAIVER:
                owed -= outcome.parts[Component.PRINCIPAL]
            outcome.balance = max(owed, 0)

    @property
    def outstanding(self) -> int:
        return sum(max(row.outstanding, 0) for row in self.rows)
