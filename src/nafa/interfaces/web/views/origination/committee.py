"""The committee: its sessions, convening one, the room with its agenda, the minutes."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nafa.interfaces.web.addresses import identifier
from nafa.interfaces.web.forms import new_key
from nafa.interfaces.web.pages import Done, command_page, go_on, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page, State, Tone
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.clients.details import sealed_file
from nafa.interfaces.web.views.origination.committee_forms import (
    AgendaForm,
    PresenceForm,
    SessionForm,
)
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.wording.history import happenings
from nafa.interfaces.web.wording.origination import ITEM_STATES, SESSION_STATES, tally_words
from nafa.interfaces.web.written import money_text, unit_text
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.kernel.identity.contexts import institution
from nafa.lending.commands.origination import sessions as commands
from nafa.lending.queries.origination.committee import (
    SessionRow,
    SessionView,
    session_id_of,
    session_view,
    sessions,
    waiting_for_agenda,
)

HOLD, VIEW = "lending.hold_committee", "lending.approve"


def session_called(ctx: Context, reference: str) -> SessionView:
    """The session of an identifier or a number. Refuses: NotFound, OtherBranch."""
    return session_view(ctx, identifier(reference) or session_id_of(reference))


def trail_to(row: SessionRow | None = None, here: str = "") -> list[Link]:
    """The way from the approvals to the sessions, to one of them, and to a page behind it."""
    steps = [Link(_("Approvals"), reverse("web:approvals"))]
    listed = reverse("web:committee-sessions")
    if row is None:
        return [*steps, Link(_("Credit committee"), listed if here else ""), *_last(here)]
    url = reverse("web:committee", args=[row.number]) if here else ""
    return [*steps, Link(_("Credit committee"), listed), Link(row.number, url), *_last(here)]


def _last(here: str) -> list[Link]:
    return [Link(here)] if here else []


@page(VIEW)
def session_list(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Sessions, the latest first, and what waits for an agenda."""
    waiting = waiting_for_agenda(ctx)
    convene = (
        Action(_("Convene the committee"), reverse("web:committee-new")) if ctx.may(HOLD) else None
    )
    every = _("All branches")
    table = Table(
        caption=_("Sessions of the credit committee"),
        columns=[
            Column(name="number", title=_("Session")),
            Column(name="day", title=_("Day"), kind=Kind.DATE),
            Column(name="state", title=_("State"), kind=Kind.STATE),
            Column(name="branch", title=_("Branch"), on_phone=False),
            Column(name="chair", title=_("Chair"), on_phone=False),
            Column(name="items", title=_("Applications"), kind=Kind.NUMBER, on_phone=False),
        ],
        rows=[
            Row(
                str(one.id),
                {
                    "number": one.number, "day": one.held_date, "branch": one.branch or every,
                    "chair": one.chair, "items": one.item_count,
                    "state": SESSION_STATES[one.status],
                },
                reverse("web:committee", args=[one.number]),
            )
            for one in sessions(ctx)
        ],
        empty=Empty(
            _("No session yet"),
            _("The committee decides the applications of its level in session."),
            convene,
        ),
    )  # fmt: skip
    head = Page(
        title=_("Credit committee"),
        section="approvals",
        trail=trail_to(),
        facts=[Fact(_("Applications without a session"), len(waiting))],
        action=convene,
    )
    return render_page(request, ctx, "web/origination/list.html", head, values={"table": table})


