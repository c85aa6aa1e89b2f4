"""The rate of a stretch of days: day counts, same rate every period, leap years."""

from calendar import isleap
from datetime import date, timedelta
from decimal import Context, Decimal

from nafa.lending.calc.choices import (
    DaysInMonth,
    DaysInYear,
    InterestPeriod,
    LeapRule,
    LevelRule,
    NominalUnit,
    PeriodUnit,
    ScheduleKind,
)
from nafa.lending.calc.servicing.due_dates import DAYS_OF, MONTHS_OF, Bounds
from nafa.lending.calc.terms import Terms
from nafa.lib.daycount import days_30_360
from nafa.lib.periods import UnitPeriod, add_months, unit_periods_between

YEAR_DAYS = {DaysInYear.DAYS_360: 360, DaysInYear.DAYS_364: 364, DaysInYear.DAYS_365: 365}
PERIODS_A_YEAR = {
    PeriodUnit.YEARS: 1,
    PeriodUnit.MONTHS: 12,
    PeriodUnit.TWICE_A_MONTH: 24,
    PeriodUnit.WEEKS: 52,
}


def periods_a_year(terms: Terms, days: int) -> int:
    """How many units of the period a year has."""
    if terms.unit is PeriodUnit.WEEKDAYS:
        return 52 * len(terms.weekdays)
    return PERIODS_A_YEAR.get(terms.unit, days)


def year_days(terms: Terms) -> int:
    """The days of a year where it has the same length every year."""
    return YEAR_DAYS.get(terms.days_in_year, 365)


def yearly_rate(terms: Terms, rate: Decimal) -> Decimal:
    """A rate of the stated unit as a rate a year, in percent."""
    context = terms.context
    if terms.rate_unit is NominalUnit.YEAR:
        return rate
    if terms.rate_unit is NominalUnit.MONTH:
        return context.multiply(rate, Decimal(12))
    if terms.rate_unit is NominalUnit.DAY:
        return context.multiply(rate, Decimal(year_days(terms)))
    periods = periods_a_year(terms, year_days(terms))
    whole = terms.every * (1 if terms.rate_unit is NominalUnit.PERIOD else terms.count)
    a_unit = context.divide(rate, Decimal(whole))
    return context.multiply(a_unit, Decimal(periods))


def factor(
    terms: Terms, percent_a_year: Decimal, period: Bounds, start: date, due: date
) -> Decimal:
    """The rate of the days after `start`, up to and with `due`, inside one period.

    Where every period bears the same rate, part of a period bears its part of the days, unless
    the terms do not count parts: then any part bears the whole.
    """
    context = terms.context
    rate = context.divide(percent_a_year, Decimal(100))
    if rate == 0 or start >= due:
        return Decimal(0)
    days, whole_days = (due - start).days, (period.due - period.start).days
    if terms.interest_period is InterestPeriod.SAME_AS_REPAYMENT:
        share = _same_every_period(terms, period.start)
        if terms.counts_odd_first and not period.is_regular:
            share = context.multiply(share, _periods_in(terms, period))
    elif _by_thirty(terms):
        share = _thirty_day_months(terms, period, context)
    else:
        return context.multiply(rate, _actual(terms, period, start, due))
    whole = context.multiply(rate, share)
    return context.divide(context.multiply(whole, Decimal(days)), Decimal(whole_days))


def _by_thirty(terms: Terms) -> bool:
    return terms.days_in_month is DaysInMonth.DAYS_30 and terms.unit in (
        PeriodUnit.MONTHS,
        PeriodUnit.YEARS,
    )


def _same_every_period(terms: Terms, start: date | None = None) -> Decimal:
    days = year_days(terms)
    if start is not None and terms.kind is ScheduleKind.PROGRESSIVE:
        days = _length_of_year(terms, start)
    periods = periods_a_year(terms, days)
    return terms.context.divide(Decimal(terms.every), Decimal(periods))


def _periods_in(terms: Terms, period: Bounds) -> Decimal:
    """How many regular periods an odd one is (12 CFR 1026 Appendix J (b)(5)).

    Without a unit of its own (twice a month, chosen weekdays) it counts as part of a year.
    """
    context = terms.context
    if terms.unit in MONTHS_OF:
        unit = UnitPeriod(months=terms.every * MONTHS_OF[terms.unit])
    elif terms.unit in DAYS_OF:
        unit = UnitPeriod(days=terms.every * DAYS_OF[terms.unit])
    else:
        days = Decimal((period.due - period.start).days * periods_a_year(terms, 365))
        return context.divide(days, Decimal(365 * terms.every))
    periods = unit_periods_between(period.start, period.due, unit)
    return context.divide(Decimal(periods.numerator), Decimal(periods.denominator))


def _thirty_day_months(terms: Terms, period: Bounds, context: Context) -> Decimal:
    """30 days a whole month; a month begun bears its days over the days it has.

    Where an odd first period is counted, its days are those of 30E/360: month ends count as 30.
    """
    every = terms.every * (12 if terms.unit is PeriodUnit.YEARS else 1)
    days = Decimal(30 * every)
    if not period.is_regular and terms.counts_odd_first:
        days = Decimal(days_30_360(period.start, period.due))
    elif not period.is_regular:
        months = _months_between(period.start, period.due, context)
        days = context.multiply(Decimal(30), months)
    return context.divide(days, Decimal(_length_of_year(terms, period.start)))


def _months_between(start: date, due: date, context: Context) -> Decimal:
    months = 0
    while add_months(start, months + 1) <= due:
        months += 1
    begun, ended = add_months(start, months), add_months(start, months + 1)
    part = context.divide(Decimal((due - begun).days), Decimal((ended - begun).days))
    return months + part


def _length_of_year(terms: Terms, day: date) -> int:
    if terms.days_in_year is DaysInYear.ACTUAL:
        return 366 if isleap(day.year) else 365
    return year_days(terms)


def _actual(terms: Terms, period: Bounds, start: date, due: date) -> Decimal:
    """The days as they are over the year: a fixed one, 365, or each calendar year its own."""
    context = terms.context
    days = (due - start).days
    if terms.days_in_year is not DaysInYear.ACTUAL or _takes_365(terms):
        return context.divide(Decimal(days), Decimal(year_days(terms)))
    if terms.leap_rule is LeapRule.FEB_29_PERIOD_ONLY:
        length = 366 if _holds_leap_day(period.start, period.due) else 365
        return context.divide(Decimal(days), Decimal(length))
    if terms.bears_first_day:
        start, due = start - timedelta(days=1), due - timedelta(days=1)
    share = Decimal(0)
    for year in range(start.year, due.year + 1):
        begun = max(start, date(year - 1, 12, 31))
        ended = min(due, date(year, 12, 31))
        length = 366 if isleap(year) else 365
        part = context.divide(Decimal((ended - begun).days), Decimal(length))
        share = context.add(share, part)
    return share


def _takes_365(terms: Terms) -> bool:
    """A schedule planned from its first period counts 365 days in every year."""
    is_planned = terms.kind is ScheduleKind.CUMULATIVE
    return is_planned and terms.level is LevelRule.FIRST_PERIOD


def _holds_leap_day(start: date, due: date) -> bool:
    return any(
        isleap(year) and start < date(year, 2, 29) <= due
        for year in range(start.year, due.year + 1)
    )
