"""The effective rate of a loan (TEG), by the equation of present values.

The period rate i solves  sum of advances (1+i)^-t = sum of payments (1+i)^-t  with t in payment
periods. Proportional: i times periods per year. Equivalent: compounded over the year. UMOA: uniform
law on usury, decision CM/UMOA/009/06/2013, art. 3: fees of any kind in, taxes out. Compulsory
savings are left out unless asked for.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from nafa.lending.calc.schedule import Charged, Schedule, instalment_charges, payout_charges
from nafa.lending.calc.servicing.day_shares import periods_a_year
from nafa.lending.calc.servicing.due_dates import DAYS_OF, MONTHS_OF, step
from nafa.lending.calc.terms import Terms
from nafa.lib.invariants import ensure
from nafa.lib.money import Money
from nafa.lib.periods import UnitPeriod, eu_years_between, unit_periods_between
from nafa.lib.rates import decimal_of
from nafa.lib.rounding import Rounding

PRECISION = 34
TOLERANCE = Decimal("1e-15")
LOWEST_RATE = Decimal("-0.99")
HIGHEST_RATE = Decimal(10) ** 9


class TegMethod(StrEnum):
    """How the rate of a period becomes the rate of a year. A jurisdiction names one."""

    PROPORTIONAL = "PROPORTIONAL"
    EQUIVALENT = "EQUIVALENT"


class TimeBasis(StrEnum):
    """How time is measured: payment periods of the contract, actual days, or the EU's months."""

    PERIODS = "PERIODS"
    DAYS_365 = "DAYS_365"
    EU_MONTHS = "EU_MONTHS"


class OddPeriod(StrEnum):
    """How a fraction of a period is discounted: (1+i)^f, or 1 + f*i as 12 CFR 1026 App. J does."""

    COMPOUND = "COMPOUND"
    SIMPLE = "SIMPLE"


class Deposits(StrEnum):
    """Whether compulsory savings count as kept back at disbursement and given back at the end."""

    LEFT_OUT = "LEFT_OUT"
    INCLUDED = "INCLUDED"


class Flow(NamedTuple):
    """An amount at a time in periods: positive to the borrower, negative from them."""

    time: Fraction
    amount: Money


class EffectiveRateUndefined(ValueError):
    """No rate solves the equation: nothing is advanced, or nothing comes back."""

    code = "lending.effective_rate_undefined"


class EffectiveRate(NamedTuple):
    """The rate of a period as a share, and both annual rates in percent."""

    per_period: Decimal
    proportional_percent: Decimal
    equivalent_percent: Decimal

    def percent(self, method: TegMethod) -> Decimal:
        """The annual rate by the method a jurisdiction names."""
        if method is TegMethod.PROPORTIONAL:
            return self.proportional_percent
        return self.equivalent_percent


def effective_rate(
    terms: Terms,
    schedule: Schedule,
    *,
    basis: TimeBasis = TimeBasis.PERIODS,
    deposits: Deposits = Deposits.LEFT_OUT,
) -> EffectiveRate:
    """The effective rate of a loan as contracted. Refuses: EffectiveRateUndefined."""
    times = _times(terms, schedule, basis)
    flows = [
        Flow(time, -(row.principal + row.interest + _in_teg(terms, instalment_charges(terms, row))))
        for time, row in zip(times, schedule, strict=True)
    ]
    first, *later = _advances(terms, basis)
    kept = _in_teg(terms, payout_charges(terms, schedule))
    if deposits is Deposits.INCLUDED:
        deposit = terms.principal.times(terms.compulsory_deposit_percent / 100, Rounding.HALF_UP)
        kept = kept + deposit
        flows.append(Flow(times[-1], deposit))
    rate = solve_rate([first._replace(amount=first.amount - kept), *later, *flows])
    return annual_rates(rate, periods_per_year=periods_per_year(terms))


def rate_of_the_rest(terms: Terms, coming: Schedule) -> EffectiveRate:
    """The effective rate of what is left of a loan, seen from a due date.

    What the coming instalments pay back counts as lent on that day; a period lies before each. What
    was kept back or paid before is past: it is in the rate of the contract. Refuses:
    EffectiveRateUndefined.
    """
    lent = sum(row.principal.minor for row in coming)
    flows = [Flow(Fraction(0), Money(lent, terms.currency))]
    flows += [
        Flow(
            Fraction(place),
            -(row.principal + row.interest + _in_teg(terms, instalment_charges(terms, row))),
        )
        for place, row in enumerate(coming, start=1)
    ]
    return annual_rates(solve_rate(flows), periods_per_year=periods_per_year(terms))


def periods_per_year(terms: Terms) -> Fraction:
    """How many payment periods of the contract a year has."""
    return Fraction(periods_a_year(terms, 365), terms.every)


def annual_rates(per_period: Decimal, *, periods_per_year: Fraction) -> EffectiveRate:
    """Both annual rates of a period rate."""
    with localcontext(prec=PRECISION):
        periods = decimal_of(periods_per_year)
        return EffectiveRate(
            per_period, per_period * periods * 100, ((1 + per_period) ** periods - 1) * 100
        )


