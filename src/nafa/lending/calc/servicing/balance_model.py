"""The one balance of a progressive loan: interest by stretches of days, level instalments.

A period is due `level` (its instalment): interest first, the rest principal. Every change of the
balance has a date; a payment counts from its own day, so the principal paid in a period is not
taken off again at its due date. Interest that a period's instalment cannot hold is carried on.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from nafa.lending.calc.choices import InterestKind, InterestPeriod
from nafa.lending.calc.servicing import day_shares
from nafa.lending.calc.servicing.balance_period import Period, inside
from nafa.lending.calc.servicing.due_dates import Bounds, extended
from nafa.lending.calc.servicing.rounding import minor, to_multiple
from nafa.lending.calc.terms import Terms

ONE_DAY = timedelta(days=1)
NOTHING = Decimal(0)
TIMES_TO_LEVEL = 3


class BalanceModel:
    """Periods with a running balance. `compute` brings every figure up to date."""

    def __init__(
        self,
        terms: Terms,
        periods: tuple[Bounds, ...],
        agreed: tuple[Bounds, ...] | None = None,
    ) -> None:
        self.terms = terms
        self.context = terms.context
        self.periods = [
            Period(one, first) for one, first in zip(periods, agreed or periods, strict=True)
        ]
        self.rates: list[tuple[date, Decimal]] = []
        self.pauses: list[tuple[date, date]] = []
        self._factors: dict[tuple[Bounds, date, Decimal], Decimal] = {}

    def copy(self) -> "BalanceModel":
        """The same model, free to be changed."""
        twin = BalanceModel(self.terms, ())
        twin.periods = [
            replace(one, lent=dict(one.lent), corrected=dict(one.corrected)) for one in self.periods
        ]
        twin.rates, twin.pauses = list(self.rates), list(self.pauses)
        twin._factors = self._factors
        return twin

    # -- what is known ------------------------------------------------------------------------

    def place_of(self, day: date) -> int | None:
        """The period in which a change of that day counts: after its start, up to its due date."""
        for place, period in enumerate(self.periods):
            begins = period.bounds.start if place else period.bounds.start - ONE_DAY
            if begins < day <= period.bounds.due:
                return place
        return None

    @property
    def owed(self) -> int:
        """The principal lent and not paid back."""
        return sum(sum(one.lent.values()) - one.paid_principal for one in self.periods)

    def rate_on(self, day: date) -> Decimal:
        """The yearly rate that a day bears."""
        found = day_shares.yearly_rate(self.terms, self.terms.rate)
        for start, rate in self.rates:
            if start <= day:
                found = day_shares.yearly_rate(self.terms, rate)
        return found

    # -- what changes it ----------------------------------------------------------------------

    def lend(self, day: date, amount: int) -> int | None:
        """Add to the balance from a day on; the place of the first instalment to level again."""
        place = self.place_of(day)
        if place is None:
            return None
        period = self.periods[place]
        period.lend(day, amount)
        on_due_date = period.bounds.due == day and place + 1 < len(self.periods)
        return place + 1 if on_due_date else place

    def correct(self, day: date, amount: int) -> None:
        """Change the balance that bears interest from a day on, not what was lent."""
        place = self.place_of(day)
        if place is not None:
            self.periods[place].correct(day, amount)

    def pay_principal(self, place: int, day: date, amount: int) -> None:
        """Principal paid for the instalment at a place; late money counts from the due date."""
        if amount:
            counts_from = min(self.periods[place].bounds.due, day)
            self.periods[place].paid_principal += amount
            self.correct(counts_from, -amount)
            self.settle_rest(min(place, self.place_of(counts_from) or 0))

    def pay_interest(self, place: int, amount: int) -> None:
        if amount:
            self.periods[place].paid_interest += amount
            self.settle_rest(place)

    # -- what follows -------------------------------------------------------------------------

    def compute(self, first: int = 0) -> None:
        """Balances and interest of every period, each from the one before."""
        carried = self.periods[first - 1].carried if first else 0
        balance = self.periods[first - 1] if first else None
        running = balance.end_balance - balance.principal + balance.paid_principal if balance else 0
        for place in range(first, len(self.periods)):
            period = self.periods[place]
            period.start_balance = running
            self._earn(place, running)
            period.earned = period.own + carried
            self._ask(place)
            period.ask_principal()
            carried = period.earned - period.interest
            period.carried = carried
            running = period.end_balance - period.principal + period.paid_principal

    def _earn(self, place: int, running: int) -> None:
        """Own interest and end balance, computed only when something changed."""
        period = self.periods[place]
        before = self._lent_before(place) if self.terms.interest is InterestKind.FLAT else 0
        known_by = (running, before, period.changes, len(self.pauses) + len(self.rates))
        if period.known_by != known_by:
            exact, period.end_balance = self._earned(place, running)
            period.own = minor(self.terms, exact)
            period.known_by = known_by

    def _ask(self, place: int) -> None:
        """The interest asked for: what is earned, as far as the instalment holds it."""
        period = self.periods[place]
        if place < self.terms.grace_interest:
            period.interest = period.paid_interest
            return
        asked = period.earned
        if period.paid_principal > max(period.level - period.earned, 0):
            asked = period.paid_interest
        last = place == len(self.periods) - 1
        capped = asked if last else min(asked, max(period.level, 0))
        period.interest = max(capped, period.paid_interest, 0)

    def earned_until(self, place: int, day: date) -> tuple[Decimal, int]:
        """Exact interest of a period until a day in it, and the balance on that day."""
        return self._earned(place, self.periods[place].start_balance, until=day)

    def _earned(self, place: int, balance: int, until: date | None = None) -> tuple[Decimal, int]:
        """Exact interest of a period and the balance at its end."""
        period = self.periods[place]
        bounds, context = period.bounds, self.context
        end = bounds.due if until is None else min(max(until, bounds.start), bounds.due)
        flat = self.terms.interest is InterestKind.FLAT
        base = self._lent_before(place) if flat else balance
        exact, start = NOTHING, bounds.start
        if not self._counts_parts():
            base += self._lent_in(period)
        for day in self._cuts(period, end):
            if day > start:
                exact = context.add(exact, self._interest(place, max(base, 0), start, day))
                start = day
            change = period.lent.get(day, 0) if self._counts_parts() else 0
            correction = period.corrected.get(day, 0)
            balance += change + correction
            base += change + (0 if flat else correction)
        if not self._counts_parts():
            balance += sum(amount for day, amount in period.lent.items() if day <= end)
        return exact, balance

    def _interest(self, place: int, base: int, start: date, day: date) -> Decimal:
        """Interest of some days: the part of them in what the rest of the period would bear."""
        context, due = self.context, self.periods[place].bounds.due
        share = self._factor(place, start)
        if not share or not base:
            return NOTHING
        whole = context.multiply(Decimal(base), share)
        a_day = context.divide(whole, Decimal((due - start).days))
        return context.multiply(a_day, Decimal((day - start).days))

    def _counts_parts(self) -> bool:
        same = self.terms.interest_period is InterestPeriod.SAME_AS_REPAYMENT
        return self.terms.counts_part_periods or not same

    def _lent_in(self, period: Period) -> int:
        return sum(amount for day, amount in period.lent.items() if day != period.bounds.due)

    def _lent_before(self, place: int) -> int:
        return sum(sum(one.lent.values()) for one in self.periods[:place])

    def _cuts(self, period: Period, end: date) -> list[date]:
        """The days of a period at which its balance, its rate or a pause changes."""
        bounds = period.bounds
        days = {end, *period.corrected}
        if self._counts_parts():
            days |= set(period.lent)
        days |= {begun - ONE_DAY for begun, _ in self.rates}
        for begun, ended in self.pauses:
            days |= {begun - ONE_DAY, ended}
        return sorted(day for day in days if bounds.start <= day <= end)

    def _factor(self, place: int, start: date) -> Decimal:
        """The rate from a day to the end of its period, as the day after it stands."""
        first = start + ONE_DAY
        if any(begun <= first <= ended for begun, ended in self.pauses):
            return NOTHING
        if place < self.terms.interest_free:
            return NOTHING
        bounds, rate = self.periods[place].bounds, self.rate_on(first)
        key = (bounds, start, rate)
        if key not in self._factors:
            self._factors[key] = day_shares.factor(self.terms, rate, bounds, start, bounds.due)
        return self._factors[key]

    # -- level instalments --------------------------------------------------------------------

    @property
    def has_lent(self) -> bool:
        return any(period.lent for period in self.periods)

    def add(self, periods: Sequence[Bounds]) -> None:
        """Periods after the last one."""
        self.periods += [Period(one, one) for one in periods]

    def add_tranche(self, day: date, amount: int) -> None:
        """A tranche with as many instalments as the loan has, on top of what is due already."""
        first = self.lend(day, amount)
        if first is None:
            return
        wanted = first + self.terms.count - len(self.periods)
        if wanted > 0:
            self.add(extended(self.terms, [one.bounds for one in self.periods], wanted))
        alone = BalanceModel(
            self.terms, tuple(one.bounds for one in self.periods[first : first + self.terms.count])
        )
        alone.rates, alone.pauses = list(self.rates), []
        alone.lend(max(day, alone.periods[0].bounds.start), amount)
        alone.level_from(0)
        for period, own in zip(self.periods[first:], alone.periods, strict=False):
            period.level += own.level
        self.settle_rest()

    def level_from(self, first: int) -> None:
        """Level from a place on as if nothing had been paid early or late, then settle the rest."""
        plain = self.copy()
        for period in plain.periods:
            period.paid_principal = period.paid_interest = 0
            period.corrected = {}
            period.bounds = period.agreed
            period.lent = inside(period.agreed, period.lent)
            period.known_by = None
        plain.level_again(first)
        for period, planned in zip(self.periods[first:], plain.periods[first:], strict=True):
            period.level = planned.level
        self.settle_rest()

    def level_again(self, first: int) -> None:
        """Lay what is owed over the periods from a place on, in equal instalments."""
        self.compute()
        related = self.periods[first:]
        if not related:
            return
        level = self.annuity(first)
        for place, period in enumerate(related, start=first):
            if not period.least or not period.is_paid:
                period.level = max(self._in_grace(place, level), period.least)
        self.compute()
        self.settle_rest()
        for _ in range(TIMES_TO_LEVEL):
            if not self._evened(first):
                break

    def annuity(self, first: int) -> int:
        """The equal instalment that repays what is owed at a place over the periods left."""
        first_repaying = max(first, self.terms.grace_principal)
        related = self.periods[first_repaying:]
        owed = self._owed_at(first)
        if self.terms.interest is InterestKind.FLAT:
            interest = sum(period.own for period in related)
            exact = self.context.divide(Decimal(owed + interest), Decimal(len(related)))
            return to_multiple(self.terms, minor(self.terms, exact))
        growths = [self._growth(place) for place in range(first_repaying, len(self.periods))]
        product, worth = Decimal(1), Decimal(1)
        for growth in growths:
            product = self.context.multiply(product, growth)
        for growth in growths[1:]:
            worth = self.context.add(Decimal(1), self.context.multiply(worth, growth))
        exact = self.context.divide(self.context.multiply(product, Decimal(owed)), worth)
        return to_multiple(self.terms, minor(self.terms, exact))

    def _owed_at(self, first: int) -> int:
        """What the instalments from a place on repay: the balance there and what is lent in it."""
        before = self.periods[first - 1].balance_after if first else 0
        return before + sum(self.periods[first].lent.values())

    def _growth(self, place: int) -> Decimal:
        """One plus the rate of a period."""
        period, context = self.periods[place], self.context
        total, start, due = Decimal(1), period.bounds.start, period.bounds.due
        for day in self._cuts(period, due):
            if day > start:
                part = context.multiply(self._factor(place, start), Decimal((day - start).days))
                total = context.add(total, context.divide(part, Decimal((due - start).days)))
                start = day
        return total

    def _in_grace(self, place: int, level: int) -> int:
        """During a grace on principal only the interest is due."""
        if place >= self.terms.grace_principal:
            return level
        return 0

    def settle_rest(self, changed: int = 0) -> None:
        """Let the last unpaid instalments take what is left, so that what is lent is repaid.

        Nothing before the changed place has to be computed again.
        """
        self.compute(changed)
        for place in range(min(self.terms.grace_principal, len(self.periods))):
            self.periods[place].level = self.periods[place].earned
            self.compute()
        trimmed = len(self.periods)
        for place, period in enumerate(self.periods[:-1]):  # none asks for more than is owed
            if period.level > period.principal + period.interest:
                period.level = period.principal + period.interest
                trimmed = min(trimmed, place)
        *earlier, last = self.periods
        rest = sum(sum(period.lent.values()) for period in self.periods)
        rest -= sum(period.principal for period in earlier) + last.level - last.interest
        lowest = len(self.periods)
        for place in range(len(self.periods) - 1, -1, -1):
            period = self.periods[place]
            if not rest:
                break
            if period.is_paid and period.least:
                continue
            wanted = max(period.level + rest, period.least)
            rest -= wanted - period.level
            period.level, lowest = wanted, place
        self.compute(min(lowest, trimmed))

    def _evened(self, first: int) -> bool:
        """Move the level a little when that brings the last instalment nearer to the others."""
        related = self.periods[max(first, self.terms.grace_principal) :]
        if len(related) < 2:
            return False
        gap = related[-1].level - related[-2].level
        if not gap or abs(gap) * 100 <= len(related) // 2 * 10**self.terms.digits:
            return False
        level = related[-2].level
        shift = minor(self.terms, self.context.divide(Decimal(gap), Decimal(len(related))))
        wished = to_multiple(self.terms, level + shift)
        if wished == level:
            return False
        twin = self.copy()
        start = len(self.periods) - len(related)
        for period in twin.periods[start:]:
            period.level = wished
        twin.settle_rest()
        if abs(twin.periods[-1].level - twin.periods[-2].level) >= abs(gap):
            return False
        self.periods = twin.periods
        return True
