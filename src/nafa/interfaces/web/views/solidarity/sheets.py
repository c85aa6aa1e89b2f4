"""Collection: the sheets of the day, the sheet one enters, prints and saves."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.clients import queries as clients
from nafa.interfaces.web.pages import NO_MONEY_MOVED, Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page, State, Tone
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.till.shown import row_of, till_facts
from nafa.interfaces.web.views.clients.people_forms import staff_choices
from nafa.interfaces.web.views.solidarity.sheet_form import ChooseForm, SheetForm
from nafa.interfaces.web.wording.solidarity import PRESENCES
from nafa.interfaces.web.written import money_text, unit_text
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.kernel.identity.contexts import institution
from nafa.kernel.models import User
from nafa.lending.commands.solidarity.sheets import save_collection_sheet
from nafa.lending.documents.sheet import sheet_pdf
from nafa.lending.queries.solidarity.groups import meeting_groups
from nafa.lending.queries.solidarity.sheets import (
    SavedSheet,
    SheetToCollect,
    saved_sheet,
    saved_sheets,
    to_collect,
)
from nafa.payments import queries as payments


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose sheet is asked for."""

    title: str
    query: str
    group_id: UUID | None = None
    officer_id: UUID | None = None
    day: date | None = None


def scope_of(request: HttpRequest, ctx: Context) -> Scope:
    """The group, or the officer, of the address; nobody named is oneself. Refuses: NotFound,
    OtherBranch."""
    asked = ChooseForm(request.GET)
    asked.is_valid()
    day = asked.cleaned_data.get("day")
    number = asked.cleaned_data.get("group") or ""
    if number:
        group = clients.get_client(ctx, clients.client_id_of(number))
        return Scope(group.name, f"?group={group.number}", group_id=group.id, day=day)
    officer_id = asked.cleaned_data.get("officer") or ctx.actor_id
    officer = User.objects.filter(id=officer_id).first() if officer_id else None
    if officer is None:
        raise NotFound(kind="user", id=officer_id)
    return Scope(officer.full_name, f"?officer={officer.id}", officer_id=officer.id, day=day)


def sheet_of(ctx: Context, scope: Scope) -> SheetToCollect:
    return to_collect(
        ctx,
        currency=institution().currency,
        day=scope.day,
        group_id=scope.group_id,
        officer_id=scope.officer_id,
    )


