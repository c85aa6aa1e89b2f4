"""The work list of recovery, and what recovery brought."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.charts import Chart, Series
from nafa.interfaces.web.pages import page, render_page
from nafa.interfaces.web.parts import Action, Figure, Page, Phone, Tab, Tone
from nafa.interfaces.web.recovery.addresses import recovery_url
from nafa.interfaces.web.tables import (
    PAGE_ROWS,
    Chip,
    Column,
    Empty,
    Kind,
    Row,
    Table,
    chips_for,
)
from nafa.interfaces.web.wording.recovery import REASONS, kind_words, reason_state, step_words
from nafa.interfaces.web.written import number_text, unit_text
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import institution
from nafa.recovery import queries
from nafa.recovery.queries import Reason, ResultRow, WorkRow, WorkTotals

MONTHS = (1, 3, 12)
MOST_BARS = 8


def tabs(current: str) -> list[Tab]:
    """What stands beside the work list."""
    return [
        Tab(label, reverse(name), is_current=name == current)
        for name, label in (
            ("web:recovery", _("Work list")),
            ("web:recovery-results", _("Results")),
            ("web:recovery-plan", _("Plan")),
        )
    ]


def _row(one: WorkRow) -> Row:
    return Row(
        one.number,
        {
            "client": one.client,
            "kind": kind_words(one.kind),
            "phone": Phone(one.phone) if one.phone else "",
            "place": one.locality,
            "days": one.days_late,
            "overdue": one.overdue,
            "reason": reason_state(one.reason),
            "step": step_words(one.step),
            "promise": one.promise_date,
            "last": one.last_act_date,
            "collector": one.collector,
        },
        recovery_url(one.kind, one.number),
    )


def _columns() -> list[Column]:
    unit = unit_text(institution().currency)
    return [
        Column(name="client", title=_("Client")),
        Column(name="kind", title=_("Kind"), on_phone=False),
        Column(name="reason", title=_("Why now"), kind=Kind.STATE),
        Column(name="overdue", title=_("In arrears"), kind=Kind.MONEY, unit=unit),
        Column(name="days", title=_("Days late"), kind=Kind.NUMBER, on_phone=False),
        Column(name="step", title=_("Next step"), on_phone=False),
        Column(name="phone", title=_("Telephone"), on_phone=False),
        Column(name="place", title=_("Place"), on_phone=False),
        Column(name="promise", title=_("Promised for"), kind=Kind.DATE, on_phone=False),
        Column(name="last", title=_("Last contact"), kind=Kind.DATE, on_phone=False),
        Column(name="collector", title=_("Followed by"), on_phone=False),
    ]


def _chips(request: HttpRequest, totals: WorkTotals) -> list[Chip]:
    counted = [(one.value, REASONS[one][0], totals.by_reason.get(one, 0)) for one in Reason]
    return [
        *chips_for(request.GET, "why", counted),
        *chips_for(request.GET, "who", [("me", _("My files"), None)]),
    ]


def _figures(totals: WorkTotals) -> list[Figure]:
    here = reverse("web:recovery")
    count = totals.by_reason.get
    return [
        Figure(
            name=_("In arrears"),
            value=totals.overdue,
            change=ngettext("%(count)s file", "%(count)s files", totals.files)
            % {"count": number_text(totals.files)},
        ),
        Figure(
            name=_("Promises broken"),
            value=count(Reason.BROKEN, 0),
            tone=Tone.DANGER if count(Reason.BROKEN) else Tone.NEUTRAL,
            url=f"{here}?why=BROKEN",
        ),
        Figure(name=_("Promised for today"), value=count(Reason.DUE, 0), url=f"{here}?why=DUE"),
    ]


@page("recovery.view")
def work_list(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Late files in the order in which they want attention."""
    collector: UUID | None = ctx.actor_id if request.GET.get("who") == "me" else None
    why = request.GET.get("why", "")
    after = request.GET.get("after", "")
    skip = int(after) if after.isdecimal() and len(after) < 8 else 0
    rows = queries.work_list(
        ctx,
        collector_id=collector,
        reason=why if why in Reason.__members__ else "",
        skip=skip,
        limit=PAGE_ROWS + 1,
    )
    totals = queries.work_totals(ctx, currency=institution().currency, collector_id=collector)
    table = Table(
        caption=_("Files to recover"),
        columns=_columns(),
        rows=[_row(one) for one in rows[:PAGE_ROWS]],
        empty=Empty(
            _("Nothing to recover here"),
            _("Nothing of this choice is in arrears as of the last day close."),
        ),
        query=request.GET,
        chips=_chips(request, totals),
        after_key=str(skip + PAGE_ROWS) if len(rows) > PAGE_ROWS else "",
    )
    head = Page(title=_("Recovery"), section="recovery", tabs=tabs("web:recovery"))
    return render_page(
        request,
        ctx,
        "web/recovery/list.html",
        head,
        values={"table": table, "figures": _figures(totals)},
    )


