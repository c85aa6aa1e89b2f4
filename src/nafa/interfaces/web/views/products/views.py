"""The list of products, the file of one with its versions, defining and revising."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nafa.interfaces.web.addresses import identifier
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Happening, Link, Page, State, Tone, Words
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.products import fee_rows
from nafa.interfaces.web.views.products.preview import preview_of, sample_of
from nafa.interfaces.web.views.products.product_form import ProductForm
from nafa.interfaces.web.wording import terms as words
from nafa.interfaces.web.wording.clients import KINDS, label
from nafa.interfaces.web.written import date_text, money_text, number_text, unit_text
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import institution
from nafa.kernel.wording import percent_words
from nafa.lending import commands
from nafa.lending import queries as lending
from nafa.lending.calc.product import ProductRules
from nafa.lending.queries import ProductRow, VersionRow

DEFINE = "lending.define_product"


def _state(product: ProductRow) -> State:
    if product.is_active:
        return State(_("Offered"), Tone.GOOD)
    return State(_("Not offered"), Tone.NEUTRAL)


def _row(product: ProductRow) -> Row:
    rules, shared = product.rules, product.rules.shared
    return Row(
        str(product.id),
        {
            "name": product.name,
            "code": product.code,
            "rate": words.rate_words(Decimal(shared["rate"]), shared["rate_unit"]),
            "rhythm": words.rhythm_words(shared),
            "lowest": rules.lowest_amount,
            "highest": rules.highest_amount,
            "counts": f"{rules.lowest_count} – {rules.highest_count}",
            "version": product.version_number,
            "state": _state(product),
        },
        reverse("web:product", args=[product.code]),
    )


@page("lending.view")
def product_list(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Every product with its rules in force."""
    unit = unit_text(institution().currency)
    define = Action(_("Define a product"), reverse("web:product-new")) if ctx.may(DEFINE) else None
    table = Table(
        caption=_("Products"),
        columns=[
            Column(name="name", title=_("Product")),
            Column(name="code", title=_("Code"), on_phone=False),
            Column(name="rate", title=_("Nominal rate")),
            Column(name="rhythm", title=_("Rhythm"), on_phone=False),
            Column(name="lowest", title=_("From"), kind=Kind.MONEY, unit=unit, on_phone=False),
            Column(name="highest", title=_("To"), kind=Kind.MONEY, unit=unit, on_phone=False),
            Column(name="counts", title=_("Instalments"), on_phone=False),
            Column(name="version", title=_("Version"), kind=Kind.NUMBER, on_phone=False),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=[_row(product) for product in lending.products()],
        empty=Empty(
            _("No product yet"),
            _("A product holds the rules of its loans: rate, amounts, rhythm, fees, penalties."),
            define,
        ),
    )
    indexes = Action(_("Indexes of rates"), reverse("web:indexes"))
    head = Page(
        title=_("Products"), section="products", action=define, other_actions=[indexes]
    )  # fmt: skip
    return render_page(request, ctx, "web/applications/list.html", head, values={"table": table})


def _trail(*steps: Link) -> list[Link]:
    return [Link(_("Products"), reverse("web:products")), *steps]


def rule_facts(rules: ProductRules) -> list[Fact]:
    """The rules of a product in words."""
    shared = rules.shared
    kinds = ", ".join(str(label(KINDS, kind)) for kind in rules.client_kinds)
    amounts = _("%(lowest)s to %(highest)s") % {
        "lowest": money_text(rules.lowest_amount), "highest": money_text(rules.highest_amount)
    }  # fmt: skip
    return [
        Fact(_("Offered to"), kinds, _("the staff only") if rules.is_staff_only else ""),
        Fact(_("Amounts"), amounts),
        Fact(_("Instalments"), f"{rules.lowest_count} – {rules.highest_count}"),
        Fact(_("Method"), words.method_words(shared["interest"], shared["amortisation"])),
        Fact(_("Rate"), words.rate_words(Decimal(shared["rate"]), shared["rate_unit"])),
        Fact(_("Interest of a period"), words.day_count_words(shared)),
        Fact(_("Rhythm"), words.rhythm_words(shared)),
        Fact(_("Grace on principal"), shared.get("grace_principal") or None),
        Fact(_("Grace on interest"), shared.get("grace_interest") or None),
        Fact(_("Instalments free of interest"), shared.get("interest_free") or None),
        *[Fact(fee["name"], *_fee_words(fee)) for fee in shared.get("charges") or []],
        Fact(_("Penalty"), *_penalty_words(shared.get("penalty"))),
        Fact(_("A due date on a day of rest"), label(words.ROLLS, shared["roll"])),
        Fact(_("Instalments are a multiple of"), shared["multiple"]),
        Fact(_("Early settlement asks for"),
             label(words.SETTLEMENTS, shared["settlement"])),
        Fact(_("A payment clears, in this order"),
             label(words.ORDERS, ",".join(shared["allocation"]["order"]))),
        *_drawing_facts(rules),
        Fact(_("Taken from"), _parent_words(rules)),
    ]  # fmt: skip


def _drawing_facts(rules: ProductRules) -> list[Fact]:
    """Tranches, a line of credit and an index, where the product has them."""
    found = []
    if rules.tranches is not None:
        said = _("Paid out in %(most)s tranches at most") % {"most": rules.tranches.most}
        found.append(Fact(_("Tranches"), said))
    if rules.line is not None:
        said = _("Lines of %(months)s months") % {"months": rules.line.months}
        found.append(Fact(_("Credit line"), said))
    if rules.index is not None:
        margin = percent_words(rules.index.margin)
        found.append(Fact(_("The rate follows"), f"{rules.index.code} + {margin}"))
    return found


def _fee_words(fee: Mapping[str, Any]) -> tuple[str, Words]:
    """What a fee comes to, and when it is paid."""
    value = Decimal(str(fee["value"]))
    amount = number_text(value) if fee["measure"] == "FLAT" else percent_words(value)
    return amount, label(words.CHARGE_TIMES, fee["time"])


def _penalty_words(penalty: Mapping[str, Any] | None) -> tuple[Words, Words]:
    """What a penalty comes to, and on what it is measured."""
    if not penalty:
        return words.PENALTIES[""], ""
    base = label(words.PENALTIES, penalty["base"])
    if penalty["base"] == "FLAT":
        return number_text(Decimal(penalty["flat_per_instalment"]["amount"])), base
    return percent_words(Decimal(penalty["percent_per_year"])), base


def _version_words(version: VersionRow) -> str:
    """The rate of a version, and the day it is in force from."""
    shared = version.rules.shared
    rate = words.rate_words(Decimal(shared["rate"]), shared["rate_unit"])
    if version.effective_from is None:
        return rate
    said = _("%(rate)s, from %(date)s")
    return said % {"rate": rate, "date": date_text(version.effective_from)}


def _parent_words(rules: ProductRules) -> str | None:
    """The product that blocks are taken from, and which."""
    if not rules.inherits:
        return None
    return f"{rules.parent} ({', '.join(str(words.BLOCKS[one]) for one in rules.inherits)})"


@page("lending.view")
def product_file(request: HttpRequest, ctx: Context, product: str) -> HttpResponse:
    """The rules of one product, a sample loan, and every version."""
    shown = lending.product_of(identifier(product) or lending.product_id_of(product))
    versions = [
        Happening(
            what=_("Version %(number)s") % {"number": version.number},
            at=version.made_at,
            who=version.made_by or _("The institution"),
            detail=_version_words(version),
        )
        for version in lending.versions_of(shown.id)
    ]
    revise = Action(_("Revise the rules"), reverse("web:product-revise", args=[shown.code]))
    head = Page(
        title=shown.name,
        section="products",
        trail=_trail(Link(shown.name)),
        state=_state(shown),
        facts=[Fact(_("Code"), shown.code), Fact(_("Version"), shown.version_number)],
        action=revise if ctx.may(DEFINE) else None,
        other_actions=[
            Action(_("File of the applications"), reverse("web:product-demand", args=[shown.code])),
            Action(
                _("Clauses of the contract"),
                reverse("web:product-clauses", args=[shown.code, "fr"]),
            ),
        ]
        if ctx.may(DEFINE)
        else [],
    )
    values = {
        "facts": rule_facts(shown.rules),
        "versions": versions,
        "export_url": reverse("web:product-export", args=[shown.code]),
        "offer_title": _("Sample loan"),
        **sample_of(shown.rules, amount=None, count=None, on=ctx.business_date),
    }
    return render_page(request, ctx, "web/products/file.html", head, values=values)


@page(DEFINE)
def define(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The form of a new product, with a sample loan beside it."""
    form = ProductForm(request.POST or None)
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=_("Define a product"),
            section="products",
            trail=_trail(Link(_("Define a product"))),
        ),
        template="web/products/form.html",
        run=lambda ctx, entered: commands.define_product(
            ctx, code=entered["code"], name=entered["name"], rules=form.rules()
        ),
        done=lambda _id: Done(
            reverse("web:product", args=[form.cleaned_data["code"]]),
            _("The product is offered from now on."),
        ),
        values={
            "cancel_url": reverse("web:products"),
            **preview_of(ProductForm(request.POST or None), on=ctx.business_date),
        },
    )


@page(DEFINE)
def revise(request: HttpRequest, ctx: Context, product: str) -> HttpResponse:
    """Change the rules: a new version for new contracts; running ones keep theirs."""
    shown = lending.product_of(identifier(product) or lending.product_id_of(product))
    initial = {
        "name": shown.name, "is_active": shown.is_active, "effective_from": ctx.business_date,
    }  # fmt: skip

    def made() -> ProductForm:
        return ProductForm(
            request.POST or None, rules=shown.rules, code=shown.code, is_new=False, initial=initial
        )

    form, back = made(), reverse("web:product", args=[shown.code])
    sample = (
        preview_of(made(), on=ctx.business_date)
        if request.method == "POST"
        else sample_of(shown.rules, amount=None, count=None, on=ctx.business_date)
    )
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=_("Revise %(product)s") % {"product": shown.name},
            section="products",
            trail=_trail(Link(shown.name, back), Link(_("Revise"))),
        ),
        template="web/products/form.html",
        run=lambda ctx, entered: commands.revise_product(
            ctx,
            product_id=shown.id,
            name=entered["name"],
            rules=form.rules(),
            is_active=entered["is_active"],
            effective_from=entered["effective_from"],
        ),
        done=lambda _id: Done(back, _("The rules are revised. Running contracts keep theirs.")),
        values={"cancel_url": back, "is_revision": True, **sample},
    )


@require_POST
@page(DEFINE)
def preview(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The sample loan, made anew as one types."""
    form = ProductForm(request.POST, is_new="code" in request.POST)
    return render(request, "web/applications/_offer.html", preview_of(form, on=ctx.business_date))


@require_POST
@page(DEFINE)
def fees(request: HttpRequest, ctx: Context) -> HttpResponse:  # noqa: ARG001
    """The rows of fees after one was added or taken away."""
    rows = fee_rows.changed_rows(request.POST)
    return render(request, "web/products/_fees.html", {"rows": rows})
