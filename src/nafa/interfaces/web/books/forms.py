"""Forms of the accountant."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import DateField, KeyedForm, MoneyField
from nafa.kernel.models import Branch
from nafa.ledger.commands import JournalLine
from nafa.lib.money import Money

LINES = 6
MOST_LINES = 40


class EntryForm(KeyedForm):
    """A manual entry: wording, date, branch, and as many lines as asked for."""

    value_date = DateField(label=_("Value date"))
    memo = forms.CharField(label=_("Wording"), max_length=200)
    reference = forms.CharField(label=_("Reference"), max_length=80, required=False)
    branch = forms.ChoiceField(label=_("Branch"))

    def __init__(
        self, *arguments: Any, currency: str, branches: list[Branch], lines: int, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.currency, self.line_count = currency, min(max(lines, 2), MOST_LINES)
        branch = self.fields["branch"]
        if isinstance(branch, forms.ChoiceField):
            branch.choices = [(str(one.id), one.name) for one in branches]
        for number in range(1, self.line_count + 1):
            self.fields[f"code_{number}"] = forms.CharField(
                label=_("Account"),
                required=False,
                max_length=20,
                widget=forms.TextInput(attrs={"list": "chart", "autocomplete": "off"}),
            )
            for side, label in (("debit", _("Debit")), ("credit", _("Credit"))):
                self.fields[f"{side}_{number}"] = MoneyField(
                    currency=currency, required=False, label=label
                )

    @property
    def heads(self) -> list[forms.BoundField]:
        return [self[name] for name in ("value_date", "memo", "reference", "branch")]

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The lines as they stand under each other."""
        return [
            [self[f"{part}_{number}"] for part in ("code", "debit", "credit")]
            for number in range(1, self.line_count + 1)
        ]

    def _amount(self, side: str, number: int) -> int:
        amount: Money | None = self.cleaned_data.get(f"{side}_{number}")
        return amount.minor if amount else 0

    @property
    def sums(self) -> tuple[Money, Money]:
        """What was typed so far: debits and credits."""
        sides = (
            sum(self._amount(side, number) for number in range(1, self.line_count + 1))
            for side in ("debit", "credit")
        )
        debits, credits = (Money(minor, self.currency) for minor in sides)
        return debits, credits

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for number in range(1, self.line_count + 1):
            has_amount = self._amount("debit", number) or self._amount("credit", number)
            if has_amount and not values.get(f"code_{number}"):
                self.add_error(f"code_{number}", _("Choose the account of this line."))
        return values

    @property
    def inputs(self) -> dict[str, Any]:
        """The keywords of the command; empty lines are left out."""
        values = self.cleaned_data
        lines = [
            JournalLine(
                values[f"code_{number}"].strip().split(" ")[0],
                self._amount("debit", number),
                self._amount("credit", number),
                self.currency,
            )
            for number in range(1, self.line_count + 1)
            if values.get(f"code_{number}")
        ]
        return {
            "value_date": values["value_date"],
            "memo": values["memo"],
            "reference": values["reference"],
            "branch_id": UUID(values["branch"]),
            "lines": lines,
        }


class ReverseEntryForm(KeyedForm):
    """Why an entry is reversed."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class ClosePeriodForm(KeyedForm):
    """Up to which day the books are closed."""

    end_date = DateField(
        label=_("Close up to and including"),
        help_text=_("A day before the business date. Nothing can be booked there afterwards."),
    )
