"""Suppliers of inputs: the list, one supplier's file, paying what is owed."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import KeyedForm, MoneyField, PhoneField
from nafa.interfaces.web.pages import NO_MONEY_MOVED, Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page, Phone, Words
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.clients.people_forms import branch_choices
from nafa.interfaces.web.wording.farming import SOURCES, VOUCHERS
from nafa.interfaces.web.written import unit_text
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.kernel.identity.contexts import institution
from nafa.lending.commands.farming.suppliers import pay_supplier, register_supplier
from nafa.lending.queries.farming.inputs import (
    SupplierRow,
    deliveries_of,
    payments_to,
    supplier_called,
    suppliers,
)

TRAIL = _("Suppliers")


@page("lending.view")
def supplier_list(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Who delivers, and what each is owed."""
    new = Action(_("New supplier"), reverse("web:supplier-new"))
    may = ctx.may("lending.define_supplier")
    head = Page(
        title=_("Suppliers of inputs"),
        section="applications",
        action=new if may else None,
        other_actions=[Action(_("Crop calendars"), reverse("web:calendars"))],
    )
    rows = suppliers(ctx)
    table = Table(
        caption=_("Suppliers of inputs"),
        columns=[
            Column(name="name", title=_("Supplier")),
            Column(name="number", title=_("Number"), on_phone=False),
            Column(name="phone", title=_("Telephone"), on_phone=False),
            Column(name="owed", title=_("Owed"), kind=Kind.MONEY,
                   unit=unit_text(institution().currency)),
        ],
        rows=[
            Row(
                str(one.id),
                {
                    "name": one.name,
                    "number": one.number,
                    "phone": Phone(one.phone) if one.phone else "",
                    "owed": one.owed,
                },
                reverse("web:supplier", args=[one.number]),
            )
            for one in rows
        ],
        empty=Empty(
            _("No supplier yet"),
            _("Suppliers deliver inputs against vouchers and are paid afterwards."),
            new if may else None,
        ),
    )  # fmt: skip
    return render_page(
        request, ctx, "web/farming/lists.html", head, values={"tables": [("", table)]}
    )


@page("lending.view")
def supplier_file(request: HttpRequest, ctx: Context, number: str) -> HttpResponse:
    """What a supplier delivered, was paid, and is owed."""
    one = supplier_called(ctx, number)
    pay_it = Action(_("Pay"), reverse("web:supplier-pay", args=[one.number]))
    may_pay = ctx.may("lending.pay_supplier") and one.owed.is_positive
    head = Page(
        title=one.name,
        section="applications",
        trail=(Link(TRAIL, reverse("web:suppliers")), Link(one.name)),
        facts=[
            Fact(_("Owed"), one.owed),
            Fact(_("Number"), one.number),
            Fact(_("Telephone"), Phone(one.phone) if one.phone else None),
        ],
        action=pay_it if may_pay else None,
    )
    tables = [(_("Vouchers"), _vouchers(one)), (_("Payments"), _payments(one))]
    return render_page(request, ctx, "web/farming/lists.html", head, values={"tables": tables})


def _vouchers(supplier: SupplierRow) -> Table:
    return Table(
        caption=_("Vouchers"),
        columns=[
            Column(name="number", title=_("Voucher")),
            Column(name="day", title=_("Day"), kind=Kind.DATE, on_phone=False),
            Column(name="note", title=_("Note of delivery"), on_phone=False),
            Column(name="amount", title=_("Amount"), kind=Kind.MONEY,
                   unit=unit_text(supplier.owed.currency)),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=[
            Row(
                str(one.id),
                {
                    "number": one.number,
                    "day": one.issued_date,
                    "note": one.delivery_note,
                    "amount": one.amount,
                    "state": VOUCHERS[one.status],
                },
            )
            for one in deliveries_of(supplier.id)
        ],
        empty=Empty(_("No voucher yet"), _("Vouchers are issued on the file of an application.")),
    )  # fmt: skip


def _payments(supplier: SupplierRow) -> Table:
    return Table(
        caption=_("Payments"),
        columns=[
            Column(name="day", title=_("Day"), kind=Kind.DATE),
            Column(name="source", title=_("From"), on_phone=False),
            Column(name="reference", title=_("Reference")),
            Column(name="amount", title=_("Amount"), kind=Kind.MONEY,
                   unit=unit_text(supplier.owed.currency)),
        ],
        rows=[
            Row(
                str(place),
                {
                    "day": one.paid_date,
                    "source": SOURCES[one.source],
                    "reference": one.reference,
                    "amount": one.amount,
                },
            )
            for place, one in enumerate(payments_to(supplier.id))
        ],
        empty=Empty(_("No payment yet"), _("What is paid to the supplier appears here.")),
    )  # fmt: skip


class SupplierForm(KeyedForm):
    """A new supplier."""

    name = forms.CharField(label=_("Name of the supplier"), max_length=120)
    phone = PhoneField(label=_("Telephone"), required=False)

    def __init__(self, ctx: Context, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if ctx.branch_id is None:
            self.fields["branch_id"] = forms.TypedChoiceField(
                label=_("Branch"), choices=branch_choices(), coerce=UUID
            )


@page("lending.define_supplier")
def new_supplier(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Take a supplier in."""
    back = reverse("web:suppliers")
    return command_page(
        request,
        ctx,
        form=SupplierForm(ctx, request.POST or None),
        page=Page(
            title=_("New supplier"),
            section="applications",
            trail=(Link(TRAIL, back), Link(_("New supplier"))),
        ),
        template="web/form.html",
        run=lambda keyed, values: register_supplier(keyed, **values),
        done=lambda _id: Done(back, gettext("The supplier is taken in.")),
        values={"cancel_url": back},
    )


class PayForm(KeyedForm):
    """How much, from where, against which paper."""

    source = forms.ChoiceField(
        label=_("Paid"), choices=list(SOURCES.items()), widget=forms.RadioSelect, initial="BANK"
    )
    reference = forms.CharField(
        label=_("Reference"),
        max_length=80,
        help_text=_("Number of the transfer, the cheque or the invoice."),
    )

    def __init__(self, supplier: SupplierRow, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["amount"] = MoneyField(
            currency=supplier.owed.currency, is_large=True, label=_("Amount"),
            initial=supplier.owed,
        )  # fmt: skip
        self.order_fields(["amount"])

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if error.code == "lending.supplier_overpaid":
            return "amount", error.message
        return super().field_at_fault(error)


@page("lending.pay_supplier")
def pay(request: HttpRequest, ctx: Context, number: str) -> HttpResponse:
    """Pay a supplier what is owed, or a part of it."""
    one = supplier_called(ctx, number)
    back = reverse("web:supplier", args=[one.number])
    return command_page(
        request,
        ctx,
        form=PayForm(one, request.POST or None),
        page=Page(
            title=gettext("Pay %(supplier)s") % {"supplier": one.name},
            section="applications",
            trail=(Link(TRAIL, reverse("web:suppliers")), Link(one.name, back), Link(_("Pay"))),
            facts=[Fact(_("Owed"), one.owed)],
        ),
        template="web/form.html",
        run=lambda keyed, values: pay_supplier(keyed, supplier_id=one.id, **values),
        done=lambda _id: Done(back, gettext("The payment is booked.")),
        money=NO_MONEY_MOVED,
        values={"cancel_url": back, "send_label": gettext("Pay")},
    )
