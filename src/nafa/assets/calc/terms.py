"""The agreed terms of a contract, and why terms are not possible."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, cast

from nafa.assets.calc.kinds import (
    OWED,
    RENTED,
    ContractKind,
    DepreciationBasis,
    Transfer,
)
from nafa.lib.money import Money

LONGEST_COUNT, LONGEST_LIFE, MOST_UNITS, MOST_GOODS = 360, 600, 100_000, 1_000_000
LARGEST_MINOR, LAST_YEAR = 10**13, 2200


class TermsRefused(ValueError):
    """Terms that cannot be: the field at fault and the reason's code."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed. Amounts are in minor units of `currency`.

    `cost` is what the institution lays out: the purchase with its ancillary costs, its part of a
    thing owned together is `units × unit_price`, the price of goods paid ahead, the sum lent. What
    a kind does not use stays zero. `donation_minor` is what a late client owes to charity (or, in a
    conventional lease, to the institution) for each instalment late by more than `grace_days`.
    """

    kind: ContractKind
    currency: str
    cost_minor: int
    count: int = 0
    first_due_date: date | None = None
    markup_minor: int = 0
    rent_minor: int = 0
    residual_minor: int = 0
    transfer: Transfer = Transfer.NONE
    deposit_minor: int = 0
    useful_life_months: int = 0
    depreciation: DepreciationBasis = DepreciationBasis.MONTHS
    unit_price_minor: int = 0
    units: int = 0
    units_per_period: int = 0
    rent_percent: Decimal = Decimal(0)
    quantity: int = 0
    goods: str = ""
    delivery_date: date | None = None
    delivery_place: str = ""
    fee_minor: int = 0
    donation_minor: int = 0
    grace_days: int = 0

    def money(self, minor: int) -> Money:
        return Money(minor, self.currency)

    @property
    def price(self) -> Money:
        """What the client owes in all for the thing or the sum; rents are not in it."""
        return self.money(self.cost_minor + self.markup_minor)

    @property
    def share(self) -> Money:
        """The institution's part of a thing owned together."""
        return self.money(self.units * self.unit_price_minor)

    @property
    def laid_out(self) -> Money:
        """What the institution pays: its share of a thing owned together, else the cost."""
        return self.share if self.kind is ContractKind.MUSHARAKA else self.money(self.cost_minor)


def checked(terms: Terms) -> Terms:
    """The terms, when they can be. Refuses: TermsRefused."""
    _demand(terms.cost_minor > 0, "cost_minor", "not_positive")
    for name in _AMOUNTS:
        _demand(getattr(terms, name) >= 0, name, "negative")
    for name in (*_AMOUNTS, "cost_minor"):
        _demand(getattr(terms, name) <= LARGEST_MINOR, name, "out_of_range")
    for name in ("first_due_date", "delivery_date"):
        day = getattr(terms, name)
        _demand(day is None or day.year <= LAST_YEAR, name, "out_of_range")
    _demand(terms.grace_days >= 0, "grace_days", "negative")
    if terms.kind is not ContractKind.SALAM:
        _demand(1 <= terms.count <= LONGEST_COUNT, "count", "out_of_range")
    _CHECKS[terms.kind](terms)
    return terms


def _demand(holds: bool, field: str, reason: str) -> None:
    if not holds:
        raise TermsRefused(field, reason)


def _check_owed(terms: Terms) -> None:
    _demand(terms.price.minor >= terms.count, "count", "below_one_unit")
    if terms.kind is ContractKind.QARD:
        _demand(terms.markup_minor == 0, "markup_minor", "no_gain")
        _demand(terms.fee_minor < terms.cost_minor, "fee_minor", "above_sum")
    else:
        _demand(terms.deposit_minor < terms.price.minor, "deposit_minor", "above_price")


def _check_rented(terms: Terms) -> None:
    _demand(terms.rent_minor > 0, "rent_minor", "not_positive")
    life = terms.useful_life_months
    _demand(1 <= life <= LONGEST_LIFE, "useful_life_months", "out_of_range")
    is_sold = terms.transfer is Transfer.SALE
    _demand(is_sold or terms.residual_minor == 0, "residual_minor", "without_sale")
    gives = terms.kind is not ContractKind.LEASE or terms.transfer is not Transfer.GIFT
    _demand(gives, "transfer", "no_gift")


def _check_musharaka(terms: Terms) -> None:
    _demand(1 <= terms.units <= MOST_UNITS, "units", "out_of_range")
    _demand(terms.unit_price_minor > 0, "unit_price_minor", "not_positive")
    _demand(terms.share.minor < terms.cost_minor, "units", "above_value")
    _demand(1 <= terms.units_per_period <= MOST_UNITS, "units_per_period", "out_of_range")
    _demand(terms.units_per_period * terms.count == terms.units, "count", "units_not_shared_out")
    _demand(0 < terms.rent_percent <= 100, "rent_percent", "out_of_range")


def _check_salam(terms: Terms) -> None:
    _demand(1 <= terms.quantity <= MOST_GOODS, "quantity", "out_of_range")
    _demand(bool(terms.goods.strip()), "goods", "empty")
    _demand(terms.delivery_date is not None, "delivery_date", "empty")
    _demand(bool(terms.delivery_place.strip()), "delivery_place", "empty")


_AMOUNTS = (
    "markup_minor", "rent_minor", "residual_minor", "deposit_minor", "fee_minor", "donation_minor",
    "unit_price_minor",
)  # fmt: skip
_CHECKS: Mapping[ContractKind, Callable[[Terms], None]] = {
    **dict.fromkeys(OWED, _check_owed),
    **dict.fromkeys(RENTED, _check_rented),
    ContractKind.MUSHARAKA: _check_musharaka,
    ContractKind.SALAM: _check_salam,
}


def terms_to_plain(terms: Terms) -> dict[str, Any]:
    """The terms as JSON keeps them; what has its usual value is left out."""
    plain: dict[str, Any] = {}
    for one in fields(terms):
        value = getattr(terms, one.name)
        if value != one.default:
            plain[one.name] = str(value) if isinstance(value, date | Decimal | StrEnum) else value
    return plain


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "kind": ContractKind,
    "transfer": Transfer,
    "depreciation": DepreciationBasis,
    "first_due_date": date.fromisoformat,
    "delivery_date": date.fromisoformat,
    "rent_percent": Decimal,
}


def terms_from_plain(plain: Mapping[str, Any]) -> Terms:
    """The terms that `terms_to_plain` wrote. Refuses: TermsRefused (unknown or unreadable)."""
    known = {one.name for one in fields(Terms)}
    values: dict[str, Any] = {}
    for name, value in plain.items():
        if name not in known:
            raise TermsRefused(name, "unknown")
        try:
            values[name] = _READERS[name](str(value)) if name in _READERS else _plain(name, value)
        except (ValueError, InvalidOperation):
            raise TermsRefused(name, "unreadable") from None
    for name in ("kind", "currency", "cost_minor"):
        if name not in values:
            raise TermsRefused(name, "empty")
    return Terms(**values)


def _plain(name: str, value: Any) -> Any:
    wanted = str if name in ("currency", "goods", "delivery_place") else int
    if type(value) is not wanted:
        raise TermsRefused(name, "unreadable")
    return cast("Any", value)
