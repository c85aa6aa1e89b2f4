"""The file of a loan: schedule, operations, accounts, contract, history; taking back."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import labels
from nafa.interfaces.web.forms import KeyedForm
from nafa.interfaces.web.loans import shown
from nafa.interfaces.web.loans.tranches import drawing_panel, may_draw
from nafa.interfaces.web.navigation import address_of
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page, Tab
from nafa.interfaces.web.views.clients.details import sealed_file
from nafa.interfaces.web.wording.life import life_of
from nafa.interfaces.web.written import money_text
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.kernel.messages import connected_messages
from nafa.kernel.secrets.files import read_file
from nafa.lending import commands, queries
from nafa.lending.queries import LoanView
from nafa.lending.queries.farming.inputs import waits_for_inputs
from nafa.lending.queries.origination.signatures import signature_of
from nafa.lending.queries.rate_indexes import change_of, last_change
from nafa.payments import queries as payments
from nafa.savings import queries as savings

PAGE = 50
TABS = (
    ("web:loan", _("Schedule")),
    ("web:loan-operations", _("Operations")),
    ("web:loan-accounts", _("Accounts")),
    ("web:loan-life", _("Life of the loan")),
    ("web:loan-recovery", _("Recovery")),
    ("web:loan-history", _("History")),
)


def head_of(ctx: Context, view: LoanView, tab: str) -> Page:
    """Who, how much, in which state; the one thing to do next."""
    row = view.row
    late = view.folded.lateness(ctx.business_date)
    actions = _actions(ctx, view)
    contract = []
    if view.contract_file_id is not None:
        contract.append(Action(_("Contract"), reverse("web:loan-contract", args=[row.id])))
    changed = change_of(view.folded)
    if changed is not None and changed.letter_id is not None:
        notice = reverse("web:loan-rate-notice", args=[row.number])
        contract.append(Action(_("Letter about the new rate"), notice))
    return Page(
        title=f"{row.number} · {row.client}",
        section="loans",
        state=labels.loan_state(row.status, late.days_late),
        trail=(Link(_("Loans"), reverse("web:loans")), Link(row.number)),
        facts=[
            Fact(_("Outstanding"), view.folded.state.outstanding_principal),
            Fact(_("Client"), row.client, url=client_url(row.client_id)),
            Fact(_("Product"), row.product),
            Fact(_("Officer"), row.officer),
        ],
        tabs=[
            Tab(label, reverse(name, args=[row.id]), is_current=name == tab) for name, label in TABS
        ],
        action=next(iter(actions), None),
        other_actions=[*actions[1:], *contract],
    )


def client_url(client_id: UUID) -> str:
    """The file of the client, where this program has one."""
    if not address_of("web:clients"):
        return ""
    return reverse("web:client", args=[client_id])


def _actions(ctx: Context, view: LoanView) -> list[Action]:
    row, found = view.row, []
    holds_till = payments.open_session_of(ctx.actor_id) is not None
    if row.status == "WRITTEN_OFF" and ctx.may("lending.repay") and holds_till:
        found.append(Action(_("Take a payment"), reverse("web:till-repay", args=[row.id])))
    if row.status == "ACTIVE" and ctx.may("lending.repay") and holds_till:
        found.append(Action(_("Take a payment"), reverse("web:till-repay", args=[row.id])))
        found.append(Action(_("Backdated payment"), reverse("web:loan-backdated", args=[row.id])))
    may_sign = row.status == "CONTRACTED" and ctx.may("lending.apply")
    if may_sign and signature_of(view.folded.loan) is None:
        sign = reverse("web:loan-signature", args=[row.id])
        found.append(Action(_("Write the signature down"), sign))
        if connected_messages() is not None:
            by_code = reverse("web:loan-signature-code", args=[row.id])
            found.append(Action(_("Have it signed with a code"), by_code))
    if (row.status == "CONTRACTED" or may_draw(view)) and ctx.may("lending.disburse"):
        found += _ways_out(ctx, view, holds_till=holds_till)
    if row.status == "ACTIVE" and ctx.may("lending.repay") and _has_savings(ctx, row.client_id):
        from_savings = reverse("web:loan-from-savings", args=[row.id])
        found.append(Action(_("Repay from savings"), from_savings))
    return found


def _ways_out(ctx: Context, view: LoanView, *, holds_till: bool) -> list[Action]:
    """How the money of a contract may leave: goods first, then cash, savings, an order."""
    row = view.row
    if waits_for_inputs(row.id):
        return [Action(_("Record the deliveries"), reverse("web:till-deliver", args=[row.id]))]
    found = []
    if holds_till:
        word = _("Pay out") if row.status == "CONTRACTED" else _("Pay a tranche out")
        found.append(Action(word, reverse("web:till-disburse", args=[row.id])))
    if _has_savings(ctx, row.client_id):
        onto = reverse("web:loan-onto-savings", args=[row.id])
        found.append(Action(_("Pay onto savings"), onto))
    by_order = reverse("web:loan-by-order", args=[row.id])
    found.append(Action(_("Pay by bank or mobile money"), by_order))
    return found


def _has_savings(ctx: Context, client_id: UUID) -> bool:
    return any(
        one.client_id == client_id
        for one in savings.accounts(ctx, client_id=client_id, status="OPEN")
    )


@page("lending.view")
def schedule(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:
    """The instalments, what is paid of each, what is late; facts and dues beside."""
    view = queries.loan_view(ctx, loan_id)
    values = {
        "facts": shown.facts_of(ctx, view),
        "due": shown.due_facts(ctx, view),
        "due_total": view.folded.state.due_on(ctx.business_date).sum,
        "table": shown.schedule_table(view, on=ctx.business_date),
        "is_running": view.row.status == "ACTIVE",
        "drawing": drawing_panel(ctx, view),
    }
    head = head_of(ctx, view, "web:loan")
    return render_page(request, ctx, "web/loans/schedule.html", head, values=values)


@page("lending.view")
def operations(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:
    """What happened to the loan in money, with receipts and entries."""
    view, before = queries.loan_view(ctx, loan_id), request.GET.get("after", "")
    facts = queries.facts_of(
        view.folded.loan, before=int(before) if before.isdecimal() else None, limit=PAGE + 1
    )
    shown_facts, is_last = facts[:PAGE], len(facts) <= PAGE
    table = shown.operations_table(ctx, view, shown_facts, query=request.GET, is_last=is_last)
    values = {"table": table}
    head = head_of(ctx, view, "web:loan-operations")
    return render_page(request, ctx, "web/loans/table.html", head, values=values)


@page("lending.view")
def accounts(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:
    """What the books hold for this loan."""
    view = queries.loan_view(ctx, loan_id)
    values = {"table": shown.accounts_table(ctx, view)}
    head = head_of(ctx, view, "web:loan-accounts")
    return render_page(request, ctx, "web/loans/table.html", head, values=values)


@page("lending.view")
def past(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:
    """Everything that was done on this file: who, when, through what."""
    view = queries.loan_view(ctx, loan_id)
    values = {"past": life_of(ctx, "loan", loan_id)}
    head = head_of(ctx, view, "web:loan-history")
    return render_page(request, ctx, "web/loans/history.html", head, values=values)


@page("lending.view")
def contract(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:  # noqa: ARG001
    """The signed paper as a PDF. Refuses: NotFound, OtherBranch, SecretUnreadable."""
    loan = queries.find_loan(ctx, loan_id)
    if loan.contract_file_id is None:
        raise NotFound(kind="contract", id=loan.number)
    content, media_type = read_file(loan.contract_file_id)
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'inline; filename="contrat-{loan.number}.pdf"'
    return response


@page("lending.view")
def rate_notice(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:  # noqa: ARG001
    """The letter that tells the borrower of the last new rate, as it was kept. Refuses: NotFound,
    OtherBranch, SecretUnreadable."""
    loan, change = queries.find_loan(ctx, loan_id), last_change(loan_id)
    if change is None or change.letter_id is None:
        raise NotFound(kind="letter", id=loan.number)
    return sealed_file(change.letter_id, name=f"taux-{loan.number}-{change.from_date}")


class ReverseForm(KeyedForm):
    """Why an operation is taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the history and on the entry; the controller reads it."),
    )


