"""On every home: the requests that wait for the reader, and the reader's own that still wait."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.control.requests import requests_table
from nafa.interfaces.web.home.pieces import SHORT, Panel
from nafa.kernel.context import Context
from nafa.kernel.control import queries
from nafa.kernel.control.deciding import ASK, DECIDE


def requests_panel(ctx: Context) -> list[Panel]:
    """Nothing while nothing waits."""
    if ctx.actor_id is None:
        return []
    url, panels = reverse("web:waiting-commands"), []
    waiting = queries.waiting_for(ctx) if ctx.may(DECIDE) else []
    if waiting:
        title = gettext("Requests that wait for you (%(count)s)") % {"count": len(waiting)}
        panels.append(Panel(title, requests_table(waiting[:SHORT]), url))
    own = [one for one in queries.mine(ctx, limit=SHORT) if one.status == "WAITING"]
    if own and ctx.may(ASK):
        panels.append(Panel(_("Your requests that wait"), requests_table(own), f"{url}?show=mine"))
    return panels