def solve_rate(flows: Sequence[Flow], *, odd: OddPeriod = OddPeriod.COMPOUND) -> Decimal:
    """The period rate at which the flows are worth nothing. Refuses: EffectiveRateUndefined.

    The root is bracketed first, then narrowed from both sides; it cannot run away.
    """
    ensure(flows, "a rate has flows")
    given = sum(flow.amount.minor for flow in flows if flow.amount.is_positive)
    taken = -sum(flow.amount.minor for flow in flows if flow.amount.is_negative)
    if flows[0].amount.minor <= 0 or given <= 0 or taken <= 0:
        raise EffectiveRateUndefined(EffectiveRateUndefined.code)
    if given == taken:
        return Decimal(0)
    with localcontext(prec=PRECISION):
        worth = _worth(flows, odd)
        low, high = _bracket(worth, rising=taken > given)
        return +_narrow(worth, low, high)


def _worth(flows: Sequence[Flow], odd: OddPeriod) -> Callable[[Decimal], Decimal]:
    split = [(divmod(flow.time, 1), Decimal(flow.amount.minor)) for flow in flows]
    terms = [
        (int(whole), decimal_of(Fraction(fraction)), amount) for (whole, fraction), amount in split
    ]

    def worth(rate: Decimal) -> Decimal:
        growth, result = 1 + rate, Decimal(0)
        for whole, fraction, amount in terms:
            factor = growth**whole
            if fraction and odd is OddPeriod.SIMPLE:
                factor *= 1 + fraction * rate
            elif fraction:
                factor *= growth**fraction
            result += amount / factor
        return result

    return worth


def _bracket(worth: Callable[[Decimal], Decimal], *, rising: bool) -> tuple[Decimal, Decimal]:
    """Two rates between which the worth changes its sign."""
    if not rising:
        if worth(LOWEST_RATE) >= 0:
            raise EffectiveRateUndefined(EffectiveRateUndefined.code)
        return LOWEST_RATE, Decimal(0)
    high = Decimal("0.05")
    while worth(high) < 0:
        high *= 4
        if high > HIGHEST_RATE:
            raise EffectiveRateUndefined(EffectiveRateUndefined.code)
    return Decimal(0), high


def _narrow(worth: Callable[[Decimal], Decimal], low: Decimal, high: Decimal) -> Decimal:
    """Secant steps with Illinois damping, every third one a bisection: it always ends."""
    at_low, at_high, step = worth(low), worth(high), 0
    while high - low > TOLERANCE * max(Decimal(1), abs(high)):
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        if step % 3 == 2 or not low < middle < high:
            middle = (low + high) / 2
        value = worth(middle)
        if value < 0:
            low, at_low, at_high = middle, value, at_high / 2
        else:
            high, at_high, at_low = middle, value, at_low / 2
        step += 1
    return (low + high) / 2


def _advances(terms: Terms, basis: TimeBasis) -> list[Flow]:
    """What is put out, and when: all at once, or in the tranches foreseen."""
    if not terms.tranches:
        return [Flow(Fraction(0), terms.principal)]
    return [
        Flow(_time(terms, one.expected_date, basis), Money(one.amount, terms.currency))
        for one in terms.tranches
    ]


def _times(terms: Terms, schedule: Schedule, basis: TimeBasis) -> list[Fraction]:
    """When each instalment is paid, in periods. A holiday's shift does not change the contract."""
    if basis is not TimeBasis.PERIODS:
        return [_time(terms, row.due_date, basis) for row in schedule]
    start = terms.disbursement_date
    anchor = terms.first_due_date or step(terms, start, 1)
    is_odd = terms.first_due_date is not None
    first = _time(terms, anchor, basis) if is_odd else Fraction(1)
    at_once = sum(row.due_date == start for row in schedule)
    rest = [first + place for place in range(len(schedule) - at_once)]
    return [Fraction(0)] * at_once + rest


def _time(terms: Terms, day: date, basis: TimeBasis) -> Fraction:
    """Periods from the disbursement to a day."""
    start, per_year = terms.disbursement_date, periods_per_year(terms)
    if basis is TimeBasis.EU_MONTHS:
        return eu_years_between(start, day) * per_year
    if basis is TimeBasis.PERIODS and terms.unit in MONTHS_OF:
        unit = UnitPeriod(months=terms.every * MONTHS_OF[terms.unit])
        return unit_periods_between(start, day, unit)
    if basis is TimeBasis.PERIODS and terms.unit in DAYS_OF:
        return Fraction((day - start).days, terms.every * DAYS_OF[terms.unit])
    return (day - start).days * per_year / 365


def _in_teg(terms: Terms, charges: Charged) -> Money:
    """The charges that count in the rate; taxes do not."""
    amounts = [amount.minor for charge, amount in charges if charge.in_teg and not charge.is_tax]
    return Money(sum(amounts), terms.currency)
