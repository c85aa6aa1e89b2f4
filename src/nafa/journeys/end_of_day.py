"""The end of the day: tills counted, loans closed in batches, books checked, the date moved.

Every step is a command with a key of its day, so that a killed run is taken up where it stopped and
a second run changes nothing.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection

from nafa.assets import commands as assets
from nafa.journeys import errors, events
from nafa.kernel import clock
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import institution, system_context
from nafa.kernel.locks import CLOSE_LOCK, hold_day_exclusively
from nafa.kernel.models import DayCloseRun, Institution
from nafa.ledger import commands as ledger
from nafa.ledger import queries as books
from nafa.ledger.errors import BooksAltered
from nafa.lending import commands as lending
from nafa.lending.commands.lines import close_lines
from nafa.lending.commands.rate_indexes import follow_indexes
from nafa.lib.ids import uuid7_at
from nafa.payments import queries as payments
from nafa.payments.errors import TillsStillOpen
from nafa.recovery import commands as recovery

BATCH_SIZE = 20_000
MOST_HANDS = 8


class CloseProgress(NamedTuple):
    """How far the close of a day is."""

    day: date
    done: int
    total: int
    lines: int


Watcher = Callable[[CloseProgress], None]


def close_day(
    ctx: Context, *, watch: Watcher = lambda _: None, batch_size: int = BATCH_SIZE
) -> date:
    """Close the business date and give the new one. May be killed and run again at any moment.

    Refuses: NotPermitted, CloseRunning, TillsStillOpen, BooksUnbalanced, BooksAltered.
    """
    ctx.demand("day.close")
    with _only_runner():
        day = institution().business_date
        begin_day_close(ctx, day=day)
        batches = lending.day_batches(size=batch_size)
        DayCloseRun.objects.filter(day=day).update(batches_total=len(batches), batches_done=0)
        lending.spread_contagion(
            system_context(key=f"day-close/{day.isoformat()}/contagion"), day=day
        )
        follow_indexes(system_context(key=f"day-close/{day.isoformat()}/indexes"), day=day)
        close_lines(system_context(key=f"day-close/{day.isoformat()}/lines"), day=day)
        lending.lapse_drawings(system_context(key=f"day-close/{day.isoformat()}/drawings"), day=day)
        lines = 0
        watch(CloseProgress(day, 0, len(batches), lines))
        for done, posted in enumerate(_closed(day, batches), start=1):
            lines += posted
            DayCloseRun.objects.filter(day=day).update(batches_done=done, lines_posted=lines)
            watch(CloseProgress(day, done, len(batches), lines))
        lines += assets.close_contracts(
            system_context(key=f"day-close/{day.isoformat()}/contracts"), day=day
        )
        DayCloseRun.objects.filter(day=day).update(lines_posted=lines)
        recovery.settle_promises(
            system_context(key=f"day-close/{day.isoformat()}/promises"), day=day
        )
        next_day = finish_day_close(_fresh(ctx), day=day)
        prove_books()
        return next_day


def prove_books() -> None:
    """Take the closed day into the log and check everything since the last sound check.

    Refuses: BooksAltered. The day stays closed then: the alteration lies outside of it or cannot
    be undone by keeping it open.
    """
    ledger.seal_trail()
    ledger.extend_log()
    for finding in ledger.verify_since_last(workers=_hands()).findings:
        raise BooksAltered(record=finding.record, name=finding.name, fault=finding.fault)


def prove_books_in_full() -> None:
    """Take what waits into the log and check everything. What is found is kept: every close of a
    day then checks everything and tells it as well, until nothing is found.

    Refuses: BooksAltered.
    """
    ledger.seal_trail()
    ledger.extend_log()
    for finding in ledger.verify_in_full(workers=_hands()).findings:
        raise BooksAltered(record=finding.record, name=finding.name, fault=finding.fault)


def _closed(day: date, batches: Sequence[lending.Batch]) -> Iterator[int]:
    """Close the batches and tell the lines of each; as many at a time as there are processors.

    Inside a transaction of the caller other sessions would not see its loans: then one by one.
    The first that fails stops those not yet begun.
    """
    hands = min(_hands(), len(batches))
    if hands < 2 or connection.in_atomic_block:
        yield from (_close_batch(day, batch) for batch in batches)
        return
    with ThreadPoolExecutor(hands) as pool:
        running = [pool.submit(_close_apart, day, batch) for batch in batches]
        try:
            for closed in as_completed(running):
                yield closed.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _hands() -> int:
    """How many things are done at a time: beyond some, all wait for the same accounts."""
    return min(os.cpu_count() or 1, MOST_HANDS)


def _close_apart(day: date, batch: lending.Batch) -> int:
    """A batch in a session of its own."""
    try:
        return _close_batch(day, batch)
    finally:
        connection.close()


def _close_batch(day: date, batch: lending.Batch) -> int:
    return lending.close_loans(
        system_context(key=f"day-close/{day.isoformat()}/loans/{batch.number}"),
        day=day,
        batch=batch.number,
        after_id=batch.after_id,
        upto_id=batch.upto_id,
    )


def _fresh(ctx: Context) -> Context:
    """The same actor with a key of its own: a refused end must not bar the next try."""
    return ctx.under(f"finish/{uuid7_at(clock.now())}")


@contextmanager
def _only_runner() -> Iterator[None]:
    """Hold the close for this session. Refuses: CloseRunning."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [CLOSE_LOCK])
        if not cursor.fetchone()[0]:
            raise errors.CloseRunning()
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [CLOSE_LOCK])


@command(permission="day.close", during_close=True)
def begin_day_close(ctx: Context, *, day: date) -> date:
    """Stop all other commands of the day. Refuses: DayAhead, TillsStillOpen."""
    hold_day_exclusively()
    if day != ctx.business_date:
        raise errors.DayAhead(day=day, business_date=ctx.business_date)
    held = [till.name for till in payments.tills() if till.session_id is not None]
    if held:
        raise TillsStillOpen(count=len(held), names=", ".join(held))
    Institution.objects.filter(id=1).update(is_closing=True)
    DayCloseRun.objects.get_or_create(day=day, defaults={"started_at": ctx.now})
    return day


@command(permission="day.close", during_close=True)
def finish_day_close(ctx: Context, *, day: date) -> date:
    """Check the books and move the business date by one day. Refuses: BooksUnbalanced."""
    hold_day_exclusively()
    if day != ctx.business_date:
        return ctx.business_date
    for difference in books.faults_of_day(day):
        raise errors.BooksUnbalanced(day=day, difference=difference)
    ledger.seal_day(ctx, day=day)
    next_day = day + timedelta(days=1)
    Institution.objects.filter(id=1).update(business_date=next_day, is_closing=False)
    DayCloseRun.objects.filter(day=day).update(finished_at=ctx.now)
    ctx.publish(events.DayClosed(day, next_day))
    return next_day
