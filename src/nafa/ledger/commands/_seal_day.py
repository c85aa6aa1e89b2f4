"""The last step of a day: its totals and closing balances are written down."""

from datetime import date

from django.db import connection

from nafa.kernel.context import Context
from nafa.lib.invariants import ensure


def seal_day(ctx: Context, *, day: date) -> int:
    """Seal a business date inside the close, while nothing else is posted; how many entries it had.

    Totals by account and value date serve balances of the past; closing balances of the accounts
    that moved become leaves of the log. Nothing is booked on the date any more.
    """
    ensure(ctx.command_id is not None, "a day is sealed inside the close")
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_seal_day(%s, %s)", [day, ctx.now])
        return int(cursor.fetchone()[0])
