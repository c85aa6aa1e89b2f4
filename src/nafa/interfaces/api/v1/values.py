"""Values as JSON carries them: money as text and currency, never a float."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, Field

from nafa.kernel.errors import InvalidInput
from nafa.lib.money import Money

DecimalText = Annotated[str, Field(pattern=r"^-?\d{1,18}(\.\d{1,6})?$", examples=["1250000"])]
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["XOF"])]
Short = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Credential = Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00]*$")]
Long = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]


MOST_DEPTH, MOST_ROWS = 12, 200


def rows_of(limit: int) -> int:
    """How many rows a page of a list has: what is asked for, from 1 to 200."""
    return min(max(limit, 1), MOST_ROWS)


def _plain(value: Any, depth: int = 0) -> Any:
    """Refuses (ValueError): floats, characters that no text has, nests without end."""
    if isinstance(value, float) or depth > MOST_DEPTH:
        raise ValueError("numbers with decimals are written as text, and nests are shallow")
    if isinstance(value, str) and (
        "\x00" in value or (not value.isprintable() and _is_broken(value))
    ):
        raise ValueError("not a text")
    inner = [*value, *value.values()] if isinstance(value, dict) else value
    if isinstance(inner, list):
        for one in inner:
            _plain(one, depth + 1)
    return value


def _is_broken(text: str) -> bool:
    return any(letter == "\x00" or 0xD800 <= ord(letter) <= 0xDFFF for letter in text)


# Rules as data: whole numbers, text, true and false, lists and tables of such.
Rules = Annotated[dict[str, Any], AfterValidator(_plain)]


class Amount(Schema):
    """An amount in major units as text, with its currency."""

    amount: DecimalText
    currency: CurrencyCode

    @classmethod
    def of(cls, money: Money) -> "Amount":
        """The JSON form of money."""
        return cls(amount=str(money.major), currency=money.currency)

    def money(self, field: str = "amount") -> Money:
        """The value. Refuses: InvalidInput (finer than the currency), UnknownCurrency."""
        try:
            return Money.of(Decimal(self.amount), self.currency)
        except (InvalidOperation, ValueError) as fault:
            if type(fault) is not ValueError and not isinstance(fault, InvalidOperation):
                raise
            raise InvalidInput(field=field, reason=self.amount) from None


class Created(Schema):
    """The identifier of what was made."""

    id: str
