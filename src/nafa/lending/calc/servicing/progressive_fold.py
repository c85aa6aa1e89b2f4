"""The pass over a progressive loan: one balance, recomputed from the day of each event."""

from collections.abc import Sequence
from datetime import date

from nafa.lending.calc.choices import (
    Direction,
    DueKind,
    InterestKind,
    PrepaymentEffect,
    RestFrequency,
    SettlementInterest,
)
from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.balance_model import BalanceModel
from nafa.lending.calc.servicing.charges import Charge
from nafa.lending.calc.servicing.due_dates import bounds, extended
from nafa.lending.calc.servicing.events import InterestPaused, TermExtended
from nafa.lending.calc.servicing.fold import ONE_DAY, Fold
from nafa.lending.calc.servicing.instalments import Instalment
from nafa.lending.calc.servicing.movements import Changes, Movement, Rules, Variation
from nafa.lending.calc.servicing.plan import (
    Lending,
    down_payment,
    lend,
    numbered,
    spread_over,
)
from nafa.lending.calc.servicing.rounding import minor
from nafa.lending.calc.terms import Place, Terms

PRINCIPAL, INTEREST = Component.PRINCIPAL, Component.INTEREST


class ProgressiveFold(Fold):
    """Rows follow the balance model; payments of a recalculating loan change the model too."""

    def __init__(
        self,
        terms: Terms,
        rules: Rules,
        charges: Sequence[Charge],
        *,
        first_day: date,
        changes: Changes,
    ) -> None:
        super().__init__(terms, rules, charges)
        self.changes = changes
        periods = bounds(terms, first_day, moves=tuple(changes.moves))
        self.model = BalanceModel(terms, periods, bounds(terms, first_day))
        self.bears = terms.bears_interest or bool(changes.rates)
        declining = terms.interest is InterestKind.DECLINING
        self.recalculates = terms.recalculates and self.bears and declining
        self.rows = [Instalment(0, one.start, one.due) for one in periods]
        self.known_until: date | None = None
        self._number()

    # -- rows and model ------------------------------------------------------------------------

    def _number(self) -> None:
        self.rows = list(numbered(self.rows))

    def regular(self) -> list[Instalment]:
        return [row for row in self.rows if not row.is_down_payment and not row.is_additional]

    def _period_of(self, row: Instalment) -> int | None:
        """Its place in the model; by order, as holidays may bring two rows to one due date."""
        pairs = zip(self.regular(), self.model.periods, strict=False)
        return next((place for place, (one, _) in enumerate(pairs) if one is row), None)

    def follow(self) -> None:
        """Write the model's figures into the rows."""
        rows = self.regular()
        for row, period in zip(rows, self.model.periods, strict=False):
            row.asked[PRINCIPAL] = period.principal + period.credited_principal
            row.asked[INTEREST] = max(period.interest, row.paid[INTEREST])
        self.changed()
        self._hold_what_is_paid(rows)

    def _hold_what_is_paid(self, rows: Sequence[Instalment]) -> None:
        """A row never asks for less than was paid for it; the last rows ask for less instead."""
        excess = 0
        for row in rows:
            short = max(row.paid[PRINCIPAL] - row.asked[PRINCIPAL], 0)
            row.asked[PRINCIPAL] += short
            excess += short
        for row in reversed(rows):
            less = min(excess, row.asked[PRINCIPAL] - row.paid[PRINCIPAL])
            row.asked[PRINCIPAL] -= less
            excess -= less

    # -- events --------------------------------------------------------------------------------

    def variations(self) -> list[tuple[date, date, int, Variation]]:
        found: list[tuple[date, date, int, Variation]] = []
        found += [(one.start, one.on, 0, one) for one in self.changes.pauses]
        found += [(one.start - ONE_DAY, one.on, 0, one) for one in self.changes.rates]
        found += [(one.start, date.min, 0, one) for one in self.changes.extensions]
        return found

    def vary(self, item: Variation, day: date) -> None:
        if isinstance(item, TermExtended):
            self._extend(item)
            return
        if isinstance(item, InterestPaused):
            self.model.pauses.append((item.start, item.end))
            self.model.settle_rest()
            self.follow()
            return
        if self.recalculates:
            self.reach(day)
        if not self.outstanding:
            return
        self.model.rates.append((item.start, item.rate))
        place = self.model.place_of(item.start)
        if place is not None:
            self.model.level_again(place)
        self.follow()

    def _extend(self, item: TermExtended) -> None:
        periods = [period.bounds for period in self.model.periods]
        more = extended(self.terms, periods, item.count)
        self.model.add(more)
        self.rows += [Instalment(0, one.start, one.due) for one in more]
        self._number()
        rows = [row for row in self.regular() if row.due >= item.start]
        if self.bears:
            self.model.level_again(len(self.regular()) - len(rows))
            self.follow()
            return
        whole = sum(row.asked[PRINCIPAL] for row in rows)
        parts = [0] * len(rows)
        spread_over(self.terms, parts, range(len(rows)), whole)
        for row, part in zip(rows, parts, strict=True):
            row.asked[PRINCIPAL] = part

    def disburse(self, movement: Movement) -> None:
        day, amount = movement.day, movement.amount
        if self.recalculates:
            self.reach(day)
        first_part = down_payment(self.terms, amount)
        if self.terms.has_down_payment:
            row = Instalment(0, day, day, is_down_payment=True)
            row.asked[PRINCIPAL] = first_part
            self.rows.append(row)
            self._number()
        rest = amount - first_part
        if self.bears:
            self._lend(Lending(day, rest))
        else:
            self._spread(day, rest)
        for row in self.rows:
            row.note_met(day)

    def _lend(self, one: Lending) -> None:
        before = len(self.model.periods)
        lend(self.model, one.day, one.amount)
        added = self.model.periods[before:]
        self.rows += [Instalment(0, new.bounds.start, new.bounds.due) for new in added]
        if added:
            self._number()
        self.follow()

    def _spread(self, day: date, amount: int) -> None:
        """Without interest: equal parts over the instalments still to come."""
        rows = self.regular()
        coming = [place for place, row in enumerate(rows) if row.due > day]
        later = [place for place in coming if place >= self.terms.grace_principal]
        parts = [row.asked[PRINCIPAL] for row in rows]
        spread_over(self.terms, parts, later or coming[-1:] or [len(rows) - 1], amount)
        for row, part in zip(rows, parts, strict=True):
            row.asked[PRINCIPAL] = part

    # -- interest on what is late ----------------------------------------------------------------

    def reach(self, day: date) -> None:
        """Principal that is overdue bears interest until the day, as if it were paid then."""
        if not self.recalculates or day == self.known_until:
            return
        late = [row for row in self.regular() if row.due < day and row.owed(PRINCIPAL) > 0]
        if not late:
            return
        end = self._rest_day(day)
        since = self.known_until
        if since is not None and end <= since:
            return
        whole = 0
        for row in late:  # interest on one changes the principal of the next
            owed = row.owed(PRINCIPAL)
            self.model.correct(row.due if since is None or row.due > since else since, owed)
            whole += owed
            self.model.settle_rest()
            self.follow()
        self.model.correct(end, -whole)
        self.known_until = end
        self.model.settle_rest()
        self.follow()

    def _rest_day(self, day: date) -> date:
        if self.terms.rest is RestFrequency.DAILY:
            return day
        current = [row for row in self.regular() if row.start < day <= row.due]
        return current[0].due if current else day

    # -- payments ------------------------------------------------------------------------------

    def pay(self, movement: Movement, amount: int) -> None:
        before = self.model.owed
        super().pay(movement, amount)
        shrinks_all = self.terms.prepayment is PrepaymentEffect.ALL_INSTALMENTS
        if self.recalculates and shrinks_all and self.model.owed < before:
            touched = [place for place, one in enumerate(self.model.periods) if one.least]
            coming = max(touched, default=-1) + 1
            if self.model.periods[coming - 1].bounds.due > movement.day and self.model.owed:
                self.model.level_again(coming)
                self.follow()

    def take(self, row: Instalment, step: Place, day: date, amount: int) -> int:
        place = self._period_of(row)
        touches = step.component in (PRINCIPAL, INTEREST)
        if not self.recalculates or place is None or not touches:
            return super().take(row, step, day, amount)
        pay_day = day
        if step.kind is DueKind.IN_ADVANCE:
            pay_day = self._pay_day(row, day)
            self._ask_until(row, place, step.component, pay_day)
        taken = self.paid(row, step.component, day, amount)
        if step.component is PRINCIPAL:
            self.model.pay_principal(place, pay_day, taken)
        else:
            self.model.pay_interest(place, taken)
        self.follow()
        for one in self.rows:
            one.note_met(day)
        return taken

    def _pay_day(self, row: Instalment, day: date) -> date:
        """The day until which money paid in advance owes interest."""
        if self.terms.settlement is SettlementInterest.UNTIL_THE_DUE_DATE and row.start < day:
            return row.due
        return day

    def _ask_until(self, row: Instalment, place: int, component: Component, day: date) -> None:
        """What the row asks for when it is paid that early."""
        interest, level = self.payable(place, day)
        if component is INTEREST:
            row.asked[INTEREST] = interest
        elif self.terms.allocation.direction is Direction.BY_COMPONENT:
            row.asked[PRINCIPAL] = min(level, self.model.owed + row.paid[PRINCIPAL])
        else:
            row.asked[PRINCIPAL] = max(level - interest, 0)

    def payable(self, place: int, day: date) -> tuple[int, int]:
        """Interest of a period until a day, and the instalment that would then close it.

        A period that has not begun bears none; only what earlier, paid instalments left unasked
        is asked for with the first one that is not paid.
        """
        period = self.model.periods[place]
        if day < period.bounds.start:
            interest = self._left_unasked(place, day)
        else:
            earned = self._earned_until(place, day)
            is_early = period.paid_principal > max(period.level - earned, 0)
            interest = period.paid_interest if is_early else earned
        interest = max(interest, period.paid_interest)
        closing = self.model.owed + period.paid_principal + interest
        return interest, min(period.level, closing)

    def _earned_until(self, place: int, day: date) -> int:
        rest_day = max(day, self.known_until or day)  # late principal bears interest until then
        exact, _ = self.model.earned_until(place, rest_day)
        return minor(self.terms, exact) + (self.model.periods[place - 1].carried if place else 0)

    def _left_unasked(self, place: int, day: date) -> int:
        current = self.model.place_of(day)
        rows = self.regular()
        if current is None or not all(row.is_met for row in rows[:place]):
            return 0
        asked = sum(period.interest for period in self.model.periods[current:place])
        return max(self._earned_until(current, day) - asked, 0)

    def accrued(self, day: date) -> int:
        """Interest earned through a day, whichever instalment asks for it.

        What is carried beyond the last due date no instalment asks for: it is not earned.
        """
        last = self.model.periods[-1]
        total = -last.carried if last.bounds.due <= day else 0
        for place, period in enumerate(self.model.periods):
            if period.bounds.due <= day:
                total += period.own
            elif period.bounds.start < day:
                exact, _ = self.model.earned_until(place, day)
                total += minor(self.terms, exact, rounding=self.terms.accrual_rounding)
        return total
