"""Commands that wait for others: the inbox, what one asked for, one request and its decision."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nafa.interfaces.web import labels
from nafa.interfaces.web.control.shown import input_facts, role_words
from nafa.interfaces.web.forms import KeyedForm, new_key
from nafa.interfaces.web.pages import REFUSED, Done, go_on, page, render_page
from nafa.interfaces.web.parts import Action, Change, Fact, Happening, Link, Page, Refusal
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table, chips_for
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.wording.control import DIFFERENCES, REQUEST_STATES
from nafa.interfaces.web.written import money_text
from nafa.kernel.context import Context
from nafa.kernel.control import deciding, queries
from nafa.kernel.control.queries import WaitingRow, WaitingView
from nafa.kernel.errors import DomainError

NOTHING_DONE = _("Nothing was carried out.")


@page()
def inbox(request: HttpRequest, ctx: Context) -> HttpResponse:
    """What waits for the reader's decision, and what the reader asked for."""
    may_decide = ctx.may(deciding.DECIDE)
    shows_own = request.GET.get("show") == "mine" or not may_decide
    waiting = queries.waiting_for(ctx) if may_decide else []
    own = queries.mine(ctx)
    bulk = Action(
        _("Approve the chosen ones"), reverse("web:waiting-approve"), posts=True,
        confirm=_("Each chosen act is carried out if no other voice is missing."),
    )  # fmt: skip
    table = replace(
        requests_table(own if shows_own else waiting),
        query=request.GET,
        chips=chips_for(request.GET, "show", [("mine", _("What I asked for"), len(own))])
        if may_decide
        else (),
        bulk_actions=() if shows_own else (bulk,),
    )
    head = Page(title=_("Requests that wait"), section="requests", trail=_trail())
    return render_page(request, ctx, "web/loans/table.html", head, values={"table": table})


def requests_table(rows: Sequence[WaitingRow]) -> Table:
    """Requests in a list."""
    return Table(
        caption=_("Requests"),
        columns=_columns(),
        rows=[_row(one) for one in rows],
        empty=Empty(
            _("Nothing waits"),
            _("Acts that the rules of approval name appear here before they are carried out."),
        ),
    )


def _trail(*steps: Link) -> tuple[Link, ...]:
    return (Link(_("Requests that wait"), reverse("web:waiting-commands")), *steps)


def _columns() -> list[Column]:
    return [
        Column(name="what", title=_("Act")),
        Column(name="amount", title=_("Amount"), kind=Kind.TEXT),
        Column(name="who", title=_("Asked by")),
        Column(name="at", title=_("When"), on_phone=False),
        Column(name="until", title=_("Until"), kind=Kind.DATE, on_phone=False),
        Column(name="state", title=_("State"), kind=Kind.STATE),
    ]


def _row(one: WaitingRow) -> Row:
    return Row(
        str(one.id),
        {
            "what": labels.command_word(one.name),
            "amount": money_text(one.amount) if one.amount else "",
            "who": one.maker,
            "at": one.given_at,
            "until": one.expires_date,
            "state": REQUEST_STATES[one.status],
        },
        reverse("web:waiting-command", args=[one.id]),
    )


