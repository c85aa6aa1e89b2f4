"""Money is a whole number of the currency's smallest unit. There is no float anywhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import total_ordering
from typing import Self

from nafa.lib.currency import minor_digits
from nafa.lib.invariants import ensure
from nafa.lib.rounding import Rounding, round_to_int


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of one currency. Two currencies never mix silently."""

    minor: int
    currency: str

    @classmethod
    def zero(cls, currency: str) -> Self:
        return cls(0, currency)

    @classmethod
    def of(cls, amount: Decimal | str | int, currency: str) -> Self:
        """From major units: Money.of("12.50", "EUR"). A finer amount is a ValueError."""
        scaled = Decimal(amount).scaleb(minor_digits(currency))
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{amount} is finer than the smallest unit of {currency}")
        return cls(int(scaled), currency)

    @property
    def major(self) -> Decimal:
        """The amount in major units, with exactly the currency's decimals."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    @property
    def is_zero(self) -> bool:
        return self.minor == 0

    @property
    def is_positive(self) -> bool:
        return self.minor > 0

    @property
    def is_negative(self) -> bool:
        return self.minor < 0

    def _same(self, other: "Money") -> None:
        ensure(self.currency == other.currency, "amounts of one currency")

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor < other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.major} {self.currency}"

    def times(self, factor: Decimal | int, rounding: Rounding) -> "Money":
        """The amount times a factor, rounded to the smallest unit as named."""
        return Money(round_to_int(Decimal(self.minor) * factor, rounding), self.currency)

    def spread(self, weights: Sequence[int]) -> tuple["Money", ...]:
        """Split in proportion to the weights; the parts add up to the whole."""
        ensure(weights and sum(weights) > 0, "weights to spread over")
        parts, given, weight_so_far, whole = [], 0, 0, sum(weights)
        for weight in weights:
            weight_so_far += weight
            upto = self.minor * weight_so_far // whole
            parts.append(Money(upto - given, self.currency))
            given = upto
        return tuple(parts)


def total(amounts: Iterable[Money], *, currency: str) -> Money:
    """The sum of amounts of one currency; zero of it when there are none."""
    result = Money.zero(currency)
    for amount in amounts:
        result = result + amount
    return result
