"""What the counter shows of contracts about goods: those a search finds, operations of the day."""

from django.urls import reverse

from nafa.assets import queries
from nafa.assets.queries import ContractRow
from nafa.clients import queries as clients
from nafa.interfaces.web.financing import shown
from nafa.interfaces.web.financing.counter import operations_table
from nafa.interfaces.web.tables import Empty, Table
from nafa.kernel.context import Context
from nafa.payments.queries import OwnTill

MOST_FOUND = 12


def contracts_found(ctx: Context, text: str) -> Table | None:
    """Contracts by their number, or those of the clients a name, number or telephone finds."""
    if not ctx.may("assets.collect"):
        return None
    rows = _found(ctx, text)
    if not rows:
        return None
    return shown.contracts_table(rows, empty=Empty("", ""), url_of=_place)


def _place(row: ContractRow) -> str:
    name = "web:till-financing" if row.status == "ACTIVE" else "web:financing-file"
    return reverse(name, args=[row.number])


def _found(ctx: Context, text: str) -> list[ContractRow]:
    found = [
        one
        for client in clients.search(ctx, text, limit=MOST_FOUND)
        for one in queries.contracts(ctx, client_id=client.id)
    ]
    found = [*queries.contracts(ctx, number=text.upper()), *found]
    wanted = ("ACTIVE", "SIGNED", "APPROVED")
    return [one for one in dict.fromkeys(found) if one.status in wanted][:MOST_FOUND]


def other_operations(ctx: Context, own: OwnTill) -> Table | None:
    """The day's operations of the till on contracts about goods, if there are any."""
    rows = queries.operations_of_account(own.account_id, day=ctx.business_date)
    return operations_table(rows, currency=own.currency) if rows else None
