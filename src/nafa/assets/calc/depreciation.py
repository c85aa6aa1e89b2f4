"""Straight-line depreciation of a thing over its useful life, by the month or by the day."""

from datetime import date, timedelta
from typing import NamedTuple

from nafa.assets.calc.dues import equal_parts
from nafa.assets.calc.kinds import DepreciationBasis
from nafa.lib.invariants import ensure
from nafa.lib.periods import add_months


class Wear(NamedTuple):
    """What a thing loses on a day."""

    number: int
    due_date: date
    minor: int


def wear_plan(
    cost_minor: int, *, life_months: int, start: date, basis: DepreciationBasis
) -> tuple[Wear, ...]:
    """The whole plan: its sum is the cost, so the book value ends at nothing and never below.

    By months: an equal part a month after the start, and so on; the last part takes what is left
    over. By days: at the end of each calendar month the days gone by over the days of the whole
    life.
    """
    ensure(cost_minor > 0 and life_months > 0, "a thing has a cost and a life")
    if basis is DepreciationBasis.MONTHS:
        parts = equal_parts(cost_minor, life_months)
        return tuple(Wear(n, add_months(start, n), part) for n, part in enumerate(parts, 1))
    end = add_months(start, life_months)
    whole, gone, plan = (end - start).days, 0, []
    for number in range(1, life_months + 2):
        day = min(_month_end(add_months(start, number - 1)), end)
        upto = cost_minor * (day - start).days // whole
        if upto > gone:
            plan.append(Wear(number, day, upto - gone))
        gone = upto
        if day == end:
            break
    return tuple(plan)


def _month_end(day: date) -> date:
    return add_months(day.replace(day=1), 1) - timedelta(days=1)
