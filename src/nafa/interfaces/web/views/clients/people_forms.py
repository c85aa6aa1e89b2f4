"""Forms of persons: registering and editing."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from nafa.clients.queries import ClientView
from nafa.interfaces.web.forms import DateField, KeyedForm, MoneyField, PhoneField
from nafa.interfaces.web.parts import Words
from nafa.interfaces.web.wording import clients as words
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.kernel.identity.contexts import institution
from nafa.kernel.models import Branch, User
from nafa.lib.money import Money

LONGEST_NAME = 120
FAULTS = {
    "clients.birth_date_impossible": "birth_date",
    "clients.phone_invalid": "phone",
    "clients.name_missing": "family_name",
    "clients.file_not_accepted": "content",
}


def staff_choices(ctx: Context) -> list[tuple[str, str]]:
    """Who may follow a client: the staff of the actor's branch, the actor first."""
    staff = User.objects.filter(is_active=True).exclude(assignments=None)
    if ctx.branch_id is not None:
        staff = staff.filter(assignments__branch_id__in=[ctx.branch_id])
    following = staff.filter(assignments__role__permissions__contains=["lending.apply"]).distinct()
    named = [(str(one.id), one.full_name) for one in following.order_by("full_name")]
    return [("", str(_("Myself, or as before"))), *named]


def branch_choices() -> list[tuple[str, str]]:
    branches = Branch.objects.filter(is_active=True).order_by("code")
    return [(str(branch.id), branch.name) for branch in branches]


class FileForm(KeyedForm):
    """A form of the register: it knows which field a refusal is about."""

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        name = FAULTS.get(error.code, "")
        if name in self.fields:
            return name, error.message
        return super().field_at_fault(error)


class LocalityInput(forms.TextInput):
    """A locality: typed, with the departments and regions of the country offered."""

    def __init__(self) -> None:
        super().__init__(attrs={"list": "localities", "autocomplete": "off"})


class PersonForm(FileForm):
    """The file of a person, in parts."""

    given_names = forms.CharField(label=_("Given names"), max_length=LONGEST_NAME)
    family_name = forms.CharField(label=_("Family name"), max_length=LONGEST_NAME)
    sex = forms.ChoiceField(label=_("Sex"), widget=forms.RadioSelect, required=False)
    birth_date = DateField(label=_("Date of birth"), required=False)
    locality = forms.CharField(
        label=_("Locality"), max_length=120, required=False, widget=LocalityInput()
    )
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    marital_status = forms.ChoiceField(label=_("Marital status"), required=False)
    household_size = forms.IntegerField(
        label=_("Persons in the household"), required=False, min_value=1, max_value=99
    )
    dependants = forms.IntegerField(
        label=_("Dependants"), required=False, min_value=0, max_value=99
    )
    activity = forms.CharField(label=_("Activity"), max_length=200, required=False)
    activity_sector = forms.ChoiceField(label=_("Sector"), required=False)
    officer_id = forms.ChoiceField(label=_("Followed by"), required=False)
    language = forms.ChoiceField(
        label=_("Language of contracts and messages"),
        required=False,
    )

    PARTS: Sequence[tuple[Words, Sequence[str]]] = (
        (_("Identity"), ("given_names", "family_name", "sex", "birth_date")),
        (_("Contact"), ("phone", "address", "locality", "language", "branch_id", "officer_id")),
        (_("Identity document"), ("document_kind", "document_number", "document_expires_date")),
        (_("Household"), ("marital_status", "household_size", "dependants")),
        (_("Activity"), ("activity", "activity_sector", "monthly_income", "monthly_expense")),
    )

    def __init__(self, ctx: Context, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        currency = institution().currency
        self.fields["phone"] = PhoneField(
            label=_("Telephone"), required=False, region=institution_pack().phone_country
        )
        for name, title in (
            ("monthly_income", _("Income each month")),
            ("monthly_expense", _("Expenses each month")),
        ):
            self.fields[name] = MoneyField(
                currency=currency, allows_zero=True, required=False, label=title
            )
        for name, choices in (
            ("sex", words.SEXES),
            ("marital_status", words.MARITAL),
            ("language", words.LANGUAGES),
            ("activity_sector", words.SECTORS),
        ):
            _choose(self.fields[name], list(choices.items()))
        _choose(self.fields["officer_id"], staff_choices(ctx))
        for name in ("household_size", "dependants"):
            self.fields[name].widget.size = "field-short"

    @property
    def parts(self) -> list[tuple[Words, list[BoundField]]]:
        """The fields under their headings, those of this form only."""
        known = [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in self.PARTS
        ]
        return [(title, fields) for title, fields in known if fields]

    @property
    def values(self) -> dict[str, Any]:
        """The keywords of the command: amounts in minor units, identifiers as such."""
        found = super().values
        for name in ("monthly_income", "monthly_expense"):
            amount = found.pop(name)
            found[f"{name}_minor"] = amount.minor if isinstance(amount, Money) else None
        for name in ("officer_id", "branch_id"):
            if name in found:
                found[name] = UUID(found[name]) if found[name] else None
        return found


def _choose(field: forms.Field, choices: list[tuple[str, Words]] | list[tuple[str, str]]) -> None:
    field.choices = choices  # type: ignore[attr-defined]


class RegisterForm(PersonForm):
    """A new person: with a first identity document, and the reason when it is no double."""

    document_kind = forms.ChoiceField(label=_("Kind of document"), required=False)
    document_number = forms.CharField(label=_("Document number"), max_length=60, required=False)
    document_expires_date = DateField(label=_("Valid until"), required=False)
    not_a_duplicate_because = forms.CharField(
        label=_("It is somebody else because"),
        max_length=300,
        required=False,
        help_text=_("For example: another person of the same family, seen with the own document."),
    )

    def __init__(self, ctx: Context, *arguments: Any, **options: Any) -> None:
        super().__init__(ctx, *arguments, **options)
        _choose(self.fields["document_kind"], words.document_kinds())
        if ctx.branch_id is None:
            self.fields["branch_id"] = forms.ChoiceField(
                label=_("Branch"), choices=branch_choices()
            )


class EditForm(PersonForm):
    """The file of a person as it is."""

    def __init__(self, ctx: Context, client: ClientView, *arguments: Any, **options: Any) -> None:
        self.client = client
        options["initial"] = self._initial(client)
        super().__init__(ctx, *arguments, **options)
        choices = list(self.fields["officer_id"].choices)  # type: ignore[attr-defined]
        if client.officer_id and str(client.officer_id) not in dict(choices):
            choices.append((str(client.officer_id), client.officer))
            _choose(self.fields["officer_id"], choices)

    @staticmethod
    def _initial(client: ClientView) -> dict[str, Any]:
        currency = institution().currency
        amounts = {
            name: None if minor is None else Money(minor, currency)
            for name, minor in (
                ("monthly_income", client.monthly_income_minor),
                ("monthly_expense", client.monthly_expense_minor),
            )
        }
        return {**client._asdict(), **amounts, "officer_id": str(client.officer_id or "")}

    @property
    def changes(self) -> dict[str, Any]:
        """Only what differs from the file."""
        found = self.values
        if found.get("officer_id") is None:
            found.pop("officer_id")
        return {
            name: value
            for name, value in found.items()
            if _comparable(value) != _comparable(getattr(self.client, name))
        }


def _comparable(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
