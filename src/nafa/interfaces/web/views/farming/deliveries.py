"""Paying a loan out in kind: the notes of the suppliers, the rest in cash."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.addresses import identifier
from nafa.interfaces.web.forms import DateField, KeyedForm
from nafa.interfaces.web.pages import NO_MONEY_MOVED, Done, command_page, page
from nafa.interfaces.web.parts import Fact, Link, Page, Words
from nafa.interfaces.web.written import money_text
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError, NotFound
from nafa.lending import queries as lending
from nafa.lending.calc.farming.inputs import cash_left
from nafa.lending.commands.farming.vouchers import DeliveryNote, deliver_inputs, net_of
from nafa.lending.queries.farming.inputs import VoucherRow, vouchers_of


class DeliveryForm(KeyedForm):
    """A note with its day for every open voucher."""

    def __init__(self, vouchers: list[VoucherRow], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.vouchers = vouchers
        for one in vouchers:
            told = {"number": one.number, "supplier": one.supplier}
            self.fields[f"note-{one.number}"] = forms.CharField(
                label=gettext("Delivery note of %(supplier)s for %(number)s") % told,
                max_length=60,
                help_text=money_text(one.amount),
            )
            self.fields[f"day-{one.number}"] = DateField(
                label=gettext("Delivered on (%(number)s)") % told
            )

    @property
    def values(self) -> dict[str, Any]:
        entered = super().values
        return {
            "notes": tuple(
                DeliveryNote(one.id, entered[f"note-{one.number}"], entered[f"day-{one.number}"])
                for one in self.vouchers
            )
        }

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if error.values.get("field") == "delivered_date" and self.vouchers:
            return f"day-{self.vouchers[0].number}", _("A delivery lies today or before.")
        return super().field_at_fault(error)


@page("lending.disburse")
def deliver(request: HttpRequest, ctx: Context, loan: str) -> HttpResponse:
    """Record the deliveries of a loan: suppliers are owed, the borrower's debt begins."""
    loan_id = identifier(loan) or lending.loan_id_of(loan)
    if loan_id is None:
        raise NotFound(kind="loan", id=loan)
    found, view = lending.find_loan(ctx, loan_id), lending.loan_view(ctx, loan_id)
    if found.application_id is None:
        raise NotFound(kind="voucher", id=loan)
    vouchers = [one for one in vouchers_of(found.application_id) if one.status == "ISSUED"]
    net = net_of(found)
    rest = cash_left(net, [one.amount for one in vouchers])
    back = reverse("web:loan", args=[view.row.number])
    return command_page(
        request,
        ctx,
        form=DeliveryForm(
            vouchers,
            request.POST or None,
            initial={f"day-{one.number}": ctx.business_date for one in vouchers},
        ),
        page=Page(
            title=gettext("Deliveries · %(client)s") % {"client": view.row.client},
            section="loans",
            trail=(
                Link(_("Loans"), reverse("web:loans")),
                Link(view.row.number, back),
                Link(_("Deliveries")),
            ),
        ),
        template="web/farming/deliver.html",
        run=lambda keyed, values: deliver_inputs(keyed, loan_id=loan_id, **values),
        done=lambda made: Done(
            back, gettext("The loan is paid out: %(amount)s.") % {"amount": money_text(made.amount)}
        ),
        money=NO_MONEY_MOVED,
        values={
            "net": net,
            "rest": rest,
            "split": [
                *(Fact(one.supplier, one.amount, one.number) for one in vouchers),
                Fact(_("In cash from my till"), rest),
            ],
            "cancel_url": back,
            "send_label": gettext("Record the deliveries"),
        },
    )
