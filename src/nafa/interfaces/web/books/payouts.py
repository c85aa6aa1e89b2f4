"""Orders to pay by bank or mobile money: carried out elsewhere, confirmed or failed here."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nafa.clients import queries as clients
from nafa.interfaces.web.forms import KeyedForm, new_key
from nafa.interfaces.web.pages import NO_MONEY_MOVED, Done, command_page, go_on, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page, State, Tab
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.wording.history import happenings
from nafa.interfaces.web.wording.payouts import CHANNELS, PAYOUT_STATES
from nafa.interfaces.web.written import unit_text
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import institution
from nafa.payments import commands
from nafa.payments import queries as payments
from nafa.payments.queries import PayoutRow

EXECUTE, DISBURSE, VIEW = "payments.execute_payout", "lending.disburse", "lending.view"


class ConfirmForm(KeyedForm):
    """What the bank or the operator called the payment."""

    reference = forms.CharField(
        label=gettext_lazy("Reference of the bank or operator"), max_length=80
    )


class FailForm(KeyedForm):
    """Why the operator refused."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


class ResendForm(KeyedForm):
    """The destination, corrected."""

    destination = forms.CharField(label=gettext_lazy("Account or telephone number"), max_length=60)
    holder = forms.CharField(label=gettext_lazy("In the name of"), max_length=120)


def _trail(here: str = "") -> tuple[Link, ...]:
    steps = (Link(_("Orders to pay"), reverse("web:payouts")),)
    return (*steps, Link(here)) if here else steps


