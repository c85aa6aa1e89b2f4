"""The list of loans, with its export."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import labels
from nafa.interfaces.web.exports import csv_file
from nafa.interfaces.web.financing.shown import area_tabs
from nafa.interfaces.web.pages import page, render_page
from nafa.interfaces.web.parts import Action, Page
from nafa.interfaces.web.tables import (
    PAGE_ROWS,
    Chip,
    Column,
    Empty,
    Kind,
    Row,
    Table,
    changed_address,
    chips_for,
)
from nafa.interfaces.web.written import unit_text
from nafa.kernel.context import Context
from nafa.kernel.control.deciding import DECIDE
from nafa.kernel.control.queries import count_waiting_for
from nafa.kernel.identity.contexts import institution
from nafa.kernel.models import User
from nafa.lending import queries
from nafa.lending.queries import LoanRow
from nafa.lending.queries.life.changes import changes_waiting

STATUSES = ("ACTIVE", "CONTRACTED", "CLOSED", "RESTRUCTURED", "WRITTEN_OFF")
LATE = {"1": 1, "30": 30, "90": 90}
MOST_EXPORTED = 50_000


def asked_filters(query: QueryDict) -> dict[str, Any]:
    """The filters of the address; what is not a choice is ignored."""
    status, late = query.get("state", ""), LATE.get(query.get("late", ""), 0)
    try:
        officer_id = UUID(query.get("officer", ""))
    except ValueError:
        officer_id = None
    return {
        "status": "" if late or status not in STATUSES else status,
        "late_days": late,
        "officer_id": officer_id,
    }


def columns() -> list[Column]:
    unit = unit_text(institution().currency)
    return [
        Column(name="number", title=_("Loan")),
        Column(name="client", title=_("Client")),
        Column(name="product", title=_("Product"), on_phone=False),
        Column(name="officer", title=_("Officer"), on_phone=False),
        Column(name="principal", title=_("Granted"), kind=Kind.MONEY, unit=unit, on_phone=False),
        Column(
            name="outstanding", title=_("Outstanding"), kind=Kind.MONEY, unit=unit, on_phone=False
        ),
        Column(name="overdue", title=_("Overdue"), kind=Kind.MONEY, unit=unit, on_phone=False),
        Column(name="maturity", title=_("Maturity"), kind=Kind.DATE, on_phone=False),
        Column(name="state", title=_("State"), kind=Kind.STATE),
    ]


def row_of(loan: LoanRow) -> Row:
    return Row(
        str(loan.id),
        {
            "number": loan.number,
            "client": loan.client,
            "product": loan.product,
            "officer": loan.officer,
            "principal": loan.principal,
            "outstanding": loan.outstanding,
            "overdue": loan.overdue,
            "maturity": loan.maturity_date,
            "state": labels.loan_state(loan.status, loan.days_late),
        },
        reverse("web:loan", args=[loan.id]),
    )


def chips(ctx: Context, query: QueryDict, filters: dict[str, Any]) -> list[Chip]:
    """States, ages of arrears, and the officer when one is asked for."""
    found = chips_for(
        query,
        "state",
        [
            ("ACTIVE", _("Running"), None),
            ("CONTRACTED", _("To be disbursed"), None),
            ("CLOSED", _("Repaid"), None),
            ("RESTRUCTURED", _("Restructured"), None),
            ("WRITTEN_OFF", _("Given up"), None),
        ],
    )
    found += chips_for(
        query,
        "late",
        [
            ("1", _("In arrears"), None),
            ("30", _("30 days and more"), None),
            ("90", _("90 days and more"), None),
        ],
    )
    officer_id = filters["officer_id"]
    if officer_id is not None:
        officer = User.objects.filter(id=officer_id).first()
        name = officer.full_name if officer else ""
        found.append(Chip(name, changed_address(query, officer=""), is_active=True))
    elif ctx.may("lending.apply"):
        found.append(Chip(_("My portfolio"), changed_address(query, officer=str(ctx.actor_id))))
    return found


def loan_table(ctx: Context, query: QueryDict) -> Table:
    """One page of the list with the totals of all of it."""
    filters = asked_filters(query)
    found = queries.loans(ctx, **filters, before=query.get("after", ""), limit=PAGE_ROWS + 1)
    shown, more = found[:PAGE_ROWS], len(found) > PAGE_ROWS
    sums = queries.loan_totals(ctx, currency=institution().currency, **filters)
    after = ""
    if more:
        last = shown[-1]
        after = f"{last.days_late}/{last.number}" if filters["late_days"] else last.number
    return Table(
        caption=_("Loans"),
        columns=columns(),
        rows=[row_of(loan) for loan in shown],
        query=query,
        chips=chips(ctx, query, filters),
        totals={
            "principal": sums.principal,
            "outstanding": sums.outstanding,
            "overdue": sums.overdue,
        }
        if shown
        else {},
        row_count=sums.loan_count,
        after_key=after,
        export_url=reverse("web:loans-export"),
        empty=Empty(
            _("No loan here"),
            _("No loan fits these filters. Take one off to see more."),
        ),
    )


def requests_waiting(ctx: Context) -> list[Action]:
    """The way to other acts that wait for an approval, with how many."""
    count = count_waiting_for(ctx)
    words = gettext("Other requests (%(count)s)") % {"count": count}
    return [Action(words, reverse("web:waiting-commands"))] if ctx.may(DECIDE) else []


def changes_to_decide(ctx: Context) -> list[Action]:
    """The way to the changes of loans that wait for the reader, where there are any."""
    waiting = changes_waiting(ctx)
    if not waiting:
        return []
    words = gettext("Changes to decide (%(count)s)") % {"count": waiting}
    return [Action(words, reverse("web:loan-requests"))]


def lists_apart(ctx: Context) -> list[Action]:
    """The ways to loans of the staff and to files for the bureau, for those who may."""
    ways = (
        ("lending.view_staff_loans", _("Loans to the staff"), "web:staff-loans"),
        ("lending.send_bureau_file", _("Files for the credit bureau"), "web:bureau-files"),
    )
    return [Action(words, reverse(name)) for right, words, name in ways if ctx.may(right)]


@page("lending.view")
def loans(request: HttpRequest, ctx: Context) -> HttpResponse:
    """All loans of the branch, or those in arrears."""
    head = Page(
        title=_("Loans"),
        section="loans",
        tabs=area_tabs(ctx, "web:loans"),
        other_actions=[
            *changes_to_decide(ctx),
            Action(_("Loans given up"), reverse("web:lost-loans")),
            *lists_apart(ctx),
        ],
    )
    return render_page(
        request, ctx, "web/loans/list.html", head, values={"table": loan_table(ctx, request.GET)}
    )


@page("lending.view")
def export(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The whole list that is seen, as a file."""
    found = queries.loans(ctx, **asked_filters(request.GET), limit=MOST_EXPORTED)
    name = f"credits-{ctx.business_date.isoformat()}"
    return csv_file(name, columns(), (row_of(loan) for loan in found))
