"""The teller's pages: take the till, find the loan, take or pay out, print, count, close."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nafa.clients import queries as clients
from nafa.interfaces.web import labels
from nafa.interfaces.web.books.sealing import receipt_proof
from nafa.interfaces.web.financing.at_till import contracts_found, other_operations
from nafa.interfaces.web.forms import new_key
from nafa.interfaces.web.pages import (
    NO_MONEY_MOVED,
    REFUSED,
    Done,
    command_page,
    go_on,
    page,
    render_page,
)
from nafa.interfaces.web.parts import Action, Confirmation, Fact, Link, Page, Refusal
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.till import shown
from nafa.interfaces.web.till.forms import CountForm
from nafa.interfaces.web.written import money_text, unit_text
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.kernel.identity.contexts import institution
from nafa.ledger import queries as books
from nafa.lending import queries as lending
from nafa.lending.queries import LoanRow
from nafa.lib.money import Money
from nafa.payments import commands, queries
from nafa.payments.queries import OwnTill

MOST_FOUND = 12


@page("till.operate")
def till(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The counter when a till is held; otherwise the tills one may take."""
    own = queries.open_session_of(ctx.actor_id)
    return take(request, ctx) if own is None else counter(request, ctx, own)


def take(
    request: HttpRequest, ctx: Context, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    """The tills of the branch, to take one for the day."""
    free = [row for row in queries.tills(branch_id=ctx.branch_id) if row.kind == "TILL"]
    return render_page(
        request,
        ctx,
        "web/till/take.html",
        Page(title=_("Take a till"), section="till"),
        status=status,
        values={"tills": free, "key": new_key(), "refusal": refusal},
    )


@require_POST
@page("till.operate")
def open_session(request: HttpRequest, ctx: Context, till_id: UUID) -> HttpResponse:
    """Take a till for the day."""
    keyed = replace(ctx, key=f"{request.POST.get('key') or new_key()}/{till_id}")
    try:
        commands.open_session(keyed, till_id=till_id)
    except DomainError as error:
        return take(request, ctx, Refusal.of(error, money=NO_MONEY_MOVED), REFUSED)
    held = queries.own_till(ctx.actor_id)
    return go_on(
        request,
        Done(
            reverse("web:till"), gettext("The till “%(till)s” is yours.") % {"till": held.till_name}
        ),
    )


def counter(request: HttpRequest, ctx: Context, own: OwnTill) -> HttpResponse:
    """Search on top, contracts to pay out, operations of the day below."""
    row, text = shown.row_of(own), request.GET.get("q", "").strip()
    waiting = lending.loans(ctx, status="CONTRACTED")
    operations = lending.operations_of_account(own.account_id, day=ctx.business_date)
    head = Page(
        title=own.till_name,
        section="till",
        state=shown.till_state(row),
        facts=shown.till_facts(row),
        other_actions=[
            Action(_("Statement"), reverse("web:till-statement", args=[own.till_id])),
            Action(_("Count and close"), reverse("web:till-close")),
        ],
    )
    values = {
        "text": text,
        "found": _found_table(_find(ctx, text), text) if text else None,
        "waiting": _waiting_table(waiting) if waiting else None,
        "contracts": contracts_found(ctx, text) if text else None,
        "other_operations": other_operations(ctx, own),
        "operations": shown.operations_table(
            operations,
            currency=own.currency,
            empty=Empty(
                _("No operation yet today"),
                _("Repayments and disbursements of this till appear here with their receipt."),
            ),
        ),
    }
    return render_page(request, ctx, "web/till/counter.html", head, values=values)


def _find(ctx: Context, text: str) -> list[LoanRow]:
    """Loans by their number, or those of the clients a name, number or telephone finds."""
    exact = lending.loan_by_number(ctx, text)
    if exact is not None:
        return [exact]
    return [
        loan
        for client in clients.search(ctx, text, limit=MOST_FOUND)
        for loan in lending.loans(ctx, client_id=client.id)
        if loan.status in ("ACTIVE", "CONTRACTED", "WRITTEN_OFF")
    ][:MOST_FOUND]


def _found_table(loans: list[LoanRow], text: str) -> Table:
    unit = unit_text(institution().currency)
    return Table(
        caption=_("Loans found"),
        columns=[
            Column(name="client", title=_("Client")),
            Column(name="number", title=_("Loan")),
            Column(name="product", title=_("Product"), on_phone=False),
            Column(
                name="outstanding",
                title=_("Outstanding"),
                kind=Kind.MONEY,
                unit=unit,
                on_phone=False,
            ),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=[
            Row(
                str(loan.id),
                {
                    "client": loan.client,
                    "number": loan.number,
                    "product": loan.product,
                    "outstanding": loan.outstanding,
                    "state": labels.loan_state(loan.status, loan.days_late),
                },
                reverse(
                    "web:till-disburse" if loan.status == "CONTRACTED" else "web:till-repay",
                    args=[loan.id],
                ),
            )
            for loan in loans
        ],
        empty=Empty(
            gettext("No running loan found for “%(text)s”") % {"text": text},
            _("Check the number of the loan, or search by name or telephone."),
        ),
    )


def _waiting_table(loans: list[LoanRow]) -> Table:
    unit = unit_text(institution().currency)
    return Table(
        caption=_("Contracts to pay out"),
        columns=[
            Column(name="client", title=_("Client")),
            Column(name="number", title=_("Loan")),
            Column(name="date", title=_("Contract of"), kind=Kind.DATE, on_phone=False),
            Column(name="amount", title=_("Amount"), kind=Kind.MONEY, unit=unit),
        ],
        rows=[
            Row(
                str(loan.id),
                {
                    "client": loan.client,
                    "number": loan.number,
                    "date": loan.disbursement_date,
                    "amount": loan.principal,
                },
                reverse("web:till-disburse", args=[loan.id]),
            )
            for loan in loans
        ],
        empty=Empty("", ""),
    )


@page("lending.view")
def receipt(request: HttpRequest, ctx: Context, fact_id: UUID) -> HttpResponse:
    """What was done, and the receipt to print."""
    view = lending.receipt_of(ctx, fact_id)
    operation = view.operation
    may_operate = ctx.may("till.operate")
    done = Confirmation(
        said=labels.fact_word(operation.kind),
        reference=operation.receipt_number,
        amount=-operation.cash if operation.cash.is_negative else operation.cash,
        facts=[
            Fact(_("Client"), operation.client),
            Fact(_("Principal left after it"), view.outstanding_after),
        ],
        actions=[Action(_("Next client"), reverse("web:till"))] if may_operate else [],
    )
    trail = (
        Link(_("Till"), reverse("web:till"))
        if may_operate
        else Link(_("Loans"), reverse("web:loans")),
        Link(operation.loan_number, reverse("web:loan", args=[operation.loan_id])),
        Link(operation.receipt_number),
    )
    head = Page(
        title=gettext("Receipt %(number)s") % {"number": operation.receipt_number},
        section="till" if may_operate else "loans",
        trail=trail,
    )
    receipt_words = shown.receipt_of(view, receipt_proof(operation.entry_id))
    values = {"done": done, "receipt": receipt_words, "operation": operation}
    return render_page(request, ctx, "web/till/receipt.html", head, values=values)


@page("till.operate")
def close(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Count the pieces, see the difference, close."""
    own = queries.open_session_of(ctx.actor_id)
    if own is None:
        return take(request, ctx)
    row = shown.row_of(own)
    form = CountForm(request.POST or None, currency=own.currency)
    counted = Money.zero(own.currency)
    if form.is_bound and form.is_valid():
        counted = form.counted
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=_("Count and close the till"),
            section="till",
            trail=(Link(own.till_name, reverse("web:till")), Link(_("Count and close"))),
            facts=shown.till_facts(row)[:1],
        ),
        template="web/till/close.html",
        run=lambda keyed, _values: commands.close_session(keyed, counted=form.counted),
        done=lambda difference: Done(
            reverse("web:till-statement", args=[own.till_id]), _closed_words(difference)
        ),
        money=_("The till stays open."),
        values={"row": row, "counted": counted, "difference": counted - row.balance},
    )


def _closed_words(difference: Money) -> str:
    if difference.is_zero:
        return gettext("The till is counted and closed, without difference.")
    amount = money_text(difference if difference.is_positive else -difference)
    if difference.is_positive:
        return gettext("The till is closed with %(amount)s too much.") % {"amount": amount}
    return gettext("The till is closed with %(amount)s missing.") % {"amount": amount}


@page("till.operate")
def count_total(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The running total of a count and its difference: told again while one types."""
    own = queries.own_till(ctx.actor_id)
    form = CountForm(request.GET, currency=own.currency)
    form.is_valid()
    counted = form.counted if form.values_of or "counted" in form.cleaned_data else None
    expected = books.balance(own.account_id)
    counted = counted or Money.zero(own.currency)
    return render(
        request,
        "web/till/_total.html",
        {"counted": counted, "difference": counted - expected, "expected": expected},
    )
