"""Taking a repayment, settling early, paying out: what will happen is shown before it does."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import labels
from nafa.interfaces.web.forms import KeyedForm
from nafa.interfaces.web.loans.tranches import PayoutForm, tranche_facts
from nafa.interfaces.web.pages import NO_MONEY_MOVED, Done, command_page, page
from nafa.interfaces.web.parts import Action, Fact, Link, Page
from nafa.interfaces.web.till import shown
from nafa.interfaces.web.till.forms import RepayForm
from nafa.interfaces.web.written import date_text, money_text
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.lending import commands, queries
from nafa.lending.commands import FactReceipt
from nafa.lending.queries import LoanView
from nafa.lending.queries.life.files import payers_of
from nafa.lending.queries.tranches import drawing_of
from nafa.lib.money import Money
from nafa.payments import queries as payments


def _head(ctx: Context, view: LoanView, title: str) -> Page:
    """The loan and the till, in sight on every page of the counter."""
    row, own = view.row, payments.open_session_of(ctx.actor_id)
    facts = [Fact(_("Loan"), row.number, url=reverse("web:loan", args=[row.id]))]
    facts += shown.till_facts(shown.row_of(own)) if own else []
    return Page(
        title=f"{title} · {row.client}",
        section="till",
        state=labels.loan_state(row.status, view.folded.lateness(ctx.business_date).days_late),
        trail=(Link(_("Till"), reverse("web:till")), Link(row.client), Link(title)),
        facts=facts,
    )


def owed_facts(view: LoanView, day: date) -> list[Fact]:
    """What is asked for on a day, by component, and the whole debt."""
    due = view.folded.state.due_on(day)
    return [
        *shown.part_facts(due, with_zero=False),
        Fact(_("Due on this day"), due.sum),
        Fact(_("Principal outstanding"), view.folded.state.outstanding_principal),
        Fact(_("Whole debt of the schedule"), queries.debt_of(view.folded)),
    ]


def _done(words: str) -> Any:
    def go(receipt: FactReceipt) -> Done:
        said = f"{words} {receipt.receipt_number} · {money_text(receipt.amount)}"
        return Done(reverse("web:receipt", args=[receipt.fact_id]), said)

    return go


@page("lending.repay")
def repay(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:
    """Take a repayment today; the sharing-out stands beside the amount before it is confirmed."""
    view = queries.loan_view(ctx, loan_id)
    due = view.folded.state.due_on(ctx.business_date).sum
    form = RepayForm(
        request.POST or None,
        currency=view.row.principal.currency,
        payers=payers_of(loan_id),
        initial={"amount": due if due.is_positive else None},
    )
    typed = form["amount"].value() if form.is_bound else due
    return command_page(
        request,
        ctx,
        form=form,
        page=_head(ctx, view, gettext("Repayment")),
        template="web/till/repay.html",
        run=lambda keyed, values: commands.repay(
            keyed, loan_id=loan_id, amount=values["amount"], payer_id=values.get("payer_id")
        ),
        done=_done(gettext("Repayment received.")),
        money=NO_MONEY_MOVED,
        values={
            "owed": owed_facts(view, ctx.business_date),
            "due": due,
            "day": ctx.business_date,
            "loan_id": loan_id,
            "settle_url": reverse("web:till-settle", args=[loan_id]),
            **_preview(ctx, view, form, typed, None),
        },
    )


@page("lending.repay")
def repay_backdated(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:
    """Take a repayment that counts from an earlier day."""
    view = queries.loan_view(ctx, loan_id)
    form = RepayForm(
        request.POST or None,
        currency=view.row.principal.currency,
        backdated=True,
        initial={"value_date": ctx.business_date},
    )
    return command_page(
        request,
        ctx,
        form=form,
        page=_head(ctx, view, gettext("Backdated repayment")),
        template="web/till/repay.html",
        run=lambda keyed, values: commands.repay(
            keyed, loan_id=loan_id, amount=values["amount"], value_date=values["value_date"]
        ),
        done=_done(gettext("Repayment received.")),
        money=NO_MONEY_MOVED,
        values={
            "owed": owed_facts(view, ctx.business_date),
            "day": ctx.business_date,
            "loan_id": loan_id,
        },
    )


@page("lending.repay")
def preview(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:
    """The sharing-out of the amount that is being typed, told again as it changes."""
    view = queries.loan_view(ctx, loan_id)
    backdated = "value_date" in request.GET
    form = RepayForm(request.GET, currency=view.row.principal.currency, backdated=backdated)
    form.is_valid()
    values = form.cleaned_data
    shares = _preview(ctx, view, form, values.get("amount"), values.get("value_date"))
    if values.get("given") and values.get("amount"):
        shares["to_return"] = values["given"] - values["amount"]
    return render(request, "web/till/_preview.html", shares)


def _preview(
    ctx: Context, view: LoanView, form: RepayForm, amount: object, value_date: date | None
) -> dict[str, Any]:
    """Shares and debt after; or why the amount cannot be taken."""
    try:
        wanted = form.fields["amount"].clean(amount) if amount else None
    except ValidationError:
        return {"preview": None}
    if not isinstance(wanted, Money) or not wanted.is_positive:
        return {"preview": None}
    try:
        found = queries.preview_repayment(
            ctx, loan_id=view.row.id, amount=wanted, value_date=value_date
        )
    except DomainError as error:
        return {"preview": None, "why_not": error.message, "advice": error.next_step}
    return {
        "preview": found,
        "shares": [
            *shown.part_facts(found.parts, with_zero=False),
            Fact(_("Principal before"), found.outstanding_before),
            Fact(_("Principal after"), found.outstanding_after),
        ],
    }


@page("lending.repay")
def settle(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:
    """Close a loan early: what it takes, part by part."""
    view = queries.loan_view(ctx, loan_id)
    parts = queries.settlement_of(ctx, loan_id)
    return command_page(
        request,
        ctx,
        form=KeyedForm(request.POST or None),
        page=_head(ctx, view, gettext("Early settlement")),
        template="web/till/settle.html",
        run=lambda keyed, _values: commands.settle(keyed, loan_id=loan_id, amount=parts.sum),
        done=_done(gettext("The loan is settled.")),
        money=NO_MONEY_MOVED,
        values={
            "amount": parts.sum,
            "shares": shown.part_facts(parts),
            "saved": queries.debt_of(view.folded) - parts.sum,
            "cancel_url": reverse("web:till-repay", args=[loan_id]),
        },
    )


@page("lending.disburse")
def disburse(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:
    """Pay a contract out: what is handed over, what is kept back, the first instalment."""
    view = queries.loan_view(ctx, loan_id)
    terms, rows = view.folded.terms, view.folded.schedule
    offer = queries.offer_of(terms, on=view.row.disbursement_date)
    drawing = drawing_of(view.folded)
    facts = [Fact(_("Amount of the loan"), view.row.principal)]
    if drawing is not None:
        facts += tranche_facts(view.folded, drawing)
        rows = ()
    elif offer.upfront_fees:
        facts.append(Fact(_("Fees kept back"), offer.upfront_fees))
    facts.append(Fact(_("Contract of"), view.row.disbursement_date))
    if rows:
        facts += [
            Fact(_("First instalment"), rows[0].sum, hint=money_day(rows[0].due_date)),
            Fact(_("Number of instalments"), len(rows)),
        ]
    return command_page(
        request,
        ctx,
        form=PayoutForm(view.folded, request.POST or None),
        page=_head(ctx, view, gettext("Disbursement")),
        template="web/till/disburse.html",
        run=lambda keyed, values: commands.disburse(keyed, loan_id=loan_id, **values),
        done=_done(gettext("The loan is paid out.")),
        money=_("Nothing was paid out."),
        values={
            "amount": None if drawing else view.row.principal - offer.upfront_fees,
            "facts": facts,
            "contract": Action(_("Contract"), reverse("web:loan-contract", args=[loan_id]))
            if view.contract_file_id
            else None,
            "cancel_url": reverse("web:till"),
        },
    )


def money_day(day: date) -> str:
    """`on 21 Nov. 2026`, beside an amount."""
    return gettext("on %(day)s") % {"day": date_text(day)}
