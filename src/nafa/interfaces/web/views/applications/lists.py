"""The list of applications, its export, and the approvals that wait."""

import csv
from collections.abc import Iterator
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from nafa.interfaces.web.exports import EXPORT_ROWS, every_page
from nafa.interfaces.web.loans.lists import changes_to_decide, requests_waiting
from nafa.interfaces.web.pages import page, render_page
from nafa.interfaces.web.parts import Action, Page
from nafa.interfaces.web.tables import PAGE_ROWS, Column, Empty, Kind, Row, Table, chips_for
from nafa.interfaces.web.views.applications.circuit import levels_actions
from nafa.interfaces.web.views.clients.lists import csv_answer, plain_cell
from nafa.interfaces.web.wording.lending import APPLICATION_STATES, application_state
from nafa.interfaces.web.wording.origination import STANDS
from nafa.interfaces.web.written import table_date_text, unit_text
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import institution
from nafa.kernel.wording import money_figures, percent_words
from nafa.lending import queries as lending
from nafa.lending.queries import ApplicationRow
from nafa.lending.queries.origination.standing import Standing, standings_of


def _columns() -> list[Column]:
    unit = unit_text(institution().currency)
    return [
        Column(name="client", title=_("Client")),
        Column(name="number", title=_("Number"), on_phone=False),
        Column(name="state", title=_("State"), kind=Kind.STATE),
        Column(name="amount", title=_("Amount"), kind=Kind.MONEY, unit=unit),
        Column(name="product", title=_("Product"), on_phone=False),
        Column(name="day", title=_("Submitted"), kind=Kind.DATE, on_phone=False),
        Column(name="officer", title=_("Officer"), on_phone=False),
    ]


def _row(one: ApplicationRow) -> Row:
    return Row(
        str(one.id),
        {
            "number": one.number,
            "client": one.client,
            "product": one.product,
            "amount": one.amount,
            "officer": one.officer,
            "day": one.submitted_date,
            "state": application_state(one.status),
        },
        reverse("web:application", args=[one.number]),
    )


def _filters(ctx: Context, query: QueryDict) -> tuple[str, UUID | None]:
    status = query.get("status", "")
    return (
        status if status in APPLICATION_STATES else "",
        ctx.actor_id if query.get("officer") == "me" else None,
    )


@page("lending.view")
def application_list(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Applications of the branch, newest first, by state."""
    status, officer_id = _filters(ctx, request.GET)
    rows = lending.applications(
        ctx,
        status=status,
        officer_id=officer_id,
        before=request.GET.get("after", ""),
        limit=PAGE_ROWS + 1,
    )
    counts = lending.waiting_counts(ctx)
    states = [(code, state.word, counts.get(code, 0)) for code, state in APPLICATION_STATES.items()]
    ask = (
        Action(_("New application"), reverse("web:application-new"))
        if ctx.may("lending.apply")
        else None
    )
    table = Table(
        caption=_("Applications"),
        columns=_columns(),
        rows=[_row(one) for one in rows[:PAGE_ROWS]],
        empty=Empty(
            _("No application here"),
            _("Nobody has asked for a loan under this choice."),
            ask,
        ),
        query=request.GET,
        chips=[
            *chips_for(request.GET, "status", states),
            *chips_for(request.GET, "officer", [("me", _("Followed by me"), None)]),
        ],
        after_key=rows[PAGE_ROWS - 1].number if len(rows) > PAGE_ROWS else "",
        export_url=reverse("web:applications-export"),
    )
    head = Page(
        title=_("Applications"),
        section="applications",
        action=ask,
        other_actions=[
            Action(_("Loan simulator"), reverse("web:simulator")),
            Action(_("Crop calendars"), reverse("web:calendars")),
            Action(_("Products"), reverse("web:products")),
        ],
    )
    return render_page(request, ctx, "web/applications/list.html", head, values={"table": table})


def _all_rows(ctx: Context, query: QueryDict) -> Iterator[ApplicationRow]:
    status, officer_id = _filters(ctx, query)
    return every_page(
        lambda before: lending.applications(
            ctx, status=status, officer_id=officer_id, before=before, limit=EXPORT_ROWS
        )
    )


@page("lending.view")
def application_export(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Exactly what the list shows, every page of it, as CSV for a spreadsheet."""
    response = csv_answer(f"applications-{ctx.business_date}.csv")
    sheet = csv.writer(response, delimiter=";")
    more = [_("Instalments"), _("TEG")]
    sheet.writerow([*(column.title for column in _columns()), *more])
    for one in _all_rows(ctx, request.GET):
        cells = [
            one.client, one.number, application_state(one.status).word,
            money_figures(one.amount), one.product, table_date_text(one.submitted_date),
            one.officer, one.instalment_count, percent_words(one.teg_percent),
        ]  # fmt: skip
        sheet.writerow([plain_cell(cell) for cell in cells])
    return response


def _inbox_row(one: ApplicationRow, standing: Standing) -> Row:
    return Row(
        str(one.id),
        {
            **_row(one).cells,
            "state": STANDS[standing.stand],
            "level": standing.level,
            "voices": f"{standing.given} / {standing.wanted}",
        },
        reverse("web:application-decide", args=[one.number]),
    )


def _inbox_columns() -> list[Column]:
    known = {column.name: column for column in _columns()}
    return [
        known["client"],
        known["number"],
        Column(name="state", title=_("Decision"), kind=Kind.STATE),
        known["amount"],
        Column(name="level", title=_("Level"), on_phone=False),
        Column(name="voices", title=_("Approvals"), on_phone=False),
        known["day"],
    ]


@page("lending.approve")
def approvals(request: HttpRequest, ctx: Context) -> HttpResponse:
    """What waits for a decision, the oldest first; by choice only what waits for the reader."""
    waiting = lending.applications(ctx, status="SUBMITTED", limit=500)
    waiting.sort(key=lambda one: (one.submitted_at, one.number))
    found = standings_of(ctx, [one.id for one in waiting])
    mine = [one for one in waiting if found[one.id].may_approve]
    shown = mine if request.GET.get("for") == "me" else waiting
    table = Table(
        caption=_("Applications that wait for a decision"),
        columns=_inbox_columns(),
        rows=[_inbox_row(one, found[one.id]) for one in shown],
        empty=Empty(
            _("Nothing waits"),
            _("Every application of the branch is decided. New ones appear here."),
        ),
        query=request.GET,
        chips=chips_for(request.GET, "for", [("me", _("For you to decide"), len(mine))]),
    )
    head = Page(
        title=_("Approvals"),
        section="approvals",
        other_actions=[*requests_waiting(ctx), *changes_to_decide(ctx), *levels_actions()],
    )
    return render_page(request, ctx, "web/applications/list.html", head, values={"table": table})
