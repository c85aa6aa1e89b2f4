"""The dashboard: period and scope on top, figures, charts, the list that explains the worst."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.dashboard import shown
from nafa.interfaces.web.home.pieces import late_panel
from nafa.interfaces.web.pages import page, render_page
from nafa.interfaces.web.parts import Fact, Page
from nafa.interfaces.web.tables import chips_for
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import institution
from nafa.kernel.models import Assignment, Branch, User
from nafa.reporting import portfolio

PERIODS = {"13": 13, "26": 26, "52": 52}


def _asked_id(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def _officers(ctx: Context) -> list[User]:
    """People who follow loans, in the branches the actor sees."""
    held = Assignment.objects.filter(role__home="officer")
    if ctx.branch_id is not None:
        held = held.filter(branch_id=ctx.branch_id)
    return list(User.objects.filter(id__in=held.values("user_id")).order_by("full_name"))


@page("reporting.dashboard")
def dashboard(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The portfolio at the last close, and what the running day brings."""
    branch_id = ctx.branch_id or _asked_id(request, "branch")
    officer_id = _asked_id(request, "officer")
    weeks = PERIODS.get(request.GET.get("weeks", ""), shown.WEEKS)
    day = portfolio.last_closed_day(ctx.business_date)
    today = portfolio.today(
        day=ctx.business_date,
        currency=institution().currency,
        branch_id=branch_id,
        officer_id=officer_id,
    )
    head = Page(
        title=_("Steering"),
        section="steering",
        facts=[Fact(_("Figures at the close of"), day)],
    )
    values = {
        "figures": shown.figures(
            day or ctx.business_date, today, branch_id=branch_id, officer_id=officer_id
        ),
        "charts": _charts(day, weeks, branch_id, officer_id) if day else [],
        "chips": chips_for(
            request.GET,
            "weeks",
            [("13", _("3 months"), None), ("26", _("6 months"), None), ("52", _("1 year"), None)],
        ),
        "branches": [] if ctx.branch_id else list(Branch.objects.order_by("code")),
        "officers": _officers(ctx),
        "asked": request.GET,
        "late": late_panel(ctx, officer_id=officer_id),
    }
    return render_page(request, ctx, "web/dashboard/dashboard.html", head, values=values)


def _charts(
    day: date, weeks: int, branch_id: UUID | None, officer_id: UUID | None
) -> list[shown.Chart]:
    charts = [
        shown.outstanding_chart(day, weeks=weeks, branch_id=branch_id, officer_id=officer_id),
        shown.disbursement_chart(day, weeks=weeks, branch_id=branch_id),
    ]
    sides = (
        ("by-branch", _("By branch"), portfolio.portfolio_by_branch),
        ("by-officer", _("By officer"), portfolio.portfolio_by_officer),
        ("by-product", _("By product"), portfolio.portfolio_by_product),
    )
    for name, title, query in sides:
        rows = query(day, branch_id=branch_id)
        if len(rows) > 1 or name == "by-product":
            charts.append(shown.by_chart(name, title, rows))
    return charts
