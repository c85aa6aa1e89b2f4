"""What the close of a day books: interest earned, charges fallen due, instalments recognised."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.charges import Charge
from nafa.lending.calc.servicing.choices import ChargeTime
from nafa.lending.calc.servicing.events import MoneyKind

if TYPE_CHECKING:
    from nafa.lending.calc.servicing.servicing import Loan

ONE_DAY = timedelta(days=1)
ACCRUED = (Component.INTEREST, Component.FEE, Component.PENALTY)


@dataclass(slots=True)
class Books:
    """What was accrued so far, by component, and the instalments whose activity is booked."""

    accrued: dict[Component, int] = field(default_factory=lambda: dict.fromkeys(ACCRUED, 0))
    closed_through: date | None = None
    activities: dict[date, int] = field(default_factory=dict)

    def holds(self, charge: Charge) -> bool:
        """Whether a charge was accrued already."""
        through = self.closed_through
        return through is not None and charge.due is not None and charge.due <= through


def close(loan: "Loan", on: date) -> None:
    """Close every day before the business date: one accrual up to the day before it."""
    last = on - ONE_DAY
    books = loan.books
    if books.closed_through is not None and last <= books.closed_through:
        return
    books.closed_through = last
    _accrue(loan, last, on, earned(loan, last))
    if loan.terms.posts_accrual_activity:
        _activities(loan, last, on)


def end(loan: "Loan", on: date) -> None:
    """A loan that is repaid has earned everything it asked for."""
    paid = loan.standing(MoneyKind.REPAYMENT, MoneyKind.DOWN_PAYMENT)
    day = max((one.day for one in paid), default=on)
    rows = loan.rows
    whole = {
        component: sum(row.asked[component] - row.waived[component] for row in rows)
        for component in ACCRUED
    }
    _accrue(loan, day, on, whole)


def earned(loan: "Loan", day: date) -> dict[Component, int]:
    """Interest earned through a day, and charges fallen due by it."""
    fold = loan.fold
    sums = dict.fromkeys(ACCRUED, 0)
    if fold is None:
        return sums
    sums[Component.INTEREST] = fold.accrued(day)
    for charge in fold.laid:
        if charge.terms.time is ChargeTime.WITH_EACH_INSTALMENT:
            shares = [amount for due, amount in charge.shares.items() if due <= day]
        else:
            shares = list(charge.shares.values()) if charge.due and charge.due <= day else []
        sums[charge.component] += sum(shares) - (charge.sum_waived if shares else 0)
    return sums


def _accrue(loan: "Loan", day: date, on: date, sums: dict[Component, int]) -> None:
    """Book the difference to what was accrued before."""
    books = loan.books
    more = {component: sums[component] - books.accrued[component] for component in ACCRUED}
    up = {component: max(amount, 0) for component, amount in more.items()}
    down = {component: max(-amount, 0) for component, amount in more.items()}
    for kind, parts in ((MoneyKind.ACCRUAL, up), (MoneyKind.ACCRUAL_ADJUSTMENT, down)):
        if any(parts.values()):
            book(loan, kind, day, on, parts)
    books.accrued = dict(sums)


def book(
    loan: "Loan", kind: MoneyKind, day: date, on: date, parts: dict[Component, int]
) -> None:
    """A movement without money."""
    movement = loan.add(kind, day, sum(parts.values()), on)
    for component, amount in parts.items():
        movement.outcome.parts[component] = amount


def _activities(loan: "Loan", last: date, on: date) -> None:
    """What each instalment fallen due was charged with."""
    for row in loan.rows:
        if row.is_down_payment or row.due > last:
            continue
        parts = {component: row.asked[component] for component in ACCRUED}
        if any(parts.values()) and row.due not in loan.books.activities:
            loan.books.activities[row.due] = sum(parts.values())
            book(loan, MoneyKind.ACCRUAL_ACTIVITY, row.due, on, parts)