@page("lending.reverse")
def reverse_operation(request: HttpRequest, ctx: Context, fact_id: UUID) -> HttpResponse:
    """Take a repayment or a tranche back, with a reason."""
    view = queries.receipt_of(ctx, fact_id)
    operation = view.operation
    is_tranche = operation.kind == "TRANCHE"
    take = commands.reverse_tranche if is_tranche else commands.reverse_repayment
    back = reverse("web:loan-operations", args=[operation.loan_id])
    return command_page(
        request,
        ctx,
        form=ReverseForm(request.POST or None),
        page=Page(
            title=gettext("Take back the operation %(receipt)s")
            % {"receipt": operation.receipt_number},
            section="loans",
            trail=(
                Link(_("Loans"), reverse("web:loans")),
                Link(operation.loan_number, back),
                Link(_("Take back")),
            ),
            facts=[
                Fact(_("Client"), operation.client),
                Fact(_("Amount"), operation.amount),
                Fact(_("Value date"), view.value_date),
            ],
        ),
        template="web/loans/reverse.html",
        run=lambda keyed, values: take(keyed, fact_id=fact_id, **values),
        done=lambda receipt: Done(
            reverse("web:receipt", args=[receipt.fact_id]), gettext("The operation is taken back.")
        ),
        money=_("The operation stands as it was."),
        values={
            "operation": operation,
            "cancel_url": back,
            "confirm": (
                gettext("Take back %(amount)s? The cash returns to the till it left.")
                if is_tranche
                else gettext("Take back %(amount)s? The cash leaves the till it came into.")
            )
            % {"amount": money_text(operation.amount)},
        },
    )
