"""Day counts: the days between two dates when every month has thirty."""

from calendar import monthrange
from datetime import date


def days_30_360(start: date, end: date) -> int:
    """Days between two dates when every month has 30 (30E/360 ISDA: month ends count as 30)."""
    return (
        (end.year - start.year) * 360
        + (end.month - start.month) * 30
        + (_day_of_thirty(end) - _day_of_thirty(start))
    )


def _day_of_thirty(day: date) -> int:
    return 30 if day.day >= min(30, monthrange(day.year, day.month)[1]) else day.day
