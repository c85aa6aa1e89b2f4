"""Forms of applications: asking, deciding, withdrawing."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import DateField, KeyedForm, MoneyField
from nafa.interfaces.web.parts import Words
from nafa.interfaces.web.wording.lending import reason_words
from nafa.kernel.errors import DomainError
from nafa.kernel.identity.contexts import institution
from nafa.lending.queries import ProductRow

FAULTS = {
    "lending.product_inactive": "product_id",
    "lending.client_not_eligible": "product_id",
    "lending.amount_out_of_range": "amount",
    "lending.count_out_of_range": "instalment_count",
    "lending.rate_usurious": "product_id",
}


class ApplicationForm(KeyedForm):
    """What the client asks for."""

    product_id = forms.ChoiceField(label=_("Product"))
    instalment_count = forms.IntegerField(
        label=_("Number of instalments"), min_value=1, max_value=600
    )
    first_due_date = DateField(
        label=_("First due date"),
        required=False,
        help_text=_("Left empty, it is one period after the disbursement."),
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the money buys, and how it repays itself."),
    )

    def __init__(self, offered: Sequence[ProductRow], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["amount"] = MoneyField(
            currency=institution().currency, is_large=True, label=_("Amount asked for")
        )
        self.fields["product_id"].choices = [  # type: ignore[attr-defined]
            (str(product.id), product.name) for product in offered
        ]
        self.fields["instalment_count"].widget.size = "field-short"
        self.order_fields(["product_id", "amount", "instalment_count", "first_due_date"])

    @property
    def values(self) -> dict[str, Any]:
        entered = super().values
        return {**entered, "product_id": UUID(entered["product_id"])}

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if error.code == "lending.terms_not_possible":
            name = error.values["field"]
            name = name if name in self.fields else "instalment_count"
            return name, reason_words(str(error.values["reason"]))
        name = FAULTS.get(error.code, "")
        return (name, error.message) if name in self.fields else super().field_at_fault(error)


class AgainForm(ApplicationForm):
    """An application that came back, as it now stands; the product stays."""

    def __init__(self, offered: Sequence[ProductRow], *arguments: Any, **options: Any) -> None:
        super().__init__(offered, *arguments, **options)
        del self.fields["product_id"]

    @property
    def values(self) -> dict[str, Any]:
        return KeyedForm.values.fget(self)  # type: ignore[attr-defined, no-any-return]


class ReasonForm(KeyedForm):
    """A reason, in a sentence."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class DecisionForm(KeyedForm):
    """A decision as the approval panel sends it."""

    OUTCOMES = {"approve": "APPROVED", "return": "RETURNED", "refuse": "REFUSED"}
    REFUSED_AT = {
        "lending.approved_above_asked": "amount",
        "lending.amount_out_of_range": "amount",
        "lending.above_delegation": "amount",
        "lending.count_out_of_range": "instalment_count",
        "lending.terms_not_possible": "instalment_count",
        "lending.reason_wanted": "reason",
    }

    decision = forms.ChoiceField(choices=[(name, name) for name in OUTCOMES])
    for_user_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    instalment_count = forms.IntegerField(
        label=_("Instalments approved"), min_value=1, max_value=600, required=False
    )
    conditions = forms.CharField(
        label=_("Conditions"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What must be done before the money is paid out."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to return or to refuse."),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["amount"] = MoneyField(
            currency=institution().currency, required=False, label=_("Amount approved")
        )
        self.fields["instalment_count"].widget.size = "field-short"

    @property
    def values(self) -> dict[str, Any]:
        entered = super().values
        entered["outcome"] = self.OUTCOMES[entered.pop("decision")]
        return entered

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        name = self.REFUSED_AT.get(error.code, "")
        return (name, error.message) if name else super().field_at_fault(error)
