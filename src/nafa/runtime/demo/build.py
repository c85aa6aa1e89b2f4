"""Making the demo institution: a founded day, then a year of days, each closed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from django.utils import translation

from nafa.journeys.end_of_day import close_day
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel import clock
from nafa.kernel.models import Counter, Institution
from nafa.ledger import commands as ledger
from nafa.lib.calendars import BusinessCalendar
from nafa.lib.periods import add_months
from nafa.runtime.demo import catalogue
from nafa.runtime.demo.bulk import fill
from nafa.runtime.demo.goods_desk import BRANCH, offer
from nafa.runtime.demo.life import Life
from nafa.runtime.demo.opening import open_institution
from nafa.runtime.demo.stage import Stage

BEGUN, COMPLETE = "demo.begun", "demo.complete"
CLIENTS, LOANS = 600, 320
FOUNDING_CLIENTS = 150
CLOSE_BOOKS_ON = 10
PAY_EXPENSES_ON = 27

Watcher = Callable[[date, int, int], None]


class Made(StrEnum):
    """What this database holds of a demo institution."""

    NOTHING = "NOTHING"
    PART = "PART"
    WHOLE = "WHOLE"
    OTHER = "OTHER"


def made_so_far() -> Made:
    """Nothing, a part (its making was cut short), the whole, or another institution."""
    kinds = set(Counter.objects.filter(kind__in=(BEGUN, COMPLETE)).values_list("kind", flat=True))
    if COMPLETE in kinds:
        return Made.WHOLE
    if BEGUN in kinds:
        return Made.PART
    return Made.OTHER if Institution.objects.exists() else Made.NOTHING


def build_large(
    *, client_count: int, watch: Callable[[int, int], None] = lambda _done, _total: None
) -> None:
    """Make an institution of many clients with running loans, in sets. For benchmarks."""
    Counter.objects.create(kind=BEGUN, value=client_count)
    stage = Stage(catalogue.LAST_DAY)
    with translation.override("fr"), clock.held_at(stage.instant()):
        open_institution(stage)
        fill(stage, count=client_count, watch=watch)
    Counter.objects.create(kind=COMPLETE, value=client_count)


def build(
    *,
    watch: Watcher = lambda _day, _done, _total: None,
    client_count: int = CLIENTS,
    loan_count: int = LOANS,
    last_day: date = catalogue.LAST_DAY,
) -> None:
    """Make the demo institution in an empty database. Refuses: InstitutionExists."""
    Counter.objects.create(kind=BEGUN, value=1)
    stage = Stage(catalogue.FIRST_DAY)
    life = Life(stage, clients_wanted=client_count, loans_wanted=loan_count, seed=catalogue.SEED)
    total = (last_day - catalogue.FIRST_DAY).days
    with translation.override("fr"):
        with clock.held_at(stage.instant()):
            open_institution(stage)
            offer(stage)
            life.register(min(FOUNDING_CLIENTS, client_count))
        calendar = _calendar()
        while stage.day < last_day:
            watch(stage.day, (stage.day - catalogue.FIRST_DAY).days, total)
            with clock.held_at(stage.instant()):
                _play(life, calendar, last_day)
        with clock.held_at(stage.instant()):
            life.leave_work()
    Counter.objects.create(kind=COMPLETE, value=1)


def _calendar() -> BusinessCalendar:
    pack = institution_pack()
    years = range(catalogue.FIRST_DAY.year, catalogue.LAST_DAY.year + 1)
    return BusinessCalendar.of(
        (day for year in years for day in pack.holidays(year)), pack.rest_weekdays
    )


def _play(life: Life, calendar: BusinessCalendar, last_day: date) -> None:
    """One day from its opening to its close."""
    stage = life.stage
    if calendar.is_business_day(stage.day):
        _work(life, last_day)
    else:
        waiting = life.payments_on.pop(stage.day, [])
        life.payments_on[stage.day + timedelta(days=1)].extend(waiting)
    closing = replace(stage.as_person("aminata.sarr"), channel="web")
    stage.next_day(close_day(closing))


def _work(life: Life, last_day: date) -> None:
    stage = life.stage
    life.open_counters()
    life.collect(stage.day)
    life.goods.work(life.persons[BRANCH])
    days_left = max((last_day - stage.day).days, 1)
    life.register(_share(life.clients_wanted - life.registered, days_left))
    life.lend(_share(life.loans_wanted - life.lent, days_left))
    month = stage.day.replace(day=1)
    if stage.day.day >= CLOSE_BOOKS_ON and month not in life.books_closed:
        life.books_closed.add(month)
        _close_books(life)
    if stage.day.day >= PAY_EXPENSES_ON and month not in life.expenses_paid:
        life.expenses_paid.add(month)
        life.pay_expenses()
    life.close_counters()


def _share(left: int, days_left: int) -> int:
    """How many fall on today so that what is left is done by the last day, Sundays left out."""
    return -(-left * 7 // (days_left * 6)) if left > 0 else 0


def _close_books(life: Life) -> None:
    """Books of the month before last are closed: nothing is booked there any more."""
    end = add_months(life.stage.day.replace(day=1), -1) - timedelta(days=1)
    if end >= catalogue.FIRST_DAY:
        ledger.close_period(life.stage.as_person("aminata.sarr"), end_date=end)
