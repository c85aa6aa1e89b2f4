"""The list of contracts about goods, the register of things, products and pools."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.assets import commands, queries
from nafa.assets.queries import AssetRow, ContractRow
from nafa.interfaces.web.exports import csv_file
from nafa.interfaces.web.financing import shown
from nafa.interfaces.web.financing.forms import CharityForm, PoolForm, ProductForm
from nafa.interfaces.web.pages import NO_MONEY_MOVED, Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Link, Page
from nafa.interfaces.web.tables import (
    PAGE_ROWS,
    Column,
    Empty,
    Kind,
    Row,
    Table,
    chips_for,
)
from nafa.interfaces.web.wording import financing as words
from nafa.interfaces.web.written import unit_text
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.kernel.identity.contexts import institution
from nafa.kernel.models import Branch
from nafa.lib.money import Money

MOST_EXPORTED = 50_000
LISTED = ("PROPOSED", "APPROVED", "SIGNED", "ACTIVE", "CLOSED")


def _contracts(ctx: Context, request: HttpRequest, *, limit: int) -> list[ContractRow]:
    """The contracts that the address asks for; what is not a choice is ignored."""
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    return queries.contracts(
        ctx,
        status=state if state in LISTED else "",
        kind=kind if kind in words.KINDS else "",
        is_late=state == "LATE",
        before=request.GET.get("after", ""),
        limit=limit,
    )


@page("assets.view")
def contract_export(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The whole list that is seen, as a file."""
    rows = _contracts(ctx, request, limit=MOST_EXPORTED)
    table = shown.contracts_table(rows, empty=Empty("", ""))
    return csv_file(f"financements-{ctx.business_date}", table.columns, table.rows)


