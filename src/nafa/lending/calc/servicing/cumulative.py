"""Schedules planned once: flat or declining, equal instalments or equal principal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from nafa.lending.calc.choices import (
    Amortisation,
    DeferredInterest,
    InterestKind,
    LevelRule,
)
from nafa.lending.calc.servicing import day_shares
from nafa.lending.calc.servicing.due_dates import Bounds
from nafa.lending.calc.servicing.rounding import divided, minor, to_multiple
from nafa.lending.calc.terms import Terms


@dataclass(frozen=True, slots=True)
class Lent:
    """An amount put out on a day: what bears flat interest, and what the instalments repay."""

    day: date
    amount: int
    repaid_by_instalments: int


def lay(
    terms: Terms, periods: Sequence[Bounds], lent: Sequence[Lent]
) -> tuple[list[int], list[int]]:
    """Principal and interest of every period. The last one takes what rounding left over."""
    if terms.interest is InterestKind.FLAT:
        return _flat(terms, periods, lent)
    return _declining(terms, periods, lent)


def shares_of(terms: Terms, periods: Sequence[Bounds]) -> list[Decimal]:
    """The rate of each period; none where no interest is borne."""
    rate = day_shares.yearly_rate(terms, terms.rate)
    return [
        Decimal(0)
        if place < terms.interest_free
        else day_shares.factor(terms, rate, period, period.start, period.due)
        for place, period in enumerate(periods)
    ]


def _flat(
    terms: Terms, periods: Sequence[Bounds], lent: Sequence[Lent]
) -> tuple[list[int], list[int]]:
    """Interest on all that was lent over the whole term, in equal parts."""
    context, count = terms.context, len(periods)
    total = Decimal(0)
    for share in shares_of(terms, periods):
        total = context.add(total, share)
    base = sum(one.amount for one in lent)
    interest_left = whole = minor(terms, context.multiply(Decimal(base), total))
    each = divided(terms, whole, count - max(terms.grace_interest, terms.interest_free))
    balance = sum(one.repaid_by_instalments for one in lent)
    principals, interests = [], []
    for place in range(count):
        last = place == count - 1
        bears = place >= max(terms.grace_interest, terms.interest_free)
        interest = interest_left if last else min(each, interest_left) if bears else 0
        known = [one.repaid_by_instalments for one in lent if one.day < periods[place].due]
        repaid = 0
        if place >= terms.grace_principal:
            repaid = divided(terms, sum(known), count - terms.grace_principal)
            repaid = max(to_multiple(terms, repaid + interest) - interest, 0)
        if _is_agreed(terms):
            repaid = _agreed(terms, place)
        repaid = balance if last else min(repaid, balance)
        interest_left -= interest
        balance -= repaid
        principals.append(repaid)
        interests.append(interest)
    return principals, interests


def _declining(
    terms: Terms, periods: Sequence[Bounds], lent: Sequence[Lent]
) -> tuple[list[int], list[int]]:
    context, shares = terms.context, shares_of(terms, periods)
    rate = day_shares.yearly_rate(terms, terms.rate)
    principals: list[int] = []
    interests: list[int] = []
    balance = deferred = level = 0
    spreads = terms.deferred_interest is DeferredInterest.SPREAD_AFTER
    for place, period in enumerate(periods):
        last = place == len(periods) - 1
        fresh = [
            one
            for one in lent
            if _falls_in(place, period, one.day) or (last and one.day >= period.due)
        ]
        opening = sum(one.repaid_by_instalments for one in fresh if one.day <= period.start)
        balance += opening
        exact = context.multiply(Decimal(balance), shares[place])
        for one in fresh:
            if one.day > period.start:
                part = day_shares.factor(terms, rate, period, one.day, period.due)
                exact = context.add(exact, context.multiply(Decimal(one.amount), part))
                balance += one.repaid_by_instalments
        if fresh or place <= terms.grace_principal:
            level = _level(terms, balance, shares, max(place, terms.grace_principal))
        interest = minor(terms, exact) + deferred
        if not spreads:
            deferred, interest = (interest, 0) if place < terms.grace_interest else (0, interest)
        if _is_agreed(terms):
            wished = _agreed(terms, place)
        else:
            wished = level if _is_equal_principal(terms) else level - interest
        repaid = 0 if place < terms.grace_principal else min(max(wished, 0), balance)
        if last:
            repaid = balance
        balance -= repaid
        principals.append(repaid)
        interests.append(interest)
    return principals, _spread(interests, terms.grace_interest) if spreads else interests


def _spread(interests: Sequence[int], grace: int) -> list[int]:
    """The interest of a grace in equal parts over the instalments after it."""
    deferred, parts = sum(interests[:grace]), len(interests) - grace
    upto = [deferred * number // parts for number in range(parts + 1)]
    more = [after - before for before, after in pairwise(upto)]
    return [0] * grace + [own + part for own, part in zip(interests[grace:], more, strict=True)]


def _is_agreed(terms: Terms) -> bool:
    """Whether the principal of an instalment is said by the terms, not computed."""
    return terms.amortisation in (Amortisation.BALLOON, Amortisation.FREE_FORM)


def _agreed(terms: Terms, place: int) -> int:
    """The principal agreed for an instalment; none beyond those agreed."""
    return terms.free_principals[place] if place < len(terms.free_principals) else 0


def _falls_in(place: int, period: Bounds, day: date) -> bool:
    return (place == 0 or period.start <= day) and day < period.due


def _is_equal_principal(terms: Terms) -> bool:
    return terms.amortisation is Amortisation.EQUAL_PRINCIPAL


def _level(terms: Terms, owed: int, shares: Sequence[Decimal], first: int) -> int:
    """The equal part of the periods from a place on, were all of them alike."""
    count = len(shares) - first
    if _is_equal_principal(terms):
        return to_multiple(terms, divided(terms, owed, count))
    if terms.level is LevelRule.EVERY_PERIOD:
        return _level_of_all(terms, owed, shares[first:])
    share = shares[first]
    if not share:
        return to_multiple(terms, divided(terms, owed, count))
    context = terms.context
    growth = context.power(context.add(Decimal(1), share), count)
    level = context.divide(
        context.multiply(context.multiply(Decimal(owed), share), growth),
        context.subtract(growth, Decimal(1)),
    )
    return to_multiple(terms, minor(terms, level))


def _level_of_all(terms: Terms, owed: int, shares: Sequence[Decimal]) -> int:
    """The equal instalment that repays what is owed at the rate of each period."""
    context = terms.context
    growth, worth = Decimal(1), Decimal(0)
    for share in shares:
        growth = context.multiply(growth, context.add(Decimal(1), share))
        worth = context.add(worth, context.divide(Decimal(1), growth))
    return to_multiple(terms, minor(terms, context.divide(Decimal(owed), worth)))
