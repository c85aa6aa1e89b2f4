"""Forms of the counter and of the handling of cash."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import written
from nafa.interfaces.web.forms import DateField, KeyedForm, MoneyField
from nafa.lib.money import Money
from nafa.payments.calc.denominations import COINS, NOTES, counted_amount
from nafa.payments.queries import TillRow

MOST_PIECES = 100_000


class RepayForm(KeyedForm):
    """An amount taken over the counter; what the client gave tells what to return."""

    def __init__(
        self,
        *arguments: Any,
        currency: str,
        backdated: bool = False,
        payers: Sequence[tuple[UUID, str]] = (),
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.fields["amount"] = MoneyField(
            currency=currency, is_large=True, label=_("Amount received")
        )
        self.fields["amount"].widget.attrs["autofocus"] = True
        if backdated:
            self.fields["value_date"] = DateField(
                label=_("Value date"),
                help_text=_("The day from which the payment counts, today at the latest."),
            )
        else:
            self.fields["given"] = MoneyField(
                currency=currency,
                required=False,
                label=_("Cash given by the client"),
                help_text=_("Leave empty when the client gives the exact amount."),
            )
        if payers:
            self.fields["payer_id"] = forms.TypedChoiceField(
                label=_("Paid by"),
                required=False,
                coerce=UUID,
                empty_value=None,
                choices=[("", _("The borrower")), *((str(one), name) for one, name in payers)],
            )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        given, amount = values.get("given"), values.get("amount")
        if given and amount and given < amount:
            self.add_error("given", _("The client gave less than the amount received."))
        return values


class CountForm(KeyedForm):
    """Pieces by value; a currency without a known list takes the amount counted."""

    def __init__(self, *arguments: Any, currency: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.currency = currency
        self.values_of: dict[str, int] = {}
        for kind, values in (("note", NOTES), ("coin", COINS)):
            for value in values.get(currency, ()):
                name = f"{kind}_{value}"
                self.values_of[name] = value
                self.fields[name] = forms.IntegerField(
                    label=written.money_text(Money(value, currency)),
                    min_value=0,
                    max_value=MOST_PIECES,
                    required=False,
                    widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                )
        if not self.values_of:
            self.fields["counted"] = MoneyField(
                currency=currency, allows_zero=True, is_large=True, label=_("Amount counted")
            )

    def _rows(self, kind: str) -> list[forms.BoundField]:
        return [self[name] for name in self.values_of if name.startswith(kind)]

    @property
    def notes(self) -> list[forms.BoundField]:
        return self._rows("note")

    @property
    def coins(self) -> list[forms.BoundField]:
        return self._rows("coin")

    @property
    def counted(self) -> Money:
        """What was counted."""
        if not self.values_of:
            amount: Money = self.cleaned_data["counted"]
            return amount
        pieces: dict[int, int] = {}
        for name, value in self.values_of.items():
            pieces[value] = pieces.get(value, 0) + (self.cleaned_data.get(name) or 0)
        return counted_amount(pieces, currency=self.currency)


def till_choices(tills: Sequence[TillRow]) -> list[tuple[str, str]]:
    """Tills by branch and name, with what lies in them."""
    return [
        (str(till.id), f"{till.branch} · {till.name} ({written.money_text(till.balance)})")
        for till in tills
    ]


def _identifier(value: str) -> UUID:
    return UUID(value)


class TransferForm(KeyedForm):
    """Cash from one till or vault to another."""

    def __init__(
        self, *arguments: Any, currency: str, tills: Sequence[TillRow], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        for name, label in (("from_till_id", _("From")), ("to_till_id", _("To"))):
            self.fields[name] = forms.TypedChoiceField(
                label=label, choices=till_choices(tills), coerce=_identifier
            )
        self.fields["amount"] = MoneyField(currency=currency, is_large=True, label=_("Amount"))


class SupplyForm(KeyedForm):
    """Cash brought from the bank, or taken there."""

    def __init__(
        self, *arguments: Any, currency: str, tills: Sequence[TillRow], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.fields["till_id"] = forms.TypedChoiceField(
            label=_("Till or vault"), choices=till_choices(tills), coerce=_identifier
        )
        self.fields["direction"] = forms.ChoiceField(
            label=_("Direction"),
            choices=[
                ("in", _("From the bank to the till")),
                ("out", _("From the till to the bank")),
            ],
            widget=forms.RadioSelect,
            initial="in",
        )
        self.fields["amount"] = MoneyField(currency=currency, is_large=True, label=_("Amount"))
        self.fields["reference"] = forms.CharField(
            label=_("Reference"),
            max_length=80,
            help_text=_("Number of the cheque or deposit slip."),
        )

    @property
    def inputs(self) -> dict[str, Any]:
        """The keywords of the command: what goes to the bank is negative."""
        values = self.values
        amount = values["amount"] if values.pop("direction") == "in" else -values["amount"]
        return {**values, "amount": amount}
