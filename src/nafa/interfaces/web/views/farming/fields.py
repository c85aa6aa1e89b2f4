"""Asking for a loan for a field: crop, year, area; the cap and the due date are shown."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import KeyedForm, MoneyField
from nafa.interfaces.web.pages import Done, command_page, page
from nafa.interfaces.web.parts import Link, Page, Words
from nafa.interfaces.web.views.applications.forms import FAULTS
from nafa.interfaces.web.views.clients.groups import choose_client
from nafa.interfaces.web.views.clients.reading import client_called
from nafa.interfaces.web.views.products.fee_rows import AmountOrPercentField
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError, NotFound
from nafa.kernel.identity.contexts import institution
from nafa.lending import queries as lending
from nafa.lending.commands.farming.fields import submit_farm_application
from nafa.lending.queries import ProductRow
from nafa.lending.queries.farming.calendars import (
    CalendarRow,
    FieldPreview,
    calendars,
    preview_field,
)

APPLY = "lending.apply"


class FieldForm(KeyedForm):
    """What is grown, where, on how much land; how much is asked for."""

    product_id = forms.ChoiceField(label=_("Product"))
    calendar_id = forms.ChoiceField(label=_("Crop and zone"))
    season_year = forms.IntegerField(label=_("Year of sowing"), min_value=2000, max_value=2100)
    hectares = AmountOrPercentField(
        label=_("Area in hectares"), min_value=0, max_digits=9, decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    purpose = forms.CharField(
        label=_("Purpose"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, offered: list[ProductRow], known: list[CalendarRow], *arguments: Any, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.fields["amount"] = MoneyField(
            currency=institution().currency, is_large=True, label=_("Amount asked for")
        )
        self.fields["product_id"].choices = [  # type: ignore[attr-defined]
            (str(one.id), one.name) for one in offered
        ]
        self.fields["calendar_id"].choices = [  # type: ignore[attr-defined]
            (str(one.id), f"{one.crop} · {one.zone}") for one in known
        ]
        for name in ("season_year", "hectares"):
            self.fields[name].widget.size = "field-short"
        self.order_fields(["product_id", "calendar_id", "season_year", "hectares", "amount"])

    @property
    def values(self) -> dict[str, Any]:
        entered = super().values
        ids = {name: UUID(entered[name]) for name in ("product_id", "calendar_id")}
        return {**entered, **ids}

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        at = {"lending.above_field_cap": "amount", "lending.season_over": "season_year", **FAULTS}
        name = at.get(error.code, "")
        return (name, error.message) if name in self.fields else super().field_at_fault(error)


def _offered(kind: str) -> list[ProductRow]:
    """Products of one repayment for this kind of client."""
    return [
        one
        for one in lending.products(active_only=True)
        if kind in one.rules.client_kinds and one.rules.lowest_count == 1
    ]


@page(APPLY)
def new_field(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Choose the farmer, then the field."""
    back = reverse("web:calendars")
    head = Page(
        title=_("Application for a field"),
        section="applications",
        trail=[Link(_("Crop calendars"), back), Link(_("Application for a field"))],
    )
    chosen = request.GET.get("client", "")
    if not chosen:
        return choose_client(request, ctx, head, parameter="client", back=back)
    client = client_called(ctx, chosen)
    form = FieldForm(
        _offered(client.kind),
        calendars(on=ctx.business_date),
        request.POST or None,
        initial={"season_year": ctx.business_date.year},
    )
    return command_page(
        request,
        ctx,
        form=form,
        page=head,
        template="web/farming/field.html",
        run=lambda keyed, values: submit_farm_application(keyed, client_id=client.id, **values),
        done=lambda made: Done(
            reverse("web:application", args=[made]), gettext("The application is submitted.")
        ),
        values={
            "client": client,
            "field": _previewed(form),
            "send_label": gettext("Submit"),
            "cancel_url": back,
        },
    )


def _previewed(form: FieldForm) -> FieldPreview | None:
    """What the field entered so far carries; nothing while something is missing."""
    if not form.is_bound:
        return None
    form.is_valid()
    entered = form.cleaned_data
    if not {"calendar_id", "hectares", "season_year"} <= entered.keys():
        return None
    try:
        return preview_field(
            UUID(entered["calendar_id"]),
            hectares=entered["hectares"],
            season_year=entered["season_year"],
        )
    except NotFound:
        return None


@page(APPLY)
def preview(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The cap and the due date of what is entered so far."""
    form = FieldForm(
        lending.products(active_only=True), calendars(on=ctx.business_date), request.GET
    )
    values = {"field": _previewed(form)}
    return render(request, "web/farming/_cap.html", values)
