"""What falls due when, how a payment is shared out, what is late, what is owed to charity."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from nafa.assets.calc.kinds import OWED, RENTED, ContractKind
from nafa.assets.calc.terms import Terms
from nafa.lib.invariants import ensure
from nafa.lib.periods import add_months
from nafa.lib.rounding import Rounding, round_to_int


class Due(NamedTuple):
    """One instalment in minor units: rent, part of the price, and the mark-up it releases."""

    number: int
    due_date: date
    rent_minor: int
    price_minor: int
    profit_minor: int

    @property
    def minor(self) -> int:
        return self.rent_minor + self.price_minor


class Shares(NamedTuple):
    """How an amount is shared out, in minor units."""

    rent_minor: int
    price_minor: int
    donation_minor: int = 0

    @property
    def minor(self) -> int:
        return self.rent_minor + self.price_minor + self.donation_minor


def equal_parts(minor: int, count: int) -> tuple[int, ...]:
    """Equal whole parts; the last one takes what is left over (11 × 93 333 and 93 337)."""
    part = minor // count
    return (*([part] * (count - 1)), minor - part * (count - 1))


def due_dates(terms: Terms, *, start: date) -> tuple[date, ...]:
    """A month apart; the first is the agreed one if it lies ahead, or a month after the start."""
    agreed = terms.first_due_date
    first = agreed if agreed is not None and agreed > start else add_months(start, 1)
    return tuple(add_months(first, n, anchor_day=first.day) for n in range(terms.count))


def dues_of(terms: Terms, *, start: date) -> tuple[Due, ...]:
    """The instalments of a contract that runs from a day.

    Murabaha and qard: equal parts of the price, the mark-up released in equal parts. Leases: rents.
    Musharaka: rent on the share still held, and the units of the period. Salam: none.
    """
    days = due_dates(terms, start=start)
    if terms.kind in OWED:
        prices = equal_parts(terms.price.minor, terms.count)
        profits = equal_parts(terms.markup_minor, terms.count)
        return tuple(
            Due(n, day, 0, price, profit)
            for n, (day, price, profit) in enumerate(zip(days, prices, profits, strict=True), 1)
        )
    if terms.kind in RENTED:
        return tuple(Due(n, day, terms.rent_minor, 0, 0) for n, day in enumerate(days, 1))
    if terms.kind is ContractKind.MUSHARAKA:
        return unit_dues(terms, days=days, held=terms.units, first_number=1)
    return ()


def unit_dues(
    terms: Terms, *, days: Sequence[date], held: int, first_number: int
) -> tuple[Due, ...]:
    """Rent on the units held and the purchase of the period's units, until none is left.

    Source: rent = percentage × the institution's share, recomputed after each purchase (SH-DM-01).
    """
    dues: list[Due] = []
    for number, day in enumerate(days, first_number):
        if held <= 0:
            break
        bought = min(terms.units_per_period, held)
        share = held * terms.unit_price_minor
        rent = round_to_int(Decimal(share) * terms.rent_percent / 100, Rounding.HALF_UP)
        dues.append(Due(number, day, rent, bought * terms.unit_price_minor, 0))
        held -= bought
    ensure(held <= 0, "every unit is sold in the end")
    return tuple(dues)


def split(dues: Sequence[Due], *, settled: int) -> Shares:
    """Rent and price among the first `settled` units of what falls due, rent first."""
    rent = price = 0
    left = settled
    for due in dues:
        of_rent = min(left, due.rent_minor)
        of_price = min(left - of_rent, due.price_minor)
        rent, price, left = rent + of_rent, price + of_price, left - of_rent - of_price
        if not left:
            break
    ensure(left == 0, "no more is settled than falls due")
    return Shares(rent, price)


class Payment(NamedTuple):
    """What was settled on a day."""

    value_date: date
    minor: int


def late_count(
    dues: Sequence[Due], payments: Iterable[Payment], *, grace_days: int, on: date
) -> int:
    """How many instalments were not settled in full within the days of grace after their day."""
    paid = sorted(payments)
    missed = cumulative = 0
    for due in dues:
        cumulative += due.minor
        last = due.due_date + timedelta(days=grace_days)
        if on <= last:
            break
        missed += sum(one.minor for one in paid if one.value_date <= last) < cumulative
    return missed


class Standing(NamedTuple):
    """Where a contract stands on a day, in minor units."""

    total_minor: int
    settled_minor: int
    due_minor: int
    overdue_minor: int
    oldest_due_date: date | None
    days_late: int
    donation_owed_minor: int
    next_due: Due | None

    @property
    def left_minor(self) -> int:
        return self.total_minor - self.settled_minor


def standing(
    dues: Sequence[Due],
    payments: Sequence[Payment],
    *,
    on: date,
    donation_minor: int = 0,
    donated_minor: int = 0,
    grace_days: int = 0,
) -> Standing:
    """What is settled, due and late. Overdue means due before the day, not on it."""
    settled = sum(one.minor for one in payments)
    past = sum(due.minor for due in dues if due.due_date < on)
    due_now = sum(due.minor for due in dues if due.due_date <= on)
    oldest = _oldest_unpaid(dues, settled)
    since = oldest.due_date if oldest and oldest.due_date < on else None
    missed = late_count(dues, payments, grace_days=grace_days, on=on) if donation_minor else 0
    return Standing(
        total_minor=sum(due.minor for due in dues),
        settled_minor=settled,
        due_minor=max(due_now - settled, 0),
        overdue_minor=max(past - settled, 0),
        oldest_due_date=since,
        days_late=(on - since).days if since else 0,
        donation_owed_minor=max(missed * donation_minor - donated_minor, 0),
        next_due=next((due for due in dues if due.due_date > on), None),
    )


def _oldest_unpaid(dues: Sequence[Due], settled: int) -> Due | None:
    cumulative = 0
    for due in dues:
        cumulative += due.minor
        if cumulative > settled:
            return due
    return None


def shared(
    amount: int, dues: Sequence[Due], seen: Standing, *, may_pay_ahead: bool
) -> Shares | None:
    """What is due first, then the donation, then what falls due later; nothing when it is too much.

    Paying ahead is for a debt that exists and for rents; units of a thing owned together are bought
    on their own.
    """
    of_due = min(amount, seen.due_minor)
    donation = min(amount - of_due, seen.donation_owed_minor)
    ahead = amount - of_due - donation
    if ahead and (not may_pay_ahead or ahead > seen.left_minor - of_due):
        return None
    after = split(dues, settled=seen.settled_minor + of_due + ahead)
    before = split(dues, settled=seen.settled_minor)
    return Shares(
        after.rent_minor - before.rent_minor, after.price_minor - before.price_minor, donation
    )


def moved(dues: Sequence[Due], *, settled: int, months: int) -> tuple[Due, ...]:
    """The instalments that are not wholly settled, `months` later; amounts stay as they are."""
    cumulative, found = 0, []
    for due in dues:
        cumulative += due.minor
        if cumulative > settled:
            due = due._replace(due_date=add_months(due.due_date, months))
        found.append(due)
    return tuple(found)


def reduced(dues: Sequence[Due], *, minor: int, earned: Collection[int]) -> tuple[Due, ...]:
    """The instalments with a rebate taken off the last ones: off the price and off the mark-up.

    Instalments whose mark-up is earned already keep it; the mark-up that is left adds up to what is
    not earned less the rebate. An instalment of which nothing is left falls away.
    """
    found: list[Due] = []
    price_left = profit_left = minor
    for due in reversed(dues):
        off_price = min(price_left, due.price_minor)
        off_profit = 0 if due.number in earned else min(profit_left, due.profit_minor)
        price_left, profit_left = price_left - off_price, profit_left - off_profit
        found.append(
            due._replace(
                price_minor=due.price_minor - off_price, profit_minor=due.profit_minor - off_profit
            )
        )
    ensure(not price_left and not profit_left, "a rebate is not more than what is to come")
    return tuple(
        due for due in reversed(found) if due.minor or due.profit_minor or due.number in earned
    )
