"""Repayment schedules: terms in, instalments out. The principal always sums to what was lent."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple

from nafa.lending.calc.terms import FeeTime, InterestGrace, Method, Terms
from nafa.lib.calendars import EVERY_DAY, BusinessCalendar
from nafa.lib.daycount import DayCount, year_share
from nafa.lib.invariants import ensure
from nafa.lib.money import Money, total
from nafa.lib.periods import UNIT_PERIODS, Frequency, add_periods, unit_periods_between
from nafa.lib.rates import decimal_of, rate_per_period, rate_per_year
from nafa.lib.rounding import Rounding, round_to_int, round_to_multiple

PRECISION = 40
DAYS_OF_FULL_PERIOD = {Frequency.WEEKLY: 7, Frequency.FORTNIGHTLY: 14, Frequency.MONTHLY: 30}


class Instalment(NamedTuple):
    """One due date. Its interest is earned from `start_date` to `due_date`."""

    number: int
    start_date: date
    due_date: date
    principal: Money
    interest: Money
    fee: Money

    @property
    def sum(self) -> Money:
        return self.principal + self.interest + self.fee


Schedule = tuple[Instalment, ...]


def build_schedule(terms: Terms, *, calendar: BusinessCalendar = EVERY_DAY) -> Schedule:
    """The instalments of a loan.

    Interest of a period is the balance (or, flat, the principal lent) times the period's rate,
    rounded as the terms name; the last instalment absorbs what rounding left. A level instalment
    is the principal over the sum of discount factors, rounded to the multiple; in
    DECLINING_EQUAL_PRINCIPAL it is the principal part that is a multiple. With a multiple so
    coarse that the loan is repaid early, the last instalments are empty; nothing is negative.
    """
    due_dates = due_dates_of(terms, calendar)
    starts = (terms.disbursement_date, *due_dates[:-1])
    with localcontext(prec=PRECISION):
        rates = period_rates_of(terms, due_dates)
        lay = _LAYERS[terms.method]
        principals, interests = lay(terms, rates)
    principals[-1] += terms.principal.minor - sum(principals)  # what rounding left over
    ensure(all(part >= 0 for part in (*principals, *interests)), "no part is negative")
    fee = total(
        (amount for _, amount in terms.fees_at(FeeTime.WITH_INSTALMENTS)), currency=terms.currency
    )
    return tuple(
        Instalment(
            number,
            starts[number - 1],
            due_dates[number - 1],
            Money(principals[number - 1], terms.currency),
            Money(interests[number - 1], terms.currency),
            fee,
        )
        for number in range(1, terms.instalment_count + 1)
    )


def due_dates_of(terms: Terms, calendar: BusinessCalendar) -> list[date]:
    """Nominal dates moved off days of rest; they never run backwards."""
    moved: list[date] = []
    previous = terms.disbursement_date
    for nominal in terms.nominal_due_dates():
        previous = max(calendar.roll(nominal, terms.roll), previous)
        moved.append(previous)
    return moved


def period_rates_of(terms: Terms, due_dates: Sequence[date]) -> list[Fraction]:
    """The rate of each period. Only actual day counts feel that a holiday moved a due date."""
    starts = (terms.disbursement_date, *due_dates[:-1])
    yearly = rate_per_year(terms.rate, terms.rate_unit, terms.frequency)
    if terms.day_count in (DayCount.ACT_360, DayCount.ACT_365):
        return [
            yearly * year_share(start, due, terms.day_count)
            for start, due in zip(starts, due_dates, strict=True)
        ]
    if terms.day_count is DayCount.THIRTY_360:
        full = yearly * Fraction(DAYS_OF_FULL_PERIOD[terms.frequency], 360)
    else:
        full = rate_per_period(terms.rate, terms.rate_unit, terms.frequency)
    return [_first_rate(terms, full, yearly)] + [full] * (terms.instalment_count - 1)


def _first_rate(terms: Terms, full: Fraction, yearly: Fraction) -> Fraction:
    start, due = terms.disbursement_date, terms.anchor_date
    if due == add_periods(start, 1, terms.frequency):
        return full
    if terms.day_count is DayCount.THIRTY_360:
        return yearly * year_share(start, due, DayCount.THIRTY_360)
    return full * unit_periods_between(start, due, UNIT_PERIODS[terms.frequency])


def _level(terms: Terms, rates: Sequence[Fraction]) -> tuple[list[int], list[int]]:
    charged = _charged_rates(terms, rates)
    payment = level_payment(
        terms.principal.minor,
        charged[terms.grace_principal :],
        multiple=terms.instalment_multiple,
        rounding=terms.rounding,
    )

    def principal_of(balance: int, interest: int) -> int:
        return min(max(payment - interest, 0), balance)

    return _declining(terms, charged, principal_of)


def _equal_principal(terms: Terms, rates: Sequence[Fraction]) -> tuple[list[int], list[int]]:
    repaying = terms.instalment_count - terms.grace_principal
    share = round_to_multiple(
        Decimal(terms.principal.minor) / repaying, terms.instalment_multiple, terms.rounding
    )

    def principal_of(balance: int, interest: int) -> int:  # noqa: ARG001 - same form as level
        return min(share, balance)

    return _declining(terms, _charged_rates(terms, rates), principal_of)


def _declining(
    terms: Terms, charged: Sequence[Fraction], principal_of: Callable[[int, int], int]
) -> tuple[list[int], list[int]]:
    principals: list[int] = []
    interests: list[int] = []
    balance = terms.principal.minor
    for place, rate in enumerate(charged):
        interest = _share(balance, rate, terms.rounding)
        repaid = 0 if place < terms.grace_principal else principal_of(balance, interest)
        balance -= repaid
        principals.append(repaid)
        interests.append(interest)
    return principals, _spread_grace(terms, interests)


def _flat(terms: Terms, rates: Sequence[Fraction]) -> tuple[list[int], list[int]]:
    charged = _charged_rates(terms, rates)
    whole = _share(terms.principal.minor, sum(charged, Fraction(0)), terms.rounding)
    bearing = terms.instalment_count - terms.grace_interest
    each = round_to_int(Decimal(whole) / bearing, terms.rounding)
    share = Decimal(terms.principal.minor) / (terms.instalment_count - terms.grace_principal)
    principals: list[int] = []
    interests: list[int] = []
    interest_left, balance, last = whole, terms.principal.minor, terms.instalment_count - 1
    for place in range(terms.instalment_count):
        interest = 0 if place < terms.grace_interest else min(each, interest_left)
        interest = interest_left if place == last else interest
        wished = round_to_multiple(share + interest, terms.instalment_multiple, terms.rounding)
        repaid = 0 if place < terms.grace_principal else min(max(wished - interest, 0), balance)
        interest_left -= interest
        balance -= repaid
        principals.append(repaid)
        interests.append(interest)
    return principals, interests


def _charged_rates(terms: Terms, rates: Sequence[Fraction]) -> list[Fraction]:
    """Period rates, nil where the grace waives the interest."""
    waived = terms.grace_interest if terms.interest_grace is InterestGrace.WAIVED else 0
    return [Fraction(0)] * waived + list(rates[waived:])


def _spread_grace(terms: Terms, interests: list[int]) -> list[int]:
    """Interest of the grace asked for later, in equal parts; the last part takes the rest."""
    grace = terms.grace_interest
    deferred = sum(interests[:grace])
    parts = Money(deferred, terms.currency).spread([1] * (len(interests) - grace))
    return [0] * grace + [
        own + part.minor for own, part in zip(interests[grace:], parts, strict=True)
    ]


def level_payment(
    principal_minor: int, rates: Sequence[Fraction], *, multiple: int, rounding: Rounding
) -> int:
    """The equal instalment that repays a principal at the given rate of each period."""
    with localcontext(prec=PRECISION):
        growth, worth = Decimal(1), Decimal(0)
        for rate in rates:
            growth *= 1 + decimal_of(rate)
            worth += 1 / growth
        return round_to_multiple(principal_minor / worth, multiple, rounding)


def _share(amount_minor: int, rate: Fraction, rounding: Rounding) -> int:
    """An amount times a rate; ties are exact because one division ends the sum."""
    return round_to_int(Decimal(amount_minor * rate.numerator) / rate.denominator, rounding)


_LAYERS = {
    Method.DECLINING_EQUAL_INSTALMENTS: _level,
    Method.FLAT: _flat,
    Method.DECLINING_EQUAL_PRINCIPAL: _equal_principal,
}
