"""Asking for a loan: choose the client, enter the wish, see the offer while typing, submit."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nafa.clients.queries import ClientView
from nafa.interfaces.web.pages import Done, command_page, page
from nafa.interfaces.web.parts import Link, Page
from nafa.interfaces.web.views.applications.forms import AgainForm, ApplicationForm
from nafa.interfaces.web.views.applications.offer import offer_values
from nafa.interfaces.web.views.applications.reading import application_called, trail_to
from nafa.interfaces.web.views.clients.groups import choose_client
from nafa.interfaces.web.views.clients.reading import client_called, client_url
from nafa.interfaces.web.wording.lending import reason_words
from nafa.interfaces.web.written import money_text
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.lending import commands
from nafa.lending import queries as lending
from nafa.lending.queries import ProductRow

APPLY = "lending.apply"


def _offered_to(client: ClientView) -> list[ProductRow]:
    """Products in force for this kind of client."""
    active = lending.products(active_only=True)
    return [product for product in active if client.kind in product.rules.client_kinds]


def _bounds(offered: list[ProductRow]) -> list[dict[str, Any]]:
    """What each product allows, said beside the form."""
    return [
        {
            "name": product.name,
            "lowest": money_text(product.rules.lowest_amount),
            "highest": money_text(product.rules.highest_amount),
            "fewest": product.rules.lowest_count,
            "most": product.rules.highest_count,
        }
        for product in offered
    ]


def _preview(ctx: Context, client: ClientView, form: ApplicationForm) -> dict[str, Any]:
    """The offer of what is entered so far, or what is still missing, or why there is none."""
    form.is_valid()
    entered = form.cleaned_data if form.is_bound else form.initial
    if not {"product_id", "amount", "instalment_count"} <= entered.keys():
        return {"offer": None}
    try:
        terms, offer = lending.preview_offer(
            product_id=entered["product_id"],
            client_kind=client.kind,
            amount=entered["amount"],
            instalment_count=entered["instalment_count"],
            on=ctx.business_date,
            first_due_date=entered.get("first_due_date"),
        )
    except DomainError as error:
        told = error.message
        if error.code == "lending.terms_not_possible":
            told = str(reason_words(str(error.values["reason"])))
        return {"offer": None, "why_not": told}
    return {"offer": offer_values(terms, offer)}


def _initial(ctx: Context, request: HttpRequest, offered: list[ProductRow]) -> dict[str, Any]:
    """What is filled in already: the former application, when one is taken up again."""
    former = request.GET.get("from", "")
    if not former:
        return {}
    view = application_called(ctx, former)
    same = next((one.id for one in offered if one.name == view.row.product), None)
    return {
        "product_id": same or (offered[0].id if offered else None),
        "amount": view.row.amount,
        "instalment_count": view.row.instalment_count,
        "purpose": view.purpose,
    }


def _head() -> Page:
    title, applications = _("New application"), reverse("web:applications")
    trail = [Link(_("Applications"), applications), Link(title)]
    return Page(title=title, section="applications", trail=trail)


@page(APPLY)
def new_application(request: HttpRequest, ctx: Context) -> HttpResponse:
    """A new application, for the client of the address or one that is chosen first."""
    head = _head()
    reference = request.GET.get("client", "")
    if not reference:
        back = reverse("web:applications")
        return choose_client(request, ctx, head, parameter="client", back=back)
    client = client_called(ctx, reference)
    offered = _offered_to(client)
    initial = _initial(ctx, request, offered)
    form = ApplicationForm(offered, request.POST or None, initial=initial)
    return command_page(
        request,
        ctx,
        form=form,
        page=head,
        template="web/applications/new.html",
        run=lambda ctx, entered: commands.submit_application(ctx, client_id=client.id, **entered),
        done=lambda application_id: Done(
            reverse("web:application", args=[application_id]),
            _("The application is submitted and waits for a decision."),
        ),
        values={
            "client": client,
            "client_url": client_url(client),
            "bounds": _bounds(offered),
            "send_label": _("Submit"),
            "cancel_url": client_url(client),
            **_preview(
                ctx, client, ApplicationForm(offered, request.POST or None, initial=initial)
            ),
        },
    )


@page(APPLY)
def again(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:
    """An application that came back: correct it, and submit it for another round."""
    view = application_called(ctx, application)
    client = client_called(ctx, str(view.row.client_id))
    offered = [one for one in _offered_to(client) if one.name == view.row.product]
    initial = {
        "amount": view.row.amount,
        "instalment_count": view.row.instalment_count,
        "purpose": view.purpose,
    }
    back = reverse("web:application", args=[view.row.number])
    return command_page(
        request,
        ctx,
        form=AgainForm(offered, request.POST or None, initial=initial),
        page=Page(
            title=_("Complete %(number)s") % {"number": view.row.number},
            section="applications",
            trail=trail_to(view.row, _("Complete")),
        ),
        template="web/applications/again.html",
        run=lambda ctx, entered: commands.resubmit_application(
            ctx, application_id=view.row.id, **entered
        ),
        done=lambda _id: Done(back, _("The application is submitted and waits for a decision.")),
        values={
            "send_label": _("Submit again"),
            "cancel_url": back,
            "why": view.decisions[-1].reason if view.decisions else "",
        },
    )


@require_POST
@page(APPLY)
def preview(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """The offer beside the form, made anew as one types."""
    asking = client_called(ctx, client)
    form = ApplicationForm(_offered_to(asking), request.POST)
    return render(request, "web/applications/_offer.html", _preview(ctx, asking, form))
