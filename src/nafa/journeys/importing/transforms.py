"""From the text of a cell to a value: a closed set of transforms that a mapping names.

Each takes the text, without blanks around it, and the options of its place in the mapping. What
cannot be read raises `Unreadable` with the code of the fault.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from nafa.journeys.importing.mapping import Source

Value = str | date | Decimal | int

TOKENS = (("YYYY", "%Y"), ("YY", "%y"), ("MM", "%m"), ("DD", "%d"),
          ("hh", "%H"), ("mm", "%M"), ("ss", "%S"))  # fmt: skip
WOMEN_MONTHS = 50


class Unreadable(ValueError):
    """The text is not what the column holds."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def _text(text: str, source: Source) -> str:
    del source
    return text


@lru_cache(maxsize=64)
def pattern_of(form: str) -> str:
    """`DD/MM/YYYY` as the standard library writes it."""
    for token, directive in TOKENS:
        form = form.replace(token, directive)
    return form


@lru_cache(maxsize=100_000)
def _parsed_date(text: str, forms: tuple[str, ...]) -> date | None:
    for form in forms:
        try:
            return datetime.strptime(text, pattern_of(form)).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _date(text: str, source: Source) -> date:
    """A date in one of the given forms, or as an ISO date. YY from 69 on is 19YY."""
    found = _parsed_date(text, (*source.forms, "YYYY-MM-DD"))
    if found is None:
        raise Unreadable("not_a_date", " / ".join(source.forms) or "YYYY-MM-DD")
    return found


def _decimal(text: str, source: Source) -> Decimal:
    plain = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if source.group:
        plain = plain.replace(source.group, "")
    if source.decimal != ".":
        if "." in plain:
            raise Unreadable("not_a_number")
        plain = plain.replace(source.decimal, ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise Unreadable("not_a_number") from None
    if not number.is_finite() or "_" in plain:
        raise Unreadable("not_a_number")
    return number


def _whole(text: str, source: Source) -> int:
    number = _decimal(text, source)
    if number != number.to_integral_value() or abs(number) > 10**18:
        raise Unreadable("not_whole")
    return int(number)


def _code(text: str, source: Source) -> str:
    """The meaning of a code; another text gives `otherwise` where the mapping has it."""
    meaning = source.codes.get(text, source.otherwise)
    if meaning is None:
        raise Unreadable("code_unknown", ", ".join(source.codes))
    return meaning


@lru_cache(maxsize=20_000)
def birth_number(text: str) -> tuple[date, str]:
    """Birth date and sex of a Czech birth number of the century 1900: YYMMDD, women month + 50."""
    if len(text) != 6 or not text.isascii() or not text.isdigit():
        raise Unreadable("birth_number")
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
    is_woman = month > WOMEN_MONTHS
    try:
        born = date(1900 + year, month - WOMEN_MONTHS * is_woman, day)
    except ValueError:
        raise Unreadable("birth_number") from None
    return born, "F" if is_woman else "M"


def _birth_date(text: str, source: Source) -> date:
    del source
    return birth_number(text)[0]


def _birth_sex(text: str, source: Source) -> str:
    del source
    return birth_number(text)[1]


TRANSFORMS: Mapping[str, Callable[[str, Source], Value]] = {
    "text": _text,
    "date": _date,
    "number": _decimal,
    "whole": _whole,
    "code": _code,
    "berka_birth_date": _birth_date,
    "berka_birth_sex": _birth_sex,
}
