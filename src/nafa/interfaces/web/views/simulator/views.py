"""The simulator: product, amount, instalments; cost, rate and schedule, to print and to share."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nafa.interfaces.web.forms import MoneyField
from nafa.interfaces.web.frame import theme_of
from nafa.interfaces.web.pages import page, render_page
from nafa.interfaces.web.parts import Action, Link, Page
from nafa.interfaces.web.views.applications.offer import offer_values
from nafa.interfaces.web.views.simulator.limits import is_within_limits
from nafa.interfaces.web.views.simulator.links import HOLDS, link_token, read_token
from nafa.interfaces.web.wording.lending import reason_words
from nafa.interfaces.web.written import language, money_text
from nafa.kernel import clock
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.kernel.identity.contexts import business_date, institution
from nafa.lending.queries import ProductRow
from nafa.lending.queries.simulations import Simulation, simulate, simulated_products

TOO_MANY = 429


class SimulatorForm(forms.Form):
    """What somebody would like to borrow. It names nobody and changes nothing."""

    def __init__(self, offered: list[ProductRow], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["product"] = forms.ChoiceField(
            label=gettext_lazy("Product"), choices=[(one.code, one.name) for one in offered]
        )
        self.fields["amount"] = MoneyField(
            currency=institution().currency, label=gettext_lazy("Amount"), is_large=True
        )
        self.fields["count"] = forms.IntegerField(
            label=gettext_lazy("Number of instalments"), min_value=1, max_value=600
        )
        self.fields["count"].widget.size = "field-short"


def _answer(asked: Mapping[str, Any], on: date) -> tuple[dict[str, Any], Simulation | None]:
    """What a page shows for what was asked: the form, the offer or why there is none."""
    offered = simulated_products()
    named = any(asked.get(name) for name in ("product", "amount", "count"))
    form = SimulatorForm(offered, asked if named else None)
    shown = {"form": form, "bounds": [_bounds(one) for one in offered], "open_schedule": True}
    if not form.is_bound or not form.is_valid():
        return {**shown, "offer": None}, None
    entered = form.cleaned_data
    product = next(one for one in offered if one.code == entered["product"])
    try:
        found = simulate(
            product, amount=entered["amount"], instalment_count=entered["count"], on=on
        )
    except DomainError as error:
        told = error.message
        if error.code == "lending.terms_not_possible":
            told = str(reason_words(str(error.values["reason"])))
        return {**shown, "offer": None, "why_not": told}, None
    return {**shown, "offer": offer_values(found.terms, found.offer)}, found


def _bounds(product: ProductRow) -> dict[str, Any]:
    rules = product.rules
    return {
        "name": product.name,
        "lowest": money_text(rules.lowest_amount),
        "highest": money_text(rules.highest_amount),
        "fewest": rules.lowest_count,
        "most": rules.highest_count,
    }


def _query(found: Simulation) -> dict[str, Any]:
    return {
        "product": found.product.code,
        "amount": str(found.terms.principal.major),
        "count": found.terms.count,
    }


def _pdf(found: Simulation | None) -> HttpResponse:
    """The simulation on paper; without one there is no such page."""
    if found is None:
        raise Http404("simulation")
    answer = HttpResponse(found.pdf(language=language()), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="simulation-{found.product.code}.pdf"'
    return answer


@page("lending.view")
def simulator(request: HttpRequest, ctx: Context) -> HttpResponse:
    """For a client at the desk; with a result, on paper and as a link to share."""
    shown, found = _answer(request.GET, ctx.business_date)
    actions, link = [], ""
    if found is not None:
        query = _query(found)
        pdf = f"{reverse('web:simulation-pdf')}?{urlencode(query)}"
        actions = [Action(_("Print as PDF"), pdf)]
        token = link_token(**query, at=ctx.now)
        link = request.build_absolute_uri(reverse("web:simulation-shared", args=[token]))
    title = _("Loan simulator")
    head = Page(
        title=title, section="applications",
        trail=[Link(_("Applications"), reverse("web:applications")), Link(title)],
        other_actions=actions,
    )  # fmt: skip
    values = {**shown, "link": link, "days": HOLDS.days}
    return render_page(request, ctx, "web/simulator/simulator.html", head, values=values)


@page("lending.view")
def simulation_pdf(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The simulation of the address as PDF."""
    return _pdf(_answer(request.GET, ctx.business_date)[1])


def public(request: HttpRequest) -> HttpResponse:
    """For everybody, where the institution switched it on."""
    if not settings.NAFA_PUBLIC_SIMULATOR:
        raise Http404("simulator")
    return _open(request, request.GET.dict(), pdf_url=reverse("web:simulation-public-pdf"))


def public_pdf(request: HttpRequest) -> HttpResponse:
    """The simulation for everybody as PDF."""
    if not settings.NAFA_PUBLIC_SIMULATOR:
        raise Http404("simulator")
    return _limited(request) or _pdf(_answer(request.GET, business_date())[1])


def shared(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever holds the link, until its day."""
    asked = _asked_by(request, token)
    if asked is None:
        return _closed(request)
    return _open(request, asked, pdf_url=reverse("web:simulation-shared-pdf", args=[token]))


def shared_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The simulation of the link as PDF."""
    asked = _asked_by(request, token)
    if asked is None:
        return _closed(request)
    return _limited(request) or _pdf(_answer(asked, business_date())[1])


def _asked_by(request: HttpRequest, token: str) -> dict[str, Any] | None:
    """What is asked under a link: the address's own values, else those that were shared."""
    found = read_token(token, at=clock.now())
    if found is None:
        return None
    if request.GET.get("product"):
        return request.GET.dict()
    return {"product": found.product, "amount": found.amount, "count": found.times}


def _open(request: HttpRequest, asked: Mapping[str, Any], *, pdf_url: str) -> HttpResponse:
    limited = _limited(request)
    if limited is not None:
        return limited
    shown, found = _answer(asked, business_date())
    if found is not None:
        shown["pdf_url"] = f"{pdf_url}?{urlencode(_query(found))}"
    return _alone(request, shown)


def _limited(request: HttpRequest) -> HttpResponse | None:
    """A refusal when too much was asked for; nothing otherwise."""
    if is_within_limits(request):
        return None
    told = _("Too many simulations were asked for. Wait a minute, then try again.")
    answer = _alone(request, {"told": told}, status=TOO_MANY)
    answer["Retry-After"] = "60"
    return answer


def _closed(request: HttpRequest) -> HttpResponse:
    told = _("This link does not lead anywhere any more. Ask the institution for a new one.")
    return _alone(request, {"told": told}, status=404)


def _alone(request: HttpRequest, values: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    house = institution()
    shown = {
        "house": house.name, "brand_colour": house.brand_colour, "theme": theme_of(request),
        "day": business_date(), **values,
    }  # fmt: skip
    answer = render(request, "web/simulator/alone.html", shown, status=status)
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
