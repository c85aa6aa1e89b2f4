"""Interest of a cumulative schedule that follows early and late payments day by day.

The instalments stay; an early payment lowers the interest of its own period, late principal raises
that of the current one, and the last instalment takes the difference.
"""

from datetime import date
from decimal import Decimal

from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing import day_shares
from nafa.lending.calc.servicing.due_dates import Bounds
from nafa.lending.calc.servicing.instalments import Instalment
from nafa.lending.calc.servicing.rounding import minor
from nafa.lending.calc.terms import Terms

PRINCIPAL, INTEREST = Component.PRINCIPAL, Component.INTEREST
Change = tuple[date, date, int]


class DailyInterest:
    """The amounts that bear interest besides the balance, and the rows laid out from them."""

    def __init__(self, terms: Terms, rows: list[Instalment]) -> None:
        self.terms = terms
        self.rows = [row for row in rows if not row.is_down_payment]
        self.levels = [row.asked[PRINCIPAL] + row.asked[INTEREST] for row in self.rows]
        self.whole = sum(row.asked[PRINCIPAL] for row in self.rows)
        self.changes: list[Change] = []
        self.known_until: date | None = None

    def pay_early(self, day: date, amount: int) -> None:
        """Money before the due date bears no interest from its day on."""
        row = next((one for one in self.rows if not one.is_met), None)
        if row is None or not row.start <= day < row.due:
            return
        self.changes.append((day, row.due, -min(amount, row.outstanding)))
        self.lay()

    def reach(self, day: date) -> None:
        """Late principal bears interest up to a day."""
        since = self.known_until
        if since is not None and day <= since:
            return
        for row in self.rows:
            start = row.due if since is None else max(row.due, since)
            if row.due < day and row.owed(PRINCIPAL) > 0 and start < day:
                self.changes.append((start, day, row.owed(PRINCIPAL)))
        self.known_until = day
        self.lay()

    def lay(self) -> None:
        """Lay principal and interest over the rows anew; a row that is met stays."""
        balance = self.whole
        for row, level in zip(self.rows, self.levels, strict=True):
            if not row.is_met:
                interest = max(self._interest(row, balance), row.paid[INTEREST])
                repaid = balance if row is self.rows[-1] else min(level - interest, balance)
                row.asked[INTEREST] = interest
                row.asked[PRINCIPAL] = max(repaid, row.paid[PRINCIPAL])
            balance -= row.asked[PRINCIPAL]

    def _interest(self, row: Instalment, balance: int) -> int:
        context = self.terms.context
        rate = day_shares.yearly_rate(self.terms, self.terms.rate)
        period = Bounds(row.start, row.due)
        exact = Decimal(0)
        for start, end, amount in ((row.start, row.due, balance), *self.changes):
            first, last = max(start, row.start), min(end, row.due)
            if first < last:
                share = day_shares.factor(self.terms, rate, period, first, last)
                exact = context.add(exact, context.multiply(Decimal(amount), share))
        return max(minor(self.terms, exact), 0)
