"""Forms of the changes of a loan; `asked` is what they ask for in plain data."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import DateField, KeyedForm, MoneyField, PercentField
from nafa.interfaces.web.parts import Words
from nafa.interfaces.web.wording.loan_life import BASES, COMPONENTS, GROUNDS, UNPAID
from nafa.interfaces.web.written import money_text
from nafa.kernel.errors import DomainError
from nafa.lending import errors, life_errors
from nafa.lending.queries.life.files import ChargeRow
from nafa.lib.money import Money

REASON_ROWS = 3
FAULTS: Mapping[str, Words] = {
    "out_of_range": _("This value is not possible here."),
    "dates_backwards": _("The first date must come after today and after the former one."),
    "date_wanted": _("Enter a date such as 21/11/2026."),
    "text_wanted": _("Enter a name of at most 80 letters."),
    "number_wanted": _("Enter an amount or a percentage."),
    "choice_unknown": _("Choose one of the values offered."),
    "overdue_first": _("Instalments are overdue: interest cannot be let run free before they are."),
}


def reason_field() -> forms.CharField:
    """Why it is done: kept with the operation."""
    return forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": REASON_ROWS}),
        help_text=_("Kept with the operation; the controller reads it."),
    )


def choices(words: Mapping[str, Words]) -> list[tuple[str, Words]]:
    return list(words.items())


class ChangeForm(KeyedForm):
    """A change of a loan with its reason; fields are added by kind."""

    def __init__(self, *arguments: Any, currency: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.currency = currency
        self.add_fields()
        self.fields["reason"] = reason_field()
        self.fields["reason"].widget.attrs["required"] = True

    def add_fields(self) -> None:
        """The fields of the kind of change."""

    @property
    def reason(self) -> str:
        return str(self.cleaned_data["reason"])

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked for: text, whole numbers, yes or no."""
        return {
            name: _plain(value)
            for name, value in self.values.items()
            if name != "reason" and value not in (None, "")
        }

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if isinstance(error, life_errors.ChangeNotPossible):
            name = str(error.values["field"])
            said = FAULTS.get(str(error.values["reason"]), error.message)
            return (name, said) if name in self.fields else None
        if isinstance(error, life_errors.AboveOwed) and "amount" in self.fields:
            return "amount", error.message
        if isinstance(error, errors.RateUsurious) and "rate" in self.fields:
            return "rate", error.message
        return super().field_at_fault(error)


def _plain(value: object) -> object:
    if isinstance(value, Money):
        return str(value.major)
    if isinstance(value, bool | int | str):
        return value
    return str(value)


class ChargeForm(ChangeForm):
    """A named fee, an amount or a percentage."""

    def add_fields(self) -> None:
        self.fields["name"] = forms.CharField(label=_("Name of the charge"), max_length=80)
        self.fields["amount"] = MoneyField(
            currency=self.currency, label=_("Amount"), required=False
        )
        self.fields["percent"] = PercentField(
            label=_("Or in percent"), required=False, help_text=_("Leave empty for a fixed amount.")
        )
        self.fields["base"] = forms.ChoiceField(
            label=_("Percentage"), choices=choices(BASES), required=False, initial="OUTSTANDING"
        )
        self.fields["due_date"] = DateField(
            label=_("Due on"), required=False, help_text=_("Today when left empty.")
        )


class WaiverForm(ChangeForm):
    """What is let off."""

    def __init__(
        self, *arguments: Any, charges: Sequence[ChargeRow] = (), **options: Any
    ) -> None:  # fmt: skip
        self.charges = charges
        super().__init__(*arguments, **options)

    def add_fields(self) -> None:
        self.fields["component"] = forms.ChoiceField(
            label=_("What is let off"), choices=choices(COMPONENTS), widget=forms.RadioSelect,
            initial="PENALTY",
        )  # fmt: skip
        self.fields["amount"] = MoneyField(
            currency=self.currency, label=_("Amount"), required=False,
            help_text=_("All that is owed of it when left empty."),
        )  # fmt: skip
        if self.charges:
            named = [(str(one.id), _named(one)) for one in self.charges]
            self.fields["charge_id"] = forms.ChoiceField(
                label=_("Only this charge"), required=False, choices=[("", _("All fees")), *named]
            )


def _named(charge: ChargeRow) -> str:
    return f"{charge.name} ({money_text(charge.amount)})"


class DefermentForm(ChangeForm):
    """By how much instalments are put off."""

    def add_fields(self) -> None:
        self.fields["periods"] = forms.IntegerField(
            label=_("Put off by (instalments)"), min_value=1, max_value=60, required=False,
            initial=1,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
        self.fields["until"] = DateField(
            label=_("Or the next instalment on"), required=False,
            help_text=_("The following ones come after it as before."),
        )  # fmt: skip
        self.fields["bears_interest"] = forms.BooleanField(
            label=_("Interest runs in the meantime"), required=False, initial=True
        )

    @property
    def asked(self) -> dict[str, Any]:
        return {**super().asked, "bears_interest": bool(self.cleaned_data["bears_interest"])}


class ReschedulingForm(ChangeForm):
    """Other dates."""

    usual = "WITH_THE_FIRST"

    def add_fields(self) -> None:
        self.fields["first_due_date"] = DateField(label=_("First due date"))
        self.fields["count"] = forms.IntegerField(
            label=_("Number of instalments"), min_value=1, max_value=600,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
        self.add_rate()
        self.fields["unpaid_interest"] = forms.ChoiceField(
            label=_("Interest earned and not paid"), choices=choices(UNPAID), initial=self.usual
        )

    def add_rate(self) -> None:
        """A rescheduling keeps its rate."""


class RestructuringForm(ReschedulingForm):
    """Other dates and another rate."""

    usual = "CAPITALISED"

    def add_rate(self) -> None:
        self.fields["rate"] = PercentField(
            label=_("New rate"), required=False, max_percent=1000,
            help_text=_("In the unit of the contract; the present rate when left empty."),
        )  # fmt: skip


class WriteOffForm(ChangeForm):
    """Why the loan is given up."""

    def add_fields(self) -> None:
        self.fields["ground"] = forms.ChoiceField(
            label=_("Ground"), choices=choices(GROUNDS), widget=forms.RadioSelect, initial="AGE"
        )


FORMS: Mapping[str, type[ChangeForm]] = {
    "CHARGE": ChargeForm,
    "WAIVER": WaiverForm,
    "DEFERMENT": DefermentForm,
    "RESCHEDULING": ReschedulingForm,
    "RESTRUCTURING": RestructuringForm,
    "WRITE_OFF": WriteOffForm,
}


def identifier(value: str) -> UUID:
    return UUID(value)


class DecisionForm(KeyedForm):
    """Accept a change, or refuse it with the reason."""

    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Needed to refuse."),
    )  # fmt: skip


class ReasonForm(KeyedForm):
    """Why something is done."""

    reason = reason_field()
