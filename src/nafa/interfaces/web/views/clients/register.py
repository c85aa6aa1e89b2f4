"""Registering a person, with doubles found while one types; editing the file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nafa.clients import commands
from nafa.clients import queries as clients
from nafa.interfaces.web.pages import Done, command_page, page
from nafa.interfaces.web.parts import Link, Page
from nafa.interfaces.web.views.clients.people_forms import EditForm, RegisterForm
from nafa.interfaces.web.views.clients.reading import client_called, client_url, trail_to
from nafa.interfaces.web.wording.clients import LIKENESSES, label, localities
from nafa.kernel.context import Context

REGISTER = "clients.register"


@page(REGISTER)
def register_person(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The form of a new client; a probable double needs a reason before it is registered."""
    form = RegisterForm(ctx, request.POST or None, initial={"sex": "F"})
    title = _("Register a person")
    values = {
        "send_label": _("Register"),
        "cancel_url": reverse("web:clients"),
        "localities": localities(),
        **(_doubles(form) if form.is_bound else {}),
    }
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=title,
            section="clients",
            trail=[Link(_("Clients"), reverse("web:clients")), Link(title)],
        ),
        template="web/clients/register.html",
        run=lambda ctx, entered: commands.register_person(ctx, **entered),
        done=lambda client_id: Done(
            reverse("web:client", args=[client_id]), _("The client is registered.")
        ),
        values=values,
    )


def _doubles(form: RegisterForm) -> dict[str, Any]:
    """Who is perhaps the same person, and why."""
    form.is_valid()
    entered = form.cleaned_data
    name = f"{entered.get('given_names', '')} {entered.get('family_name', '')}".strip()
    hits = clients.find_duplicates(
        name=name,
        birth_date=entered.get("birth_date"),
        phone=entered.get("phone", ""),
        document=entered.get("document_number", ""),
    )
    doubles = [
        {
            "client": hit.client,
            "reasons": [label(LIKENESSES, reason) for reason in hit.likeness.reasons],
            "is_probable": hit.likeness.is_probable,
            "url": reverse("web:client", args=[hit.client.number]),
        }
        for hit in hits
    ]
    asks_reason = any(hit.likeness.is_probable for hit in hits)
    form.fields["not_a_duplicate_because"].required = asks_reason
    return {"doubles": doubles, "asks_reason": asks_reason}


@require_POST
@page(REGISTER)
def doubles(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The warning beside the form, made anew as one types."""
    form = RegisterForm(ctx, request.POST)
    values = _doubles(form)
    quiet = RegisterForm(
        ctx, initial={"not_a_duplicate_because": request.POST.get("not_a_duplicate_because", "")}
    )
    quiet.fields["not_a_duplicate_because"].required = values["asks_reason"]
    return render(request, "web/clients/_doubles.html", {"form": quiet, **values})


@page("clients.update")
def edit_person(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """Change what the file of a person holds."""
    ctx.demand("clients.see_personal")
    shown = client_called(ctx, client)
    form = EditForm(ctx, shown, request.POST or None)
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=_("Edit %(name)s") % {"name": shown.name},
            section="clients",
            trail=trail_to(shown, _("Edit")),
        ),
        template="web/clients/edit.html",
        run=lambda ctx, _entered: commands.update_person(
            ctx, client_id=shown.id, changes=form.changes
        ),
        done=lambda _client_id: Done(client_url(shown), _("The file is changed.")),
        values={"cancel_url": client_url(shown), "localities": localities()},
    )