@page(HOLD)
def new_session(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Convene the committee."""
    back = reverse("web:committee-sessions")
    return command_page(
        request,
        ctx,
        form=SessionForm(ctx, request.POST or None, initial={"held_date": ctx.business_date}),
        page=Page(
            title=_("Convene the credit committee"),
            section="approvals",
            trail=trail_to(here=_("Convene")),
        ),
        template="web/form.html",
        run=lambda ctx, entered: commands.convene_committee(ctx, **entered),
        done=lambda session_id: Done(
            reverse("web:committee-agenda", args=[session_id]),
            _("The session is convened. Put the applications on its agenda."),
        ),
        values={"send_label": _("Convene"), "cancel_url": back},
    )


def _agenda_panel(view: SessionView) -> Panel:
    unit = unit_text(institution().currency)
    rows = [
        Row(
            str(item.id),
            {
                "client": item.application.client,
                "number": item.application.number,
                "amount": item.amount,
                "votes": tally_words(item) if item.votes else "",
                "state": ITEM_STATES[item.outcome],
            },
            reverse("web:committee-item", args=[view.row.number, item.application.number]),
        )
        for item in view.items
    ]
    return Panel(
        title=_("Agenda"),
        table=Table(
            caption=_("Agenda"),
            columns=[
                Column(name="client", title=_("Client")),
                Column(name="number", title=_("Number"), on_phone=False),
                Column(name="amount", title=_("Proposal"), kind=Kind.MONEY, unit=unit),
                Column(name="votes", title=_("Votes"), on_phone=False),
                Column(name="state", title=_("State"), kind=Kind.STATE),
            ],
            rows=rows,
            empty=Empty(_("The agenda is empty"), _("Put applications of this level on it.")),
        ),
    )


def _members_panel(view: SessionView) -> Panel:
    came, away = State(_("Present"), Tone.GOOD), State(_("Absent"), Tone.NEUTRAL)
    begun = view.row.status != "PLANNED"
    told = {view.row.chair_id: _("Chair"), view.row.secretary_id: _("Secretary")}
    seats = [
        Fact(one.name, (came if one.is_present else away) if begun else _("Convened"),
             told.get(one.member_id, ""))
        for one in view.seats
    ]  # fmt: skip
    if view.row.secretary_id not in {one.member_id for one in view.seats}:
        seats.append(Fact(view.row.secretary, _("Secretary")))
    return Panel(title=_("Members"), facts=seats)


def _actions(ctx: Context, row: SessionRow) -> tuple[Action | None, list[Action]]:
    """The one thing to do next, and the others."""
    if not ctx.may(HOLD) or row.status == "CLOSED":
        minutes = Action(_("See the minutes"), reverse("web:committee-minutes", args=[row.number]))
        return (minutes if row.minutes_file_id else None), []
    agenda = Action(
        _("Put applications on the agenda"), reverse("web:committee-agenda", args=[row.number])
    )
    if row.status == "PLANNED":
        begin = Action(_("Open the session"), reverse("web:committee-open", args=[row.number]))
        return (begin, [agenda]) if row.item_count else (agenda, [begin])
    close = Action(
        _("Close and make the minutes"),
        reverse("web:committee-close", args=[row.number]),
        posts=True,
        values={"key": new_key()},
        confirm=_("What was not decided is postponed. The minutes cannot be changed afterwards."),
    )
    may_close = ctx.actor_id in (row.chair_id, row.secretary_id)
    return (close if may_close else None), [agenda]


@page(VIEW)
def room(request: HttpRequest, ctx: Context, session: str) -> HttpResponse:
    """One session: its agenda with the votes, its members, its minutes."""
    view = session_called(ctx, session)
    row = view.row
    action, others = _actions(ctx, row)
    facts = [
        Fact(_("Day"), row.held_date),
        Fact(_("Branch"), row.branch or _("All branches")),
        Fact(_("Place"), row.place),
        Fact(_("Quorum"), row.quorum),
    ]
    right = [_members_panel(view)]
    if row.minutes_digest:
        kept = _("Fingerprint (SHA-256) of the minutes: %(digest)s")
        right.append(Panel(title=_("Minutes"), words=kept % {"digest": row.minutes_digest[:16]}))
    right.append(Panel(title=_("History"), timeline=happenings("committee", row.id)))
    head = Page(
        title=_("Credit committee %(number)s") % {"number": row.number},
        section="approvals",
        trail=trail_to(row),
        state=SESSION_STATES[row.status],
        facts=[fact for fact in facts if fact.value],
        action=action,
        other_actions=others,
    )
    values = {"top": [_agenda_panel(view)], "left": right[:1], "right": right[1:]}
    return render_page(request, ctx, "web/origination/columns.html", head, values=values)


@page(HOLD)
def agenda(request: HttpRequest, ctx: Context, session: str) -> HttpResponse:
    """Choose among the applications that wait for the committee."""
    row = session_called(ctx, session).row
    back = reverse("web:committee", args=[row.number])
    waiting = [
        (str(one.id), f"{one.client} · {one.number} · {money_text(one.amount)} · {one.product}")
        for one in waiting_for_agenda(ctx)
    ]
    return command_page(
        request,
        ctx,
        form=AgendaForm(waiting, request.POST or None),
        page=Page(
            title=_("Agenda of %(number)s") % {"number": row.number},
            section="approvals",
            trail=trail_to(row, _("Agenda")),
        ),
        template="web/origination/choose.html",
        run=lambda ctx, entered: commands.put_on_agenda(ctx, session_id=row.id, **entered),
        done=lambda _count: Done(back, _("The applications are on the agenda.")),
        values={
            "send_label": _("Put on the agenda"),
            "cancel_url": back,
            "has_choices": bool(waiting),
            "why_empty": _("No application waits for the committee."),
        },
    )


@page(HOLD)
def open_session(request: HttpRequest, ctx: Context, session: str) -> HttpResponse:
    """Note who came, and begin."""
    view = session_called(ctx, session)
    back = reverse("web:committee", args=[view.row.number])
    everyone = [one.member_id for one in view.seats]
    return command_page(
        request,
        ctx,
        form=PresenceForm(view.seats, request.POST or None, initial={"present_ids": everyone}),
        page=Page(
            title=_("Open the session %(number)s") % {"number": view.row.number},
            section="approvals",
            trail=trail_to(view.row, _("Open")),
        ),
        template="web/form.html",
        run=lambda ctx, entered: commands.open_committee(ctx, session_id=view.row.id, **entered),
        done=lambda _none: Done(back, _("The session is open.")),
        values={"send_label": _("Open the session"), "cancel_url": back},
    )


@require_POST
@page(HOLD)
def close_session(request: HttpRequest, ctx: Context, session: str) -> HttpResponse:
    """Close the session; its minutes are made."""
    row = session_called(ctx, session).row
    sending = replace(ctx, key=request.POST.get("key") or new_key())
    commands.close_committee(sending, session_id=row.id)
    back = reverse("web:committee", args=[row.number])
    return go_on(request, Done(back, _("The session is closed and its minutes are kept.")))


@page(VIEW)
def minutes(request: HttpRequest, ctx: Context, session: str) -> HttpResponse:  # noqa: ARG001
    """The minutes as PDF. Refuses: NotFound, OtherBranch."""
    row = session_called(ctx, session).row
    if row.minutes_file_id is None:
        raise NotFound(kind="minutes", id=row.number)
    return sealed_file(row.minutes_file_id, name=f"proces-verbal-{row.number}")
