"""Values as people read them. Money and dates come from the kernel; the rest is for screens."""

from datetime import date, datetime
from typing import Any

import phonenumbers
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from django.utils.timezone import localtime
from django.utils.translation import get_language
from num2words import num2words

from nafa.interfaces.web.parts import Person, Phone
from nafa.kernel.wording import NO_BREAK, UNIT_WORDS, date_words, money_figures, money_words
from nafa.lib.currency import minor_digits
from nafa.lib.money import Money

MINUS = "\u2212"
SPOKEN_CURRENCY = {"XOF": "francs CFA", "XAF": "francs CFA"}


def language() -> str:
    return (get_language() or "fr")[:2]


def money_text(amount: Money) -> str:
    """`1 250 000 F CFA`, with a true minus sign."""
    return money_words(amount, language=language()).replace("-", MINUS)


def figures_text(amount: Money) -> str:
    """`1 250 000`, for tables whose head has the unit."""
    return money_figures(amount, language=language()).replace("-", MINUS)


def typed_figures(amount: Money) -> str:
    """As it stands in a money field, the same in every language: `1 250 000` or `12,50`."""
    digits = minor_digits(amount.currency)
    whole, fraction = divmod(abs(amount.minor), 10**digits)
    text = f"{whole:,}".replace(",", NO_BREAK) + (f",{fraction:0{digits}d}" if digits else "")
    return f"-{text}" if amount.is_negative else text


def unit_text(currency: str) -> str:
    """`F CFA`: what stands in a head or inside a field."""
    return UNIT_WORDS.get(currency, currency).replace(" ", NO_BREAK)


def number_text(value: Any) -> str:
    """`12 345`, or a decimal with the language's own mark."""
    written = format_decimal(value, locale=language())
    return written.replace("\u202f", NO_BREAK).replace("-", MINUS)


def date_text(day: date) -> str:
    """`21 nov. 2026`."""
    return date_words(day, language=language()).replace(" ", NO_BREAK)


def table_date_text(day: date) -> str:
    """`21/11/2026`: the same width in every row."""
    return format_date(day, format="dd/MM/yyyy", locale=language())


def instant_text(at: datetime) -> str:
    """`21 nov. 2026 14:05`, in the institution's time."""
    return format_datetime(localtime(at), format="d MMM y HH:mm", locale=language())


def phone_text(phone: Phone | str) -> str:
    """`+221 77 123 45 67`; a number that cannot be read is shown as it is."""
    number = phone.number if isinstance(phone, Phone) else phone
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return written.replace(" ", NO_BREAK).replace("-", NO_BREAK)


def person_text(person: Person) -> str:
    """`Aïssatou NDIAYE`."""
    return f"{person.given_names} {person.family_name.upper()}".strip()


def amount_in_words(amount: Money) -> str:
    """`un million deux cent cinquante mille francs CFA`: what is written on vouchers."""
    whole, minor = divmod(abs(amount.minor), 10 ** minor_digits(amount.currency))
    unit = SPOKEN_CURRENCY.get(amount.currency, amount.currency)
    spoken = num2words(whole, lang=language())
    if language() == "fr" and spoken.endswith(("million", "millions", "milliard", "milliards")):
        unit = f"de {unit}" if unit[0] not in "aeiouyhAEIOUYH" else f"d’{unit}"
    said = f"{spoken} {unit}"
    return f"{said} {minor:0{minor_digits(amount.currency)}d}" if minor else said
