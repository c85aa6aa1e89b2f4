"""The files of the reader's next committee sessions, with the facts that decide."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.home.pieces import SHORT, Panel, currency, list_url
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.written import unit_text
from nafa.kernel.context import Context
from nafa.kernel.wording import percent_words
from nafa.lending.queries.origination.committee import next_items


def session_panel(ctx: Context) -> Panel:
    """What the sessions where one sits will treat, the next one first."""
    found = next_items(ctx)[:SHORT]
    table = Table(
        caption=_("Files of the next session"),
        columns=[
            Column(name="client", title=_("Client")),
            Column(name="amount", title=_("Amount"), kind=Kind.MONEY, unit=unit_text(currency())),
            Column(name="teg", title=_("TEG"), on_phone=False),
            Column(name="product", title=_("Product"), on_phone=False),
            Column(name="session", title=_("Session"), on_phone=False),
            Column(name="day", title=_("Day"), kind=Kind.DATE),
        ],
        rows=[
            Row(
                str(item.id),
                {
                    "client": item.application.client,
                    "amount": item.amount,
                    "teg": percent_words(item.application.teg_percent),
                    "product": item.application.product,
                    "session": session.number,
                    "day": session.held_date,
                },
                reverse("web:committee-item", args=[session.number, item.application.number]),
            )
            for session, item in found
        ],
        empty=Empty(
            _("No file for the committee"),
            _("You sit in no session to come that has applications on its agenda."),
        ),
    )
    return Panel(_("Files of the next session"), table, list_url("web:committee-sessions"))
