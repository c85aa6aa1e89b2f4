"""Alerts of security: the list, one case with what it rests on, giving it, closing it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import labels
from nafa.interfaces.web.door.shown import EVENTS
from nafa.interfaces.web.forms import KeyedForm
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Happening, Link, Page, State, Tone, Words
from nafa.interfaces.web.security.thresholds import ThresholdForm
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table, chips_for
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.wording.watch import CONCLUSIONS, RULES, SEVERITIES
from nafa.interfaces.web.words_at_door import NOTHING_DONE
from nafa.kernel.context import Context
from nafa.kernel.history import history
from nafa.kernel.identity.contexts import people_with
from nafa.kernel.models import AlertFact, SecurityAlert
from nafa.kernel.watch import commands, queries
from nafa.kernel.watch.policy import watch_in_force

MOST_FACTS = 100


def _steps(*last: Link) -> Sequence[Link]:
    return (Link(_("Watch"), reverse("web:alerts") if last else ""), *last)


def _whom(case: SecurityAlert) -> str:
    return case.user.full_name if case.user else case.address or case.subject


def _title(case: SecurityAlert) -> Words:
    return gettext("Alert %(number)s") % {"number": case.number}


def _state(case: SecurityAlert) -> State:
    if case.closed_at is not None:
        return State(_("Closed"))
    return State(_("In hand"), Tone.INFO) if case.assigned_to else State(_("New"), Tone.WARNING)


@page(commands.WATCH)
def alerts(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The cases that wait, or the closed ones: what, whom, since when, who looks at it."""
    is_closed = request.GET.get("state") == "closed"
    found = queries.alerts(is_closed=is_closed)
    table = Table(
        caption=_("Alerts"),
        query=request.GET,
        chips=chips_for(request.GET, "state", [("closed", _("Closed"), None)]),
        columns=[
            Column(name="what", title=_("Alert")),
            Column(name="number", title=_("Number"), on_phone=False),
            Column(name="whom", title=_("Concerns")),
            Column(name="last", title=_("Last happening")),
            Column(name="weight", title=_("Weight"), kind=Kind.STATE),
            Column(name="who", title=_("In the hands of"), on_phone=False),
            Column(name="state", title=_("State"), kind=Kind.STATE, on_phone=False),
        ],
        rows=[
            Row(
                str(one.id),
                {
                    "what": RULES.get(one.rule, one.rule),
                    "number": one.number,
                    "whom": _whom(one),
                    "last": one.last_at,
                    "weight": SEVERITIES[one.severity],
                    "who": one.assigned_to.full_name if one.assigned_to else "",
                    "state": _state(one),
                },
                reverse("web:alert", args=[one.id]),
            )
            for one in found
        ],
        empty=Empty(_("No alert"), _("The watch looks every minute and found nothing here.")),
    )
    others = [Action(_("Thresholds"), reverse("web:watch-policy"))]
    head = Page(
        title=_("Watch"), section="watch", trail=_steps(),
        other_actions=others if ctx.may(commands.CONFIGURE) else (),
    )  # fmt: skip
    return render_page(request, ctx, "web/loans/table.html", head, values={"table": table})


@page(commands.WATCH)
def alert(request: HttpRequest, ctx: Context, alert_id: UUID) -> HttpResponse:
    """One case: what it is, what it rests on, what was done with it."""
    case = queries.alert(alert_id)
    facts = [
        Fact(_("Concerns"), _whom(case)),
        Fact(_("Address"), case.address),
        Fact(_("First happening"), case.first_at),
        Fact(_("Last happening"), case.last_at),
        Fact(_("In the hands of"), case.assigned_to.full_name if case.assigned_to else None),
    ]
    panels = [
        Panel(title=RULES.get(case.rule, case.rule), facts=facts, state=SEVERITIES[case.severity]),
        Panel(
            title=_("What it rests on"),
            timeline=_happenings(case),
            empty=_("No row of the trail is attached."),
        ),
        Panel(title=_("What was done"), timeline=_done(case), words=_conclusion(case)),
    ]
    head = Page(
        title=_title(case), section="watch", state=_state(case), trail=_steps(Link(_title(case))),
        action=_close_action(case, ctx), other_actions=_give_actions(case, ctx),
    )  # fmt: skip
    return render_page(request, ctx, "web/origination/panels.html", head, values={"panels": panels})


