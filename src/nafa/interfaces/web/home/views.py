"""The first page of each role: the table of homes, and what each one shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nafa.interfaces.web.administration.control import JOB_COUNTS
from nafa.interfaces.web.books.shown import journal_table
from nafa.interfaces.web.control.at_home import requests_panel
from nafa.interfaces.web.dashboard.shown import by_table
from nafa.interfaces.web.financing.at_home import goods_panels
from nafa.interfaces.web.home import pieces
from nafa.interfaces.web.home.pieces import Panel
from nafa.interfaces.web.home.sessions import session_panel
from nafa.interfaces.web.pages import page, render_page
from nafa.interfaces.web.parts import Action, Figure, Page, Tone
from nafa.interfaces.web.security.at_home import alert_figures, copies_figures
from nafa.interfaces.web.tables import Empty
from nafa.interfaces.web.till.cash import sessions_table
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import institution
from nafa.kernel.models import CommandRecord, DayCloseRun, OutboxEvent, Role, User
from nafa.kernel.notices import mark_all_read, mark_read
from nafa.ledger import queries as books
from nafa.payments import queries as payments
from nafa.reporting import portfolio

FIRST_NOTICES = 4  # the others open below them, so that the day's work stays in sight


@dataclass
class Home:
    """Figures on top, lists below, one thing to do."""

    figures: list[Figure] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    action: Action | None = None


def officer_home(ctx: Context) -> Home:
    """Own portfolio and PAR, what falls due today, arrears, applications to complete."""
    own = ctx.actor_id
    return Home(
        figures=pieces.portfolio_figures(ctx, officer_id=own)
        + pieces.today_figures(ctx, officer_id=own)[:1]
        + pieces.waiting_figures(ctx)[1:],
        panels=[
            pieces.due_panel(ctx, officer_id=own),
            pieces.late_panel(ctx, officer_id=own),
            pieces.application_panel(
                ctx,
                status="RETURNED",
                title=_("Applications to complete"),
                empty=_("No application came back from the decision."),
            ),
        ],
        action=pieces.action(_("New application"), "web:application-new", ctx, "lending.apply"),
    )


def branch_home(ctx: Context) -> Home:
    """Approvals, tills, arrears, officers side by side."""
    return Home(
        figures=[
            *pieces.waiting_figures(ctx)[:1],
            *pieces.portfolio_figures(ctx),
            *pieces.today_figures(ctx)[:1],
            pieces.cash_figure(ctx),
        ],
        panels=[
            _to_decide(ctx),
            *goods_panels(ctx),
            pieces.tills_panel(ctx),
            pieces.late_panel(ctx),
            _officers(ctx),
        ],
    )


def _to_decide(ctx: Context) -> Panel:
    return pieces.application_panel(
        ctx,
        status="SUBMITTED",
        title=_("Applications to decide"),
        empty=_("No application waits for a decision."),
    )


def _officers(ctx: Context) -> Panel:
    day = portfolio.last_closed_day(ctx.business_date)
    rows = portfolio.portfolio_by_officer(day, branch_id=ctx.branch_id) if day else []
    table = by_table(rows, title=_("Officers"), parameter="officer")
    return Panel(_("Officers"), table, pieces.list_url("web:dashboard"))


def committee_home(ctx: Context) -> Home:
    """Files of the next session."""
    return Home(
        figures=pieces.waiting_figures(ctx)[:1] + pieces.portfolio_figures(ctx),
        panels=[session_panel(ctx), _to_decide(ctx)],
    )


def accountant_home(ctx: Context) -> Home:
    """Till differences to clear, last manual entries, how far the books and days are closed."""
    house = institution()
    closed, faults = books.closed_until(), books.differences(on=ctx.business_date)
    figures = [
        Figure(
            name=_("Trial balance"),
            value=_("Not balanced") if faults else _("Balanced"),
            tone=Tone.DANGER if faults else Tone.GOOD,
            url=pieces.list_url("web:trial"),
        ),
        Figure(name=_("Books closed up to"), value=closed, url=pieces.list_url("web:period")),
        pieces.cash_figure(ctx),
        Figure(
            name=_("Business date"),
            value=house.business_date,
            url=pieces.list_url("web:day-close") if ctx.may("day.close") else "",
        ),
    ]
    entries = books.journal(kind="journal.manual", branch_id=ctx.branch_id, limit=pieces.SHORT)
    return Home(
        figures=figures,
        panels=[
            _differences(ctx),
            Panel(
                _("Last manual entries"),
                journal_table(entries, query=QueryDict(), chips=(), currency=house.currency),
                pieces.list_url("web:journal", "kind=journal.manual"),
            ),
        ],
        action=pieces.action(_("New entry"), "web:new-entry", ctx, "ledger.record"),
    )


def _differences(ctx: Context) -> Panel:
    since = ctx.business_date - timedelta(days=60)
    rows = payments.sessions(
        branch_id=ctx.branch_id, since=since, with_difference=True, limit=pieces.SHORT
    )
    none = Empty(_("No difference"), _("Every till that was counted held what it should."))
    return Panel(_("Till differences of sixty days"), sessions_table(rows, empty=none))


def controller_home(ctx: Context) -> Home:
    """Reversals, refused commands, till differences."""
    since = ctx.business_date - timedelta(days=30)
    refused = CommandRecord.objects.filter(outcome="REFUSED", business_date__gte=since)
    access = CommandRecord.objects.filter(
        name__in=("kernel.create_user", "kernel.assign_role"), business_date__gte=since
    )
    return Home(
        figures=[
            Figure(
                name=_("Refused commands in thirty days"),
                value=refused.count(),
                url=pieces.list_url("web:audit", "outcome=REFUSED"),
            ),
            Figure(
                name=_("Changes of access in thirty days"),
                value=access.count(),
                url=pieces.list_url("web:audit", "command=kernel.assign_role"),
            ),
            *alert_figures(ctx),
            *pieces.portfolio_figures(ctx),
        ],
        panels=[pieces.reversal_panel(ctx), _differences(ctx), pieces.late_panel(ctx)],
    )


def manager_home(ctx: Context) -> Home:
    """The institution in six figures, then what needs a look."""
    return Home(
        figures=[
            *pieces.portfolio_figures(ctx),
            *pieces.today_figures(ctx)[1:],
            pieces.cash_figure(ctx),
        ],
        panels=[_to_decide(ctx), pieces.late_panel(ctx), _officers(ctx)],
        action=pieces.action(_("See the dashboard"), "web:dashboard", ctx, "reporting.dashboard"),
    )


def administrator_home(ctx: Context) -> Home:
    """Health, jobs, log-ins, the close."""
    with connection.cursor() as cursor:
        cursor.execute(JOB_COUNTS)
        jobs = dict(cursor.fetchall())
    last = DayCloseRun.objects.exclude(finished_at=None).order_by("-day").first()
    failed, health = jobs.get("failed", 0), pieces.list_url("web:health")
    return Home(
        figures=[
            Figure(
                name=_("Last day closed"),
                value=last.day if last else None,
                url=pieces.list_url("web:day-close"),
            ),
            Figure(
                name=_("Jobs failed"),
                value=failed,
                tone=Tone.DANGER if failed else Tone.GOOD,
                url=health,
            ),
            Figure(
                name=_("Events waiting to be told"),
                value=OutboxEvent.objects.filter(relayed_at=None).count(),
                url=health,
            ),
            Figure(
                name=_("People who log in"),
                value=User.objects.filter(is_active=True).count(),
                url=pieces.list_url("web:users"),
            ),
            *copies_figures(),
        ],
        action=pieces.action(_("Administration"), "web:settings", ctx, "institution.configure"),
    )


def teller_home(ctx: Context) -> Home:
    """The till one holds, what waits at the counter, what falls due today."""
    own = payments.open_session_of(ctx.actor_id)
    figures = []
    if own is not None:
        held = next(till for till in payments.tills() if till.id == own.till_id)
        figures.append(
            Figure(name=own.till_name, value=held.balance, url=pieces.list_url("web:till"))
        )
    label = _("To the counter") if own else _("Take a till")
    return Home(
        figures=figures + pieces.today_figures(ctx)[:2],
        panels=[pieces.due_panel(ctx)],
        action=pieces.action(label, "web:till", ctx, "till.operate"),
    )


HOMES: Mapping[str, Callable[[Context], Home]] = {
    "teller": teller_home,
    "officer": officer_home,
    "branch": branch_home,
    "committee": committee_home,
    "accountant": accountant_home,
    "controller": controller_home,
    "manager": manager_home,
    "administrator": administrator_home,
}


@page()
def home(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The home of the person's role."""
    role = Role.objects.filter(code=ctx.role).first()
    kind = role.home if role else ""
    make = HOMES.get(kind)
    made = make(ctx) if make else Home()
    head = Page(
        title=gettext("Good day, %(name)s") % {"name": request.user},
        section="home",
        action=made.action,
    )
    made.panels[:0] = requests_panel(ctx)
    notices = pieces.notices(ctx)
    values = {"home": made, "notices": notices[:FIRST_NOTICES], "older": notices[FIRST_NOTICES:]}
    return render_page(request, ctx, "web/home/home.html", head, values=values)


@require_POST
@page()
def read_notice(request: HttpRequest, ctx: Context, notice_id: UUID) -> HttpResponse:  # noqa: ARG001
    """Mark one of one's own notices as read."""
    mark_read(ctx, notice_id=notice_id)
    return HttpResponseRedirect(reverse("web:home"))


@require_POST
@page()
def read_notices(request: HttpRequest, ctx: Context) -> HttpResponse:  # noqa: ARG001
    """Mark all of one's own notices as read."""
    mark_all_read(ctx)
    return HttpResponseRedirect(reverse("web:home"))
