"""Loans to the staff, apart: who, how much, how late, and the limit on insiders."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from nafa.interfaces.web import labels
from nafa.interfaces.web.pages import page, render_page
from nafa.interfaces.web.parts import Fact, Link, Page, State, Tone
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.written import money_text, unit_text
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import institution
from nafa.lending.queries.staff_loans import (
    StaffLoanRow,
    insiders_exposure,
    staff_loans,
    staff_without_log_in,
)

VIEW = "lending.view_staff_loans"


def _row(row: StaffLoanRow) -> Row:
    loan = row.loan
    return Row(
        str(loan.id),
        {
            "client": loan.client,
            "person": row.person or State(_("No log-in named"), Tone.WARNING),
            "number": loan.number,
            "product": loan.product,
            "principal": loan.principal,
            "outstanding": loan.outstanding,
            "state": labels.loan_state(loan.status, loan.days_late),
        },
        reverse("web:loan", args=[loan.number]),
    )


def _table(rows: list[StaffLoanRow], currency: str) -> Table:
    unit = unit_text(currency)
    return Table(
        caption=_("Loans to the staff"),
        columns=[
            Column(name="client", title=_("Client")),
            Column(name="person", title=_("Log-in of"), on_phone=False),
            Column(name="number", title=_("Loan"), on_phone=False),
            Column(name="product", title=_("Product"), on_phone=False),
            Column(
                name="principal", title=_("Amount lent"), kind=Kind.MONEY, unit=unit,
                on_phone=False,
            ),
            Column(name="outstanding", title=_("Outstanding"), kind=Kind.MONEY, unit=unit),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=[_row(one) for one in rows],
        empty=Empty(
            _("No loan to the staff"),
            _("Clients who are marked as staff under their ties have no loan."),
        ),
    )  # fmt: skip


@page(VIEW)
def staff(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Every loan of a member of staff, and all insiders against their limit."""
    currency = institution().currency
    rows, together = staff_loans(ctx), insiders_exposure(currency=currency, on=ctx.business_date)
    facts = []
    if together is not None:
        ceiling = together.ceiling
        told = (
            _("of %(ceiling)s at most") % {"ceiling": money_text(ceiling)}
            if ceiling else _("own funds were not stated")
        )  # fmt: skip
        facts.append(Fact(_("Lent to insiders together"), together.lent, told))
    unlinked = len(staff_without_log_in())
    if unlinked:
        facts.append(Fact(_("Staff whose log-in is not named"), unlinked))
    head = Page(
        title=_("Loans to the staff"),
        section="loans",
        trail=(Link(_("Loans"), reverse("web:loans")), Link(_("Loans to the staff"))),
        state=State(_("Above the limit"), Tone.DANGER)
        if together is not None and together.is_exceeded else None,
        facts=facts,
    )  # fmt: skip
    words = _(
        "Nobody submits, decides, draws up or pays out a loan of their own, nor of somebody tied to"
        " them. That holds for staff whose log-in is named with the mark."
    )
    panels = [Panel(title=_("Loans to the staff"), table=_table(rows, currency), words=words)]
    return render_page(request, ctx, "web/origination/panels.html", head, values={"panels": panels})
