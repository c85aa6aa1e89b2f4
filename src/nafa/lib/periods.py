"""Business periods: weeks, fortnights and months counted from an anchor date."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from nafa.lib.invariants import ensure


@dataclass(frozen=True, slots=True)
class UnitPeriod:
    """A period of whole months or of whole days; never both."""

    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        ensure((self.months > 0) != (self.days > 0), "a unit period is of months or of days")
        ensure(self.months >= 0 and self.days >= 0, "a unit period runs forwards")


def add_months(day: date, months: int, *, anchor_day: int | None = None) -> date:
    """The same day `months` later; a day the month lacks becomes the month's last one.

    The anchor day, when given, is the day wished for: 28 February anchored on 31 goes on to
    31 March.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    wished = day.day if anchor_day is None else anchor_day
    return date(year, month + 1, min(wished, monthrange(year, month + 1)[1]))


def add_unit_periods(anchor: date, count: int, unit: UnitPeriod) -> date:
    """The date `count` periods after the anchor, always counted from the anchor itself."""
    if unit.months:
        return add_months(anchor, unit.months * count)
    return anchor + timedelta(days=unit.days * count)


def whole_months_between(start: date, end: date) -> int:
    """Whole months that fit between two dates, counted backwards from the later one.

    31 January to 28 February is a whole month too: adding one to the first gives the second.
    """
    return _months_and_days(start, end)[0]


def eu_years_between(start: date, end: date) -> Fraction:
    """Years as directive 2008/48/EC annex I counts them: months, then days over 365 or 366.

    The odd days are over 366 when the year before the start date has a 29 February.
    """
    months, odd_days = _months_and_days(start, end)
    year_days = (start - add_months(start, -12)).days
    return Fraction(months, 12) + Fraction(odd_days, year_days)


def unit_periods_between(start: date, end: date, unit: UnitPeriod) -> Fraction:
    """Periods from start to end: whole ones back from the end, the rest in days over 30 or 7.

    A month left over counts 30 days. This is how 12 CFR 1026 Appendix J (b)(5) counts an odd
    first period; it gives a whole number when the dates are regular.
    """
    if unit.days:
        ensure(start <= end, "periods are counted forwards")
        return Fraction((end - start).days, unit.days)
    months, odd_days = _months_and_days(start, end)
    return Fraction(months * 30 + odd_days, unit.months * 30)


def _months_and_days(start: date, end: date) -> tuple[int, int]:
    ensure(start <= end, "periods are counted forwards")
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) == end:
        return months, 0
    if add_months(end, -months) < start:
        months -= 1
    return months, (add_months(end, -months) - start).days
