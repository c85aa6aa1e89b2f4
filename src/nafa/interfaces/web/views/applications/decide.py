"""Deciding an application: what it changes for the client, and whether the reader may."""

from fractions import Fraction
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from nafa.clients import queries as clients
from nafa.clients.queries import ClientView
from nafa.interfaces.web.addresses import address_of_file
from nafa.interfaces.web.pages import Done, command_page, page
from nafa.interfaces.web.parts import Approval, Change, Fact, Link, Page
from nafa.interfaces.web.views.applications.circuit import (
    checklist_panel,
    circuit_panel,
    judgement_panels,
)
from nafa.interfaces.web.views.applications.forms import DecisionForm
from nafa.interfaces.web.views.applications.offer import offer_values, usual_instalment
from nafa.interfaces.web.views.applications.reading import application_called, trail_to
from nafa.interfaces.web.wording.lending import application_state, loan_state
from nafa.interfaces.web.wording.origination import objection_words, voices_words
from nafa.interfaces.web.written import money_text
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import institution
from nafa.lending import commands
from nafa.lending import queries as lending
from nafa.lending.calc.effective_rate import periods_per_year
from nafa.lending.queries import ApplicationRow, ApplicationView, Offer
from nafa.lending.queries.origination.standing import Stand, Standing, standing_of
from nafa.lib.money import Money, total

MONTHS = 12


def changes_of(
    ctx: Context, client: ClientView, view: ApplicationView, offer: Offer
) -> list[Change]:
    """The client's debt, loans and monthly margin before and after."""
    running = lending.loans(ctx, client_id=client.id, status="ACTIVE")
    amount = view.row.amount
    debt = total((loan.outstanding for loan in running), currency=amount.currency)
    changes = [
        Change(_("Outstanding debt"), debt, debt + amount),
        Change(_("Running loans"), len(running), len(running) + 1),
    ]
    if client.monthly_income_minor is not None:
        spent = client.monthly_expense_minor or 0
        margin = Money(client.monthly_income_minor - spent, amount.currency)
        a_month = monthly(usual_instalment(offer), periods_per_year(view.terms))
        changes.append(Change(_("Left over each month"), margin, margin - a_month))
    return changes


def monthly(instalment: Money, a_year: Fraction) -> Money:
    """An instalment as a burden of a month, rounded up."""
    return Money(ceil(instalment.minor * a_year / MONTHS), instalment.currency)


def _policy(ctx: Context, standing: Standing) -> str:
    """The rule that asks for this decision, in a sentence."""
    if standing.level:
        return _("Level “%(level)s”: %(voices)s, never by who submitted it.") % {
            "level": standing.level, "voices": voices_words(standing),
        }  # fmt: skip
    if ctx.approval_limit_minor is None:
        return _("Every application is decided by another person than the one who submitted it.")
    limit = Money(ctx.approval_limit_minor, institution().currency)
    return _(
        "Every application is decided by another person than the one who submitted it. Your"
        " limit is %(limit)s."
    ) % {"limit": money_text(limit)}


def _objection(ctx: Context, view: ApplicationView, standing: Standing) -> str:
    if standing.stand is Stand.NOT_WAITING:
        state = application_state(view.row.status).word
        return _("This application is not waiting any more: %(state)s.") % {"state": state}
    amount = Money(standing.proposal.amount_minor, view.asked.currency)
    return objection_words(standing, amount, ctx.approval_limit_minor)


def _approval(
    ctx: Context, client: ClientView, view: ApplicationView, offer: Offer, standing: Standing
) -> Approval:
    row = view.row
    return Approval(
        what=_("%(product)s for %(client)s") % {"product": row.product, "client": row.client},
        amount=row.amount,
        asked_by=row.officer,
        asked_at=row.submitted_at,
        reason=view.purpose,
        changes=changes_of(ctx, client, view, offer),
        policy=_policy(ctx, standing),
        url=reverse("web:application-decide", args=[row.number]),
        documents=[
            Link(_("Client file"), reverse("web:client", args=[client.number])),
            Link(_("Application"), reverse("web:application", args=[row.number])),
        ],
        objection=_objection(ctx, view, standing),
        may_approve=standing.may_approve,
        may_decide=standing.may_return,
    )


def client_facts(ctx: Context, client: ClientView) -> list[Fact]:
    """What decides beside the amount: activity, seniority, how former loans went."""
    loans = lending.loans(ctx, client_id=client.id)
    facts = [
        Fact(_("Activity"), client.activity),
        Fact(_("Client since"), client.joined_date),
        Fact(_("Loans repaid"), sum(loan.status == "CLOSED" for loan in loans)),
    ]
    return facts + [
        Fact(loan.number, loan_state(loan.status, loan.days_late),
             url=address_of_file("web:loan", loan.id))
        for loan in loans
        if loan.status == "ACTIVE"
    ]  # fmt: skip


def _approve_label(standing: Standing) -> str:
    if standing.delegation is None:
        return _("Approve")
    return _("Approve for %(person)s") % {"person": standing.delegation.from_name}


def _said(ctx: Context, row: ApplicationRow, form: DecisionForm) -> str:
    """What was done, with what is still missing."""
    said = {
        "APPROVED": _("The application %(number)s is approved."),
        "RETURNED": _("The application %(number)s is returned for completion."),
        "REFUSED": _("The application %(number)s is refused."),
    }
    outcome = form.values["outcome"]
    after = standing_of(ctx, row.id)
    if outcome == "APPROVED" and after.stand is not Stand.NOT_WAITING:
        told = _("Your approval of %(number)s is recorded: %(voices)s.")
        return told % {"number": row.number, "voices": voices_words(after)}
    return said[outcome] % {"number": row.number}


@page("lending.approve")
def decide(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:
    """Approve, return or refuse, seeing what changes; an objection is said before the buttons."""
    view = application_called(ctx, application)
    client = clients.get_client(ctx, view.row.client_id)
    offer = lending.offer_of(view.terms, on=ctx.business_date)
    standing = standing_of(ctx, view.row.id)
    delegation = standing.delegation if standing.may_approve else None
    form = DecisionForm(
        request.POST or None,
        initial={
            "amount": Money(standing.proposal.amount_minor, view.asked.currency),
            "instalment_count": standing.proposal.instalment_count,
            "for_user_id": delegation.from_id if delegation else None,
        },
    )
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=_("Decide %(number)s") % {"number": view.row.number},
            section="approvals",
            trail=trail_to(view.row, _("Decision")),
            state=application_state(view.row.status),
        ),
        template="web/applications/decide.html",
        run=lambda ctx, entered: commands.decide_application(
            ctx, application_id=view.row.id, **entered
        ),
        done=lambda _id: Done(reverse("web:approvals"), _said(ctx, view.row, form)),
        money=_("Nothing was decided."),
        values={
            "waiting": _approval(ctx, client, view, offer, standing),
            "may_refuse": standing.may_refuse,
            "approve_label": _approve_label(standing),
            "left": [
                checklist_panel(ctx, view.row.id),
                *judgement_panels(ctx, view),
            ],
            "right": [circuit_panel(view, standing)],
            "facts": client_facts(ctx, client),
            "offer": offer_values(view.terms, offer),
        },
    )
