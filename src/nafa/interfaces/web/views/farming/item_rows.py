"""Lines of things: name, unit, quantity, price; empty ones are left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import KeyedForm, read_money
from nafa.interfaces.web.written import number_text, typed_figures
from nafa.lib.money import Money

ROWS = 8
FIELDS = ("name", "unit", "quantity", "price")


class Item(NamedTuple):
    """A thing with its quantity and the price of a unit."""

    name: str
    unit: str
    quantity: Decimal
    price: Money


@dataclass(frozen=True, slots=True)
class TypedItem:
    """A line with what stands in its fields."""

    place: int
    values: Mapping[str, str]
    error: str = ""


class ItemForm(KeyedForm):
    """A form with lines of things below its fields."""

    def __init__(
        self, currency: str, items: Sequence[Item], *arguments: Any, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.currency, self.given = currency, items
        self.faults: dict[int, str] = {}

    @property
    def items(self) -> list[TypedItem]:
        """The lines as they stand: what was sent, or what is known."""
        return [
            TypedItem(place, self._values(place), self.faults.get(place, ""))
            for place in range(max(ROWS, len(self.given)))
        ]

    def _values(self, place: int) -> dict[str, str]:
        if self.is_bound:
            return {name: self.data.get(f"item-{place}-{name}", "") for name in FIELDS}
        if place >= len(self.given):
            return dict.fromkeys(FIELDS, "")
        item = self.given[place]
        return {
            "name": item.name,
            "unit": item.unit,
            "quantity": number_text(item.quantity.normalize()),
            "price": typed_figures(item.price),
        }

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        items = []
        for place in range(max(ROWS, len(self.given))):
            typed = self._values(place)
            if any(text.strip() for text in typed.values()):
                item = self._read(place, typed)
                if item is not None:
                    items.append(item)
        if self.faults:
            self.add_error(None, gettext("Correct the lines that are marked."))
        elif not items:
            self.add_error(None, gettext("Enter at least one line."))
        values["items"] = items
        return values

    def _read(self, place: int, typed: Mapping[str, str]) -> Item | None:
        try:
            price = read_money(typed["price"], currency=self.currency)
            quantity = Decimal("".join(typed["quantity"].split()).replace(",", "."))
        except (ValidationError, InvalidOperation):
            self.faults[place] = str(_("Enter a quantity and a price in figures."))
            return None
        if not typed["name"].strip() or not typed["unit"].strip():
            self.faults[place] = str(_("Give the thing a name and a unit."))
            return None
        if not quantity.is_finite() or quantity <= 0 or not price:
            self.faults[place] = str(_("Enter a quantity and a price above zero."))
            return None
        return Item(typed["name"].strip(), typed["unit"].strip(), quantity, price)
