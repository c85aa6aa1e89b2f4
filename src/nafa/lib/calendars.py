"""Business calendars: which days an institution works, and where a due date moves when it rests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from nafa.lib.invariants import InvariantBroken, ensure

SATURDAY, SUNDAY = 5, 6
LONGEST_REST_DAYS = 60


class RollRule(StrEnum):
    """Where a due date goes that falls on a day of rest."""

    NONE = "NONE"
    FOLLOWING = "FOLLOWING"
    MODIFIED_FOLLOWING = "MODIFIED_FOLLOWING"
    PRECEDING = "PRECEDING"


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Weekly days of rest (Monday is 0) and holidays."""

    rest_weekdays: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        ensure(len(self.rest_weekdays) < 7, "somebody works some day of the week")
        ensure(all(0 <= day <= 6 for day in self.rest_weekdays), "weekdays run from 0 to 6")

    @classmethod
    def of(
        cls, holidays: Iterable[date], rest_weekdays: Iterable[int] = (SUNDAY,)
    ) -> "BusinessCalendar":
        return cls(rest_weekdays=frozenset(rest_weekdays), holidays=frozenset(holidays))

    def is_business_day(self, day: date) -> bool:
        return day.weekday() not in self.rest_weekdays and day not in self.holidays

    def roll(self, day: date, rule: RollRule) -> date:
        """The business day that the rule puts in the place of a day of rest."""
        if rule is RollRule.NONE:
            return day
        if rule is RollRule.PRECEDING:
            return self._step(day, -1)
        later = self._step(day, 1)
        if rule is RollRule.MODIFIED_FOLLOWING and later.month != day.month:
            return self._step(day, -1)
        return later

    def _step(self, day: date, direction: int) -> date:
        moved = day
        for _ in range(LONGEST_REST_DAYS):
            if self.is_business_day(moved):
                return moved
            moved += timedelta(days=direction)
        raise InvariantBroken("a calendar has a business day within two months")


EVERY_DAY = BusinessCalendar(rest_weekdays=frozenset(), holidays=frozenset())


def easter_sunday(year: int) -> date:
    """Easter Sunday, Gregorian, by the anonymous algorithm (Meeus, Jones, Butcher)."""
    golden = year % 19
    century, year_of_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_shift + 15) % 30
    leap_years, year_rest = divmod(year_of_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
