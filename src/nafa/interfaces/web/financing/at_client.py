"""The contracts about goods on the file of a client."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from nafa.assets import queries
from nafa.clients.queries import ClientView
from nafa.interfaces.web.financing.shown import contracts_table
from nafa.interfaces.web.tables import Empty
from nafa.kernel.context import Context


def has_contracts(ctx: Context, client: ClientView) -> bool:
    """Whether there is something to show to this person."""
    return ctx.may("assets.view") and bool(queries.contracts(ctx, client_id=client.id, limit=1))


def contracts_tab(ctx: Context, client: ClientView) -> dict[str, Any]:
    """Every contract of the client."""
    ctx.demand("assets.view")
    rows = queries.contracts(ctx, client_id=client.id)
    empty = Empty(
        _("No contract here"), _("A contract begins with the request and the promise of a client.")
    )
    return {"table": contracts_table(rows, empty=empty)}
