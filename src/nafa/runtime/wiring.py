"""Which event is told to whom, in one table; the job that tells them every few seconds."""

from collections.abc import Mapping, Sequence

from procrastinate.contrib.django import app

from nafa.journeys.notices import tell_officer_of_decision
from nafa.kernel.outbox import Handler, relay
from nafa.lending.events import ApplicationDecided

SUBSCRIBERS: Mapping[str, Sequence[Handler]] = {
    ApplicationDecided.name: (tell_officer_of_decision,),
}
EVERY_FIVE_SECONDS = "* * * * * */5"
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
