"""The pass over a cumulative loan: the schedule of all that was lent, then the payments."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from nafa.lending.calc.choices import InterestKind
from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.charges import Charge
from nafa.lending.calc.servicing.cumulative import lay
from nafa.lending.calc.servicing.cumulative_interest import DailyInterest
from nafa.lending.calc.servicing.day_shares import factor, yearly_rate
from nafa.lending.calc.servicing.due_dates import Bounds, bounds, extended
from nafa.lending.calc.servicing.events import MoneyKind
from nafa.lending.calc.servicing.fold import Fold
from nafa.lending.calc.servicing.instalments import Instalment
from nafa.lending.calc.servicing.movements import Changes, Movement, Rules, Variation
from nafa.lending.calc.servicing.plan import (
    Lending,
    after_down_payments,
    down_payment,
    down_payments,
    numbered,
)
from nafa.lending.calc.servicing.replanning import prepay, replan
from nafa.lending.calc.servicing.rounding import minor
from nafa.lending.calc.terms import Terms
from nafa.lib.invariants import ensure


class CumulativeFold(Fold):
    """Every disbursement is known before the first payment is looked at.

    A contract starts from the schedule that was `agreed`: the instalments as they were signed.
    """

    def __init__(
        self,
        terms: Terms,
        rules: Rules,
        charges: Sequence[Charge],
        *,
        first_day: date,
        changes: Changes,
        lent: Sequence[Lending],
        agreed: Sequence[Instalment] = (),
    ) -> None:
        super().__init__(terms, rules, charges)
        self.rows = list(agreed) or self._planned(first_day, changes, lent)
        follows = terms.recalculates and terms.interest is InterestKind.DECLINING
        self.plan_terms = terms
        self.former: list[tuple[date, list[Earning]]] = []
        has_grace = terms.grace_principal or terms.grace_interest or terms.interest_free
        is_plain = len(lent) == 1 and not has_grace
        self.daily = DailyInterest(terms, self.rows) if follows and is_plain else None

    def _planned(
        self, first_day: date, changes: Changes, lent: Sequence[Lending]
    ) -> list[Instalment]:
        """The schedule of all that was lent, as the changes since leave it."""
        terms = self.terms
        more = sum(one.count for one in changes.extensions)
        periods = bounds(terms, first_day, count=terms.count + more, moves=tuple(changes.moves))
        on_time = [one for one in lent if one.day < periods[-1].due]
        late = [one for one in lent if one.day >= periods[-1].due]
        principals, interests = lay(terms, periods, after_down_payments(terms, on_time))
        rows = []
        for period, principal, interest in zip(periods, principals, interests, strict=True):
            row = Instalment(0, period.start, period.due)
            row.asked[Component.PRINCIPAL] = principal
            row.asked[Component.INTEREST] = interest
            rows.append(row)
        rows += [self._late_row(periods, one) for one in late]
        return list(numbered([*rows, *down_payments(terms, lent)]))

    def reach(self, day: date) -> None:
        if self.daily is not None and day != self.daily.known_until:
            self.daily.reach(day)
            self.changed()

    def pay(self, movement: Movement, amount: int) -> None:
        if self.daily is not None:
            self.daily.pay_early(movement.day, amount)
            self.changed()
        super().pay(movement, amount)

    def _late_row(self, periods: Sequence[Bounds], one: Lending) -> Instalment:
        """Money lent after the last due date falls due with the next one there would be."""
        coming = list(periods)
        while coming[-1].due <= one.day:
            coming += extended(self.terms, coming, 1)
        period, rest = coming[-1], one.amount - down_payment(self.terms, one.amount)
        row = Instalment(0, period.start, period.due)
        row.asked[Component.PRINCIPAL] = rest
        rate = yearly_rate(self.terms, self.terms.rate)
        share = factor(self.terms, rate, period, max(one.day, period.start), period.due)
        row.asked[Component.INTEREST] = minor(
            self.terms, self.terms.context.multiply(Decimal(rest), share)
        )
        return row

    def take_plan(self, movement: Movement) -> None:
        ensure(self.daily is None, "a loan that recalculates takes no new plan")
        if movement.kind is MoneyKind.PREPAYMENT:
            prepay(self, movement)
        else:
            replan(self, movement)

    def remember_plan(self, day: date) -> None:
        """Keep what the instalments say was earned before a day on which they are replaced."""
        self.former.append((day, [_earning(row) for row in self.rows]))

    def seen_from(self, charge: Charge) -> date:
        """Charges are in the schedule before the first payment is looked at, unless agreed not."""
        return charge.effective if self.terms.charges_count_from_their_day else date.min

    def disburse(self, movement: Movement) -> None:
        """The schedule holds it already."""

    def use_overpaid(self, movement: Movement) -> None:
        """Payments see all that was lent: nothing is overpaid before a disbursement."""

    def vary(self, item: Variation, day: date) -> None:
        """Extensions are in the schedule already."""

    def accrued(self, day: date) -> int:
        """Interest earned through a day: whole instalments, and the days of the current one.

        The plan in force on the day tells. What a plan carries over was earned before it.
        """
        rows = next((rows for until, rows in self.former if day < until), None)
        total = 0
        for row in [_earning(one) for one in self.rows] if rows is None else rows:
            total += row.carried
            if row.due <= day:
                total += row.own
            elif row.start < day:
                share = Decimal(row.own * (day - row.start).days) / (row.due - row.start).days
                total += minor(self.terms, share, rounding=self.terms.accrual_rounding)
        return total


class Earning(NamedTuple):
    """The interest of an instalment: what its period earns, and what was earned before it."""

    start: date
    due: date
    own: int
    carried: int


def _earning(row: Instalment) -> Earning:
    return Earning(
        row.start, row.due, row.asked[Component.INTEREST] - row.carried, row.carried
    )  # fmt: skip