@require_POST
@page(deciding.DECIDE)
def approve_chosen(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Approve several at once: each on its own, so that one refusal stops no other."""
    done, refused = 0, []
    for text in request.POST.getlist("row"):
        try:
            waiting_id = UUID(text)
            keyed = replace(ctx, key=new_key())
            deciding.approve_waiting(keyed, waiting_id=waiting_id)
            done += 1
        except ValueError:
            continue
        except DomainError as error:
            refused.append(str(error.message))
    said = ngettext("%(count)s request approved.", "%(count)s requests approved.", done) % {
        "count": done
    }
    messages.success(request, " ".join([said, *dict.fromkeys(refused)]))
    response = HttpResponseRedirect(reverse("web:waiting-commands"))
    response.status_code = 303
    return response


class DecisionForm(KeyedForm):
    """Why, and for whom one speaks."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        help_text=_("Needed to refuse."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *arguments: Any, lenders: list[queries.Lender], **options: Any) -> None:
        super().__init__(*arguments, **options)
        if lenders:
            self.fields["for_user_id"] = forms.TypedChoiceField(
                label=_("You speak for"),
                required=False,
                empty_value=None,
                coerce=UUID,
                choices=[("", _("yourself")), *((str(one.id), one.name) for one in lenders)],
            )


@page()
def one_request(request: HttpRequest, ctx: Context, waiting_id: UUID) -> HttpResponse:
    """One request: what it would change, who has spoken, and the decision."""
    view = queries.seen(ctx, waiting_id)
    lenders = queries.lenders(ctx) if ctx.may(deciding.DECIDE) else []
    form = DecisionForm(request.POST or None, lenders=lenders)
    status, refusal = 200, None
    if request.method == "POST" and form.is_valid():
        try:
            said = _decide(replace(ctx, key=form.idempotency_key), view, request.POST, form)
        except DomainError as error:
            status, refusal = REFUSED, Refusal.of(error, money=NOTHING_DONE)
            form.show_refusal(error)
            form.take_new_key()
        else:
            return go_on(request, Done(reverse("web:waiting-command", args=[waiting_id]), said))
    is_open, is_own = view.row.status == "WAITING", view.row.maker_id == ctx.actor_id
    objection = queries.objection(ctx, waiting_id) if is_open and not is_own else None
    values = {
        "form": form, "refusal": refusal, "panels": _panels(view), "amount": view.row.amount,
        "changes": _changes(view), "may_withdraw": is_open and is_own,
        "may_decide": is_open and not is_own and (objection is None or bool(lenders)),
        "objection": "" if objection is None else f"{objection.message} {objection.next_step}",
    }  # fmt: skip
    word = labels.command_word(view.row.name)
    head = Page(
        title=word, section="requests", state=REQUEST_STATES[view.row.status],
        trail=_trail(Link(word)), facts=_facts(view),
    )  # fmt: skip
    return render_page(request, ctx, "web/control/request.html", head, status=status, values=values)


def _facts(view: WaitingView) -> list[Fact]:
    row = view.row
    facts = [Fact(_("Asked by"), row.maker), Fact(_("When"), row.given_at)]
    if row.payee:
        facts.append(Fact(_("For"), row.payee))
    return [*facts, Fact(_("Until"), row.expires_date)]


def _changes(view: WaitingView) -> list[Change]:
    return [
        Change(DIFFERENCES.get(one.name, one.name), one.before, one.after)
        for one in view.differences
    ]


def _panels(view: WaitingView) -> list[Panel]:
    row = view.row
    heard = [
        Happening(
            _("Approved"), one.at, one.person,
            detail=gettext("for %(person)s") % {"person": one.for_person} if one.for_person else "",
        )
        for one in view.voices
    ]  # fmt: skip
    rule = [
        Fact(_("Rule"), labels.command_word(view.rule)),
        Fact(_("Level"), f"{row.level} / {row.levels}"),
        Fact(_("Decided by"), role_words(row.roles)),
        Fact(_("Voices"), f"{view.given} / {view.wanted}"),
    ]
    if view.closed_at is not None:
        rule += [Fact(_("Closed"), view.closed_at), Fact(_("Closed by"), view.closed_by)]
    if view.reason:
        rule.append(Fact(_("Reason"), view.reason))
    return [
        Panel(title=_("What was entered"), facts=input_facts(view.inputs)),
        Panel(title=_("Who decides"), facts=rule),
        Panel(title=_("Voices"), timeline=heard, empty=_("Nobody has approved yet.")),
    ]


def _decide(ctx: Context, view: WaitingView, sent: Any, form: DecisionForm) -> str:
    acts: dict[str, Callable[..., str]] = {
        "approve": _approve, "refuse": _refuse, "withdraw": _withdraw
    }  # fmt: skip
    return acts.get(sent.get("decision", ""), _refuse)(ctx, view.row.id, form)


def _approve(ctx: Context, waiting_id: UUID, form: DecisionForm) -> str:
    told = deciding.approve_waiting(
        ctx, waiting_id=waiting_id, for_user_id=form.cleaned_data.get("for_user_id")
    )
    return str(
        {
            "WAITING": gettext("Your voice is written down; the request waits for others."),
            "DONE": gettext("The act is approved and carried out."),
        }.get(told, gettext("The act was approved, but refused when it was carried out."))
    )


def _refuse(ctx: Context, waiting_id: UUID, form: DecisionForm) -> str:
    deciding.reject_waiting(
        ctx, waiting_id=waiting_id, reason=form.cleaned_data["reason"],
        for_user_id=form.cleaned_data.get("for_user_id"),
    )  # fmt: skip
    return gettext("The request is refused.")


def _withdraw(ctx: Context, waiting_id: UUID, form: DecisionForm) -> str:  # noqa: ARG001
    deciding.withdraw_waiting(ctx, waiting_id=waiting_id)
    return gettext("The request is withdrawn.")
