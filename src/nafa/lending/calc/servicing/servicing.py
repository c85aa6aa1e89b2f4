"""The life of a loan as a fold: terms and facts in, state, movements and entries out.

Every fact reworks the whole loan from its beginning: a backdated or reversed one changes the list
and nothing else, so the order in which facts arrive does not matter for what they come to. A
movement that comes to something else than before is marked as replayed.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from nafa.lending.calc.choices import ChargeTime, ScheduleKind
from nafa.lending.calc.refusals import ServicingRefused
from nafa.lending.calc.servicing import accruals, charging
from nafa.lending.calc.servicing.charges import Charge
from nafa.lending.calc.servicing.cumulative_fold import CumulativeFold
from nafa.lending.calc.servicing.due_dates import Moved
from nafa.lending.calc.servicing.events import (
    PAYMENTS,
    ApprovalUndone,
    Approved,
    Charged,
    ChargeWaived,
    DayClosed,
    Disbursed,
    DisbursementUndone,
    DueDateMoved,
    Event,
    InterestPaused,
    MoneyKind,
    Paid,
    PaidOff,
    RateChanged,
    Reversed,
    TermExtended,
    WrittenOff,
)
from nafa.lending.calc.servicing.fold import Fold
from nafa.lending.calc.servicing.instalments import Instalment
from nafa.lending.calc.servicing.movements import Changes, Movement, Rules
from nafa.lending.calc.servicing.plan import Lending, down_payment, schedule
from nafa.lending.calc.servicing.progressive_fold import ProgressiveFold
from nafa.lending.calc.servicing.status import Status
from nafa.lending.calc.terms import ChargeTerms, Terms

BOOKED_BY_CLOSE = (
    MoneyKind.ACCRUAL,
    MoneyKind.ACCRUAL_ADJUSTMENT,
    MoneyKind.ACCRUAL_ACTIVITY,
    MoneyKind.CHARGE_AT_DISBURSEMENT,
)
ENOUGH = 10**24
TIMES_TO_CLOSE = 12


def replay(terms: Terms, events: Iterable[Event], *, rules: Rules | None = None) -> "Loan":
    """The loan after all facts. Refuses: ServicingRefused, naming the fact."""
    loan = Loan(terms, rules or {})
    for event in events:
        loan.take(event)
    return loan


class Loan:
    """A loan while facts come in. `take` is the only thing that changes it."""

    def __init__(
        self,
        terms: Terms,
        rules: Rules,
        *,
        submitted: date | None = None,
        wished: Lending | None = None,
    ) -> None:
        self.terms, self.rules = terms, rules
        self.submitted = submitted
        self.status = Status.SUBMITTED
        self.movements: list[Movement] = []
        self.charges: list[Charge] = []
        self.changes = Changes()
        self.planned = self._foreseen(wished)
        self.reached = submitted or date.min
        self.fold: Fold | None = None
        self.books = accruals.Books()
        self._numbers = 0
        for charge in terms.charges:
            if charge.time is not ChargeTime.WHEN_OVERDUE:
                self.add_charge(charge, self.reached, None)

    def _foreseen(self, wished: Lending | None) -> list[Lending]:
        """The tranches of the terms, or all at once."""
        tranches = [
            Lending(one.expected_date, one.amount, is_made=False) for one in self.terms.tranches
        ]
        if tranches or wished is None:
            return tranches
        return [replace(wished, is_made=False)]

    # -- what is known -------------------------------------------------------------------------

    def standing(self, *kinds: MoneyKind) -> list[Movement]:
        """Movements that were not taken back."""
        return [
            one
            for one in self.movements
            if not one.is_reversed and (not kinds or one.kind in kinds)
        ]

    @property
    def rows(self) -> tuple[Instalment, ...]:
        """The instalments, as agreed before the money is out, as reworked since."""
        if self.fold is not None:
            return tuple(self.fold.rows)
        if not self.planned:
            return ()
        return schedule(self.terms, self.planned)

    @property
    def lent(self) -> list[Lending]:
        """What was put out, and tranches still foreseen."""
        made = self.standing(MoneyKind.DISBURSEMENT)
        if not made:
            return [self._with_fee(one, place) for place, one in enumerate(self.planned)]
        found = [Lending(one.day, one.amount, self._fee_of(one)) for one in made]
        last_day = max(one.day for one in made)
        return found + [one for one in self.planned[len(made) :] if one.day > last_day]

    def _with_fee(self, one: Lending, place: int) -> Lending:
        fees = charging.payout_fees(self, one, is_first=not place)
        return replace(one, fee=sum(amount for _, amount in fees))

    def _fee_of(self, movement: Movement) -> int:
        fees = [
            one.amount
            for one in self.standing(MoneyKind.CHARGE_AT_DISBURSEMENT)
            if one.number > movement.number and one.day == movement.day
        ]
        return fees[0] if fees else 0

    @property
    def outstanding(self) -> int:
        return self.fold.outstanding if self.fold else 0

    @property
    def overpaid(self) -> int:
        return self.fold.overpaid if self.fold else 0

    # -- facts ---------------------------------------------------------------------------------

    def take(self, event: Event) -> None:
        """One more fact. Refuses: ServicingRefused."""
        handler = getattr(self, _HANDLERS[type(event)])
        handler(event)

    def _approve(self, event: Approved) -> None:
        if self.status is not Status.SUBMITTED:
            raise ServicingRefused("servicing.not_pending", event)
        self.status = Status.APPROVED
        self.planned = self._foreseen(Lending(event.expected_date, event.amount))

    def _undo_approval(self, event: ApprovalUndone) -> None:
        if self.status is not Status.APPROVED:
            raise ServicingRefused("servicing.not_approved", event)
        self.status = Status.SUBMITTED

    def _disburse(self, event: Disbursed) -> None:
        if self.status is Status.SUBMITTED or self.status is Status.WRITTEN_OFF:
            raise ServicingRefused("servicing.not_approved", event)
        already = sum(one.amount for one in self.standing(MoneyKind.DISBURSEMENT))
        if already + event.amount > self.terms.approved:
            raise ServicingRefused("servicing.above_approval", event)
        follows_balance = self.terms.kind is ScheduleKind.PROGRESSIVE and self.terms.bears_interest
        if already and follows_balance and event.day > max(row.due for row in self.rows):
            raise ServicingRefused("servicing.after_last_due_date", event)
        overpaid = self.overpaid
        self.add(MoneyKind.DISBURSEMENT, event.day, event.amount, event.on)
        charging.charge_payout(self, event, is_first=not already)
        first_part = down_payment(self.terms, event.amount)
        if self.terms.down_payment_is_automatic and first_part > overpaid:
            self.add(MoneyKind.DOWN_PAYMENT, event.day, first_part - overpaid, event.on)
        self._rework(event.on)

    def _undo_disbursement(self, event: DisbursementUndone) -> None:
        made = self.standing(MoneyKind.DISBURSEMENT)
        if not made:
            raise ServicingRefused("servicing.not_disbursed", event)
        last = made[-1]
        gone = [last] if event.only_last else self.standing()
        gone += [
            one
            for one in self.standing(MoneyKind.DOWN_PAYMENT, MoneyKind.CHARGE_AT_DISBURSEMENT)
            if one.day == last.day and one.number > last.number
        ]
        numbers = {one.number for one in gone}
        self.movements = [one for one in self.movements if one.number not in numbers]
        if event.only_last and len(made) > 1:
            self.planned = self.planned[: len(made) - 1]
            self._rework(event.on)
            return
        self.movements, self.fold = [], None
        self.books = accruals.Books()
        for charge in self.charges:
            charge.clear()
        self.status = Status.APPROVED

    def _pay(self, event: Paid) -> None:
        self._want_money_out(event)
        if event.kind is MoneyKind.CREDIT_BALANCE_REFUND and event.amount > self.overpaid:
            raise ServicingRefused("servicing.refund_above_overpaid", event)
        movement = self.add(event.kind, event.day, event.amount, event.on)
        if self.fold is not None and self.fold.takes_next(movement):
            self.fold.take_next(movement)
            movement.outcome = self.fold.outcomes[movement.number].copy()
            self._follow(event.on)
        else:
            self._rework(event.on)

    def _pay_off(self, event: PaidOff) -> None:
        self._want_money_out(event)
        amount = self.payoff(event.day, event.on)
        if amount:
            self.add(MoneyKind.REPAYMENT, event.day, amount, event.on)
            self._rework(event.on)

    def payoff(self, day: date, on: date) -> int:
        """What closes the loan on a day."""
        trial = Movement(self._numbers + 1, MoneyKind.REPAYMENT, day, ENOUGH, on)
        fold = self._folded([*self.movements, trial], until=on)
        amount = fold.outcomes[trial.number].sum
        for _ in range(TIMES_TO_CLOSE):  # what paying early leaves open, such as carried interest
            trial.amount = amount
            left = self._folded([*self.movements, trial], until=on).outstanding
            if not left:
                break
            amount += left
        return amount

    def _want_money_out(self, event: Event) -> None:
        if self.fold is None or self.status is Status.WRITTEN_OFF:
            raise ServicingRefused("servicing.not_active", event)

    def _reverse(self, event: Reversed) -> None:
        found = [one for one in self.movements if one.kind is event.kind]
        if event.nth is None:
            found = [one for one in found if not one.is_reversed][-1:]
        else:
            found = [one for one in found if event.day in (None, one.day)]
            found = found[event.nth - 1 : event.nth]
        if not found:
            raise ServicingRefused("servicing.nothing_to_reverse", event)
        found[0].is_reversed = True
        self._rework(event.on)

    def _charge(self, event: Charged) -> None:
        self.add_charge(event.charge, event.on, event.due)
        if self.fold is not None:
            is_backdated = event.due is not None and event.due < event.on
            self._rework(event.on, until=event.on if is_backdated else self.reached)
            accruals.add_late_charge(self, self.charges[-1], event.on)

    def add_charge(self, terms: ChargeTerms, on: date, due: date | None) -> None:
        self._numbers += 1
        self.charges.append(Charge(self._numbers, terms, on, due))

    def _waive(self, event: ChargeWaived) -> None:
        held = [one for one in self.charges if bool(one.let_off) is event.undone]
        if not held:
            raise ServicingRefused("servicing.no_charge", event)
        charge = held[-1]
        if event.undone:
            for one in self.standing(MoneyKind.CHARGE_WAIVER)[-1:]:
                one.is_reversed = True
            charge.let_off = charge.let_off_accrued = 0
        else:
            left = charge.outstanding
            charge.let_off = left
            waiver = self.add(MoneyKind.CHARGE_WAIVER, charge.due or event.on, left, event.on)
            if self.books.holds(charge):
                waiver.outcome.parts[charge.component] = left
                charge.let_off_accrued = left
        self._rework(event.on)

    def _move_due(self, event: DueDateMoved) -> None:
        if event.was not in {row.due for row in self.rows}:
            raise ServicingRefused("servicing.no_such_due_date", event)
        self.changes.moves.append(Moved(event.was, event.to))
        self._rework(event.on)

    def _change_rate(self, event: RateChanged) -> None:
        self.changes.rates.append(event)
        self._rework(event.on)

    def _extend(self, event: TermExtended) -> None:
        self.changes.extensions.append(event)
        self._rework(event.on)

    def _pause(self, event: InterestPaused) -> None:
        if event.end < event.start:
            raise ServicingRefused("servicing.pause_backwards", event)
        self.changes.pauses.append(event)
        self._rework(event.on)

    def _write_off(self, event: WrittenOff) -> None:
        self._want_money_out(event)
        self.add(MoneyKind.WRITE_OFF, event.day, 0, event.on)
        self._rework(event.on)
        self.status = Status.WRITTEN_OFF

    def _close_day(self, event: DayClosed) -> None:
        if self.fold is not None:
            if self.fold.keeps_rows:
                self._follow(event.on)
            else:
                self._rework(event.on)
            if charging.charge_lateness(self, event.on):
                self._rework(event.on)
            if self.status is Status.ACTIVE:
                accruals.close(self, event.on)

    # -- the work ------------------------------------------------------------------------------

    def add(self, kind: MoneyKind, day: date, amount: int, on: date) -> Movement:
        self._numbers += 1
        movement = Movement(self._numbers, kind, day, amount, on)
        self.movements.append(movement)
        return movement

    def _folded(self, movements: list[Movement], *, until: date) -> Fold:
        moving = [one for one in movements if not one.is_reversed]
        moving = [one for one in moving if one.kind not in BOOKED_BY_CLOSE]
        made = [one for one in moving if one.kind is MoneyKind.DISBURSEMENT]
        first_day = min(one.day for one in made)
        fold: Fold
        if self.terms.kind is ScheduleKind.CUMULATIVE:
            fold = CumulativeFold(
                self.terms,
                self.rules,
                self.charges,
                first_day=first_day,
                changes=self.changes,
                lent=[Lending(one.day, one.amount) for one in made],
            )
        else:
            fold = ProgressiveFold(
                self.terms, self.rules, self.charges, first_day=first_day, changes=self.changes
            )
        fold.run(moving, until=until)
        return fold

    def _rework(self, on: date, *, until: date | None = None) -> None:
        """Pass over everything anew; mark what came to something else than before."""
        self.reached = until or on
        known = {one.number for one in self.movements if one.outcome.sum or one.outcome.balance}
        self.fold = self._folded(self.movements, until=self.reached)
        for movement in self.movements:
            outcome = self.fold.outcomes.get(movement.number)
            if outcome is None:
                continue
            changed = outcome.parts != movement.outcome.parts
            if movement.number in known and changed and movement.kind in PAYMENTS:
                movement.is_replayed = True
            movement.outcome = outcome.copy()
        self._follow(self.reached, on=on)

    def _follow(self, reached: date, *, on: date | None = None) -> None:
        """Books and status after the instalments."""
        self.reached = reached
        accruals.follow(self)
        self._settle_status(on or reached)

    def _settle_status(self, on: date) -> None:
        if self.fold is not None and self.fold.is_lost:
            self.status = Status.WRITTEN_OFF
            return
        if self.outstanding > 0:
            self.status = Status.ACTIVE
            accruals.reopen(self, on)
        else:
            self.status = Status.OVERPAID if self.overpaid > 0 else Status.CLOSED
            accruals.end(self, on)


_HANDLERS = {
    Approved: "_approve",
    ApprovalUndone: "_undo_approval",
    Disbursed: "_disburse",
    DisbursementUndone: "_undo_disbursement",
    Paid: "_pay",
    PaidOff: "_pay_off",
    Reversed: "_reverse",
    Charged: "_charge",
    ChargeWaived: "_waive",
    DueDateMoved: "_move_due",
    RateChanged: "_change_rate",
    TermExtended: "_extend",
    InterestPaused: "_pause",
    WrittenOff: "_write_off",
    DayClosed: "_close_day",
}
