"""Values as JSON carries them: money as text and currency, never a float."""

from decimal import Decimal, InvalidOperation
from typing import Annotated

from ninja import Schema
from pydantic import Field

from nafa.kernel.errors import InvalidInput
from nafa.lib.money import Money

DecimalText = Annotated[str, Field(pattern=r"^-?\d{1,18}(\.\d{1,6})?$", examples=["1250000"])]
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["XOF"])]
Short = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Credential = Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00]*$")]
Long = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]


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
