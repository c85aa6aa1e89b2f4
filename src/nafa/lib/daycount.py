"""Day counts: which share of a year lies between two dates."""

from calendar import monthrange
from datetime import date
from enum import StrEnum
from fractions import Fraction

from nafa.lib.invariants import ensure


class DayCount(StrEnum):
    """How the days of a period become a share of a year."""

    PERIOD_EQUAL = "PERIOD_EQUAL"
    THIRTY_360 = "30/360"
    ACT_360 = "ACT/360"
    ACT_365 = "ACT/365"


YEAR_DAYS: dict[DayCount, int] = {
    DayCount.THIRTY_360: 360,
    DayCount.ACT_360: 360,
    DayCount.ACT_365: 365,
}


def days_30_360(start: date, end: date) -> int:
    """Days between two dates when every month has 30 (30E/360 ISDA: month ends count as 30)."""
    return (
        (end.year - start.year) * 360
        + (end.month - start.month) * 30
        + (_day_of_thirty(end) - _day_of_thirty(start))
    )


def year_share(start: date, end: date, day_count: DayCount) -> Fraction:
    """The share of a year between two dates. PERIOD_EQUAL has none: it counts periods."""
    ensure(day_count in YEAR_DAYS, "the day count counts days")
    days = days_30_360(start, end) if day_count is DayCount.THIRTY_360 else (end - start).days
    return Fraction(days, YEAR_DAYS[day_count])


def _day_of_thirty(day: date) -> int:
    return 30 if day.day >= min(30, monthrange(day.year, day.month)[1]) else day.day
