"""The trail, rules of the country, health, and the close of the day."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import labels
from nafa.interfaces.web.administration.views import trail
from nafa.interfaces.web.forms import KeyedForm, read_day
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page, Progress, State, Tone
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.written import date_text, number_text
from nafa.journeys.jobs import ask_for_close
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.audit.reading import changes_of
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.kernel.models import CommandRecord, DayCloseRun, OutboxEvent, User
from nafa.ledger import queries as books
from nafa.payments import queries as payments

JOB_COUNTS = "SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status"
MEGABYTE = 1024 * 1024


# -- audit ----------------------------------------------------------------------------------------


def _outcome(record: CommandRecord) -> State:
    if record.outcome == CommandRecord.Outcome.DONE:
        return State(_("Done"), Tone.GOOD)
    return State(_("Refused"), Tone.WARNING)


@page("audit.view")
def audit_record(request: HttpRequest, ctx: Context, command_id: UUID) -> HttpResponse:
    """One command. Its inputs stay sealed: only their digest is shown."""
    found = CommandRecord.objects.select_related("actor", "branch", "parent")
    one = found.filter(id=command_id).first()
    if one is None:
        raise NotFound(kind="command", id=command_id)
    ctx.demand_branch(one.branch_id)
    facts = [
        Fact(_("Who"), one.actor.full_name if one.actor else _("the institution")),
        Fact(_("Role"), one.role),
        Fact(_("When"), one.at),
        Fact(_("Business date"), one.business_date),
        Fact(_("Branch"), one.branch.name if one.branch else ""),
        Fact(_("Channel"), labels.channel_word(one.channel)),
        Fact(_("Command"), one.name),
        Fact(_("Key"), one.key),
        Fact(_("Digest of the inputs"), bytes(one.input_hash).hex()[:16]),
    ]
    if one.refusal_code:
        facts.append(Fact(_("Refusal"), one.refusal_code))
    if one.parent is not None:
        url = reverse("web:audit-record", args=[one.parent.id])
        facts.append(Fact(_("Part of"), Link(labels.command_word(one.parent.name), url)))
    facts += [
        Fact(name, f"{before if before is not None else '—'} → {after}")
        for name, (before, after) in changes_of(command_id).items()
    ]
    may_open = ctx.may("ledger.view")
    facts += [
        Fact(
            _("Entry"),
            str(entry.number),
            url=reverse("web:entry", args=[entry.id]) if may_open else "",
        )
        for entry in books.entries_of_command(command_id)[:20]
    ]
    head = Page(
        title=labels.command_word(one.name),
        section="audit",
        state=_outcome(one),
        trail=trail(Link(_("Trail"), reverse("web:audit")), Link(one.name)),
    )
    return render_page(request, ctx, "web/administration/facts.html", head, values={"facts": facts})


# -- rules of the country -------------------------------------------------------------------------


def _value_text(value: object) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return number_text(value) if isinstance(value, int | Decimal) else str(value)


@page()
def jurisdiction(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Dated values of the country with their sources; what nobody has confirmed says so."""
    pack = institution_pack()
    to_confirm = State(_("To be confirmed"), Tone.WARNING)
    table = Table(
        caption=_("Values in force"),
        columns=[
            Column(name="name", title=_("Rule")),
            Column(name="value", title=_("Value")),
            Column(name="since", title=_("Since"), kind=Kind.DATE),
            Column(name="source", title=_("Source"), kind=Kind.TEXT, on_phone=False),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=[
            Row(
                f"{one.name}/{one.effective_from}",
                {
                    "name": one.name,
                    "value": _value_text(one.value),
                    "since": one.effective_from,
                    "source": pack.sources.get(one.source, one.source),
                    "state": State(_("Confirmed"), Tone.GOOD) if one.confirmed else to_confirm,
                },
            )
            for values in pack.values.values()
            for one in reversed(values)
        ],
        empty=Empty(_("No rule"), _("This country has no dated value yet.")),
    )
    holidays = [
        Fact(
            labels.local(one.label_fr, one.label_en),
            one.day,
            hint="" if one.confirmed else gettext("to be confirmed"),
        )
        for one in pack.holiday_list(ctx.business_date.year)
    ]
    head = Page(
        title=labels.local(pack.name_fr, pack.name_en),
        section="settings",
        trail=trail(Link(_("Rules of the country"))),
    )
    values = {"table": table, "holidays": holidays, "year": ctx.business_date.year}
    return render_page(request, ctx, "web/administration/jurisdiction.html", head, values=values)


# -- health ---------------------------------------------------------------------------------------


@page("system.health")
def health(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Database, last close, what waits to be told, jobs that failed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_database_size(current_database()), current_setting('server_version')"
        )
        size, version = cursor.fetchone()
        cursor.execute(JOB_COUNTS)
        jobs = dict(cursor.fetchall())
    last = DayCloseRun.objects.exclude(finished_at=None).order_by("-day").first()
    waiting = OutboxEvent.objects.filter(relayed_at=None).count()
    oldest = OutboxEvent.objects.filter(relayed_at=None).order_by("id").first()
    failed = jobs.get("failed", 0)
    facts = [
        Fact(_("Business date"), ctx.business_date),
        Fact(_("Last day closed"), last.day if last else None),
        Fact(_("Finished at"), last.finished_at if last else None),
        Fact(_("Database"), f"PostgreSQL {version}"),
        Fact(_("Size of the database"), f"{number_text(size // MEGABYTE)} Mo"),
        Fact(_("Events waiting to be told"), waiting),
        Fact(_("Oldest of them"), oldest.at if oldest else None),
        Fact(_("Jobs waiting"), jobs.get("todo", 0)),
        Fact(_("Jobs failed"), failed),
        Fact(_("People who log in"), User.objects.filter(is_active=True).count()),
    ]
    state = State(_("Jobs failed"), Tone.DANGER) if failed else State(_("In order"), Tone.GOOD)
    head = Page(title=_("Health"), section="settings", state=state, trail=trail(Link(_("Health"))))
    return render_page(request, ctx, "web/administration/facts.html", head, values={"facts": facts})


# -- day close ------------------------------------------------------------------------------------


@page("day.close")
def day_close(request: HttpRequest, ctx: Context) -> HttpResponse:
    """What bars the close, the button, the last closes."""
    held = [till for till in payments.tills() if till.session_id is not None]
    run = DayCloseRun.objects.filter(day=ctx.business_date).first()
    past = DayCloseRun.objects.exclude(finished_at=None).order_by("-day")[:10]
    day = date_text(ctx.business_date)
    return command_page(
        request,
        ctx,
        form=KeyedForm(request.POST or None),
        page=Page(
            title=gettext("Close the day of %(day)s") % {"day": day},
            section="settings",
            trail=trail(Link(_("Day close"))),
        ),
        template="web/administration/day_close.html",
        run=lambda keyed, _values: ask_for_close(keyed),
        done=lambda asked: Done(
            f"{reverse('web:day-progress')}?day={asked.isoformat()}",
            gettext("The close has been asked for."),
        ),
        money=_("The day stays open."),
        values={
            "held": held,
            "run": run,
            "tills_url": reverse("web:tills") if ctx.may("till.view_all") else "",
            "past": _past_table(list(past)),
            "confirm": gettext("Close the day of %(day)s? Nobody can book on it afterwards.")
            % {"day": day},
        },
    )


def _past_table(runs: list[DayCloseRun]) -> Table:
    return Table(
        caption=_("Last closes"),
        columns=[
            Column(name="day", title=_("Day"), kind=Kind.DATE),
            Column(name="finished", title=_("Finished at")),
            Column(name="seconds", title=_("Seconds"), kind=Kind.NUMBER),
            Column(name="lines", title=_("Lines posted"), kind=Kind.NUMBER),
        ],
        rows=[
            Row(
                run.day.isoformat(),
                {
                    "day": run.day,
                    "finished": run.finished_at,
                    "seconds": int((run.finished_at - run.started_at).total_seconds())
                    if run.finished_at
                    else None,
                    "lines": run.lines_posted,
                },
            )
            for run in runs
        ],
        empty=Empty(_("No day closed yet"), _("The first close appears here.")),
    )


@page("day.close")
def day_progress(request: HttpRequest, ctx: Context) -> HttpResponse:
    """How far the close is; told again every two seconds until it ends."""
    day = read_day(request.GET.get("day", "")) or ctx.business_date
    run = DayCloseRun.objects.filter(day=day).first()
    url = f"{reverse('web:day-progress')}?day={day.isoformat()}"
    values = {"work": _progress(run, day, url), "run": run, "again_url": reverse("web:day-close")}
    if request.headers.get("HX-Request"):
        return render(request, "web/administration/_day_progress.html", values)
    head = Page(
        title=gettext("Close of %(day)s") % {"day": date_text(day)},
        section="settings",
        trail=trail(Link(_("Day close"), reverse("web:day-close")), Link(date_text(day))),
        other_actions=[Action(_("Home"), reverse("web:home"))],
    )
    return render_page(request, ctx, "web/administration/day_progress.html", head, values=values)


def _progress(run: DayCloseRun | None, day: date, url: str) -> Progress:
    """One step more than there are batches: the check of the books and the new date."""
    name = gettext("Close of %(day)s") % {"day": date_text(day)}
    if run is None:
        waits = _("Waits for the job process.")
        return Progress(name=name, done=0, total=1, url=url, remaining=waits)
    total = run.batches_total + 1
    if run.finished_at is not None:
        home = reverse("web:home")
        return Progress(name=name, done=total, total=total, url=url, result_url=home)
    return Progress(
        name=name,
        done=min(run.batches_done, run.batches_total),
        total=total,
        url=url,
        remaining=_("Loans are closed in batches, then the books are checked."),
    )
