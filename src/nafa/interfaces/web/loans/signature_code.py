"""Signing a contract with a code: send it, enter what the client reads aloud."""

from dataclasses import replace
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nafa.interfaces.web.forms import KeyedForm, new_key
from nafa.interfaces.web.pages import Done, command_page, go_on, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page, State, Tone, Words
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.lending import queries
from nafa.lending.commands.origination.signing_by_code import (
    APPLY,
    send_contract_code,
    sign_with_code,
)
from nafa.lending.queries import LoanView
from nafa.lending.queries.origination.signatures import SentCode, live_code


class CodeForm(KeyedForm):
    """What the client reads from the message."""

    code = forms.RegexField(
        regex=r"^\d{6}$",
        label=gettext_lazy("Code the client received"),
        help_text=gettext_lazy("Six figures. The client reads them aloud after reading the paper."),
        error_messages={"invalid": gettext_lazy("Enter the six figures.")},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "6"}
        ),
    )

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if error.code.startswith(("lending.code_", "lending.contract_changed")):
            return "code", error.message
        return super().field_at_fault(error)


def _head(view: LoanView, code: SentCode | None) -> Page:
    row, title = view.row, _("Signature with a code")
    send = Action(
        _("Send another code") if code else _("Send the code"),
        reverse("web:loan-code-send", args=[row.id]), posts=True, values={"key": new_key()},
    )  # fmt: skip
    return Page(
        title=title,
        section="loans",
        trail=(
            Link(_("Loans"), reverse("web:loans")),
            Link(row.number, reverse("web:loan", args=[row.id])),
            Link(title),
        ),
        state=State(_("Code sent"), Tone.INFO) if code else None,
        facts=[
            Fact(_("Client"), row.client),
            Fact(_("Amount"), row.principal),
            Fact(_("Digest of the paper"), f"{view.folded.loan.contract_digest[:16]}…"),
        ],
        action=None if code else send,
        other_actions=[send] if code else [],
    )


@page(APPLY)
def by_code(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:
    """Enter the code; without a code that holds, the page says what sending one does."""
    view = queries.loan_view(ctx, loan_id)
    code = live_code(view.folded.loan, at=ctx.now)
    head = _head(view, code)
    if code is None and request.method != "POST":
        words = _(
            "The client reads the contract, then receives a code of six figures. It signs this"
            " contract and this amount only, once, within 10 minutes, in three tries at most."
        )
        panels = [Panel(title=_("How it works"), words=words)]
        return render_page(
            request, ctx, "web/origination/panels.html", head, values={"panels": panels}
        )
    back = reverse("web:loan", args=[loan_id])
    return command_page(
        request,
        ctx,
        form=CodeForm(request.POST or None),
        page=head,
        template="web/form.html",
        run=lambda ctx, entered: sign_with_code(ctx, loan_id=loan_id, code=entered["code"]),
        done=lambda _id: Done(back, _("The contract is signed.")),
        money=_("Nothing was signed."),
        values={"send_label": _("Sign the contract"), "cancel_url": back},
    )


@require_POST
@page(APPLY)
def send(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:
    """Send a code. Refuses as the command does, on a page of its own."""
    sending = replace(ctx, key=request.POST.get("key") or new_key())
    send_contract_code(sending, loan_id=loan_id)
    code = live_code(queries.find_loan(ctx, loan_id), at=sending.now)
    told = _("A code was sent to %(phone)s.") % {"phone": code.phone_masked if code else ""}
    return go_on(request, Done(reverse("web:loan-signature-code", args=[loan_id]), told))
