"""Terms as plain data (JSON) and back: products and contracts keep them so.

Amounts and percents are text, dates ISO, choices their names. A product holds the same fields
without those of one loan; `terms_of_product` joins both. Refusals name the field.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from nafa.lending.calc.parts import Component
from nafa.lending.calc.terms import (
    AllocationStrategy,
    EarlySettlement,
    Fee,
    FeeKind,
    FeeTime,
    InterestGrace,
    Method,
    Penalty,
    PenaltyBase,
    Terms,
    TermsRefused,
)
from nafa.lib.calendars import RollRule
from nafa.lib.currency import UnknownCurrency
from nafa.lib.daycount import DayCount
from nafa.lib.money import Money
from nafa.lib.periods import Frequency
from nafa.lib.rates import RateUnit
from nafa.lib.rounding import Rounding

Plain = dict[str, object]
Read = Callable[[object, str], object]
Choice = TypeVar("Choice", bound=StrEnum)


def terms_to_plain(terms: Terms) -> Plain:
    """Terms as a dict that JSON can hold; every field is present."""
    return {
        "principal": _money_to_plain(terms.principal),
        "method": terms.method.value,
        "rate": str(terms.rate),
        "rate_unit": terms.rate_unit.value,
        "frequency": terms.frequency.value,
        "instalment_count": terms.instalment_count,
        "disbursement_date": terms.disbursement_date.isoformat(),
        "first_due_date": terms.first_due_date.isoformat() if terms.first_due_date else None,
        "grace_principal": terms.grace_principal,
        "grace_interest": terms.grace_interest,
        "interest_grace": terms.interest_grace.value,
        "day_count": terms.day_count.value,
        "roll": terms.roll.value,
        "rounding": terms.rounding.name,
        "instalment_multiple": terms.instalment_multiple,
        "fees": [_fee_to_plain(fee) for fee in terms.fees],
        "penalty": _penalty_to_plain(terms.penalty) if terms.penalty else None,
        "allocation_order": [component.value for component in terms.allocation_order],
        "allocation_strategy": terms.allocation_strategy.value,
        "early_settlement": terms.early_settlement.value,
        "compulsory_deposit_percent": str(terms.compulsory_deposit_percent),
    }


def terms_from_plain(plain: Mapping[str, object]) -> Terms:
    """Terms of a plain dict. Refuses: TermsRefused, naming an unknown, missing or wrong field."""
    return Terms(**_fields(plain, _TERMS, required=_TERMS_REQUIRED))  # type: ignore[arg-type]


def terms_of_product(product: Mapping[str, object], loan: Mapping[str, object]) -> Terms:
    """The product's fields with those of one loan; a loan field never overrides a product's."""
    for name in loan:
        if name in product:
            raise TermsRefused("terms.field_fixed_by_product", name)
    return terms_from_plain({**product, **loan})


def check_product(product: Mapping[str, object], *, currency: str) -> None:
    """Refuse a product no loan could be made of: TermsRefused. A large sample loan is tried."""
    sample: Plain = {
        "principal": {"amount": "1000000000", "currency": currency},
        "instalment_count": 600,
        "disbursement_date": "2026-01-01",
    }
    terms_from_plain({**sample, **product})


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise TermsRefused("terms.text_wanted", name, value=value)
    return value


def _whole(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TermsRefused("terms.whole_number_wanted", name, value=value)
    return value


def _truth(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise TermsRefused("terms.yes_or_no_wanted", name, value=value)
    return value


def _decimal(value: object, name: str) -> Decimal:
    try:
        return Decimal(_text(value, name))
    except InvalidOperation:
        raise TermsRefused("terms.number_wanted", name, value=value) from None


def _date(value: object, name: str) -> date:
    try:
        return date.fromisoformat(_text(value, name))
    except ValueError as cause:
        if isinstance(cause, TermsRefused):
            raise
        raise TermsRefused("terms.date_wanted", name, value=value) from None


def _fields(
    plain: Mapping[str, object],
    readers: Mapping[str, Read],
    *,
    required: frozenset[str],
    inside: str = "",
) -> Plain:
    """Each field read by its reader; a field set to null counts as left out."""
    present = {name: value for name, value in plain.items() if value is not None}
    for name in plain:
        if name not in readers:
            raise TermsRefused("terms.field_unknown", f"{inside}{name}")
    for name in sorted(required - present.keys()):
        raise TermsRefused("terms.field_missing", f"{inside}{name}")
    return {name: readers[name](value, f"{inside}{name}") for name, value in present.items()}


def _choice(choices: type[Choice]) -> Callable[[object, str], Choice]:
    """A reader of one of the choices, by value or by name."""

    def read(value: object, name: str) -> Choice:
        for choice in choices:
            if value in (choice.value, choice.name):
                return choice
        allowed = ",".join(choice.name for choice in choices)
        raise TermsRefused("terms.choice_unknown", name, value=value, allowed=allowed)

    return read


def _mapping(value: object, name: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TermsRefused("terms.fields_wanted", name, value=value)
    return value


def _listed(value: object, name: str) -> list[object]:
    if not isinstance(value, list):
        raise TermsRefused("terms.list_wanted", name, value=value)
    return value


def _money(value: object, name: str) -> Money:
    parts = _fields(
        _mapping(value, name),
        {"amount": _decimal, "currency": _text},
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


def _fees(value: object, name: str) -> tuple[Fee, ...]:
    return tuple(
        Fee(
            **_fields(  # type: ignore[arg-type]
                _mapping(item, f"{name}.{place}"),
                _FEE,
                required=frozenset({"code", "kind", "value"}),
                inside=f"{name}.{place}.",
            )
        )
        for place, item in enumerate(_listed(value, name))
    )


def _penalty(value: object, name: str) -> Penalty:
    fields = _fields(
        _mapping(value, name), _PENALTY, required=frozenset({"base"}), inside=f"{name}."
    )
    return Penalty(**fields)  # type: ignore[arg-type]


def _order(value: object, name: str) -> tuple[Component, ...]:
    return tuple(_choice(Component)(item, name) for item in _listed(value, name))


def _money_to_plain(amount: Money) -> Plain:
    return {"amount": str(amount.major), "currency": amount.currency}


def _fee_to_plain(fee: Fee) -> Plain:
    return {
        "code": fee.code,
        "kind": fee.kind.value,
        "value": str(fee.value),
        "when": fee.when.value,
        "in_teg": fee.in_teg,
        "is_tax": fee.is_tax,
    }


def _penalty_to_plain(penalty: Penalty) -> Plain:
    flat, cap = penalty.flat_per_instalment, penalty.cap_percent
    return {
        "base": penalty.base.value,
        "percent_per_year": str(penalty.percent_per_year),
        "flat_per_instalment": _money_to_plain(flat) if flat is not None else None,
        "grace_days": penalty.grace_days,
        "cap_percent": str(cap) if cap is not None else None,
    }


_FEE: dict[str, Read] = {
    "code": _text,
    "kind": _choice(FeeKind),
    "value": _decimal,
    "when": _choice(FeeTime),
    "in_teg": _truth,
    "is_tax": _truth,
}

_PENALTY: dict[str, Read] = {
    "base": _choice(PenaltyBase),
    "percent_per_year": _decimal,
    "flat_per_instalment": _money,
    "grace_days": _whole,
    "cap_percent": _decimal,
}

_TERMS: dict[str, Read] = {
    "principal": _money,
    "method": _choice(Method),
    "rate": _decimal,
    "rate_unit": _choice(RateUnit),
    "frequency": _choice(Frequency),
    "instalment_count": _whole,
    "disbursement_date": _date,
    "first_due_date": _date,
    "grace_principal": _whole,
    "grace_interest": _whole,
    "interest_grace": _choice(InterestGrace),
    "day_count": _choice(DayCount),
    "roll": _choice(RollRule),
    "rounding": _choice(Rounding),
    "instalment_multiple": _whole,
    "fees": _fees,
    "penalty": _penalty,
    "allocation_order": _order,
    "allocation_strategy": _choice(AllocationStrategy),
    "early_settlement": _choice(EarlySettlement),
    "compulsory_deposit_percent": _decimal,
}

_TERMS_REQUIRED = frozenset(
    {"principal", "method", "rate", "frequency", "instalment_count", "disbursement_date"}
)
