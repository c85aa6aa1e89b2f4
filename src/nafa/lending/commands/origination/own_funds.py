"""Stating the institution's own funds."""

from datetime import date
from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput
from nafa.lending.models import OwnFundsStatement
from nafa.lib.money import Money


@command(permission="lending.state_own_funds")
def state_own_funds(ctx: Context, *, as_of_date: date, amount: Money, source: str) -> UUID:
    """Write down own funds on a date, from a statement; the latest date counts from now on.

    Refuses: InvalidInput (a date in the future, no source).
    """
    if as_of_date > ctx.business_date:
        raise InvalidInput(field="as_of_date", reason="future")
    if not source.strip():
        raise InvalidInput(field="source", reason="empty")
    return OwnFundsStatement.objects.create(
        id=ctx.new_id(), as_of_date=as_of_date, amount_minor=amount.minor,
        currency=amount.currency, source=source.strip(), recorded_at=ctx.now,
        recorded_by_id=ctx.actor_id,
    ).id  # fmt: skip
