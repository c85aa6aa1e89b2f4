"""Deciding an application: what it changes for the client, and whether the reader may."""

from fractions import Fraction
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from nafa.clients import queries as clients
from nafa.clients.queries import ClientView
from nafa.interfaces.web.addresses import address_of_file
from nafa.interfaces.web.forms import new_key
from nafa.interfaces.web.pages import Done, command_page, page
from nafa.interfaces.web.parts import Approval, Change, Fact, Link, Page
from nafa.interfaces.web.views.applications.forms import DecisionForm
from nafa.interfaces.web.views.applications.offer import offer_values, usual_instalment
from nafa.interfaces.web.views.applications.reading import application_called, trail_to
from nafa.interfaces.web.wording.lending import application_state, loan_state
from nafa.interfaces.web.written import money_text
from nafa.kernel.context import Context
from nafa.lending import commands
from nafa.lending import queries as lending
from nafa.lending.calc.effective_rate import periods_per_year
from nafa.lending.queries import ApplicationView, Offer
from nafa.lib.money import Money, total

MONTHS = 12


def _changes(ctx: Context, client: ClientView, view: ApplicationView, offer: Offer) -> list[Change]:
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


def objection_to(ctx: Context, view: ApplicationView) -> tuple[str, bool, bool]:
    """Why the reader may not approve, whether approving is possible, whether deciding is."""
    row, limit = view.row, ctx.approval_limit_minor
    if row.status != "SUBMITTED":
        state = application_state(row.status).word
        return _("This application is not waiting any more: %(state)s.") % {"state": state}, \
            False, False  # fmt: skip
    if ctx.actor_id in (row.submitted_by_id, row.officer_id):
        told = _("You submitted or follow this application. Another person must decide it.")
        return told, False, False
    if limit is None or row.amount.minor > limit:
        told = _(
            "%(amount)s is above your limit of %(limit)s. You may return or refuse; the approval"
            " waits for a person with a higher limit."
        )
        words = {
            "amount": money_text(row.amount),
            "limit": money_text(Money(limit or 0, row.amount.currency)),
        }
        return told % words, False, True
    return "", True, True


def _policy(ctx: Context, view: ApplicationView) -> str:
    if ctx.approval_limit_minor is None:
        return _("Every application is decided by another person than the one who submitted it.")
    limit = Money(ctx.approval_limit_minor, view.row.amount.currency)
    return _(
        "Every application is decided by another person than the one who submitted it. Your"
        " limit is %(limit)s."
    ) % {"limit": money_text(limit)}


def _approval(
    ctx: Context, request: HttpRequest, client: ClientView, view: ApplicationView, offer: Offer
) -> Approval:
    row = view.row
    objection, may_approve, may_decide = objection_to(ctx, view)
    return Approval(
        what=_("%(product)s for %(client)s") % {"product": row.product, "client": row.client},
        amount=row.amount,
        asked_by=row.officer,
        asked_at=row.submitted_at,
        reason=view.purpose,
        changes=_changes(ctx, client, view, offer),
        policy=_policy(ctx, view),
        url=reverse("web:application-decide", args=[row.number]),
        documents=[
            Link(_("Client file"), reverse("web:client", args=[client.number])),
            Link(_("Application"), reverse("web:application", args=[row.number])),
        ],
        key=new_key(),
        objection=objection,
        may_approve=may_approve,
        may_decide=may_decide,
        typed_reason=request.POST.get("reason", ""),
    )


def _client_facts(ctx: Context, client: ClientView) -> list[Fact]:
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


@page("lending.approve")
def decide(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:
    """Approve, return or refuse, seeing what changes; an objection is said before the buttons."""
    view = application_called(ctx, application)
    client = clients.get_client(ctx, view.row.client_id)
    offer = lending.offer_of(view.terms, on=ctx.business_date)
    said = {
        "APPROVED": _("The application %(number)s is approved."),
        "RETURNED": _("The application %(number)s is returned for completion."),
        "REFUSED": _("The application %(number)s is refused."),
    }
    form = DecisionForm(request.POST or None)
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
        done=lambda _id: Done(
            reverse("web:approvals"),
            said[form.values["outcome"]] % {"number": view.row.number},
        ),
        money=_("Nothing was decided."),
        values={
            "waiting": _approval(ctx, request, client, view, offer),
            "facts": _client_facts(ctx, client),
            "offer": offer_values(view.terms, offer),
        },
    )
