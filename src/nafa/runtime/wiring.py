"""Which event is told to whom, in one table; the job that tells them every few seconds."""

from collections.abc import Mapping, Sequence

from procrastinate.contrib.django import app

from nafa.journeys.notices import tell_officer_of_decision
from nafa.kernel import clock
from nafa.kernel.identity.contexts import system_context
from nafa.kernel.outbox import Handler, relay
from nafa.ledger import commands as ledger
from nafa.ledger import queries as books
from nafa.lending.events import ApplicationDecided

SUBSCRIBERS: Mapping[str, Sequence[Handler]] = {
    ApplicationDecided.name: (tell_officer_of_decision,),
}
EVERY_FIVE_SECONDS = "* * * * * */5"
EVERY_MINUTE = "* * * * *"
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
@app.task(name="runtime.expire_holds", queueing_lock="runtime.expire_holds")
def expire_holds(timestamp: int) -> int:
    """Release the amounts whose time is over; how many. Leaves no trace when there is none."""
    if not books.is_a_hold_due(clock.now()):
        return 0
    return ledger.expire_holds(system_context(key=f"expire-holds/{timestamp}"))
