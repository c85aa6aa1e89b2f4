"""The four components of what a borrower owes, and amounts split over them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from nafa.lib.money import Money, total


class Component(StrEnum):
    """What a part of a payment is for."""

    PENALTY = "PENALTY"
    FEE = "FEE"
    INTEREST = "INTEREST"
    PRINCIPAL = "PRINCIPAL"

    __hash__ = str.__hash__  # amounts are looked up by component all the time


class Parts(NamedTuple):
    """An amount by component."""

    penalty: Money
    fee: Money
    interest: Money
    principal: Money

    @classmethod
    def zero(cls, currency: str) -> "Parts":
        nothing = Money.zero(currency)
        return cls(nothing, nothing, nothing, nothing)

    @classmethod
    def only(cls, component: Component, amount: Money) -> "Parts":
        """The amount in one component, nothing in the others."""
        return cls.zero(amount.currency).put(component, amount)

    @classmethod
    def of_minor(cls, currency: str, amounts: Mapping[Component, int]) -> "Parts":
        """From whole numbers of the smallest unit."""
        return cls(*(Money(amounts[component], currency) for component in _PLACES))

    @property
    def sum(self) -> Money:
        return total(self, currency=self.principal.currency)

    def of(self, component: Component) -> Money:
        """The part of one component."""
        return self[_PLACES[component]]

    def put(self, component: Component, amount: Money) -> "Parts":
        """The same parts with one of them replaced."""
        changed = list(self)
        changed[_PLACES[component]] = amount
        return Parts(*changed)

    def plus(self, other: "Parts") -> "Parts":
        return Parts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


_PLACES: dict[Component, int] = {
    Component.PENALTY: 0,
    Component.FEE: 1,
    Component.INTEREST: 2,
    Component.PRINCIPAL: 3,
}
