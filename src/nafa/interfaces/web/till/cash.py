"""Tills of a branch, their statements, cash between tills, vaults and the bank."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import read_day
from nafa.interfaces.web.pages import NO_MONEY_MOVED, Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.till import shown
from nafa.interfaces.web.till.forms import SupplyForm, TransferForm
from nafa.interfaces.web.written import unit_text
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.kernel.identity.contexts import institution
from nafa.payments import commands, queries
from nafa.payments.queries import SessionRow, TillRow


@page("till.view_all")
def tills(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Every till and vault in reach, with holder, ceiling and balance; then the last counts."""
    rows = queries.tills(branch_id=ctx.branch_id)
    may_move = ctx.may("till.transfer")
    others = [Action(_("Bank"), reverse("web:till-supply"))] if may_move else []
    if ctx.may("till.open"):
        others.append(Action(_("Set up a till"), reverse("web:new-till")))
    head = Page(
        title=_("Tills"),
        section="tills",
        action=Action(_("Move cash"), reverse("web:till-transfer")) if may_move else None,
        other_actions=others,
    )
    values = {
        "table": shown.tills_table(rows, request.GET),
        "sessions": sessions_table(queries.sessions(branch_id=ctx.branch_id, limit=20)),
    }
    return render_page(request, ctx, "web/till/tills.html", head, values=values)


def sessions_table(rows: list[SessionRow], *, empty: Empty | None = None) -> Table:
    """Counts of tills with what was over or short."""
    unit = unit_text(institution().currency)
    return Table(
        caption=_("Last counts"),
        columns=[
            Column(name="day", title=_("Day"), kind=Kind.DATE),
            Column(name="till", title=_("Till")),
            Column(name="teller", title=_("Teller"), on_phone=False),
            Column(name="counted", title=_("Counted"), kind=Kind.MONEY, unit=unit, on_phone=False),
            Column(name="difference", title=_("Difference"), kind=Kind.MONEY, unit=unit),
        ],
        rows=[
            Row(
                str(row.id),
                {
                    "day": row.business_date,
                    "till": row.till,
                    "teller": row.teller,
                    "counted": row.counted,
                    "difference": row.difference,
                },
            )
            for row in rows
        ],
        empty=empty or Empty(_("No count yet"), _("A till is counted when its holder closes it.")),
    )


def _till_seen(ctx: Context, till_id: UUID) -> TillRow:
    """One's own till, or any of the branch with the right. Refuses: NotFound, NotPermitted."""
    own = queries.open_session_of(ctx.actor_id)
    found = [till for till in queries.tills(branch_id=ctx.branch_id) if till.id == till_id]
    if not found:
        raise NotFound(kind="till", id=till_id)
    if (own is None or own.till_id != till_id) and not ctx.may("till.operate"):
        ctx.demand("till.view_all")
    return found[0]


def day_asked(request: HttpRequest, ctx: Context) -> date:
    """The day of the address, or the business date."""
    return read_day(request.GET.get("day", "")) or ctx.business_date


@page()
def statement(request: HttpRequest, ctx: Context, till_id: UUID) -> HttpResponse:
    """The movements of a till on a day, ready for paper."""
    row, day = _till_seen(ctx, till_id), day_asked(request, ctx)
    list_url = reverse("web:tills" if ctx.may("till.view_all") else "web:till")
    head = Page(
        title=gettext("Statement of %(till)s") % {"till": row.name},
        section="till" if ctx.may("till.operate") else "tills",
        trail=(Link(_("Tills"), list_url), Link(row.name)),
        state=shown.holder_state(row),
        facts=[Fact(_("Branch"), row.branch), Fact(_("Day"), day), *shown.till_facts(row)],
    )
    values = {
        "table": shown.movements_table(row, day),
        "counts": sessions_table(queries.sessions(till_id=till_id, limit=5)),
        "day": day,
    }
    return render_page(request, ctx, "web/till/statement.html", head, values=values)


@page("till.transfer")
def transfer(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Cash from one till or vault to another."""
    form = TransferForm(
        request.POST or None,
        currency=institution().currency,
        tills=queries.tills(branch_id=ctx.branch_id),
    )
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=_("Move cash between tills"),
            section="tills",
            trail=(Link(_("Tills"), reverse("web:tills")), Link(_("Move cash"))),
        ),
        template="web/form.html",
        run=lambda keyed, values: commands.transfer_cash(keyed, **values),
        done=lambda _entry: Done(reverse("web:tills"), gettext("The cash has been moved.")),
        money=NO_MONEY_MOVED,
        values={"send_label": _("Move the cash"), "cancel_url": reverse("web:tills")},
    )


@page("till.transfer")
def supply(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Cash from the bank, or to it."""
    form = SupplyForm(
        request.POST or None,
        currency=institution().currency,
        tills=queries.tills(branch_id=ctx.branch_id),
    )
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=_("Cash from or to the bank"),
            section="tills",
            trail=(Link(_("Tills"), reverse("web:tills")), Link(_("Bank"))),
        ),
        template="web/form.html",
        run=lambda keyed, _values: commands.supply_till(keyed, **form.inputs),
        done=lambda _entry: Done(reverse("web:tills"), gettext("The cash movement is booked.")),
        money=NO_MONEY_MOVED,
        values={"send_label": _("Book the movement"), "cancel_url": reverse("web:tills")},
    )
