"""Money of a loan by another way than the counter: onto savings, out of savings, by an order."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nafa.interfaces.web.forms import KeyedForm, MoneyField
from nafa.interfaces.web.loans.tranches import PayoutForm, amount_field
from nafa.interfaces.web.pages import NO_MONEY_MOVED, Done, command_page, page
from nafa.interfaces.web.parts import Fact, Link, Page
from nafa.interfaces.web.views.clients.details import PICTURES
from nafa.interfaces.web.wording.payouts import CHANNELS
from nafa.interfaces.web.written import money_text
from nafa.journeys import loan_money
from nafa.kernel.context import Context
from nafa.lending import queries
from nafa.lending.commands.origination.signing import sign_contract
from nafa.lending.queries import LoanView
from nafa.lending.queries.tranches import drawing_of
from nafa.savings import queries as savings


class AccountForm(KeyedForm):
    """One of the borrower's savings accounts that are open."""

    def __init__(
        self,
        ctx: Context,
        client_id: UUID,
        *arguments: Any,
        more: dict[str, forms.Field],
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.fields |= more
        found = savings.accounts(ctx, client_id=client_id, status="OPEN")
        self.fields["savings_id"] = forms.TypedChoiceField(
            label=gettext_lazy("Savings account of the borrower"),
            coerce=UUID,
            choices=[
                (str(one.id), f"{one.number} · {money_text(one.balance)}")
                for one in found
                if one.client_id == client_id
            ],
        )


class SignatureForm(KeyedForm):
    """Who saw the signature, and the signed paper."""

    witness = forms.CharField(
        label=gettext_lazy("Witness"), max_length=200, required=False,
        help_text=gettext_lazy("For a borrower who signs with a thumbprint: who read it to them."),
    )  # fmt: skip
    scan = forms.FileField(
        label=gettext_lazy("Scan of the signed paper"),
        required=False,
        widget=forms.FileInput(attrs={"accept": f"{PICTURES},application/pdf"}),
        help_text=gettext_lazy("A picture or a PDF of at most 8 MB. It is kept sealed."),
    )

    @property
    def values(self) -> dict[str, Any]:
        entered = super().values
        upload = entered.pop("scan")
        return {**entered, "scan": upload.read() if upload else b""}


class OrderForm(PayoutForm):
    """Where the money goes, and how much of it."""

    channel = forms.ChoiceField(label=gettext_lazy("By"), choices=list(CHANNELS.items()))
    destination = forms.CharField(
        label=gettext_lazy("Account or telephone number"),
        max_length=60,
        help_text=gettext_lazy("The whole bank account number, or the number of the wallet."),
    )
    holder = forms.CharField(
        label=gettext_lazy("In the name of"),
        max_length=120,
        help_text=gettext_lazy("As the bank or the operator has it. It should be the borrower."),
    )


def _head(view: LoanView, title: str, facts: list[Fact]) -> Page:
    row = view.row
    return Page(
        title=f"{title} · {row.client}",
        section="loans",
        trail=(
            Link(_("Loans"), reverse("web:loans")),
            Link(row.number, reverse("web:loan", args=[row.id])),
            Link(title),
        ),
        facts=facts,
    )


def _paid_out(view: LoanView) -> list[Fact]:
    drawing = drawing_of(view.folded)
    if drawing is not None:
        return [Fact(_("Agreed"), drawing.agreed), Fact(_("Still to be drawn"), drawing.left)]
    offer = queries.offer_of(view.folded.terms, on=view.row.disbursement_date)
    return [
        Fact(_("Amount of the loan"), view.row.principal),
        Fact(_("The client receives"), view.row.principal - offer.upfront_fees),
    ]


@page("lending.disburse")
def onto_savings(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:
    """Pay a contract out onto an account of the borrower."""
    view = queries.loan_view(ctx, loan_id)
    back = reverse("web:loan", args=[loan_id])
    return command_page(
        request,
        ctx,
        form=AccountForm(
            ctx, view.row.client_id, request.POST or None, more=amount_field(view.folded)
        ),
        page=_head(view, _("Pay onto savings"), _paid_out(view)),
        template="web/form.html",
        run=lambda ctx, entered: loan_money.disburse_to_savings(ctx, loan_id=loan_id, **entered),
        done=lambda _receipt: Done(back, _("The loan is on the savings account.")),
        money=NO_MONEY_MOVED,
        values={"send_label": _("Pay the loan out"), "cancel_url": back},
    )


@page("lending.disburse")
def by_order(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:
    """Pay a contract out by bank or mobile money; another person carries the order out."""
    view = queries.loan_view(ctx, loan_id)
    back = reverse("web:loan", args=[loan_id])
    told = _("The loan runs from today; the order to pay waits for the accountant.")
    return command_page(
        request,
        ctx,
        form=OrderForm(view.folded, request.POST or None, initial={"holder": view.row.client}),
        page=_head(view, _("Pay by bank or mobile money"), _paid_out(view)),
        template="web/form.html",
        run=lambda ctx, entered: loan_money.disburse_by_payout(ctx, loan_id=loan_id, **entered),
        done=lambda _ordered: Done(back, told),
        money=NO_MONEY_MOVED,
        values={"send_label": _("Order the payment"), "cancel_url": back},
    )


@page("lending.apply")
def sign(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:
    """Write down that the borrower signed the paper."""
    view = queries.loan_view(ctx, loan_id)
    back = reverse("web:loan", args=[loan_id])
    digest = f"{view.folded.loan.contract_digest[:16]}…"
    return command_page(
        request,
        ctx,
        form=SignatureForm(request.POST or None, request.FILES or None),
        page=_head(view, _("Signature of the contract"), [Fact(_("Digest of the paper"), digest)]),
        template="web/form.html",
        run=lambda ctx, entered: sign_contract(ctx, loan_id=loan_id, **entered),
        done=lambda _id: Done(back, _("The signature is written down.")),
        values={"send_label": _("The borrower signed"), "cancel_url": back},
    )


@page("lending.repay")
def from_savings(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:
    """Take a repayment out of an account of the borrower, who is there and asks for it."""
    view = queries.loan_view(ctx, loan_id)
    due = view.folded.state.due_on(ctx.business_date).sum
    form = AccountForm(
        ctx,
        view.row.client_id,
        request.POST or None,
        more={
            "amount": MoneyField(
                currency=view.row.principal.currency, is_large=True, label=_("Amount")
            )
        },
        initial={"amount": due if due.is_positive else None},
    )
    back = reverse("web:loan", args=[loan_id])
    return command_page(
        request,
        ctx,
        form=form,
        page=_head(view, _("Repay from savings"), [Fact(_("Due on this day"), due)]),
        template="web/form.html",
        run=lambda ctx, entered: loan_money.repay_from_savings(ctx, loan_id=loan_id, **entered),
        done=lambda receipt: Done(
            reverse("web:receipt", args=[receipt.fact_id]),
            f"{_('Repayment received.')} {receipt.receipt_number} · {money_text(receipt.amount)}",
        ),
        money=NO_MONEY_MOVED,
        values={"send_label": _("Take the repayment"), "cancel_url": back},
    )
