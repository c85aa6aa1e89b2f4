"""Reading plain data (JSON, TOML) into values, field by field. Refusals name the field."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from nafa.lending.calc.refusals import TermsRefused
from nafa.lib.currency import UnknownCurrency
from nafa.lib.money import Money

Plain = dict[str, object]
Read = Callable[[object, str], object]
Choice = TypeVar("Choice", bound=StrEnum)


def text(value: object, name: str) -> str:
    """Refuses: terms.text_wanted."""
    if not isinstance(value, str):
        raise TermsRefused("terms.text_wanted", name, value=value)
    return value


def whole(value: object, name: str) -> int:
    """Refuses: terms.whole_number_wanted."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TermsRefused("terms.whole_number_wanted", name, value=value)
    return value


def truth(value: object, name: str) -> bool:
    """Refuses: terms.yes_or_no_wanted."""
    if not isinstance(value, bool):
        raise TermsRefused("terms.yes_or_no_wanted", name, value=value)
    return value


def number(value: object, name: str) -> Decimal:
    """A number written as text. Refuses: terms.number_wanted."""
    try:
        return Decimal(text(value, name))
    except InvalidOperation:
        raise TermsRefused("terms.number_wanted", name, value=value) from None


def day(value: object, name: str) -> date:
    """A date written as 2026-01-31. Refuses: terms.date_wanted."""
    try:
        return date.fromisoformat(text(value, name))
    except ValueError as cause:
        if isinstance(cause, TermsRefused):
            raise
        raise TermsRefused("terms.date_wanted", name, value=value) from None


def choice(choices: type[Choice]) -> Callable[[object, str], Choice]:
    """A reader of one of the choices, by value or by name. Refuses: terms.choice_unknown."""

    def read(value: object, name: str) -> Choice:
        for one in choices:
            if value in (one.value, one.name):
                return one
        allowed = ",".join(one.name for one in choices)
        raise TermsRefused("terms.choice_unknown", name, value=value, allowed=allowed)

    return read


def mapping(value: object, name: str) -> Mapping[str, object]:
    """Refuses: terms.fields_wanted."""
    if not isinstance(value, Mapping):
        raise TermsRefused("terms.fields_wanted", name, value=value)
    return value


def listed(value: object, name: str) -> list[object]:
    """Refuses: terms.list_wanted."""
    if not isinstance(value, list):
        raise TermsRefused("terms.list_wanted", name, value=value)
    return value


def fields(
    plain: Mapping[str, object],
    readers: Mapping[str, Read],
    *,
    required: frozenset[str],
    inside: str = "",
) -> Plain:
    """Each field read by its reader; a field set to null counts as left out.

    Refuses: terms.field_unknown, terms.field_missing.
    """
    present = {name: value for name, value in plain.items() if value is not None}
    for name in plain:
        if name not in readers:
            raise TermsRefused("terms.field_unknown", f"{inside}{name}")
    for name in sorted(required - present.keys()):
        raise TermsRefused("terms.field_missing", f"{inside}{name}")
    return {name: readers[name](value, f"{inside}{name}") for name, value in present.items()}


def money(value: object, name: str) -> Money:
    """Refuses: terms.number_wanted, terms.currency_unknown, terms.amount_too_fine."""
    parts = fields(
        mapping(value, name),
        {"amount": number, "currency": text},
        required=frozenset({"amount", "currency"}),
        inside=f"{name}.",
    )
    amount, currency = parts["amount"], parts["currency"]
    assert isinstance(amount, Decimal) and isinstance(currency, str)
    if not amount.is_finite():
        raise TermsRefused("terms.number_wanted", f"{name}.amount", value=amount)
    try:
        return Money.of(amount, currency)
    except UnknownCurrency:
        raise TermsRefused("terms.currency_unknown", f"{name}.currency", value=currency) from None
    except ValueError:
        raise TermsRefused("terms.amount_too_fine", f"{name}.amount", value=amount) from None


def money_plain(amount: Money) -> Plain:
    """An amount as plain data."""
    return {"amount": str(amount.major), "currency": amount.currency}
