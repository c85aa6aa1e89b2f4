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

from nafa.lending.calc.choices import PenaltyBase
from nafa.lending.calc.servicing.instalments import DueRow, Instalment
from nafa.lending.calc.terms import Penalty, Terms
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
    """Principal and interest of the schedule paid or waived so far, in minor units."""

    principal: int
    interest: int


def percent_millionths(percent: Decimal) -> int:
    """18 % is 18,000,000; terms allow six decimals, so it is a whole number."""
    return int(percent.scaleb(6))


class Timeline(NamedTuple):
    """The first penal day of each instalment and the sums due up to it."""

    days: tuple[date, ...]
    principal: tuple[int, ...]
    interest: tuple[int, ...]

    @classmethod
    def of(cls, rows: Sequence[DueRow], penalty: Penalty) -> "Timeline":
        wait = timedelta(days=penalty.grace_days + 1)
        return cls(
            tuple(row.due + wait for row in rows),
            tuple(accumulate(row.principal for row in rows)),
            tuple(accumulate(row.interest for row in rows)),
        )

    def base(self, penalty: Penalty, settled: Settled, *, on: date) -> int:
        """What the close of the day penalises."""
        past = bisect_right(self.days, on)
        if not past:
            return 0
        principal = max(self.principal[past - 1] - settled.principal, 0)
        if penalty.base is PenaltyBase.OVERDUE_PRINCIPAL:
            return principal
        return principal + max(self.interest[past - 1] - settled.interest, 0)

    def turns(self, *, after: date, through: date) -> list[date]:
        """Days on which the base changes, and the day after: each ends a run of equal days."""
        first = bisect_right(self.days, after + ONE_DAY)
        last = bisect_right(self.days, through)
        if first == last:
            return [through + ONE_DAY]
        return [*sorted(set(self.days[first:last])), through + ONE_DAY]

    def newly_missed(self, settled: Settled, *, after: date, through: date) -> int:
        """Instalments that became penal between the days and were then unpaid."""
        first, last = bisect_right(self.days, after), bisect_right(self.days, through)
        paid = settled.principal + settled.interest
        return sum(
            self.principal[place] + self.interest[place] > paid for place in range(first, last)
        )


class Lateness:
    """The penalties of a loan while its facts pass by."""

    def __init__(self, terms: Terms) -> None:
        assert terms.penalty is not None
        self.penalty, self.principal = terms.penalty, terms.approved
        begun = terms.disbursement_date
        if terms.penalties_from is not None:
            begun = max(begun, terms.penalties_from - ONE_DAY)
        self.progress = PenaltyProgress(begun)
        self._timeline: Timeline | None = None

    @property
    def charged(self) -> int:
        """Penalties charged so far."""
        return charged(self.progress, self.penalty, principal=self.principal)

    def follow(self) -> None:
        """The instalments ask for something else than before."""
        self._timeline = None

    def close(self, rows: Sequence[Instalment], settled: Settled, through: date) -> int:
        """Close the days up to one with nothing paid between them; what that adds."""
        if through <= self.progress.through:
            return 0
        if self._timeline is None:
            asked = [one.due_row for one in rows if not one.is_additional]
            self._timeline = Timeline.of(asked, self.penalty)
        if self._is_quiet(settled, through):
            self.progress = self.progress._replace(through=through)
            return 0
        before = self.charged
        self.progress = advance(
            self.progress, self._timeline, self.penalty, settled, through=through
        )
        return self.charged - before

    def _is_quiet(self, settled: Settled, through: date) -> bool:
        """Whether nothing is overdue on the last of the days, and so on none of them."""
        assert self._timeline is not None
        is_flat = self.penalty.base is PenaltyBase.FLAT
        return not is_flat and not self._timeline.base(self.penalty, settled, on=through)


def advance(
    progress: PenaltyProgress,
    timeline: Timeline,
    penalty: Penalty,
    settled: Settled,
    *,
    through: date,
) -> PenaltyProgress:
    """Close the days after `progress.through` up to `through`, with nothing paid between them."""
    if through <= progress.through:
        return progress
    if penalty.base is PenaltyBase.FLAT:
        missed = timeline.newly_missed(settled, after=progress.through, through=through)
        assert penalty.flat_per_instalment is not None
        added = missed * penalty.flat_per_instalment.minor
        return PenaltyProgress(through, progress.numerator, progress.flat_minor + added)
    rate = percent_millionths(penalty.percent_per_year)
    numerator, day = progress.numerator, progress.through
    for turn in timeline.turns(after=day, through=through):
        last = turn - ONE_DAY
        numerator += timeline.base(penalty, settled, on=last) * rate * (last - day).days
        day = last
    return PenaltyProgress(through, numerator, progress.flat_minor)


def charged(progress: PenaltyProgress, penalty: Penalty, *, principal: int) -> int:
    """Penalties charged so far in minor units, never above the cap."""
    minor = progress.numerator // DENOMINATOR + progress.flat_minor
    if penalty.cap_percent is not None:
        cap = Decimal(principal) * penalty.cap_percent / 100
        minor = min(minor, round_to_int(cap, Rounding.DOWN))
    return minor
