"""When and where a group meets."""

from datetime import date
from uuid import UUID

from nafa.clients import errors as client_errors
from nafa.clients import queries as clients
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.lending import solidarity_errors as errors
from nafa.lending.models import MeetingPlan

LAST_WEEKDAY, MOST_WEEKS = 6, 4


@command(permission="clients.manage_group")
def plan_meetings(
    ctx: Context,
    *,
    group_id: UUID,
    weekday: int,
    every_weeks: int = 1,
    time: str = "",
    place: str = "",
    effective_from: date | None = None,
) -> UUID:
    """Let a group meet on a weekday, every one to four weeks, from a day on.

    Refuses: NotFound, OtherBranch, NotAGroup, MeetingNotPossible.
    """
    group = clients.get_client(ctx, group_id)
    if group.kind != "GROUP":
        raise client_errors.NotAGroup(number=group.number)
    start = effective_from or ctx.business_date
    if not 0 <= weekday <= LAST_WEEKDAY:
        raise errors.MeetingNotPossible(field="weekday")
    if not 1 <= every_weeks <= MOST_WEEKS:
        raise errors.MeetingNotPossible(field="every_weeks")
    if start < ctx.business_date:
        raise errors.MeetingNotPossible(field="effective_from")
    plan = MeetingPlan.objects.create(
        id=ctx.new_id(),
        group_id=group_id,
        weekday=weekday,
        every_weeks=every_weeks,
        time=time.strip(),
        place=place.strip(),
        effective_from=start,
        recorded_at=ctx.now,
        recorded_by_id=ctx.actor_id,
    )
    ctx.concerns("client", group_id)
    return plan.id
