"""One pass over everything that stands, in the order it counts: what each movement did."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date, timedelta

from nafa.lending.calc.choices import ChargeTime
from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.allocation import allocate
from nafa.lending.calc.servicing.charges import Charge, lay_again, lay_on, share_payment
from nafa.lending.calc.servicing.events import PAYMENTS, MoneyKind
from nafa.lending.calc.servicing.instalments import COMPONENTS, Instalment, nothing
from nafa.lending.calc.servicing.movements import Movement, Outcome, Rules, Variation
from nafa.lending.calc.servicing.penalties import Lateness, Settled
from nafa.lending.calc.servicing.settling import settle, waive
from nafa.lending.calc.terms import Place, Terms
from nafa.lib.invariants import ensure

ONE_DAY = timedelta(days=1)


class Fold(ABC):
    """The common part of both kinds of schedule: payments, charges, overpaid money."""

    def __init__(self, terms: Terms, rules: Rules, charges: Sequence[Charge]) -> None:
        self.terms = terms
        self.rules = rules
        self.charges = [one for one in charges if not one.is_at_payout]
        self.laid: list[Charge] = []
        self.rows: list[Instalment] = []
        self.overpaid = 0
        self.overpaying: list[Movement] = []
        self.outcomes: dict[int, Outcome] = {}
        self.settled = nothing()
        self.capitalised = 0
        self.is_replanned = False
        self.recovered = 0
        self.is_lost = False
        self.after_end: set[int] = set()
        self.ended_on: date | None = None
        self.first_open = 0
        self.starts = nothing()
        self.last_key = (date.min, date.min, 0)
        self.owed = 0
        self.is_stale = True
        self.lateness = Lateness(terms) if terms.penalty else None
        for charge in self.charges:
            charge.clear()

    @property
    def keeps_rows(self) -> bool:
        """Whether a payment leaves what the other instalments ask for as it is."""
        return not self.terms.recalculates

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
        if taken:
            row.note_met(day)
        return taken

    @abstractmethod
    def accrued(self, day: date) -> int:
        """Interest earned through a day."""

    # -- one item after the other --------------------------------------------------------------

    def run(
        self, movements: Sequence[Movement], *, until: date, closed_through: date | None = None
    ) -> None:
        """Pass over movements and charges by the day they count.

        Penalties stand as the close of the day before left them, or of the last day closed.
        """
        items: list[tuple[date, date, int, Movement | Charge | Variation]] = [
            (one.day, one.on, one.number, one) for one in movements
        ]
        items += [(self.seen_from(one), one.on, one.number, one) for one in self.charges]
        items += self.variations()
        items.sort(key=lambda entry: entry[:3])
        self.last_key = items[-1][:3]
        for day, _, _, item in items:
            if self.lateness is not None:
                self.close_days(day - ONE_DAY)
            if self.ended_on is not None:
                self.after_end.add(item.number if isinstance(item, Movement | Charge) else 0)
            if isinstance(item, Movement):
                self.move(item)
            elif isinstance(item, Charge):
                self.lay(item)
            else:
                self.vary(item, day)
                self.changed()
        self.reach(until)
        if self.lateness is not None:
            self.close_days(until - ONE_DAY if closed_through is None else closed_through)
        self.follow_charges()
        self.balances(movements)

    def look_again(self) -> None:
        """An instalment that was met may ask for something again."""
        self.first_open, self.starts = 0, nothing()

    def takes_next(self, movement: Movement) -> bool:
        """Whether a payment comes after all that was passed over and changes nothing of it."""
        key = (movement.day, movement.on, movement.number)
        is_plain = self.keeps_rows and self.lateness is None
        return is_plain and movement.kind in PAYMENTS and key > self.last_key

    def take_next(self, movement: Movement) -> None:
        """One more payment, after all that was passed over."""
        self.last_key = (movement.day, movement.on, movement.number)
        self.move(movement)
        outcome = self.outcomes[movement.number]
        self.owed -= outcome.parts[Component.PRINCIPAL]
        outcome.balance = max(self.owed, 0)

    def changed(self) -> None:
        """What the instalments ask for is not what it was."""
        self.is_stale = True
        self.look_again()
        if self.lateness is not None:
            self.lateness.follow()

    def close_days(self, through: date) -> None:
        """Penalise what is late; the oldest instalment that is not met asks for it."""
        if self.lateness is None or self.ended_on is not None or not self.rows:
            return
        settled = Settled(self.settled[Component.PRINCIPAL], self.settled[Component.INTEREST])
        more = self.lateness.close(self.rows, settled, through)
        if more:
            self.oldest_open().asked[Component.PENALTY] += more
            self.starts[Component.PENALTY] = 0

    def oldest_open(self) -> Instalment:
        """The first instalment that is not met; the last one when all are."""
        while self.first_open < len(self.rows) and self.rows[self.first_open].is_met:
            self.first_open += 1
        return self.rows[min(self.first_open, len(self.rows) - 1)]

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
            self.changed()
            self.follow_charges()
            self.use_overpaid(movement)
        elif movement.kind in PAYMENTS:
            self.receive(movement)
        elif movement.kind is MoneyKind.CREDIT_BALANCE_REFUND:
            self.refund(movement)
        elif movement.kind is MoneyKind.CHARGE_WAIVER:
            self.outcomes[movement.number].parts.update(movement.outcome.parts)
        elif movement.kind is MoneyKind.WAIVER:
            waive(self, movement)
        elif movement.kind in (MoneyKind.NEW_PLAN, MoneyKind.TRANCHE):
            self.take_plan(movement)
        elif movement.kind is MoneyKind.WRITE_OFF:
            self.reach(movement.day)
            self.write_off(movement)
        self.oldest_open()
        if self.first_open < len(self.rows):
            self.ended_on = None
        elif self.ended_on is None:
            self.ended_on = movement.day

    def receive(self, movement: Movement) -> None:
        """Money comes in: it settles the loan, is shared out, or is recovered from a loss."""
        if self.is_lost:
            self.recovered += movement.amount
            return
        self.reach(movement.day)
        self.follow_charges()
        if movement.kind is MoneyKind.PREPAYMENT:
            self.take_plan(movement)
        elif movement.kind is not MoneyKind.SETTLEMENT or not settle(self, movement):
            self.pay(movement, movement.amount)

    def take_plan(self, movement: Movement) -> None:
        """Lay what is left anew, by a plan that was agreed or after money that came early."""
        ensure(False, f"a {self.terms.kind} loan takes no {movement.kind}")

    def pay(self, movement: Movement, amount: int) -> None:
        """Share a payment out; what nothing is owed for is kept as overpaid."""
        outcome = self.outcomes[movement.number]

        def taking(row: Instalment, step: Place, offered: int) -> int:
            taken = self.take(row, step, movement.day, offered)
            outcome.parts[step.component] += taken
            return taken

        rule = self.rules.get(movement.kind, self.terms.allocation)
        left = allocate(
            self.terms,
            self.rows,
            rule,
            day=movement.day,
            amount=amount,
            pay=taking,
            first=self.first_open if self.keeps_rows else 0,
            starts=self.starts if self.keeps_rows else None,
        )
        self.keep_overpaid(movement, left)

    def keep_overpaid(self, movement: Movement, amount: int) -> None:
        """What nothing was owed for waits for a later charge or disbursement."""
        if amount <= 0:
            return
        self.outcomes[movement.number].overpaid += amount
        self.overpaid += amount
        if all(one is not movement for one in self.overpaying):
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
        self.look_again()
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
        if not self.is_stale:
            return
        self.is_stale = False
        self.look_again()
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
        self.changed()

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
        self.is_lost = True

    def paid(self, row: Instalment, component: Component, day: date, amount: int) -> int:
        """Pay a component of a row, its charges with it."""
        taken = row.pay(component, day, amount)
        self.settled[component] += taken
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
            if movement.kind in (MoneyKind.DISBURSEMENT, MoneyKind.TRANCHE):
                owed += movement.amount - outcome.offset[Component.PRINCIPAL]
            elif movement.kind is MoneyKind.CREDIT_BALANCE_REFUND:
                owed += outcome.parts[Component.PRINCIPAL]
            elif movement.kind is not MoneyKind.CHARGE_WAIVER:
                owed -= outcome.parts[Component.PRINCIPAL]
            outcome.balance = max(owed, 0)
        self.owed = owed

    @property
    def outstanding(self) -> int:
        return sum(max(row.outstanding, 0) for row in self.rows)
