"""The list of clients, its export, and the search for anything."""

import csv
import re
from collections.abc import Iterator
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from nafa.clients import queries as clients
from nafa.clients.queries import ClientRow
from nafa.interfaces.web.addresses import address_of_file
from nafa.interfaces.web.exports import EXPORT_ROWS, every_page
from nafa.interfaces.web.pages import page, render_page
from nafa.interfaces.web.parts import Action, Page, Phone, State
from nafa.interfaces.web.tables import PAGE_ROWS, Chip, Column, Empty, Kind, Row, Table, chips_for
from nafa.interfaces.web.wording.clients import KINDS, STATES, label
from nafa.interfaces.web.wording.lending import loan_state
from nafa.interfaces.web.written import phone_text, table_date_text
from nafa.kernel.context import Context
from nafa.lending import queries as lending
from nafa.lending.queries import LoanRow

SUGGESTED = 7
SHORTEST = 2
FIGURES = re.compile(r"[+-]?[\d\s.,]+")


def client_columns() -> list[Column]:
    return [
        Column(name="name", title=_("Name")),
        Column(name="number", title=_("Number"), on_phone=False),
        Column(name="state", title=_("State"), kind=Kind.STATE, on_phone=False),
        Column(name="phone", title=_("Telephone")),
        Column(name="locality", title=_("Locality"), on_phone=False),
        Column(name="activity", title=_("Activity"), on_phone=False),
        Column(name="officer", title=_("Officer"), on_phone=False),
    ]


def client_row(one: ClientRow) -> Row:
    return Row(
        str(one.id),
        {
            "name": one.name,
            "number": one.number,
            "phone": Phone(one.phone) if one.phone else "",
            "locality": one.locality,
            "activity": one.activity,
            "officer": one.officer,
            "state": STATES.get(one.status) or State(one.status),
        },
        reverse("web:client", args=[one.number]),
    )


def _chips(query: QueryDict) -> list[Chip]:
    kinds = [("PERSON", _("Persons"), None), ("GROUP", _("Groups"), None)]
    return [
        *chips_for(query, "kind", kinds),
        *chips_for(query, "officer", [("me", _("My clients"), None)]),
    ]


def _filters(ctx: Context, query: QueryDict) -> tuple[str, UUID | None]:
    kind = query.get("kind", "")
    return (
        kind if kind in KINDS else "",
        ctx.actor_id if query.get("officer") == "me" else None,
    )


@page("clients.view")
def client_list(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Clients of the branch, newest first, by chips; typed words search among them."""
    kind, officer_id = _filters(ctx, request.GET)
    typed = request.GET.get("q", "").strip()
    if typed:
        rows = clients.search(ctx, typed, kind=kind, limit=PAGE_ROWS)
    else:
        rows = clients.list_clients(
            ctx,
            kind=kind,
            officer_id=officer_id,
            before=request.GET.get("after", ""),
            limit=PAGE_ROWS + 1,
        )
    register = (
        Action(_("Register a person"), reverse("web:client-new"))
        if ctx.may("clients.register")
        else None
    )
    table = Table(
        caption=_("Clients"),
        columns=client_columns(),
        rows=[client_row(one) for one in rows[:PAGE_ROWS]],
        empty=Empty(
            _("No client here"),
            _("Nobody is registered under this choice. Take a filter off, or register a person."),
            register,
        ),
        query=request.GET,
        chips=_chips(request.GET),
        after_key=rows[PAGE_ROWS - 1].number if len(rows) > PAGE_ROWS else "",
        export_url=reverse("web:clients-export"),
    )
    group = Action(_("Register a group"), reverse("web:group-new"))
    shown = Page(
        title=_("Clients"),
        section="clients",
        action=register,
        other_actions=[group] if ctx.may("clients.manage_group") else [],
    )
    return render_page(
        request, ctx, "web/clients/list.html", shown, values={"table": table, "typed": typed}
    )


def _all_rows(ctx: Context, query: QueryDict) -> Iterator[ClientRow]:
    kind, officer_id = _filters(ctx, query)
    typed = query.get("q", "").strip()
    if typed:
        yield from clients.search(ctx, typed, kind=kind, limit=PAGE_ROWS)
        return
    yield from every_page(
        lambda before: clients.list_clients(
            ctx, kind=kind, officer_id=officer_id, before=before, limit=EXPORT_ROWS
        )
    )


@page("clients.view")
def client_export(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Exactly what the list shows, every page of it, as CSV for a spreadsheet."""
    response = csv_answer(f"clients-{ctx.business_date}.csv")
    sheet = csv.writer(response, delimiter=";")
    more = [_("Kind"), _("Client since")]
    sheet.writerow([*(column.title for column in client_columns()), *more])
    for one in _all_rows(ctx, request.GET):
        state = STATES.get(one.status) or State(one.status)
        cells = [
            one.name, one.number, state.word, phone_text(one.phone), one.locality,
            one.activity, one.officer, label(KINDS, one.kind), table_date_text(one.joined_date),
        ]  # fmt: skip
        sheet.writerow([plain_cell(cell) for cell in cells])
    return response


def csv_answer(filename: str) -> HttpResponse:
    """An empty CSV file that a spreadsheet reads with its accents."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "no-store"
    return response


def plain_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value)
    is_telling = text.startswith(("=", "+", "-", "@")) and not FIGURES.fullmatch(text)
    return f"'{text}" if is_telling else text


def _loans_called(ctx: Context, typed: str) -> list[LoanRow]:
    """The loan with this number, of the actor's branch."""
    if not ctx.may("lending.view"):
        return []
    loan = lending.loan_by_number(ctx, typed.upper())
    return [loan] if loan else []


@page("clients.view")
def search(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Search for anything: clients by name, number, telephone or paper; loans by number."""
    typed = request.GET.get("q", "").strip()
    long_enough = len(typed) >= SHORTEST
    found = clients.search(ctx, typed, limit=PAGE_ROWS) if long_enough else []
    table = Table(
        caption=_("Clients found"),
        columns=client_columns(),
        rows=[client_row(one) for one in found],
        empty=Empty(
            _("Nothing was found"),
            _("Try fewer words, the number of the file, the telephone or the year of birth."),
        ),
    )
    loans = [
        {"row": loan, "state": loan_state(loan.status, loan.days_late), "url": loan_url(loan.id)}
        for loan in (_loans_called(ctx, typed) if long_enough else [])
    ]
    values = {"table": table, "typed": typed, "loans": loans}
    shown = Page(title=_("Search"), section="clients")
    return render_page(request, ctx, "web/clients/search.html", shown, values=values)


@page("clients.view")
def suggestions(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The first few finds while one types."""
    typed = request.GET.get("q", "").strip()
    found = clients.search(ctx, typed, limit=SUGGESTED) if len(typed) >= SHORTEST else []
    loans = _loans_called(ctx, typed) if len(typed) >= SHORTEST else []
    values = {
        "typed": typed if len(typed) >= SHORTEST else "",
        "clients": found,
        "loans": [(loan, loan_url(loan.id)) for loan in loans],
    }
    return render(request, "web/clients/_suggestions.html", values)


def loan_url(loan_id: UUID) -> str:
    """The address of a loan's file, or nothing while there is no such page."""
    return address_of_file("web:loan", loan_id)
