"""Credit lines: the list, one line with its draws and fees, drawing, and what is done with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nafa.interfaces.web import labels
from nafa.interfaces.web.financing.shown import area_tabs
from nafa.interfaces.web.forms import DateField, KeyedForm, MoneyField, new_key
from nafa.interfaces.web.loans.life.forms import reason_field
from nafa.interfaces.web.pages import NO_MONEY_MOVED, Done, command_page, go_on, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Happening, Link, Page, State, Tone, Words
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.wording.history import happenings
from nafa.interfaces.web.written import date_text, money_text, unit_text
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import institution
from nafa.lending import queries as loans
from nafa.lending.commands import lines as commands
from nafa.lending.queries import lines as queries
from nafa.lending.queries.lines import LineRow, LineView
from nafa.payments import queries as payments

VIEW, APPLY, DECIDE, REPAY = (
    "lending.view", "lending.apply", "lending.decide_change", "lending.repay"
)  # fmt: skip
STATES: Mapping[str, State] = {
    "OPEN": State(_("May be drawn on"), Tone.GOOD),
    "SUSPENDED": State(_("Suspended"), Tone.WARNING),
    "EXPIRED": State(_("Ended"), Tone.WARNING),
    "CLOSED": State(_("Line closed"), Tone.NEUTRAL),
}
KINDS: Mapping[str, Words] = {
    "OPENED": _("Opened"),
    "SUSPENDED": _("Suspended"),
    "RESUMED": _("Resumed"),
    "RENEWED": _("Renewed"),
    "CLOSED": _("Line closed"),
}
FEES: Mapping[str, Words] = {
    "ENGAGEMENT": _("Engagement fee"),
    "UNDRAWN": _("Fee on what could be drawn"),
}


@dataclass(frozen=True, slots=True)
class Act:
    """What may be done with a line, and when."""

    title: Words
    statuses: tuple[str, ...]
    run: Callable[..., object]
    done: Words


ACTS: Mapping[str, Act] = {
    "suspension": Act(
        _("Suspend"), ("OPEN", "EXPIRED"), commands.suspend_line, _("The line is suspended.")
    ),
    "reprise": Act(_("Resume"), ("SUSPENDED",), commands.resume_line, _("The line is open again.")),
    "renouvellement": Act(
        _("Renew"), ("OPEN", "EXPIRED"), commands.renew_line, _("The line runs on.")
    ),
    "cloture": Act(
        _("Close the line"), ("OPEN", "EXPIRED", "SUSPENDED"), commands.close_line,
        _("The line is closed."),
    ),
}  # fmt: skip


class ReasonForm(KeyedForm):
    """Why it is done."""

    reason = reason_field()


class DrawForm(KeyedForm):
    """How much is drawn, and over how many instalments."""

    def __init__(self, view: LineView, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        free = view.row.standing.free
        self.fields |= {
            "amount": MoneyField(currency=free.currency, label=_("Amount drawn"), is_large=True),
            "instalment_count": forms.IntegerField(
                label=_("Number of instalments"), min_value=1, max_value=view.most_instalments,
                initial=view.most_instalments,
            ),
            "first_due_date": DateField(label=_("First due date"), required=False),
        }  # fmt: skip


@page(VIEW)
def line_list(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Lines that run, with what is used and free."""
    rows = [
        Row(
            str(one.id),
            {
                "number": one.number,
                "client": one.client,
                "ceiling": one.standing.ceiling,
                "used": one.standing.used,
                "free": one.standing.free,
                "end": one.end_date,
                "state": STATES[one.status],
            },
            reverse("web:line", args=[one.number]),
        )
        for one in queries.lines(ctx)
    ]
    unit = unit_text(institution().currency)
    table = Table(
        caption=_("Credit lines"),
        columns=[
            Column(name="number", title=_("Number")),
            Column(name="client", title=_("Client")),
            Column(name="ceiling", title=_("Ceiling"), kind=Kind.MONEY, unit=unit, on_phone=False),
            Column(name="used", title=_("Used"), kind=Kind.MONEY, unit=unit, on_phone=False),
            Column(name="free", title=_("Free"), kind=Kind.MONEY, unit=unit),
            Column(name="end", title=_("Until"), kind=Kind.DATE, on_phone=False),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=rows,
        empty=Empty(
            _("No credit line"),
            _("A line is opened from an approved application of a product with lines."),
        ),
    )
    head = Page(
        title=gettext("Credit lines"), section="loans", tabs=area_tabs(ctx, "web:lines")
    )  # fmt: skip
    return render_page(request, ctx, "web/loans/table.html", head, values={"table": table})


@page(VIEW)
def line(request: HttpRequest, ctx: Context, line_id: UUID) -> HttpResponse:
    """One line: what is used and free, its draws, its fees, what happened."""
    view = queries.line_view(ctx, line_id)
    row, held = view.row, view.row.standing
    figures = [
        Fact(_("Free"), held.free),
        Fact(_("Ceiling"), held.ceiling),
        Fact(_("Owed by its loans"), held.outstanding),
        Fact(_("Draws that wait for their money"), held.reserved),
        Fact(_("Drawn in all"), held.drawn),
    ]
    panels = [
        Panel(title=_("Use of the line"), figures=figures, facts=_terms_of(view)),
        Panel(title=_("Draws"), table=_draws(ctx, row)),
        Panel(
            title=_("Fees"), table=_fees(view) if view.fees else None,
            empty=_("This line has asked for no fee yet."),
        ),
        Panel(title=_("What was decided"), table=_decided(view)),
        Panel(title=_("History"), timeline=_past(line_id)),
    ]  # fmt: skip
    actions = _actions(ctx, view)
    head = Page(
        title=f"{row.number} · {row.client}",
        section="loans",
        trail=_trail(row),
        state=STATES[row.status],
        facts=[
            Fact(_("Free"), held.free),
            Fact(_("Client"), row.client, url=reverse("web:client", args=[row.client_id])),
            Fact(_("Product"), row.product),
            Fact(_("Until"), row.end_date),
        ],
        action=next(iter(actions), None),
        other_actions=actions[1:],
    )
    return render_page(request, ctx, "web/origination/panels.html", head, values={"panels": panels})


def _terms_of(view: LineView) -> list[Fact]:
    rule = view.rule
    again = _("What is repaid may be drawn again")
    facts = [
        Fact(_("Kind"), again if rule.is_revolving else _("Each franc is drawn once")),
        Fact(_("Most instalments of a draw"), view.most_instalments),
        Fact(_("Opened"), view.row.start_date),
        Fact(_("Application"), view.application_number,
             url=reverse("web:application", args=[view.application_number])),
    ]  # fmt: skip
    if view.fees_due:
        facts.append(Fact(_("Fees that are due"), view.fees_due))
    return facts


def _draws(ctx: Context, row: LineRow) -> Table:
    found = [
        one for number in queries.draws_of(row.id) if (one := loans.loan_by_number(ctx, number))
    ]
    unit = unit_text(row.standing.ceiling.currency)
    return Table(
        caption=_("Draws"),
        columns=[
            Column(name="number", title=_("Loan")),
            Column(name="date", title=_("Date"), kind=Kind.DATE),
            Column(name="amount", title=_("Drawn"), kind=Kind.MONEY, unit=unit),
            Column(name="owed", title=_("Outstanding"), kind=Kind.MONEY, unit=unit, on_phone=False),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=[
            Row(
                str(one.id),
                {
                    "number": one.number,
                    "date": one.disbursement_date,
                    "amount": one.principal,
                    "owed": one.outstanding,
                    "state": labels.loan_state(one.status, one.days_late),
                },
                reverse("web:loan", args=[one.number]),
            )
            for one in found
        ],
        empty=Empty(_("Nothing drawn yet"), _("Each draw is a loan of its own.")),
    )


def _fees(view: LineView) -> Table:
    return Table(
        caption=_("Fees"),
        columns=[
            Column(name="kind", title=_("Fee")),
            Column(name="due", title=_("Due"), kind=Kind.DATE),
            Column(
                name="amount", title=_("Amount"), kind=Kind.MONEY,
                unit=unit_text(view.row.standing.ceiling.currency),
            ),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=[
            Row(
                str(place),
                {
                    "kind": FEES[fee.kind],
                    "due": fee.due_date,
                    "amount": fee.amount,
                    "state": State(_("Paid"), Tone.GOOD)
                    if fee.paid_date
                    else State(_("Due"), Tone.WARNING),
                },
            )
            for place, fee in enumerate(view.fees)
        ],
        empty=Empty(_("No fee"), ""),
    )  # fmt: skip


def _decided(view: LineView) -> Table:
    return Table(
        caption=_("What was decided"),
        columns=[
            Column(name="date", title=_("Date"), kind=Kind.DATE),
            Column(name="kind", title=_("Decision")),
            Column(name="until", title=_("Until"), kind=Kind.DATE, on_phone=False),
            Column(name="reason", title=_("Reason")),
            Column(name="who", title=_("By"), on_phone=False),
        ],
        rows=[
            Row(
                str(place),
                {
                    "date": one.event_date,
                    "kind": KINDS[one.kind],
                    "until": one.until_date,
                    "reason": one.reason,
                    "who": one.made_by,
                },
            )
            for place, one in enumerate(view.happenings)
        ],
        empty=Empty(_("Nothing yet"), ""),
    )


def _past(line_id: UUID) -> list[Happening]:
    return list(happenings("credit_line", line_id))


def _actions(ctx: Context, view: LineView) -> list[Action]:
    row, found = view.row, []
    if row.status == "OPEN" and ctx.may(APPLY) and row.standing.free and not view.fees_due:
        found.append(Action(_("Draw on the line"), reverse("web:line-draw", args=[row.number])))
    if view.fees_due and ctx.may(REPAY) and payments.open_session_of(ctx.actor_id) is not None:
        found.append(Action(_("Take the fees"), reverse("web:line-fees", args=[row.number])))
    if ctx.may(DECIDE):
        found += [
            Action(act.title, reverse("web:line-act", args=[row.number, slug]))
            for slug, act in ACTS.items()
            if row.status in act.statuses
        ]
    return found


def _trail(row: LineRow, here: Words = "") -> tuple[Link, ...]:
    address = reverse("web:line", args=[row.number])
    steps = (Link(_("Credit lines"), reverse("web:lines")),)
    return (*steps, Link(row.number, address), Link(here)) if here else (*steps, Link(row.number))


def _head(view: LineView, title: Words) -> Page:
    held = view.row.standing
    return Page(
        title=f"{title} · {view.row.client}",
        section="loans",
        trail=_trail(view.row, title),
        facts=[Fact(_("Free"), held.free), Fact(_("Ceiling"), held.ceiling)],
    )


@page(APPLY)
def draw(request: HttpRequest, ctx: Context, line_id: UUID) -> HttpResponse:
    """Make a draw: a loan under contract, to be paid out today."""
    view = queries.line_view(ctx, line_id)
    return command_page(
        request,
        ctx,
        form=DrawForm(view, request.POST or None),
        page=_head(view, _("Draw on the line")),
        template="web/form.html",
        run=lambda keyed, values: commands.draw_on_line(keyed, line_id=line_id, **values),
        done=lambda loan_id: Done(
            reverse("web:loan", args=[loan_id]),
            gettext("The draw is under contract: have it signed, then pay it out today."),
        ),
        money=NO_MONEY_MOVED,
        values={
            "send_label": _("Draw up the contract"),
            "cancel_url": reverse("web:line", args=[view.row.number]),
        },
    )


@page(REPAY)
def fees(request: HttpRequest, ctx: Context, line_id: UUID) -> HttpResponse:
    """Take the fees of a line that are due into one's till."""
    view = queries.line_view(ctx, line_id)
    back = reverse("web:line", args=[view.row.number])
    head = _head(view, _("Fees of the line"))
    return command_page(
        request,
        ctx,
        form=KeyedForm(request.POST or None),
        page=replace(head, facts=[Fact(_("To be taken"), view.fees_due)]),
        template="web/form.html",
        run=lambda keyed, _values: commands.pay_line_fees(keyed, line_id=line_id),
        done=lambda paid: Done(
            back, gettext("%(amount)s of fees are taken.") % {"amount": money_text(paid)}
        ),
        money=NO_MONEY_MOVED,
        values={"send_label": _("Take the fees"), "cancel_url": back},
    )


@page(DECIDE)
def act(request: HttpRequest, ctx: Context, line_id: UUID, slug: str) -> HttpResponse:
    """Suspend, resume, renew or close a line, with the reason."""
    found = ACTS.get(slug)
    if found is None:
        raise Http404(slug)
    view = queries.line_view(ctx, line_id)
    back = reverse("web:line", args=[view.row.number])
    head = _head(view, found.title)
    return command_page(
        request,
        ctx,
        form=ReasonForm(request.POST or None),
        page=replace(head, facts=[*head.facts, Fact(_("Until"), date_text(view.row.end_date))]),
        template="web/form.html",
        run=lambda keyed, values: found.run(keyed, line_id=line_id, **values),
        done=lambda _made: Done(back, str(found.done)),
        values={"send_label": found.title, "cancel_url": back},
    )


@require_POST
@page(APPLY)
def open_line(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:
    """Open the line of an approved application."""
    sending = replace(ctx, key=request.POST.get("key") or new_key())
    line_id = commands.open_line(sending, application_id=loans.application_id_of(application))
    return go_on(
        request, Done(reverse("web:line", args=[line_id]), gettext("The line is open."))
    )  # fmt: skip