@page(VIEW)
def payout_list(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Orders that wait or failed; or those that ended."""
    is_open = request.GET.get("tab") != "ended"
    found = payments.payouts(ctx, is_open=is_open)
    names = clients.names_of(one.client_id for one in found)
    rows = [
        Row(
            str(one.id),
            {
                "number": one.number,
                "client": names[one.client_id][1],
                "channel": CHANNELS[one.channel],
                "amount": one.amount,
                "ordered": one.ordered_at.date(),
                "purpose": one.purpose,
                "state": PAYOUT_STATES[one.status],
            },
            reverse("web:payout", args=[one.number]),
        )
        for one in found
    ]
    table = Table(
        caption=_("Orders to pay"),
        columns=[
            Column(name="client", title=_("Client")),
            Column(name="number", title=_("Number"), on_phone=False),
            Column(name="channel", title=_("By"), on_phone=False),
            Column(name="ordered", title=_("Ordered"), kind=Kind.DATE, on_phone=False),
            Column(name="purpose", title=_("Loan"), on_phone=False),
            Column(
                name="amount", title=_("Amount"), kind=Kind.MONEY,
                unit=unit_text(institution().currency),
            ),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=rows,
        empty=Empty(
            _("No order to pay"),
            _("Loans that are paid by bank or mobile money wait here until somebody has paid."),
        ),
    )  # fmt: skip
    head = Page(
        title=_("Orders to pay"),
        section="books" if ctx.may("ledger.view") else "loans",
        tabs=[
            Tab(_("To do"), reverse("web:payouts"), is_open),
            Tab(_("Done"), f"{reverse('web:payouts')}?tab=ended", not is_open),
        ],
    )
    return render_page(request, ctx, "web/loans/table.html", head, values={"table": table})


@page(VIEW)
def payout(request: HttpRequest, ctx: Context, payout_id: UUID) -> HttpResponse:
    """One order: where the money goes, and what may be done with it."""
    one = payments.payout(ctx, payout_id)
    number, name = clients.names_of([one.client_id])[one.client_id]
    facts = [
        Fact(_("Client"), name, number, reverse("web:client", args=[number])),
        Fact(_("By"), CHANNELS[one.channel]),
        Fact(_("Account or telephone number"), one.destination),
        Fact(_("In the name of"), one.holder),
        Fact(_("Amount"), one.amount),
        Fact(_("Loan"), one.purpose),
        Fact(_("Ordered by"), one.ordered_by),
    ]
    if one.reference:
        facts.append(Fact(_("Reference of the bank or operator"), one.reference))
    if one.reason:
        facts.append(Fact(_("Reason"), one.reason))
    panels = [
        Panel(title=_("Order to pay"), facts=facts, actions=_actions(ctx, one)),
        Panel(title=_("History"), timeline=happenings("payout", one.id)),
    ]
    head = Page(
        title=_("Order %(number)s") % {"number": one.number},
        section="books" if ctx.may("ledger.view") else "loans",
        trail=_trail(one.number),
        state=PAYOUT_STATES.get(one.status, State(one.status)),
    )
    return render_page(request, ctx, "web/origination/panels.html", head, values={"panels": panels})


def _actions(ctx: Context, one: PayoutRow) -> list[Action]:
    found = []
    if one.status == "WAITING" and ctx.may(EXECUTE):
        if ctx.actor_id != one.ordered_by_id:
            found.append(Action(_("It was paid"), reverse("web:payout-confirm", args=[one.number])))
        found.append(Action(_("It failed"), reverse("web:payout-fail", args=[one.number])))
    if one.status == "FAILED" and ctx.may(EXECUTE):
        found.append(Action(_("Send again"), reverse("web:payout-resend", args=[one.number])))
    if one.status == "FAILED" and ctx.may(DISBURSE):
        found.append(
            Action(
                _("Pay in cash"),
                reverse("web:payout-cash", args=[one.number]),
                posts=True,
                values={"key": new_key()},
                confirm=_("The money is handed over from your till now."),
            )
        )
    return found


def _form(
    request: HttpRequest,
    ctx: Context,
    payout_id: UUID,
    form: KeyedForm,
    title: str,
    run: Any,
    said: str,
) -> HttpResponse:
    one, back = payments.payout(ctx, payout_id), reverse("web:payout", args=[payout_id])
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=f"{title} · {one.number}",
            section="books",
            trail=(*_trail(), Link(one.number, back), Link(title)),
            facts=[Fact(_("Amount"), one.amount), Fact(_("In the name of"), one.holder)],
        ),
        template="web/form.html",
        run=lambda ctx, entered: run(ctx, payout_id=payout_id, **entered),
        done=lambda _id: Done(back, said),
        money=NO_MONEY_MOVED,
        values={"send_label": title, "cancel_url": back},
    )


@page(EXECUTE)
def confirm(request: HttpRequest, ctx: Context, payout_id: UUID) -> HttpResponse:
    """The bank or the operator has paid."""
    form, said = ConfirmForm(request.POST or None), _("The order is paid.")
    return _form(request, ctx, payout_id, form, _("It was paid"), commands.confirm_payout, said)


@page(EXECUTE)
def fail(request: HttpRequest, ctx: Context, payout_id: UUID) -> HttpResponse:
    """The bank or the operator has refused for certain."""
    form, said = FailForm(request.POST or None), _("The order failed; choose another way.")
    return _form(request, ctx, payout_id, form, _("It failed"), commands.fail_payout, said)


@page(EXECUTE)
def resend(request: HttpRequest, ctx: Context, payout_id: UUID) -> HttpResponse:
    """Send a failed order again, corrected."""
    one = payments.payout(ctx, payout_id)
    known = {"destination": one.destination, "holder": one.holder}
    form, said = ResendForm(request.POST or None, initial=known), _("The order waits again.")
    return _form(request, ctx, payout_id, form, _("Send again"), commands.resend_payout, said)


@require_POST
@page(DISBURSE)
def cash(request: HttpRequest, ctx: Context, payout_id: UUID) -> HttpResponse:
    """Pay a failed order out in cash."""
    sending = replace(ctx, key=request.POST.get("key") or new_key())
    commands.cash_payout(sending, payout_id=payout_id)
    done = Done(reverse("web:payout", args=[payout_id]), _("The order is paid in cash."))
    return go_on(request, done)
