"""Ties of a client: insider or not, and who counts as one borrower with them."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nafa.clients import commands
from nafa.clients import queries as clients
from nafa.clients.queries import ClientView
from nafa.interfaces.web.forms import KeyedForm, new_key
from nafa.interfaces.web.pages import Done, command_page, go_on, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Page, State, Tone
from nafa.interfaces.web.views.clients.reading import client_called, trail_to
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.wording.clients import INSIDERS, label
from nafa.interfaces.web.written import date_text
from nafa.kernel.context import Context
from nafa.kernel.models import User

DECLARE = "clients.declare_tie"


class InsiderForm(KeyedForm):
    """Why a client is an insider."""

    kind = forms.ChoiceField(label=gettext_lazy("Insider as"), choices=list(INSIDERS.items()))
    user_id = forms.TypedChoiceField(
        label=gettext_lazy("Whose log-in"), coerce=UUID, empty_value=None, required=False,
        help_text=gettext_lazy(
            "The person of the staff that the client is, or is related to: they then decide and"
            " pay out no loan of this client."
        ),
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        people = User.objects.filter(is_active=True).order_by("full_name", "id")
        self.fields["user_id"].choices = [  # type: ignore[attr-defined]
            ("", _("Nobody's, or not known")),
            *((str(one.id), f"{one.full_name} ({one.username})") for one in people),
        ]


class ConnectionForm(KeyedForm):
    """With whom a client counts as one borrower."""

    number = forms.CharField(
        label=gettext_lazy("Number of the other client"), max_length=20,
        help_text=gettext_lazy("As on the file, such as C0000012."),
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


def _since(day: Any, reason: str) -> str:
    return _("since %(day)s · %(reason)s") % {"day": date_text(day), "reason": reason}


def _ending(title: str, name: str, client: ClientView, row_id: UUID, warning: str) -> Action:
    return Action(
        title,
        reverse(name, args=[client.number, row_id]),
        posts=True,
        values={"key": new_key()},
        confirm=warning,
    )


def _insider_panel(ctx: Context, client: ClientView, row: clients.InsiderRow | None) -> Panel:
    actions = []
    if ctx.may(DECLARE) and row is None:
        actions = [
            Action(_("Mark as an insider"), reverse("web:tie-insider", args=[client.number]))
        ]
    elif ctx.may(DECLARE) and row is not None:
        warning = _("Loans to this client no longer count among those to insiders.")
        actions = [_ending(_("End the mark"), "web:tie-insider-end", client, row.id, warning)]
    return Panel(
        title=_("Insider"),
        facts=[
            Fact(label(INSIDERS, row.kind), _since(row.since_date, row.reason)),
            *([Fact(_("Log-in of"), row.person)] if row.person else []),
        ]
        if row
        else [],
        state=State(_("Insider"), Tone.INFO) if row else None,
        empty=_("This client is neither a director, nor staff, nor related to one of them."),
        actions=actions,
    )


def _connections_panel(
    ctx: Context, client: ClientView, rows: tuple[clients.ConnectionRow, ...]
) -> Panel:
    warning = _("The two clients are limited each for themselves again.")
    actions = [
        _ending(
            _("End the tie with %(name)s") % {"name": row.name},
            "web:tie-connection-end",
            client,
            row.id,
            warning,
        )
        for row in rows
    ]
    add = Action(_("Tie to another client"), reverse("web:tie-connection", args=[client.number]))
    return Panel(
        title=_("Counts as one borrower with"),
        facts=[
            Fact(
                row.name,
                row.number,
                _since(row.since_date, row.reason),
                reverse("web:client", args=[row.number]),
            )
            for row in rows
        ],
        empty=_(
            "Tie clients whose failure would be that of the other: one household, one business,"
            " guarantees for each other. Their loans are limited together."
        ),
        actions=[add, *actions] if ctx.may(DECLARE) else [],
    )


@page("clients.view")
def ties(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """What limits lending to a client."""
    shown = client_called(ctx, client)
    found = clients.ties_of(ctx, shown.id)
    head = Page(title=_("Ties"), section="clients", trail=trail_to(shown, _("Ties")))
    panels = [
        _insider_panel(ctx, shown, found.insider),
        _connections_panel(ctx, shown, found.connections),
    ]
    return render_page(request, ctx, "web/origination/panels.html", head, values={"panels": panels})


@page(DECLARE)
def declare_insider(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """Mark a client as an insider."""
    shown = client_called(ctx, client)
    return _form(
        request, ctx, shown, InsiderForm(request.POST or None), _("Mark as an insider"),
        lambda ctx, entered: commands.declare_insider(ctx, client_id=shown.id, **entered),
    )  # fmt: skip


@page(DECLARE)
def connect(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """Tie a client to another."""
    shown = client_called(ctx, client)
    return _form(
        request, ctx, shown, ConnectionForm(request.POST or None), _("Tie to another client"),
        lambda ctx, entered: commands.connect_clients(ctx, client_id=shown.id, **entered),
    )  # fmt: skip


def _form(
    request: HttpRequest, ctx: Context, shown: ClientView, form: KeyedForm, title: str, run: Any
) -> HttpResponse:
    back = reverse("web:ties", args=[shown.number])
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(title=title, section="clients", trail=trail_to(shown, title)),
        template="web/form.html",
        run=run,
        done=lambda _id: Done(back, _("It is written down.")),
        values={"send_label": _("Write down"), "cancel_url": back},
    )


@require_POST
@page(DECLARE)
def end_insider(request: HttpRequest, ctx: Context, client: str, mark_id: UUID) -> HttpResponse:
    """The client is no insider any more."""
    commands.end_insider(_sending(request, ctx), mark_id=mark_id)
    return _ended(request, ctx, client)


@require_POST
@page(DECLARE)
def end_connection(
    request: HttpRequest, ctx: Context, client: str, connection_id: UUID
) -> HttpResponse:
    """The two clients are borrowers apart again."""
    commands.end_connection(_sending(request, ctx), connection_id=connection_id)
    return _ended(request, ctx, client)


def _sending(request: HttpRequest, ctx: Context) -> Context:
    return replace(ctx, key=request.POST.get("key") or new_key())


def _ended(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    shown = client_called(ctx, client)
    return go_on(request, Done(reverse("web:ties", args=[shown.number]), _("It has ended today.")))
