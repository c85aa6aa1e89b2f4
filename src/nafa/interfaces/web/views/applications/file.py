"""The file of an application: the wish, the offer, the decisions, the contract."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nafa.clients import queries as clients
from nafa.interfaces.web.addresses import address_of_file
from nafa.interfaces.web.forms import new_key
from nafa.interfaces.web.loans.tranches import PlanForm
from nafa.interfaces.web.pages import Done, command_page, go_on, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Happening, Page, State
from nafa.interfaces.web.views.applications.circuit import (
    checklist_panel,
    circuit_panel,
    farm_panels,
    judgement_panels,
    shares_panels,
)
from nafa.interfaces.web.views.applications.forms import ReasonForm
from nafa.interfaces.web.views.applications.offer import offer_values, term_facts
from nafa.interfaces.web.views.applications.reading import application_called, trail_to
from nafa.interfaces.web.views.bureau.panels import bureau_panels
from nafa.interfaces.web.views.clients.details import sealed_file
from nafa.interfaces.web.wording.lending import OUTCOMES, application_state
from nafa.interfaces.web.wording.life import life_of
from nafa.interfaces.web.written import date_text, money_text
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lending import commands
from nafa.lending import queries as lending
from nafa.lending.calc.servicing.due_dates import first_due
from nafa.lending.queries import ApplicationView, DecisionRow
from nafa.lending.queries.lines import line_of_application
from nafa.lending.queries.origination.standing import standing_of


def _url(name: str, view: ApplicationView) -> str:
    return reverse(name, args=[view.row.number])


def main_action(ctx: Context, view: ApplicationView) -> Action | None:
    """The one thing to do next with an application."""
    status = view.row.status
    if status == "SUBMITTED" and ctx.may("lending.approve"):
        return Action(_("Decide"), _url("web:application-decide", view))
    if status == "APPROVED" and ctx.may("lending.apply"):
        return _contracting(view)
    if status == "RETURNED" and ctx.may("lending.apply"):
        return Action(_("Complete and submit again"), _url("web:application-again", view))
    if view.contract_file_id is not None:
        return Action(_("See the contract"), _url("web:contract", view))
    return None


def _contracting(view: ApplicationView) -> Action:
    """What follows an approval: a line that is opened, or a contract, with its tranches."""
    if view.is_line:
        opened = _url("web:line-open", view)
        return Action(_("Open the line"), opened, posts=True, values={"key": new_key()})
    if _plans_tranches(view):
        return Action(_("Draw up the contract"), _url("web:contract-tranches", view))
    draw = _url("web:contract-draw", view)
    return Action(_("Draw up the contract"), draw, posts=True, values={"key": new_key()})


def other_actions(ctx: Context, view: ApplicationView) -> list[Action]:
    found = []
    number = line_of_application(view.row.id) if view.is_line else ""
    if number:
        found.append(Action(_("Credit line"), reverse("web:line", args=[number])))
    loan_url = address_of_file("web:loan", view.loan_id) if view.loan_id else ""
    if loan_url:
        found.append(Action(_("Open the loan"), loan_url))
    if view.row.status == "CONTRACTED" and ctx.may("lending.apply") and _is_undisbursed(ctx, view):
        found.append(_again(view))
    if view.row.status in ("SUBMITTED", "RETURNED") and ctx.may("lending.apply"):
        found.append(Action(_("Withdraw"), _url("web:application-withdraw", view)))
    return found


def _again(view: ApplicationView) -> Action:
    """The contract made anew, with its tranches where they are foreseen."""
    if _plans_tranches(view):
        return Action(_("Draw up again"), _url("web:contract-tranches", view))
    return Action(
        _("Draw up again"),
        _url("web:contract-draw", view),
        posts=True,
        values={"key": new_key()},
        confirm=_("The contract is made anew for today and replaces the present one."),
    )


def _plans_tranches(view: ApplicationView) -> bool:
    return view.tranches is not None and view.tranches.is_planned


def _is_undisbursed(ctx: Context, view: ApplicationView) -> bool:
    found = lending.loans(ctx, client_id=view.row.client_id, status="CONTRACTED")
    return any(loan.id == view.loan_id for loan in found)


def application_facts(view: ApplicationView) -> list[Fact]:
    number, name = clients.names_of([view.row.client_id])[view.row.client_id]
    return [
        Fact(_("Client"), name, number, reverse("web:client", args=[number])),
        Fact(_("Product"), view.row.product),
        Fact(_("Amount asked for"), view.asked),
        *_approved_facts(view),
        Fact(_("Purpose"), view.purpose),
        *term_facts(view.terms),
        Fact(_("First due date"), first_due(view.terms)),
    ]


def _approved_facts(view: ApplicationView) -> list[Fact]:
    """What is approved, where it differs from what was asked for."""
    if view.asked == view.row.amount and view.asked_instalment_count == view.row.instalment_count:
        return []
    told = _("%(count)s instalments") % {"count": view.row.instalment_count}
    return [Fact(_("Amount approved"), view.row.amount, told)]


def _decision_words(one: DecisionRow) -> str:
    """Terms, conditions and reason of a decision in a line."""
    parts = []
    if one.outcome == "APPROVED":
        terms = _("%(amount)s in %(count)s instalments")
        parts.append(terms % {"amount": money_text(one.amount), "count": one.instalment_count})
    if one.level:
        parts.append(_("Level “%(level)s”") % {"level": one.level})
    if one.conditions:
        parts.append(_("Conditions: %(conditions)s") % {"conditions": one.conditions})
    if one.reason:
        parts.append(one.reason)
    return " · ".join(parts)


def _decider(one: DecisionRow) -> str:
    if one.for_person:
        told = _("%(person)s, for %(absent)s")
        return told % {"person": one.decided_by, "absent": one.for_person}
    return one.decided_by


def decisions_of(view: ApplicationView) -> list[Happening]:
    """Each decision with its reason, newest first."""
    return [
        Happening(
            what=(OUTCOMES.get(one.outcome) or State(one.outcome)).word,
            at=one.decided_at,
            who=_decider(one),
            detail=_decision_words(one),
            tone=(OUTCOMES.get(one.outcome) or State("")).tone,
        )
        for one in reversed(view.decisions)
    ]


@page("lending.view")
def application_file(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:
    """One application with its offer, decisions and history."""
    view = application_called(ctx, application)
    row = view.row
    head = Page(
        title=_("Application %(number)s") % {"number": row.number},
        section="applications",
        trail=trail_to(row),
        state=application_state(row.status),
        facts=[
            Fact(_("Branch"), row.branch),
            Fact(_("Officer"), row.officer),
            Fact(_("Submitted"), row.submitted_date),
        ],
        action=main_action(ctx, view),
        other_actions=other_actions(ctx, view),
    )
    offer = lending.offer_of(view.terms, on=ctx.business_date)
    standing = standing_of(ctx, row.id)
    values = {
        "row": row,
        "facts": application_facts(view),
        "offer": offer_values(view.terms, offer),
        "left": [
            checklist_panel(ctx, row.id),
            *shares_panels(ctx, view),
            *farm_panels(ctx, view),
            *judgement_panels(ctx, view),
            *bureau_panels(ctx, view),
        ],
        "right": [circuit_panel(view, standing)],
        "decisions": decisions_of(view),
        "past": life_of(ctx, "application", row.id),
    }
    return render_page(request, ctx, "web/applications/file.html", head, values=values)


@page("lending.apply")
def withdraw(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:
    """Take an application back, with the reason."""
    view = application_called(ctx, application)
    back = _url("web:application", view)
    return command_page(
        request,
        ctx,
        form=ReasonForm(request.POST or None),
        page=Page(
            title=_("Withdraw the application %(number)s") % {"number": view.row.number},
            section="applications",
            trail=trail_to(view.row, _("Withdraw")),
        ),
        template="web/form.html",
        run=lambda ctx, entered: commands.withdraw_application(
            ctx, application_id=view.row.id, **entered
        ),
        done=lambda _none: Done(back, _("The application is withdrawn.")),
        values={"send_label": _("Withdraw"), "cancel_url": back},
    )


@require_POST
@page("lending.apply")
def draw_contract(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:
    """Draw the contract up for today. Refuses as the command does, on a page of its own."""
    view = application_called(ctx, application)
    sending = replace(ctx, key=request.POST.get("key") or new_key())
    commands.draw_contract(sending, application_id=view.row.id)
    done = _("The contract is drawn up for %(day)s. Have it read and signed.")
    return go_on(
        request,
        Done(_url("web:application", view), done % {"day": date_text(ctx.business_date)}),
    )


@page("lending.apply")
def draw_in_tranches(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:
    """Say when which part of the loan leaves, and draw the contract up so."""
    view = application_called(ctx, application)
    back = _url("web:application", view)
    most = view.tranches.most if view.tranches else 1
    done = _("The contract is drawn up for %(day)s. Have it read and signed.")
    return command_page(
        request,
        ctx,
        form=PlanForm(
            request.POST or None, most=most, amount=view.row.amount, on=ctx.business_date
        ),
        page=Page(
            title=_("Tranches of the contract %(number)s") % {"number": view.row.number},
            section="applications",
            trail=trail_to(view.row, _("Tranches")),
            facts=[Fact(_("Amount"), view.row.amount), Fact(_("At most"), most)],
        ),
        template="web/applications/tranches.html",
        run=lambda ctx, entered: commands.draw_contract(ctx, application_id=view.row.id, **entered),
        done=lambda _id: Done(back, done % {"day": date_text(ctx.business_date)}),
        values={"send_label": _("Draw up the contract"), "cancel_url": back},
    )


@page("lending.view")
def contract(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:  # noqa: ARG001
    """The contract as PDF. Refuses: NotFound, OtherBranch."""
    view = application_called(ctx, application)
    if view.contract_file_id is None:
        raise NotFound(kind="contract", id=view.row.number)
    return sealed_file(view.contract_file_id, name=f"contrat-{view.row.number}")
