"""How amounts, dates and references are written for people, one way everywhere."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any

from babel.dates import format_date as babel_date
from babel.numbers import format_decimal
from django.utils.translation import get_language

from nafa.lib.currency import minor_digits
from nafa.lib.money import Money

NO_BREAK = "\u00a0"
UNIT_WORDS = {"XOF": "F CFA", "XAF": "F CFA"}


def _language(language: str | None) -> str:
    return (language or get_language() or "fr")[:2]


def money_figures(amount: Money, *, language: str | None = None) -> str:
    """The amount without its unit, digits grouped: `1 250 000`."""
    return _figures(amount, _language(language))


@lru_cache(maxsize=4_096)
def _figures(amount: Money, language: str) -> str:
    """A list says the same amounts many times."""
    digits = minor_digits(amount.currency)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    written = format_decimal(amount.major, format=pattern, locale=language)
    return written.replace("\u202f", NO_BREAK)


def money_words(amount: Money, *, language: str | None = None) -> str:
    """The amount with its unit: `1 250 000 F CFA`."""
    unit = UNIT_WORDS.get(amount.currency, amount.currency)
    return f"{money_figures(amount, language=language)}{NO_BREAK}{unit.replace(' ', NO_BREAK)}"


def date_words(day: date, *, language: str | None = None) -> str:
    """A date in a sentence: `21 nov. 2026`."""
    return babel_date(day, format="d MMM y", locale=_language(language))


def percent_words(rate: Decimal, *, language: str | None = None) -> str:
    """A rate in percent with two decimals: `23,91 %`."""
    figures = format_decimal(rate, format="#,##0.00", locale=_language(language))
    return f"{figures}{NO_BREAK}%"


def value_words(value: Any) -> str:
    """Any value of a refusal as a person reads it."""
    if isinstance(value, Money):
        return money_words(value)
    if isinstance(value, datetime):
        return f"{date_words(value.date())} {value:%H:%M}"
    if isinstance(value, date):
        return date_words(value)
    if isinstance(value, Enum):
        return str(value.value)
    return str(value)
