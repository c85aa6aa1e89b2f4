"""What the close of a day books: interest earned, charges fallen due, instalments recognised."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from nafa.lending.calc.choices import ChargeTime
from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.charges import Charge
from nafa.lending.calc.servicing.events import MoneyKind
from nafa.lending.calc.servicing.instalments import Instalment

if TYPE_CHECKING:
    from nafa.lending.calc.servicing.movements import Movement
    from nafa.lending.calc.servicing.servicing import Loan

ONE_DAY = timedelta(days=1)
ACCRUED = (Component.INTEREST, Component.FEE, Component.PENALTY)
ENDED_BY = (MoneyKind.REPAYMENT, MoneyKind.DOWN_PAYMENT, MoneyKind.CREDIT_BALANCE_REFUND)


@dataclass(slots=True)
class Books:
    """What was accrued so far, by component, and the instalments whose activity is booked."""

    accrued: dict[Component, int] = field(default_factory=lambda: dict.fromkeys(ACCRUED, 0))
    closed_through: date | None = None
    last_day: date | None = None
    activities: dict[date, "Movement"] = field(default_factory=dict)
    closing: "Movement | None" = None
    ended: "Ended | None" = None

    def holds(self, charge: Charge) -> bool:
        """Whether a charge was accrued already."""
        through = self.closed_through
        return through is not None and charge.due is not None and charge.due <= through


@dataclass(frozen=True, slots=True)
class Ended:
    """The business date on which a loan was found repaid, and what was accrued before it."""

    on: date
    accrued: dict[Component, int]
    last_day: date | None


def close(loan: "Loan", on: date) -> None:
    """Close every day before the business date.

    The first close books one accrual for all days before it; later ones book each day.
    """
    last = on - ONE_DAY
    books = loan.books
    through = books.closed_through
    if through is not None and last <= through:
        return
    day = last if through is None else through + ONE_DAY
    while day <= last:
        books.closed_through = day
        if books.last_day is None or day > books.last_day:
            _accrue(loan, day, on, earned(loan, day))
        if loan.terms.posts_accrual_activity:
            _activities(loan, day, on)
        day += ONE_DAY


def end(loan: "Loan", on: date) -> None:
    """A loan that is repaid has earned everything it asked for."""
    if loan.books.ended is None:
        loan.books.ended = Ended(on, dict(loan.books.accrued), loan.books.last_day)
    day = max((one.day for one in loan.standing(*ENDED_BY)), default=on)
    whole = dict.fromkeys(ACCRUED, 0)
    for component in ACCRUED:
        whole[component] = sum(row.asked[component] - row.waived[component] for row in loan.rows)
    for charge in loan.charges:
        whole[charge.component] += charge.let_off_accrued
    _accrue(loan, max(on, day), on, whole)
    if loan.terms.posts_accrual_activity and loan.books.closing is None:
        _activities(loan, day, on)
        rest = [row for row in loan.rows if row.due > day and not row.is_down_payment]
        parts = {component: sum(row.asked[component] for row in rest) for component in ACCRUED}
        if any(parts.values()):
            loan.books.closing = book(loan, MoneyKind.ACCRUAL_ACTIVITY, day, on, parts)


def reopen(loan: "Loan", on: date) -> None:
    """A loan that was repaid owes again: an end accrued ahead, and that is taken back.

    On the business date of the end it is as if there had been none: the day is not closed, and the
    next close books the days before it as usual. On a later date what the end accrued stands until
    the close of the day after the one it was booked for, which books the difference (in shared case
    C3187 an end of 4 January taken back on the 5th is adjusted on the 5th, by the close of the 7th,
    to what is earned through the 5th).
    """
    books, ended = loan.books, loan.books.ended
    books.ended = None
    if ended is None or ended.on != on:
        return
    _accrue(loan, books.last_day or on, on, ended.accrued)
    books.last_day = ended.last_day


def follow(loan: "Loan") -> None:
    """After a rework: what an instalment was booked with follows what it asks for now."""
    books = loan.books
    if books.closing is not None and loan.outstanding > 0:
        loan.movements.remove(books.closing)
        books.closing = None
    for row in loan.rows:
        booked = None if row.is_down_payment else books.activities.get(row.due)
        if booked is None:
            continue
        parts = _asked(row)
        if any(booked.outcome.parts[component] != parts[component] for component in ACCRUED):
            booked.outcome.parts.update(parts)
            booked.amount = sum(parts.values())
            booked.is_replayed = True


def add_late_charge(loan: "Loan", charge: Charge, on: date) -> None:
    """A charge for a day that was closed already is accrued with its instalment."""
    if not loan.books.holds(charge) or not charge.shares:
        return
    amount = charge.asked
    loan.books.accrued[charge.component] += amount
    book(loan, MoneyKind.ACCRUAL, min(charge.shares), on, {charge.component: amount})


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
        let_off = charge.sum_waived - charge.let_off_accrued if shares else 0
        sums[charge.component] += sum(shares) - let_off
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
            books.last_day = max(day, books.last_day or day)
    books.accrued = dict(sums)


def book(
    loan: "Loan", kind: MoneyKind, day: date, on: date, parts: dict[Component, int]
) -> "Movement":
    """A movement without money."""
    movement = loan.add(kind, day, sum(parts.values()), on)
    for component, amount in parts.items():
        movement.outcome.parts[component] = amount
    return movement


def _asked(row: Instalment) -> dict[Component, int]:
    return {component: row.asked[component] for component in ACCRUED}


def _activities(loan: "Loan", last: date, on: date) -> None:
    """What each instalment fallen due was charged with."""
    for row in loan.rows:
        if row.is_down_payment or row.due > last or row.due in loan.books.activities:
            continue
        parts = _asked(row)
        if any(parts.values()):
            booked = book(loan, MoneyKind.ACCRUAL_ACTIVITY, row.due, on, parts)
            loan.books.activities[row.due] = booked