@page("assets.view")
def contract_list(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Contracts by state and kind, newest first."""
    found = _contracts(ctx, request, limit=PAGE_ROWS + 1)
    new = Action(_("New request"), reverse("web:financing-new"))
    table = shown.contracts_table(
        found[:PAGE_ROWS],
        empty=Empty(
            _("No contract here"),
            _("A contract begins with the request and the promise of a client."),
            new if ctx.may("assets.propose") else None,
        ),
    )
    chips = chips_for(
        request.GET,
        "state",
        [("LATE", _("In arrears"), None), *((one, words.STATUSES[one][0], None) for one in LISTED)],
    )
    chips += chips_for(
        request.GET, "kind", [(code, label, None) for code, label in words.KINDS.items()]
    )
    table = replace(
        table, query=request.GET, chips=chips, export_url=reverse("web:financing-export"),
        after_key=found[PAGE_ROWS - 1].number if len(found) > PAGE_ROWS else "",
    )  # fmt: skip
    head = Page(
        title=_("Leasing and Islamic"),
        section="loans",
        tabs=shown.area_tabs(ctx, "web:financing"),
        action=new if ctx.may("assets.propose") else None,
    )
    return render_page(request, ctx, "web/loans/list.html", head, values={"table": table})


def asset_row(one: AssetRow) -> Row:
    return Row(
        one.number,
        {
            "number": one.number,
            "what": one.description,
            "marks": one.plate_number or one.serial_number,
            "place": one.place,
            "cost": one.cost,
            "book": one.book_value,
            "state": words.asset_state(one.status),
        },
        reverse("web:asset", args=[one.number]),
    )


def _asset_columns() -> list[Column]:
    unit = unit_text(institution().currency)
    return [
        Column(name="what", title=_("Thing")),
        Column(name="number", title=_("Number"), on_phone=False),
        Column(name="marks", title=_("Plate or serial"), on_phone=False),
        Column(name="place", title=_("Place"), on_phone=False),
        Column(name="cost", title=_("Cost"), kind=Kind.MONEY, unit=unit, on_phone=False),
        Column(name="book", title=_("In the books"), kind=Kind.MONEY, unit=unit),
        Column(name="state", title=_("State"), kind=Kind.STATE),
    ]


def _assets(ctx: Context, request: HttpRequest, *, limit: int) -> list[AssetRow]:
    state = request.GET.get("state", "")
    return queries.assets(
        ctx,
        status=state if state in words.ASSET_STATUSES else "",
        before=request.GET.get("after", ""),
        limit=limit,
    )


@page("assets.view")
def asset_export(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The whole register that is seen, as a file."""
    rows = [asset_row(one) for one in _assets(ctx, request, limit=MOST_EXPORTED)]
    return csv_file(f"biens-{ctx.business_date}", _asset_columns(), rows)


@page("assets.view")
def asset_list(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Every thing the institution bought, with what it is worth in the books."""
    found = _assets(ctx, request, limit=PAGE_ROWS + 1)
    currency = institution().currency
    listed, is_whole = found[:PAGE_ROWS], len(found) <= PAGE_ROWS and "after" not in request.GET
    table = Table(
        caption=_("Register of things"),
        columns=_asset_columns(),
        rows=[asset_row(one) for one in listed],
        totals={"book": Money(sum(one.book_value.minor for one in listed), currency)}
        if listed and is_whole
        else {},
        export_url=reverse("web:assets-export"),
        query=request.GET,
        chips=chips_for(
            request.GET,
            "state",
            [(code, label, None) for code, (label, _tone) in words.ASSET_STATUSES.items()],
        ),
        after_key=found[PAGE_ROWS - 1].number if len(found) > PAGE_ROWS else "",
        empty=Empty(
            _("Nothing in the register"),
            _("A thing enters with the order of an approved contract."),
        ),
    )
    head = Page(
        title=_("Register of things"), section="loans", tabs=shown.area_tabs(ctx, "web:assets")
    )
    return render_page(request, ctx, "web/loans/list.html", head, values={"table": table})


def _products_table() -> Table:
    return Table(
        caption=_("Products"),
        columns=[
            Column(name="code", title=_("Code")),
            Column(name="name", title=_("Name")),
            Column(name="kind", title=_("Kind"), on_phone=False),
            Column(name="pool", title=_("Pool of funds"), on_phone=False),
            Column(name="board", title=_("Approval of the Sharia board")),
            Column(
                name="highest", title=_("Up to"), kind=Kind.MONEY,
                unit=unit_text(institution().currency),
            ),
        ],
        rows=[
            Row(
                one.code,
                {
                    "code": one.code,
                    "name": one.name,
                    "kind": words.KINDS[one.kind],
                    "pool": one.pool.code,
                    "board": one.board_approval or "–",
                    "highest": Money(one.highest_minor, one.currency),
                },
            )
            for one in queries.products()
        ],
        empty=Empty(_("No product yet"), _("First set up a pool of funds, then a product.")),
    )  # fmt: skip


def _pools_table(ctx: Context) -> Table:
    held, currency = queries.charity_held(branch_id=ctx.branch_id), institution().currency
    return Table(
        caption=_("Pools of funds"),
        columns=[
            Column(name="code", title=_("Code")),
            Column(name="name", title=_("Name")),
            Column(name="for", title=_("For"), on_phone=False),
            Column(
                name="charity", title=_("To give to charity"), kind=Kind.MONEY,
                unit=unit_text(currency),
            ),
        ],
        rows=[
            Row(
                one.code,
                {
                    "code": one.code,
                    "name": one.name,
                    "for": _("Islamic contracts") if one.is_islamic else _("Leasing"),
                    "charity": Money(held.get(one.id, 0), currency) if one.is_islamic else None,
                },
                reverse("web:financing-charity", args=[one.code])
                if one.is_islamic and ctx.may("assets.pay")
                else "",
            )
            for one in queries.pools()
        ],
        empty=Empty(_("No pool yet"), _("Islamic funds and other funds never mix.")),
    )  # fmt: skip


@page("assets.view")
def product_list(request: HttpRequest, ctx: Context) -> HttpResponse:
    """What is offered, with which funds, approved by whom."""
    may_change = ctx.may("assets.configure")
    new = Action(_("New product"), reverse("web:financing-product-new"))
    pool = Action(_("New pool"), reverse("web:financing-pool-new"))
    head = Page(
        title=_("Products and pools"),
        section="loans",
        tabs=shown.area_tabs(ctx, "web:financing-products"),
        action=new if may_change else None,
        other_actions=[pool] if may_change else [],
    )
    values = {"table": _products_table(), "second": _pools_table(ctx)}
    return render_page(request, ctx, "web/financing/tables.html", head, values=values)


def branches_in_reach(ctx: Context) -> list[Branch]:
    """The actor's branch, or every branch."""
    found = Branch.objects.order_by("code")
    return list(found if ctx.branch_id is None else found.filter(id=ctx.branch_id))


def _configured(title: object) -> Page:
    back = Link(_("Products and pools"), reverse("web:financing-products"))
    return Page(title=title, section="loans", trail=(back, Link(title)))  # type: ignore[arg-type]


@page("assets.configure")
def new_pool(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Set up a pool of funds."""
    back = reverse("web:financing-products")
    return command_page(
        request, ctx, form=PoolForm(request.POST or None), page=_configured(_("New pool")),
        template="web/form.html",
        run=lambda keyed, values: commands.open_pool(keyed, **values),
        done=lambda _id: Done(back, gettext("The pool is set up.")),
        values={"cancel_url": back},
    )  # fmt: skip


@page("assets.configure")
def new_product(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Offer a product."""
    back = reverse("web:financing-products")
    form = ProductForm(
        request.POST or None, currency=institution().currency,
        pools=[(one.id, f"{one.code} · {one.name}") for one in queries.pools()],
    )  # fmt: skip
    return command_page(
        request, ctx, form=form, page=_configured(_("New product")), template="web/form.html",
        run=lambda keyed, values: commands.define_product(keyed, **values),
        done=lambda _id: Done(back, gettext("The product is offered.")),
        values={"cancel_url": back},
    )  # fmt: skip


@page("assets.pay")
def give_to_charity(request: HttpRequest, ctx: Context, pool: str) -> HttpResponse:
    """Pay what late clients gave to a charity, from the bank of a branch."""
    pool_id = queries.pool_id_of(pool)
    if pool_id is None:
        raise NotFound(kind="pool", id=pool)
    back = reverse("web:financing-products")
    branches = {str(one.id): one for one in branches_in_reach(ctx)}
    form = CharityForm(
        request.POST or None, currency=institution().currency,
        branches=[(code, one.name) for code, one in branches.items()],
    )  # fmt: skip
    held = Money(
        queries.charity_held(branch_id=ctx.branch_id).get(pool_id, 0), institution().currency
    )
    return command_page(
        request, ctx, form=form, page=_configured(_("Gift to charity")),
        template="web/financing/step.html",
        run=lambda keyed, values: commands.give_to_charity(keyed, pool_id=pool_id, **values),
        done=lambda _id: Done(back, gettext("The gift is paid.")),
        money=NO_MONEY_MOVED,
        values={"cancel_url": back, "amount": held, "send_label": _("Pay")},
    )  # fmt: skip
