"""Requests for contracts about goods that wait for a decision, on the home of who decides."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nafa.assets import queries
from nafa.interfaces.web.financing.shown import contracts_table
from nafa.interfaces.web.home.pieces import SHORT, Panel
from nafa.interfaces.web.tables import Empty
from nafa.kernel.context import Context


def goods_panels(ctx: Context) -> list[Panel]:
    """The panel of what waits; none when nothing does."""
    if not ctx.may("assets.approve"):
        return []
    rows = queries.contracts(ctx, status="PROPOSED", limit=SHORT)
    if not rows:
        return []
    table = contracts_table(rows, empty=Empty("", ""))
    url = f"{reverse('web:financing')}?state=PROPOSED"
    return [Panel(_("Leasing and Islamic: to decide"), table, url)]
