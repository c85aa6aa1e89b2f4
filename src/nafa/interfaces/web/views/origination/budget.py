"""The budget of the borrower: entering it, with the capacity shown while typing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nafa.interfaces.web.pages import Done, command_page, page
from nafa.interfaces.web.parts import Page
from nafa.interfaces.web.views.applications.reading import application_called, trail_to
from nafa.interfaces.web.views.origination.budget_form import BudgetForm
from nafa.interfaces.web.views.origination.capacity import capacity_panels
from nafa.interfaces.web.wording.budgets import REASONS
from nafa.kernel.context import Context
from nafa.lending.calc.origination.cash_flow import CashFlowRefused, cash_flow_from_plain
from nafa.lending.commands.origination.budgeting import record_budget
from nafa.lending.queries import ApplicationView
from nafa.lending.queries.origination.budgets import budget_of, capacity_against
from nafa.lending.queries.origination.policies import policy_of

APPLY = "lending.apply"


def _preview(ctx: Context, view: ApplicationView, form: BudgetForm) -> dict[str, Any]:
    """The capacity of what is entered so far, or why there is none."""
    if not form.is_valid():
        return {"panels": []}
    try:
        flow = cash_flow_from_plain(form.figures())
    except CashFlowRefused as refused:
        return {"panels": [], "why_not": REASONS.get(refused.code, "")}
    found = capacity_against(
        flow, client_id=view.row.client_id, terms=view.terms, on=ctx.business_date
    )
    policy = policy_of(view.row.id)
    return {"panels": capacity_panels(flow, found, policy, currency=view.row.amount.currency)}


@page(APPLY)
def budget(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:
    """Enter the income and expenses; earlier figures are the start."""
    view = application_called(ctx, application)
    kept, back = budget_of(view.row.id), reverse("web:application", args=[view.row.number])
    form = BudgetForm(request.POST or None, flow=kept.flow if kept else None)
    shown = _preview(ctx, view, BudgetForm(request.POST)) if request.method == "POST" else {}
    if not shown and kept is not None:
        found = capacity_against(
            kept.flow, client_id=view.row.client_id, terms=view.terms, on=ctx.business_date
        )
        currency = view.row.amount.currency
        shown = {
            "panels": capacity_panels(kept.flow, found, policy_of(view.row.id), currency=currency)
        }
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=_("Budget of %(client)s") % {"client": view.row.client},
            section="applications",
            trail=trail_to(view.row, _("Budget")),
        ),
        template="web/origination/budget.html",
        run=lambda ctx, _entered: record_budget(
            ctx, application_id=view.row.id, figures=form.figures()
        ),
        done=lambda _id: Done(back, _("The budget is kept.")),
        values={"cancel_url": back, "number": view.row.number, **shown},
    )


@require_POST
@page(APPLY)
def preview(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:
    """The capacity beside the form, made anew as one types."""
    view = application_called(ctx, application)
    shown = _preview(ctx, view, BudgetForm(request.POST))
    return render(request, "web/origination/_capacity.html", shown)
