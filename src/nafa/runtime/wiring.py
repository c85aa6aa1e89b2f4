"""Which event is told to whom, in one table; the jobs of the clock."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from nafa.interfaces.publishing import publishers
from nafa.journeys.blocked_savings import (
    release_after_refusal,
    release_after_withdrawal,
    release_at_the_end,
)
from nafa.journeys.end_of_day import prove_books_in_full
from nafa.journeys.events import DayClosed
from nafa.journeys.notices import (
    keep_rate_letter,
    tell_officer_of_decision,
    tell_officer_of_held_rate,
    tell_officer_of_rate,
)
from nafa.journeys.retention import run_retention
from nafa.kernel import calls, clock
from nafa.kernel.access import challenges
from nafa.kernel.copies import Copies
from nafa.kernel.errors import Unavailable
from nafa.kernel.identity.contexts import business_date, system_context
from nafa.kernel.outbox import Handler, relay
from nafa.kernel.secrets import rotation
from nafa.kernel.watch.events import AlertRaised
from nafa.kernel.watch.looking import look, tell_watchers
from nafa.ledger import commands as ledger
from nafa.ledger import queries as books
from nafa.ledger.errors import BooksAltered, LogBusy
from nafa.lending.events import (
    ApplicationDecided,
    ApplicationWithdrawn,
    LoanClosed,
    RateFollowed,
    RateHeld,
)
from nafa.runtime.backup.status import read_status
from nafa.runtime.configuration.environment import CHECK_DAYS

logger = logging.getLogger(__name__)


def ask_for_publication(_event: object) -> None:
    """After the close of a day its checkpoint goes out of the house, by a job of its own."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        publish_after_close.defer()


SUBSCRIBERS: Mapping[str, Sequence[Handler]] = {
    ApplicationDecided.name: (tell_officer_of_decision, release_after_refusal),
    ApplicationWithdrawn.name: (release_after_withdrawal,),
    LoanClosed.name: (release_at_the_end,),
    RateFollowed.name: (keep_rate_letter, tell_officer_of_rate),
    RateHeld.name: (tell_officer_of_held_rate,),
    DayClosed.name: (ask_for_publication,),
    AlertRaised.name: (tell_watchers,),
}
EVERY_FIVE_SECONDS = "* * * * * */5"
EVERY_MINUTE = "* * * * *"
EVERY_NIGHT = "30 2 * * *"
EVERY_FIVE_MINUTES = "*/5 * * * *"
AT_THREE = "0 3 * * {day}"
LOG_PATIENCE_SECONDS = 1.0
BATCH = 200


@app.periodic(cron=EVERY_FIVE_SECONDS)
@app.task(name="runtime.relay_events", queueing_lock="runtime.relay_events")
def relay_events(timestamp: int) -> int:  # noqa: ARG001 - the queue gives the planned instant
    """Tell the events that wait; how many were told."""
    told = 0
    while True:
        count = relay(SUBSCRIBERS, batch=BATCH)
        told += count
        if count < BATCH:
            return told


@app.periodic(cron=EVERY_MINUTE)
@app.task(name="runtime.extend_log", queueing_lock="runtime.extend_log")
def extend(timestamp: int) -> int:  # noqa: ARG001 - the queue gives the planned instant
    """Take what was posted into the log; how many leaves came in. Somebody else at it is enough."""
    try:
        ledger.seal_trail()
        return ledger.extend_log(wait_seconds=LOG_PATIENCE_SECONDS).added
    except LogBusy:
        return 0


@app.task(name="runtime.publish_after_close", queueing_lock="runtime.publish_after_close")
def publish_after_close() -> int:
    """The day that was closed goes out at once."""
    return publish(timestamp=0)


@app.periodic(cron=EVERY_NIGHT)
@app.task(name="runtime.publish_log", queueing_lock="runtime.publish_log")
def publish(timestamp: int) -> int:  # noqa: ARG001 - the queue gives the planned instant
    """Bring every place up to the newest checkpoint; how many took it. A place that does not
    answer now gets everything the next time."""
    if ledger.extend_log().size == 0:
        return 0
    reached = 0
    for publisher in publishers():
        try:
            ledger.publish_log(publisher)
            reached += 1
        except Unavailable as fault:
            logger.warning("the log was not published: %s", fault)
    return reached


@app.periodic(cron=EVERY_MINUTE)
@app.task(name="runtime.expire_holds", queueing_lock="runtime.expire_holds")
def expire_holds(timestamp: int) -> int:
    """Release the amounts whose time is over; how many. Leaves no trace when there is none."""
    if not books.is_a_hold_due(clock.now()):
        return 0
    return ledger.expire_holds(system_context(key=f"expire-holds/{timestamp}"))


@app.periodic(cron=EVERY_NIGHT)
@app.task(name="runtime.forget_challenges", queueing_lock="runtime.forget_challenges")
def forget_challenges(timestamp: int) -> int:  # noqa: ARG001 - the queue gives the planned instant
    """Remove yesterday's questions of the door and counts of calls; proofs given stay."""
    return challenges.forget_old() + calls.forget_old()


@app.periodic(cron=EVERY_MINUTE)
@app.task(name="runtime.look_out", queueing_lock="runtime.look_out")
def look_out(timestamp: int) -> int:  # noqa: ARG001 - the queue gives the planned instant
    """Apply the rules of the watch to the trails; how many cases were opened."""
    return look(clock.now())


@app.periodic(cron=EVERY_NIGHT)
@app.task(name="runtime.retention", queueing_lock="runtime.retention")
def retention(timestamp: int) -> int:  # noqa: ARG001 - the queue gives the planned instant
    """Let go what nothing keeps any more; how many persons and rows of the trail."""
    return run_retention(day=business_date())


@app.periodic(cron=EVERY_NIGHT)
@app.task(name="runtime.rotate_keys", queueing_lock="runtime.rotate_keys")
def rotate_keys(timestamp: int) -> int:  # noqa: ARG001 - the queue gives the planned instant
    """Go on with a rotation of keys that was begun and stopped; how many values."""
    return rotation.continue_rotation() if rotation.is_rotating() else 0


def full_check_times(day: str) -> str | None:
    """When the books are checked in full, in the words of cron; nothing for never."""
    number = CHECK_DAYS.index(day)
    return None if day == "never" else AT_THREE.format(day="*" if day == "daily" else number)


@app.task(name="runtime.check_books", queueing_lock="runtime.check_books")
def check_books(timestamp: int) -> None:  # noqa: ARG001 - the queue gives the planned instant
    """Check everything, not only what came since the last check. Fails when a record is wrong."""
    try:
        prove_books_in_full()
    except BooksAltered as refusal:
        logger.error("%s %s", refusal.message, refusal.next_step)
        raise


def watch_copies(timestamp: int) -> str:  # noqa: ARG001 - the queue gives the planned instant
    """Say in the log that copies are late, until they are not; what is late."""
    status = read_status(settings.NAFA_DATA)
    late = status.lateness(clock.now())
    if late:
        logger.error("copies are late: %s (%s)", late, status.fault or "no fault was told")
        return late
    worst = status.worst(clock.now(), drill_days=settings.NAFA_DRILL_DAYS)
    if worst is not Copies.FRESH:
        logger.error("the trial of the copies: %s", worst.value)
    return "" if worst is Copies.FRESH else worst.value


if settings.NAFA_KEEPS_COPIES:
    app.periodic(cron=EVERY_FIVE_MINUTES)(app.task(name="runtime.watch_copies")(watch_copies))
if (times := full_check_times(settings.NAFA_FULL_CHECK)) is not None:
    app.periodic(cron=times)(check_books)
