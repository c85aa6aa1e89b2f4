"""A new request: client, product, then the terms with their schedule beside them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.assets import commands, queries
from nafa.assets.errors import TermsNotPossible
from nafa.interfaces.web.financing import shown
from nafa.interfaces.web.financing.forms import RequestForm
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Fact, Link, Page
from nafa.interfaces.web.tables import Column, Empty, Row, Table
from nafa.interfaces.web.views.clients.groups import choose_client
from nafa.interfaces.web.views.clients.reading import client_called, client_url
from nafa.interfaces.web.wording import financing as words
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.kernel.wording import percent_words
from nafa.lib.money import Money


def _head() -> Page:
    title = gettext("New request")
    trail = (Link(_("Leasing and Islamic"), reverse("web:financing")), Link(title))
    return Page(title=title, section="loans", trail=trail)


@page("assets.propose")
def new_request(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Choose the client, then the product, then enter the terms."""
    head, reference = _head(), request.GET.get("client", "")
    if not reference:
        return choose_client(request, ctx, head, parameter="client", back=reverse("web:financing"))
    client = client_called(ctx, reference)
    code = request.GET.get("product", "")
    if not code:
        table = products_table(client.number)
        return render_page(request, ctx, "web/loans/list.html", head, values={"table": table})
    product = _product(code)
    form = RequestForm(
        request.POST or None, request.FILES or None, kind=product.kind, currency=product.currency
    )
    return command_page(
        request,
        ctx,
        form=form,
        page=head,
        template="web/financing/new.html",
        run=lambda keyed, values: commands.propose(
            keyed, client_id=client.id, product_id=product.id, **values
        ),
        done=lambda contract_id: Done(
            reverse("web:financing-file", args=[contract_id]),
            gettext("The request is kept and waits for a decision."),
        ),
        values={
            "client": client,
            "client_url": client_url(client),
            "product": product,
            "kind": words.KINDS[product.kind],
            "cancel_url": reverse("web:financing"),
            **_preview(ctx, product, form),
        },
    )


def _product(code: str) -> Any:
    product_id = queries.product_id_of(code)
    if product_id is None:
        raise NotFound(kind="product", id=code)
    return queries.find_product(product_id)


def products_table(client_number: str) -> Table:
    """The products one may ask for."""
    here = reverse("web:financing-new")
    return Table(
        caption=_("Choose a product"),
        columns=[
            Column(name="name", title=_("Product")),
            Column(name="kind", title=_("Kind")),
            Column(name="pool", title=_("Pool of funds"), on_phone=False),
        ],
        rows=[
            Row(
                one.code,
                {"name": one.name, "kind": words.KINDS[one.kind], "pool": one.pool.name},
                f"{here}?client={client_number}&product={one.code}",
            )
            for one in queries.products(only_active=True)
        ],
        empty=Empty(_("No product yet"), _("The administrator offers products.")),
    )


@page("assets.propose")
def preview(request: HttpRequest, ctx: Context, product: str) -> HttpResponse:
    """The schedule of what is being typed, told again as it changes."""
    offered = _product(product)
    form = RequestForm(request.POST or None, kind=offered.kind, currency=offered.currency)
    return render(request, "web/financing/_preview.html", _preview(ctx, offered, form))


def _preview(ctx: Context, product: Any, form: RequestForm) -> dict[str, Any]:
    if not form.is_bound:
        return {"preview": None}
    form.is_valid()
    if any(name not in form.cleaned_data for name in form.terms_names):
        return {"preview": None}
    try:
        terms = queries.read_terms(product, form.terms)
    except TermsNotPossible as refused:
        reason = str(refused.values["reason"])
        return {"preview": None, "why_not": words.REASONS.get(reason, reason)}
    seen = queries.preview(product, terms, on=ctx.business_date)
    facts = [Fact(_("Laid out by the institution"), terms.laid_out)]
    if seen.dues:
        facts.append(Fact(_("Paid by the client in all"), Money(seen.total_minor, terms.currency)))
    if seen.teg_percent is not None:
        facts.append(Fact("TEG", percent_words(seen.teg_percent)))
    return {
        "preview": seen,
        "facts": facts,
        "table": shown.dues_table(seen.dues, terms) if seen.dues else None,
    }
