"""Own funds as they were stated: what limits of risk are measured against."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nafa.interfaces.web.administration.views import trail
from nafa.interfaces.web.forms import DateField, KeyedForm, MoneyField
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Link, Page
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.written import unit_text
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import institution
from nafa.lending.commands.origination.own_funds import state_own_funds
from nafa.lending.queries.origination.exposures import own_funds_statements

STATE = "lending.state_own_funds"


class OwnFundsForm(KeyedForm):
    """Own funds on a date, and the statement they are from."""

    as_of_date = DateField(label=gettext_lazy("On"))
    source = forms.CharField(
        label=gettext_lazy("From which statement"), max_length=200,
        help_text=gettext_lazy("Such as: balance sheet of 31 December 2025, audited."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["amount"] = MoneyField(
            currency=institution().currency, label=gettext_lazy("Own funds")
        )
        self.order_fields(["as_of_date", "amount", "source"])


@page(STATE)
def own_funds(request: HttpRequest, ctx: Context) -> HttpResponse:
    """What was stated so far."""
    rows = [
        Row(
            str(place),
            {
                "day": one.as_of_date,
                "amount": one.amount,
                "source": one.source,
                "person": one.recorded_by,
            },
        )
        for place, one in enumerate(own_funds_statements())
    ]
    new = Action(_("State own funds"), reverse("web:own-funds-new"))
    table = Table(
        caption=_("Own funds"),
        columns=[
            Column(name="day", title=_("On"), kind=Kind.DATE),
            Column(
                name="amount", title=_("Own funds"), kind=Kind.MONEY,
                unit=unit_text(institution().currency),
            ),
            Column(name="source", title=_("From which statement")),
            Column(name="person", title=_("Stated by"), on_phone=False),
        ],
        rows=rows,
        empty=Empty(
            _("No figure yet"),
            _("Without own funds the limits for one borrower and for insiders cannot be told."),
            new,
        ),
    )  # fmt: skip
    told = _(
        "The latest date counts. Loans to one borrower, and to insiders together, are refused"
        " above their percentage of it."
    )
    head = Page(
        title=_("Own funds"),
        section="settings",
        trail=trail(Link(_("Own funds"))),
        action=new if rows else None,
    )
    panels = [Panel(title=_("Own funds"), table=table, words=told if rows else "")]
    return render_page(request, ctx, "web/origination/panels.html", head, values={"panels": panels})


@page(STATE)
def state(request: HttpRequest, ctx: Context) -> HttpResponse:
    """State own funds on a date."""
    back, title = reverse("web:own-funds"), _("State own funds")
    return command_page(
        request,
        ctx,
        form=OwnFundsForm(request.POST or None),
        page=Page(
            title=title, section="settings", trail=trail(Link(_("Own funds"), back), Link(title))
        ),
        template="web/form.html",
        run=lambda ctx, entered: state_own_funds(ctx, **entered),
        done=lambda _id: Done(back, _("Own funds are stated.")),
        values={"send_label": _("Write down"), "cancel_url": back},
    )
