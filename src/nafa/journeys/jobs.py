"""The close of the day as a job of the queue: asked for on a page, done by the job process."""

import logging
from datetime import date
from uuid import UUID

from django.utils import translation
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from nafa.journeys import errors
from nafa.journeys.end_of_day import close_day
from nafa.kernel import clock
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.kernel.identity.contexts import business_date, context_for
from nafa.kernel.models import DayCloseRun, User
from nafa.payments import queries as payments
from nafa.payments.errors import TillsStillOpen

logger = logging.getLogger(__name__)
UNEXPECTED = "The close stopped on a fault; the log of the job process has it. Start it again."


def ask_for_close(ctx: Context) -> date:
    """Put the close of the business date into the queue; gives the day that will be closed.

    Refuses: NotPermitted, TillsStillOpen, CloseRunning (it waits already).
    """
    ctx.demand("day.close")
    held = [till.name for till in payments.tills() if till.session_id is not None]
    if held:
        raise TillsStillOpen(count=len(held), names=", ".join(held))
    day = ctx.business_date
    DayCloseRun.objects.filter(day=day).update(failure="")
    try:
        run_close.defer(actor_id=str(ctx.actor_id), key=ctx.key)
    except AlreadyEnqueued as waiting:
        raise errors.CloseRunning() from waiting
    return day


@app.task(name="journeys.close_day", queueing_lock="journeys.close_day", queue="close")
def run_close(*, actor_id: str, key: str) -> None:
    """Close the business date as the person who asked; a refusal is kept where the page reads."""
    user, day = User.objects.get(id=UUID(actor_id)), business_date()
    with translation.override(user.language):
        try:
            close_day(context_for(user, channel="web", key=key))
        except errors.CloseRunning:
            logger.info("the close of %s runs already", day)
        except DomainError as refusal:
            _keep_failure(day, f"{refusal.message} {refusal.next_step}")
        except Exception:
            _keep_failure(day, UNEXPECTED)
            raise


def _keep_failure(day: date, words: str) -> None:
    DayCloseRun.objects.update_or_create(
        day=day, defaults={"failure": words}, create_defaults=_first_try(words)
    )


def _first_try(words: str) -> dict[str, object]:
    return {"started_at": clock.now(), "failure": words}