def _is_open_to(case: SecurityAlert, ctx: Context) -> bool:
    return case.closed_at is None and case.user_id != ctx.actor_id


def _close_action(case: SecurityAlert, ctx: Context) -> Action | None:
    if not _is_open_to(case, ctx):
        return None
    return Action(_("Close the case"), reverse("web:alert-close", args=[case.id]))


def _give_actions(case: SecurityAlert, ctx: Context) -> list[Action]:
    if not _is_open_to(case, ctx):
        return []
    return [Action(_("Give it to somebody"), reverse("web:alert-assign", args=[case.id]))]


def _happenings(case: SecurityAlert) -> list[Happening]:
    found = AlertFact.objects.filter(alert=case).order_by("-at", "row_id")[:MOST_FACTS]
    return [
        Happening(
            what=EVENTS[one.what][0] if one.what in EVENTS else labels.command_word(one.what),
            at=one.at,
            who=_whom(case),
        )
        for one in found
    ]


def _done(case: SecurityAlert) -> list[Happening]:
    return [
        Happening(labels.command_word(row.name), row.at, row.actor or gettext("the institution"))
        for row in history("security_alert", case.id)
    ]


def _conclusion(case: SecurityAlert) -> Words:
    if case.closed_at is None:
        return ""
    return f"{CONCLUSIONS[case.conclusion]} – {case.explanation}"


class AssignForm(KeyedForm):
    """Who looks at it."""

    def __init__(self, *arguments: Any, case: SecurityAlert, **options: Any) -> None:
        super().__init__(*arguments, **options)
        people = [one for one in people_with(commands.WATCH) if one.id != case.user_id]
        self.fields["user_id"] = forms.TypedChoiceField(
            label=_("Who looks at it"), coerce=UUID,
            choices=[(str(one.id), one.full_name) for one in people],
        )  # fmt: skip


@page(commands.WATCH)
def assign(request: HttpRequest, ctx: Context, alert_id: UUID) -> HttpResponse:
    """Give a case to somebody who watches."""
    case = queries.alert(alert_id)
    return _case_form(
        request, ctx, case, AssignForm(request.POST or None, case=case),
        title=_("Give it to somebody"),
        run=lambda keyed, values: commands.assign_alert(keyed, alert_id=alert_id, **values),
        done=_("The case is given."),
    )  # fmt: skip


class CloseForm(KeyedForm):
    """What was found."""

    conclusion = forms.ChoiceField(label=_("Conclusion"), choices=list(CONCLUSIONS.items()))
    explanation = forms.CharField(
        label=_("What happened, and how you know"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


@page(commands.WATCH)
def close(request: HttpRequest, ctx: Context, alert_id: UUID) -> HttpResponse:
    """Close a case with what was found."""
    return _case_form(
        request, ctx, queries.alert(alert_id), CloseForm(request.POST or None),
        title=_("Close the case"),
        run=lambda keyed, values: commands.close_alert(keyed, alert_id=alert_id, **values),
        done=_("The case is closed."),
    )  # fmt: skip


def _case_form(
    request: HttpRequest, ctx: Context, case: SecurityAlert, form: KeyedForm,
    *, title: Words, run: Any, done: Words,
) -> HttpResponse:  # fmt: skip
    url = reverse("web:alert", args=[case.id])
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(title=title, section="watch", trail=_steps(Link(_title(case), url), Link(title))),
        template="web/form.html",
        run=run,
        done=lambda _none: Done(url, done),
        money=NOTHING_DONE,
        values={"send_label": title, "cancel_url": url},
    )


@page(commands.CONFIGURE)
def thresholds(request: HttpRequest, ctx: Context) -> HttpResponse:
    """How much is too much, rule by rule."""
    form = ThresholdForm(request.POST or None, watch=watch_in_force())
    title = _("Thresholds")
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(title=title, section="watch", trail=_steps(Link(title))),
        template="web/form.html",
        run=lambda keyed, _values: commands.define_watch(keyed, rules=form.rules),
        done=lambda _id: Done(reverse("web:alerts"), gettext("The thresholds are in force.")),
        money=NOTHING_DONE,
        values={"send_label": _("Put in force"), "cancel_url": reverse("web:alerts")},
    )
