"""Retention: what nothing keeps any more goes, by a schedule that is seen before it runs."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from nafa.journeys.personal_data import erasable, erase_person
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.audit.kinds import JOB
from nafa.kernel.audit.retention import due_months, retire_months
from nafa.kernel.audit.writing import append
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import system_context


class Preview(NamedTuple):
    """What a run would let go: persons, and months of the trail."""

    clients: tuple[UUID, ...]
    months: tuple[date, ...]
    client_years: int
    trail_years: int


def preview(ctx: Context) -> Preview:
    """What is due on the business date; nothing is changed."""
    pack, on = institution_pack(), ctx.business_date
    trail_years = pack.trail_retention_years(on)
    months = due_months(on=on, years=trail_years)
    return Preview(
        tuple(erasable(ctx)),
        tuple(due.month for due in months if due.is_chained),
        pack.client_retention_years(on),
        trail_years,
    )


def run_retention(*, day: date) -> int:
    """Let go what is due; how many persons and rows. May be killed and run again."""
    ctx = system_context(key=f"retention/{day.isoformat()}")
    due = preview(ctx)
    for client_id in due.clients:
        erase_person(system_context(key=f"retention/{client_id}"), client_id=client_id)
    rows = retire_months(ctx, years=due.trail_years)
    append(
        at=ctx.now, kind=JOB, name="retention.run", actor_id=None, role=ctx.role,
        channel=ctx.channel, details={"clients": len(due.clients), "rows": rows},
    )  # fmt: skip
    return len(due.clients) + rows
