"""Vouchers for inputs: ordering, printing, taking an order back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import KeyedForm
from nafa.interfaces.web.pages import Done, command_page, page
from nafa.interfaces.web.parts import Fact, Page
from nafa.interfaces.web.views.applications.reading import application_called, trail_to
from nafa.interfaces.web.views.farming.item_rows import Item, ItemForm
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lending import queries as lending
from nafa.lending.commands.farming.vouchers import OrderedInput, cancel_voucher, issue_voucher
from nafa.lending.documents.voucher import voucher_pdf
from nafa.lending.queries.farming.calendars import plan_of
from nafa.lending.queries.farming.inputs import SupplierRow, suppliers, voucher_called


class VoucherForm(ItemForm):
    """The supplier, and what is to be delivered."""

    supplier_id = forms.ChoiceField(label=_("Supplier"))

    def __init__(
        self, known: Sequence[SupplierRow], currency: str, items: Sequence[Item],
        *arguments: Any, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(currency, items, *arguments, **options)
        self.fields["supplier_id"].choices = [  # type: ignore[attr-defined]
            (str(one.id), f"{one.name} · {one.number}") for one in known if one.is_active
        ]

    @property
    def values(self) -> dict[str, Any]:
        entered = super().values
        items: list[Item] = entered.pop("items")
        return {
            "supplier_id": UUID(entered["supplier_id"]),
            "lines": tuple(OrderedInput(*item) for item in items),
        }


def suggested(application_id: UUID) -> list[Item]:
    """What the field needs by its calendar: the costs of a hectare times the area."""
    plan = plan_of(application_id)
    if plan is None:
        return []
    return [
        Item(cost.name, cost.unit, cost.quantity * plan.hectares, cost.price)
        for cost in plan.calendar.costs
    ]


@page("lending.apply")
def new_voucher(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:
    """Order inputs from a supplier; the field's needs are filled in."""
    view = application_called(ctx, application)
    back = reverse("web:application", args=[view.row.number])
    form = VoucherForm(
        suppliers(ctx), view.row.amount.currency, suggested(view.row.id), request.POST or None
    )
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=gettext("Voucher for inputs · %(client)s") % {"client": view.row.client},
            section="applications",
            trail=trail_to(view.row, gettext("Voucher")),
            facts=[Fact(_("Amount of the loan"), view.row.amount)],
        ),
        template="web/farming/voucher.html",
        run=lambda keyed, values: issue_voucher(keyed, application_id=view.row.id, **values),
        done=lambda _id: Done(back, gettext("The voucher is issued. Print it for the supplier.")),
        values={"cancel_url": back, "send_label": gettext("Issue the voucher")},
    )


@page("lending.apply")
def cancel(request: HttpRequest, ctx: Context, number: str) -> HttpResponse:
    """Take an order back that was not delivered."""
    voucher = voucher_called(ctx, number)
    view = lending.application_view(ctx, voucher.application_id)
    back = reverse("web:application", args=[view.row.number])
    return command_page(
        request,
        ctx,
        form=KeyedForm(request.POST or None),
        page=Page(
            title=gettext("Cancel the voucher %(number)s") % {"number": voucher.number},
            section="applications",
            trail=trail_to(view.row, gettext("Cancel a voucher")),
            facts=[Fact(_("Supplier"), voucher.supplier), Fact(_("Amount"), voucher.amount)],
        ),
        template="web/form.html",
        run=lambda keyed, _values: cancel_voucher(keyed, voucher_id=voucher.id),
        done=lambda _none: Done(back, gettext("The voucher is cancelled.")),
        values={"cancel_url": back, "send_label": gettext("Cancel the voucher")},
    )


@page("lending.view")
def printed(request: HttpRequest, ctx: Context, number: str) -> HttpResponse:  # noqa: ARG001
    """The voucher on paper. Refuses: NotFound, OtherBranch."""
    voucher = voucher_called(ctx, number)
    if voucher.status == "CANCELLED":
        raise NotFound(kind="voucher", id=number)
    response = HttpResponse(voucher_pdf(ctx, voucher), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="bon-{number}.pdf"'
    return response