def _result_row(one: ResultRow) -> Row:
    settled = one.kept + one.broken
    return Row(
        str(one.person_id or ""),
        {
            "person": one.name or _("automatic"),
            "acts": one.acts,
            "files": one.files,
            "promises": one.promises,
            "kept": one.kept,
            "broken": one.broken,
            "rate": f"{100 * one.kept // settled} %" if settled else "",
            "collected": one.collected,
        },
    )


@page("recovery.view")
def results(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Contacts, promises and money by person over the last months."""
    asked = request.GET.get("months", "")
    months = int(asked) if asked.isdecimal() and int(asked) in MONTHS else MONTHS[0]
    first = ctx.business_date - timedelta(days=30 * months)
    rows = queries.results(
        ctx, first=first, last=ctx.business_date, currency=institution().currency
    )
    unit = unit_text(institution().currency)
    table = Table(
        caption=_("Results by person"),
        columns=[
            Column(name="person", title=_("Person")),
            Column(name="collected", title=_("Collected"), kind=Kind.MONEY, unit=unit),
            Column(name="acts", title=_("Contacts"), kind=Kind.NUMBER),
            Column(name="files", title=_("Files"), kind=Kind.NUMBER, on_phone=False),
            Column(name="promises", title=_("Promises"), kind=Kind.NUMBER, on_phone=False),
            Column(name="kept", title=_("Kept"), kind=Kind.NUMBER, on_phone=False),
            Column(name="broken", title=_("Broken"), kind=Kind.NUMBER, on_phone=False),
            Column(name="rate", title=_("Promises kept"), kind=Kind.NUMBER),
        ],
        rows=[_result_row(one) for one in rows],
        empty=Empty(
            _("No contact in this period"),
            _("Contacts and letters that are written down on late files are counted here."),
            Action(_("Open the work list"), reverse("web:recovery")),
        ),
        query=request.GET,
        chips=chips_for(request.GET, "months", [(str(n), _months(n), None) for n in MONTHS[1:]]),
    )
    head = Page(title=_("Recovery"), section="recovery", tabs=tabs("web:recovery-results"))
    values = {
        "table": table,
        "chart": _chart(rows) if any(one.collected.is_positive for one in rows) else None,
        "since": first,
        "effect_days": queries.EFFECT_DAYS,
    }
    return render_page(request, ctx, "web/recovery/results.html", head, values=values)


def _months(count: int) -> str:
    return ngettext("%(count)s month", "%(count)s months", count) % {"count": count}


def _chart(rows: list[ResultRow]) -> Chart:
    shown = rows[:MOST_BARS]
    return Chart(
        id="collected",
        title=gettext("Collected within %(days)s days of a contact")
        % {"days": queries.EFFECT_DAYS},
        kind="bars",
        labels=[one.name or gettext("automatic") for one in shown],
        label_title=gettext("Person"),
        series=[Series(_("Collected"), [int(one.collected.major) for one in shown])],
        unit=unit_text(institution().currency),
    )
