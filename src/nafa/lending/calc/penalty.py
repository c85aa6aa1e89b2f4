"""Penalties for lateness, as a whole-number fold over days.

The close of day d penalises what is still overdue then: instalments whose due date plus the days
of grace is before d, less what is settled up to and including d. A yearly percent adds
`base_minor * percent_millionths` to a numerator each day; the penalty so far is

    numerator // (100 * 1_000_000 * 365)

so nothing is lost to daily rounding, and adding a stretch of n equal days is one multiplication.
A flat penalty falls once on each instalment, on its first day past the grace, if it is then unpaid.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from nafa.lending.calc.schedule import Instalment
from nafa.lending.calc.terms import Penalty, PenaltyBase
from nafa.lib.money import Money
from nafa.lib.rounding import Rounding, round_to_int

MILLION = 1_000_000
ONE_DAY = timedelta(days=1)
DENOMINATOR = 100 * MILLION * 365


class PenaltyProgress(NamedTuple):
    """How far the penalties of a loan have come: the day last closed and the two running sums."""

    through: date
    numerator: int = 0
    flat_minor: int = 0


class Settled(NamedTuple):
    """Principal and interest of the schedule paid or waived so far."""

    principal: Money
    interest: Money


def percent_millionths(percent: Decimal) -> int:
    """18 % is 18,000,000; terms allow six decimals, so it is a whole number."""
    return int(percent.scaleb(6))


class _Timeline(NamedTuple):
    """The first penal day of each instalment and the sums due up to it."""

    days: tuple[date, ...]
    principal: tuple[int, ...]
    interest: tuple[int, ...]

    @classmethod
    def of(cls, schedule: Sequence[Instalment], penalty: Penalty) -> "_Timeline":
        return cls(
            tuple(first_penal_day(row, penalty) for row in schedule),
            tuple(accumulate(row.principal.minor for row in schedule)),
            tuple(accumulate(row.interest.minor for row in schedule)),
        )

    def base(self, penalty: Penalty, settled: "Settled", *, on: date) -> int:
        past = bisect_right(self.days, on)
        if not past:
            return 0
        principal = max(self.principal[past - 1] - settled.principal.minor, 0)
        if penalty.base is PenaltyBase.OVERDUE_PRINCIPAL:
            return principal
        return principal + max(self.interest[past - 1] - settled.interest.minor, 0)

    def turns(self, *, after: date, through: date) -> list[date]:
        """Days on which the base changes, and the day after: each ends a run of equal days."""
        first = bisect_right(self.days, after + ONE_DAY)
        last = bisect_right(self.days, through)
        return [*sorted(set(self.days[first:last])), through + ONE_DAY]


def overdue_base(
    schedule: Sequence[Instalment], penalty: Penalty, settled: Settled, *, on: date
) -> Money:
    """What the close of the day penalises."""
    base = _Timeline.of(schedule, penalty).base(penalty, settled, on=on)
    return Money(base, settled.principal.currency)


def first_penal_day(instalment: Instalment, penalty: Penalty) -> date:
    """The first day whose close penalises the instalment."""
    return instalment.due_date + timedelta(days=penalty.grace_days + 1)


def advance(
    progress: PenaltyProgress,
    *,
    schedule: Sequence[Instalment],
    penalty: Penalty,
    settled: Settled,
    through: date,
) -> PenaltyProgress:
    """Close the days after `progress.through` up to `through`, with nothing paid between them."""
    if through <= progress.through:
        return progress
    if penalty.base is PenaltyBase.FLAT:
        missed = _newly_missed(schedule, penalty, settled, after=progress.through, through=through)
        assert penalty.flat_per_instalment is not None
        added = missed * penalty.flat_per_instalment.minor
        return PenaltyProgress(through, progress.numerator, progress.flat_minor + added)
    timeline = _Timeline.of(schedule, penalty)
    rate = percent_millionths(penalty.percent_per_year)
    numerator, day = progress.numerator, progress.through
    for turn in timeline.turns(after=day, through=through):
        last = turn - ONE_DAY
        numerator += timeline.base(penalty, settled, on=last) * rate * (last - day).days
        day = last
    return PenaltyProgress(through, numerator, progress.flat_minor)


def charged(progress: PenaltyProgress, penalty: Penalty, *, principal: Money) -> Money:
    """Penalties charged so far, never above the cap."""
    minor = progress.numerator // DENOMINATOR + progress.flat_minor
    if penalty.cap_percent is not None:
        cap = Decimal(principal.minor) * penalty.cap_percent / 100
        minor = min(minor, round_to_int(cap, Rounding.DOWN))
    return Money(minor, principal.currency)


def _newly_missed(
    schedule: Sequence[Instalment],
    penalty: Penalty,
    settled: Settled,
    *,
    after: date,
    through: date,
) -> int:
    paid = settled.principal.minor + settled.interest.minor
    missed = cumulative = 0
    for row in schedule:
        cumulative += row.principal.minor + row.interest.minor
        if after < first_penal_day(row, penalty) <= through and cumulative > paid:
            missed += 1
    return missed
