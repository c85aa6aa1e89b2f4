"""Closing the books up to a date."""

from datetime import date, timedelta

from django.db import connection

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.ledger import errors
from nafa.ledger.models import Period
from nafa.ledger.queries.periods import closed_until
from nafa.ledger.queries.trial_balance import differences


@command(permission="ledger.close_period")
def close_period(ctx: Context, *, end_date: date) -> date:
    """Close the books up to and with a date before the business date; nothing is booked there.

    Months of the journal that lie wholly in closed periods take no more rows.

    Refuses: DateAhead, PeriodClosed, EntryUnbalanced (the trial balance is not zero).
    """
    latest = ctx.business_date - timedelta(days=1)
    if end_date > latest:
        raise errors.DateAhead(value_date=end_date, business_date=latest)
    closed = closed_until()
    if closed is not None and end_date <= closed:
        raise errors.PeriodClosed(value_date=end_date, closed_until=closed)
    for difference in differences(on=end_date):
        raise errors.EntryUnbalanced(difference=difference)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_seal_months(%s)", [end_date])
    Period.objects.create(end_date=end_date, closed_at=ctx.now, command_id=ctx.command_id)
    return end_date
