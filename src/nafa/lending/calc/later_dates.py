"""The dates of a plan that replaces another: instalments put off, or a new rhythm of dates."""

from collections.abc import Sequence
from datetime import date, timedelta

from nafa.lending.calc.refusals import TermsRefused
from nafa.lending.calc.servicing.due_dates import step
from nafa.lending.calc.terms import Terms
from nafa.lib.calendars import BusinessCalendar

ONE_DAY = timedelta(days=1)


def put_off(
    terms: Terms,
    due_dates: Sequence[date],
    *,
    periods: int,
    until: date | None,
    on: date,
    calendar: BusinessCalendar,
) -> tuple[date, ...]:
    """The dates of unmet instalments, so many periods later, or the first one on a day.

    What would still lie in the past falls together with the first date to come. Refuses:
    TermsRefused (nothing to put off, no later date).
    """
    if not due_dates:
        raise TermsRefused("terms.out_of_range", "periods", value=0)
    if until is not None:
        nominal = [until] + [step(terms, until, number) for number in range(1, len(due_dates))]
    else:
        nominal = [step(terms, due, periods) for due in due_dates]
    later = _rolled(terms, [day for day in nominal if day > on], calendar)
    if not later or (nominal[0] <= due_dates[0]):
        raise TermsRefused("terms.dates_backwards", "until", value=nominal[0])
    return later


def new_rhythm(
    terms: Terms, *, first: date, count: int, calendar: BusinessCalendar
) -> tuple[date, ...]:
    """So many dates from the first on, as far apart as the terms want. Refuses: TermsRefused."""
    if not 1 <= count <= 600:
        raise TermsRefused("terms.out_of_range", "count", value=count, lowest=1, highest=600)
    nominal = [first] + [step(terms, first, number) for number in range(1, count)]
    return _rolled(terms, nominal, calendar)


def free_until(on: date, *, former_first: date, new_first: date) -> date:
    """From when interest runs again, so that the first period keeps the days it had left.

    Refuses: TermsRefused, when instalments are overdue: nothing was left of their period.
    """
    if former_first <= on:
        raise TermsRefused("terms.overdue_first", "bears_interest", value=former_first)
    return on + (new_first - former_first)


def _rolled(terms: Terms, days: Sequence[date], calendar: BusinessCalendar) -> tuple[date, ...]:
    """Dates moved off days of rest, each after the one before."""
    found: list[date] = []
    for nominal in days:
        day = calendar.roll(nominal, terms.roll)
        found.append(max(day, found[-1] + ONE_DAY) if found else day)
    return tuple(found)
