"""The fees of a product: rows that are added and taken away."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.wording.terms import CHARGE_TIMES, MEASURES, NATURES
from nafa.interfaces.web.written import number_text

MOST_FEES = 8
COUNT = "fees"


class AmountOrPercentField(forms.DecimalField):
    """A number with a comma or a point and spaces between thousands."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, str):
            value = "".join(value.split()).replace("\u00a0", "").replace(",", ".")
        return super().to_python(value)


class FeeRow(forms.Form):
    """One fee: its name, how it is measured, when it is paid, whether the TEG holds it."""

    name = forms.CharField(label=_("Name of the fee"), max_length=60)
    measure = forms.ChoiceField(label=_("Measured as"), choices=list(MEASURES.items()))
    value = AmountOrPercentField(
        label=_("Value"),
        min_value=0,
        max_digits=15,
        decimal_places=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    time = forms.ChoiceField(label=_("Paid"), choices=list(CHARGE_TIMES.items()))
    nature = forms.ChoiceField(label=_("Effective rate"), choices=list(NATURES.items()))

    def plain(self) -> dict[str, Any]:
        """The fee as the rules hold it."""
        entered = self.cleaned_data
        return {
            "name": entered["name"],
            "measure": entered["measure"],
            "value": str(entered["value"]),
            "time": entered["time"],
            "in_teg": entered["nature"] == "TEG",
            "is_tax": entered["nature"] == "TAX",
        }


def prefix_of(place: int) -> str:
    return f"fee-{place}"


def rows_of(data: Mapping[str, Any] | None, fees: Sequence[Mapping[str, Any]]) -> list[FeeRow]:
    """The rows that were sent, or those of the fees that a product has."""
    if data is None:
        return [FeeRow(prefix=prefix_of(n), initial=_initial(fee)) for n, fee in enumerate(fees)]
    return [FeeRow(data, prefix=prefix_of(place)) for place in range(count_of(data))]


def count_of(data: Mapping[str, Any]) -> int:
    """How many rows were sent."""
    typed = str(data.get(COUNT, "0"))
    return min(int(typed), MOST_FEES) if typed.isascii() and typed.isdigit() else 0


def changed_rows(data: Mapping[str, Any]) -> list[FeeRow]:
    """The rows after a press on add or on take away; what was typed stays."""
    kept = [
        {name: data.get(f"{prefix_of(place)}-{name}", "") for name in FeeRow.base_fields}
        for place in range(count_of(data))
        if str(place) != data.get("take_fee")
    ]
    if "add_fee" in data and len(kept) < MOST_FEES:
        kept.append({})
    return [FeeRow(prefix=prefix_of(place), initial=row) for place, row in enumerate(kept)]


def _initial(fee: Mapping[str, Any]) -> dict[str, Any]:
    nature = "TAX" if fee.get("is_tax") else ("TEG" if fee.get("in_teg", True) else "OUTSIDE")
    value = Decimal(str(fee["value"]))
    return {**fee, "value": number_text(value), "nature": nature}
