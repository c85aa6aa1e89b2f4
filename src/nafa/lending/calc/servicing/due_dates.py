"""The dates of a schedule: when each period starts and falls due."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from nafa.lending.calc.servicing.choices import MonthEndRule, PeriodUnit
from nafa.lending.calc.servicing.terms import ServicingTerms
from nafa.lib.periods import add_months

MONTHS_OF = {PeriodUnit.MONTHS: 1, PeriodUnit.YEARS: 12}
DAYS_OF = {PeriodUnit.DAYS: 1, PeriodUnit.WEEKS: 7}


@dataclass(frozen=True, slots=True)
class Bounds:
    """A period: interest runs from the start to the due date. A moved one is irregular."""

    start: date
    due: date
    is_regular: bool = True


@dataclass(frozen=True, slots=True)
class Moved:
    """A due date put off: the instalment that was due then, and all after it, move along."""

    was: date
    to: date


def bounds(
    terms: ServicingTerms,
    first_day: date,
    *,
    count: int | None = None,
    moves: tuple[Moved, ...] = (),
) -> tuple[Bounds, ...]:
    """The periods that follow each other from the first day on."""
    dates = _nominal(terms, first_day, count or terms.count)
    odd = {dates[0]} if terms.first_due_date else set()
    last_days = None
    if terms.fixed_length is not None:
        dates[-1] = _after(terms, first_day, terms.fixed_length)
        last_days = dates[-1] - (dates[-2] if len(dates) > 1 else first_day)
        odd.add(dates[-1])
    for move in moves:
        dates = _moved(terms, dates, move)
        odd.add(move.to)
        if last_days is not None and dates[-1] != move.to:
            dates[-1] = dates[-2] + last_days
    starts = [first_day, *dates[:-1]]
    return tuple(
        Bounds(start, due, due not in odd) for start, due in zip(starts, dates, strict=True)
    )


def step(terms: ServicingTerms, anchor: date, number: int) -> date:
    """The due date `number` periods after the anchor, counted from the anchor itself."""
    return _after(terms, anchor, number * terms.every)


def _after(terms: ServicingTerms, anchor: date, units: int) -> date:
    if terms.unit in MONTHS_OF:
        landed = add_months(anchor, units * MONTHS_OF[terms.unit])
        if landed.day == anchor.day or terms.month_end is MonthEndRule.LAST_DAY:
            return landed
        return landed.replace(day=monthrange(landed.year, landed.month)[1]) + timedelta(days=1)
    return anchor + timedelta(days=units * DAYS_OF[terms.unit])


def _nominal(terms: ServicingTerms, first_day: date, count: int) -> list[date]:
    if terms.first_due_date is None:
        return [step(terms, first_day, number) for number in range(1, count + 1)]
    return [step(terms, terms.first_due_date, number) for number in range(count)]


def _moved(terms: ServicingTerms, dates: list[date], move: Moved) -> list[date]:
    if move.was not in dates:
        return dates
    place = dates.index(move.was)
    later = [step(terms, move.to, number) for number in range(len(dates) - place)]
    return dates[:place] + later


def extended(terms: ServicingTerms, periods: Sequence[Bounds], more: int) -> tuple[Bounds, ...]:
    """So many periods after the last one."""
    anchor, start = periods[-1].due, periods[-1].due
    found = []
    for number in range(1, more + 1):
        due = step(terms, anchor, number)
        found.append(Bounds(start, due))
        start = due
    return tuple(found)
