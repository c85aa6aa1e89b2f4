"""Reading one field of a case: a value of the right form, or a refusal that names the place."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

Choice = TypeVar("Choice")
Fields = Mapping[str, object]


class CaseRefused(ValueError):
    """A case that cannot be read: a stable code, the field at fault, its value."""

    def __init__(self, code: str, field: str, value: object = None) -> None:
        super().__init__(f"{code}: {field}" + (f" = {value!r}" if value is not None else ""))
        self.code = code
        self.field = field
        self.value = value


def table(fields: Fields, name: str) -> Fields:
    """An object inside."""
    value = fields.get(name)
    if not isinstance(value, Mapping):
        raise CaseRefused("cases.object_wanted", name, value)
    return value


def rows(fields: Fields, name: str) -> list[Fields]:
    """A list of objects; an absent one is empty."""
    value = fields.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise CaseRefused("cases.list_wanted", name)
    return value


def choice(
    fields: Fields, name: str, words: Mapping[str, Choice], default: Choice | None = None
) -> Choice:
    """One of the words of a closed list."""
    value = fields.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, str) or value not in words:
        raise CaseRefused("cases.word_unknown", name, value)
    return words[value]


def day(fields: Fields, name: str) -> date:
    """An ISO date."""
    value = fields.get(name)
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise CaseRefused("cases.date_wanted", name, value) from None


def number(fields: Fields, name: str, default: str = "0") -> Decimal:
    """A decimal, given as text or as a number."""
    value = fields.get(name)
    try:
        found = Decimal(str(default if value is None else value))
    except InvalidOperation:
        raise CaseRefused("cases.number_wanted", name, value) from None
    if not found.is_finite():
        raise CaseRefused("cases.number_wanted", name, value)
    return found


def whole(fields: Fields, name: str, default: int = 0) -> int:
    """A whole number."""
    found = number(fields, name, str(default))
    if found != int(found):
        raise CaseRefused("cases.whole_number_wanted", name, fields.get(name))
    return int(found)


def amount(fields: Fields, name: str, digits: int) -> int:
    """An amount in minor units; one finer than the currency is refused."""
    if fields.get(name) is None:
        raise CaseRefused("cases.amount_wanted", name)
    scaled = number(fields, name).scaleb(digits)
    if scaled != int(scaled):
        raise CaseRefused("cases.amount_too_fine", name, fields.get(name))
    return int(scaled)