@page("lending.view")
def collection(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Groups that meet today, rounds of the officers, sheets that were saved."""
    own = reverse("web:sheet-new")
    head = Page(
        title=_("Collection"),
        section="collection",
        action=Action(_("My round of today"), own) if ctx.may("lending.collect") else None,
    )
    values = {
        "groups": groups_table(ctx),
        "officers": [(f"{own}?officer={key}", name) for key, name in staff_choices(ctx) if key],
        "sheets": sheets_table(saved_sheets(ctx, limit=30)),
    }
    return render_page(request, ctx, "web/solidarity/collection.html", head, values=values)


def groups_table(ctx: Context) -> Table:
    """The groups that meet on the business date."""
    found = clients.contacts_of(meeting_groups(ctx, day=ctx.business_date))
    rows = [
        Row(
            str(one.id),
            {"name": one.name, "officer": one.officer, "locality": one.locality},
            f"{reverse('web:sheet-new')}?group={one.number}",
        )
        for one in sorted(found.values(), key=lambda one: one.name)
    ]
    return Table(
        caption=_("Groups that meet today"),
        columns=[
            Column(name="name", title=_("Group")),
            Column(name="officer", title=_("Officer"), on_phone=False),
            Column(name="locality", title=_("Locality")),
        ],
        rows=rows,
        empty=Empty(
            _("No group meets today"),
            _("The day of meetings is set on the page of a group."),
        ),
    )


def sheets_table(sheets: list[SavedSheet]) -> Table:
    """Saved sheets, the latest first."""
    unit = unit_text(institution().currency)
    rows = [
        Row(
            str(one.id),
            {
                "number": one.number,
                "day": one.business_date,
                "who": one.group or one.officer,
                "by": one.saved_by,
                "expected": one.expected,
                "collected": one.collected,
            },
            reverse("web:sheet", args=[one.number]),
        )
        for one in sheets
    ]
    return Table(
        caption=_("Saved sheets"),
        columns=[
            Column(name="who", title=_("Group or round")),
            Column(name="number", title=_("Sheet"), on_phone=False),
            Column(name="day", title=_("Day"), kind=Kind.DATE),
            Column(name="by", title=_("Collected by"), on_phone=False),
            Column(name="expected", title=_("Expected"), kind=Kind.MONEY, unit=unit,
                   on_phone=False),
            Column(name="collected", title=_("Collected"), kind=Kind.MONEY, unit=unit),
        ],
        rows=rows,
        empty=Empty(_("No sheet yet"), _("A sheet that is saved can be read again here.")),
    )  # fmt: skip


@page("lending.view")
def sheet(request: HttpRequest, ctx: Context) -> HttpResponse:
    """One row a member: what is expected is filled in, what differs is typed, all is saved."""
    scope = scope_of(request, ctx)
    found = sheet_of(ctx, scope)
    own = payments.open_session_of(ctx.actor_id)
    if request.method == "POST":
        ctx.demand("lending.collect")
    head = Page(
        title=gettext("Collection sheet · %(who)s") % {"who": scope.title},
        section="collection",
        trail=(Link(_("Collection"), reverse("web:collection")), Link(scope.title)),
        facts=[Fact(_("Day"), found.day), Fact(_("Expected"), found.due)]
        + (till_facts(row_of(own)) if own else []),
        other_actions=[Action(_("Print for the field"), reverse("web:sheet-pdf") + scope.query)],
    )
    may_save = ctx.may("lending.collect") and own is not None
    return command_page(
        request,
        ctx,
        form=SheetForm(found, request.POST or None),
        page=head,
        template="web/solidarity/sheet.html",
        run=lambda keyed, values: save_collection_sheet(
            keyed, group_id=scope.group_id, officer_id=scope.officer_id, **values
        ),
        done=lambda made: Done(
            reverse("web:sheet", args=[made.number]),
            gettext("The sheet %(number)s is saved: %(amount)s.")
            % {"number": made.number, "amount": money_text(made.collected)},
        ),
        money=NO_MONEY_MOVED,
        values=_shown(ctx, found, own, may_save=may_save),
    )


def _shown(ctx: Context, found: SheetToCollect, own: Any, *, may_save: bool) -> dict[str, Any]:
    return {
        "sheet": found,
        "unit": unit_text(found.currency),
        "may_save": may_save,
        "wants_till": ctx.may("lending.collect") and own is None,
        "in_till": row_of(own).balance if own else None,
    }


@page("lending.view")
def printed(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The sheet on paper for the field, with empty columns to write in."""
    scope = scope_of(request, ctx)
    content = sheet_pdf(sheet_of(ctx, scope), title=scope.title, group_id=scope.group_id)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="feuille-de-collecte.pdf"'
    return response


@page("lending.view")
def saved(request: HttpRequest, ctx: Context, number: str) -> HttpResponse:
    """A saved sheet: every line, what was said, receipts."""
    found = saved_sheet(ctx, number)
    head = Page(
        title=gettext("Sheet %(number)s") % {"number": found.number},
        section="collection",
        trail=(Link(_("Collection"), reverse("web:collection")), Link(found.number)),
        facts=[
            Fact(_("Collected"), found.collected),
            Fact(_("Expected"), found.expected),
            Fact(_("Day"), found.business_date),
            Fact(_("Group or round"), found.group or found.officer),
            Fact(_("Collected by"), found.saved_by),
            Fact(_("Till"), found.till),
        ],
    )
    values = {"table": lines_table(found)}
    return render_page(request, ctx, "web/solidarity/saved.html", head, values=values)


def lines_table(found: SavedSheet) -> Table:
    """The lines of a saved sheet with their totals."""
    unit = unit_text(found.collected.currency)
    rows = [
        Row(
            str(place),
            {
                "name": line.name,
                "loan": Link(line.loan_number, reverse("web:loan", args=[line.loan_number])),
                "payer": line.payer,
                "due": line.due,
                "paid": line.paid,
                "presence": State(_("Taken back"), Tone.WARNING)
                if line.is_reversed
                else PRESENCES[line.presence],
                "receipt": Link(line.receipt_number, reverse("web:receipt",
                                                             args=[line.receipt_number]))
                if line.receipt_number
                else "",
                "comment": line.comment,
            },
        )
        for place, line in enumerate(found.lines)
    ]  # fmt: skip
    return Table(
        caption=_("Lines"),
        columns=[
            Column(name="name", title=_("Member or client")),
            Column(name="loan", title=_("Loan"), on_phone=False),
            Column(name="payer", title=_("Paid by"), on_phone=False),
            Column(name="due", title=_("Due"), kind=Kind.MONEY, unit=unit, on_phone=False),
            Column(name="paid", title=_("Paid"), kind=Kind.MONEY, unit=unit),
            Column(name="presence", title=_("Presence"), kind=Kind.STATE),
            Column(name="receipt", title=_("Receipt"), on_phone=False),
            Column(name="comment", title=_("Remark"), kind=Kind.TEXT, on_phone=False),
        ],
        rows=rows,
        totals={"paid": found.collected},
        empty=Empty(_("No line"), _("Nothing was written on this sheet.")),
    )
