"""The dates of a schedule: when each period starts and falls due."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from nafa.lending.calc.choices import MonthEndRule, PeriodUnit
from nafa.lending.calc.terms import Terms
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
    terms: Terms,
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
    rolled = _rolled(terms, first_day, dates)
    starts = [first_day, *rolled[:-1]]
    return tuple(
        Bounds(start, due, nominal not in odd)
        for start, due, nominal in zip(starts, rolled, dates, strict=True)
    )


def _rolled(terms: Terms, first_day: date, dates: Sequence[date]) -> list[date]:
    """Dates moved off days of rest; they never run backwards."""
    moved, previous = [], first_day
    for nominal in dates:
        previous = max(terms.calendar.roll(nominal, terms.roll), previous)
        moved.append(previous)
    return moved


def step(terms: Terms, anchor: date, number: int) -> date:
    """The due date `number` periods after the anchor, counted from the anchor itself."""
    return _after(terms, anchor, number * terms.every)


def first_due(terms: Terms) -> date:
    """The date from which the due dates of a contract are counted, before holidays move it."""
    return terms.first_due_date or step(terms, terms.disbursement_date, 1)


def _after(terms: Terms, anchor: date, units: int) -> date:
    if terms.unit in MONTHS_OF:
        landed = add_months(anchor, units * MONTHS_OF[terms.unit])
        if landed.day == anchor.day or terms.month_end is MonthEndRule.LAST_DAY:
            return landed
        return landed.replace(day=monthrange(landed.year, landed.month)[1]) + timedelta(days=1)
    if terms.unit in DAYS_OF:
        return anchor + timedelta(days=units * DAYS_OF[terms.unit])
    landed = anchor
    while units:
        landed += timedelta(days=1)
        units -= _is_chosen(terms, landed)
    return landed


def _is_chosen(terms: Terms, day: date) -> bool:
    """Whether a day is one of the two of its month, or one of the chosen weekdays."""
    if terms.unit is PeriodUnit.WEEKDAYS:
        return day.weekday() in terms.weekdays
    last = monthrange(day.year, day.month)[1]
    return day.day in {min(wished, last) for wished in terms.month_days}


def _nominal(terms: Terms, first_day: date, count: int) -> list[date]:
    if terms.first_due_date is None:
        return [step(terms, first_day, number) for number in range(1, count + 1)]
    return [step(terms, terms.first_due_date, number) for number in range(count)]


def _moved(terms: Terms, dates: list[date], move: Moved) -> list[date]:
    shown = [terms.calendar.roll(one, terms.roll) for one in dates]
    if move.was not in shown:
        return dates
    place = shown.index(move.was)
    later = [step(terms, move.to, number) for number in range(len(dates) - place)]
    return dates[:place] + later


def extended(terms: Terms, periods: Sequence[Bounds], more: int) -> tuple[Bounds, ...]:
    """So many periods after the last one."""
    anchor, start, before = periods[-1].due, periods[-1].due, 0
    if step(terms, periods[0].start, len(periods)) == start:  # keeps the day of the month
        anchor, before = periods[0].start, len(periods)
    found = []
    for number in range(1, more + 1):
        due = max(terms.calendar.roll(step(terms, anchor, before + number), terms.roll), start)
        found.append(Bounds(start, due))
        start = due
    return tuple(found)
