"""Terms as plain data (JSON, TOML) and back: products and contracts keep them so.

Amounts and percents are text, dates ISO, choices their names. A product holds the same fields
without those of one loan; `terms_of_product` joins both. Refusals name the field.
"""

from collections.abc import Mapping
from dataclasses import fields as fields_of
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from nafa.lending.calc import choices, plain
from nafa.lending.calc.parts import Component
from nafa.lending.calc.plain import Plain, Read
from nafa.lending.calc.product_checks import check_offered
from nafa.lending.calc.terms import (
    AllocationRule,
    ChargeTerms,
    Penalty,
    Place,
    Terms,
    TermsRefused,
    Tranche,
    places,
)
from nafa.lib.calendars import RollRule
from nafa.lib.currency import minor_digits
from nafa.lib.money import Money
from nafa.lib.rounding import Rounding

USUAL_ORDER = (Component.PENALTY, Component.FEE, Component.INTEREST, Component.PRINCIPAL)
USUAL: Mapping[str, object] = {
    "every": 1,
    "unit": choices.PeriodUnit.MONTHS,
    "kind": choices.ScheduleKind.CUMULATIVE,
    "level": choices.LevelRule.EVERY_PERIOD,
    "interest_period": choices.InterestPeriod.SAME_AS_REPAYMENT,
    "counts_odd_first": True,
    "deferred_interest": choices.DeferredInterest.SPREAD_AFTER,
    "multiple": 1,
    "charges_count_from_their_day": True,
    "precision": 40,
    "guard_digits": 10,
    "rounding": Rounding.HALF_UP,
    "accrual_rounding": Rounding.DOWN,
    "allocation": AllocationRule(order=places(*USUAL_ORDER)),
}
"""What a product of the house means where it says nothing."""


def terms_to_plain(terms: Terms) -> Plain:
    """Terms as a dict that JSON can hold; every field is present."""
    return {
        "principal": plain.money_plain(terms.principal),
        **{name: _written(getattr(terms, name)) for name in _TERMS if name != "principal"},
    }


def terms_from_plain(given: Mapping[str, object]) -> Terms:
    """Terms of a plain dict. Refuses: TermsRefused, naming an unknown, missing or wrong field."""
    read: dict[str, Any] = {**USUAL, **plain.fields(given, _TERMS, required=_REQUIRED)}
    principal: Money = read.pop("principal")
    return Terms(
        approved=principal.minor,
        currency=principal.currency,
        digits=minor_digits(principal.currency),
        **read,
    )


def terms_of_product(product: Mapping[str, object], loan: Mapping[str, object]) -> Terms:
    """The product's fields with those of one loan; a loan field never overrides a product's.

    Refuses: TermsRefused, also for what no product may offer (`check_offered`).
    """
    for name in loan:
        if name in product:
            raise TermsRefused("terms.field_fixed_by_product", name)
    terms = terms_from_plain({**product, **loan})
    check_offered(terms)
    return terms


def _written(value: object) -> object:
    """A value as plain data."""
    if isinstance(value, AllocationRule):
        return {
            "order": _order_to_plain(value.order),
            "future": value.future.value,
            "direction": value.direction.value,
        }
    if isinstance(value, ChargeTerms | Penalty | Tranche):
        return {one.name: _written(getattr(value, one.name)) for one in fields_of(value)}
    if isinstance(value, tuple | frozenset):
        return [_written(one) for one in (sorted(value) if isinstance(value, frozenset) else value)]
    return _written_alone(value)


def _written_alone(value: object) -> object:
    if isinstance(value, Rounding):
        return value.name
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Money):
        return plain.money_plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _order_to_plain(order: tuple[Place, ...]) -> list[str]:
    """Four components where the order is the same wherever an instalment stands, or all places."""
    four = [place.component for place in order[:4]]
    if order == places(*four):
        return [component.value for component in four]
    return [f"{place.kind.value}/{place.component.value}" for place in order]


def _order(value: object, name: str) -> tuple[Place, ...]:
    given = [plain.text(one, name) for one in plain.listed(value, name)]
    if not any("/" in one for one in given):
        return places(*(plain.choice(Component)(one, name) for one in given))
    found = []
    for one in given:
        kind, _, component = one.partition("/")
        found.append(
            Place(
                plain.choice(choices.DueKind)(kind, name), plain.choice(Component)(component, name)
            )
        )
    return tuple(found)


def _allocation(value: object, name: str) -> AllocationRule:
    given = plain.fields(
        plain.mapping(value, name), _ALLOCATION, required=frozenset(), inside=f"{name}."
    )
    return AllocationRule(**{"order": places(*USUAL_ORDER), **given})  # type: ignore[arg-type]


def _penalty(value: object, name: str) -> Penalty:
    given = plain.mapping(value, name)
    read = plain.fields(given, _PENALTY, required=frozenset({"base"}), inside=f"{name}.")
    return Penalty(**read)  # type: ignore[arg-type]


def _charges(value: object, name: str) -> tuple[ChargeTerms, ...]:
    needed = frozenset({"name", "measure", "value"})
    found = []
    for place, item in enumerate(plain.listed(value, name)):
        inside = f"{name}.{place}"
        given = plain.fields(
            plain.mapping(item, inside), _CHARGE, required=needed, inside=f"{inside}."
        )
        found.append(ChargeTerms(**{"time": choices.ChargeTime.AT_DISBURSEMENT, **given}))  # type: ignore[arg-type]
    return tuple(found)


def _tranches(value: object, name: str) -> tuple[Tranche, ...]:
    needed = frozenset({"expected_date", "amount"})
    return tuple(
        Tranche(
            **plain.fields(  # type: ignore[arg-type]
                plain.mapping(item, f"{name}.{place}"),
                {"expected_date": plain.day, "amount": plain.whole},
                required=needed,
                inside=f"{name}.{place}.",
            )
        )
        for place, item in enumerate(plain.listed(value, name))
    )


def _wholes(value: object, name: str) -> tuple[int, ...]:
    return tuple(plain.whole(one, name) for one in plain.listed(value, name))


def _month_days(value: object, name: str) -> tuple[int, ...]:
    days = _wholes(value, name)
    if len(days) != 2:
        raise TermsRefused("terms.month_days_wrong", name, value=value)
    return days


def _weekdays(value: object, name: str) -> frozenset[int]:
    return frozenset(_wholes(value, name))


_ALLOCATION: dict[str, Read] = {
    "order": _order,
    "future": plain.choice(choices.FutureRule),
    "direction": plain.choice(choices.Direction),
}
_CHARGE: dict[str, Read] = {
    "name": plain.text,
    "time": plain.choice(choices.ChargeTime),
    "measure": plain.choice(choices.ChargeMeasure),
    "value": plain.number,
    "is_penalty": plain.truth,
    "in_teg": plain.truth,
    "is_tax": plain.truth,
}
_PENALTY: dict[str, Read] = {
    "base": plain.choice(choices.PenaltyBase),
    "percent_per_year": plain.number,
    "flat_per_instalment": plain.money,
    "grace_days": plain.whole,
    "cap_percent": plain.number,
}
_TERMS: dict[str, Read] = {
    "principal": plain.money,
    "count": plain.whole,
    "every": plain.whole,
    "unit": plain.choice(choices.PeriodUnit),
    "rate": plain.number,
    "disbursement_date": plain.day,
    "rate_unit": plain.choice(choices.NominalUnit),
    "kind": plain.choice(choices.ScheduleKind),
    "interest": plain.choice(choices.InterestKind),
    "amortisation": plain.choice(choices.Amortisation),
    "level": plain.choice(choices.LevelRule),
    "interest_period": plain.choice(choices.InterestPeriod),
    "counts_part_periods": plain.truth,
    "counts_odd_first": plain.truth,
    "days_in_month": plain.choice(choices.DaysInMonth),
    "days_in_year": plain.choice(choices.DaysInYear),
    "leap_rule": plain.choice(choices.LeapRule),
    "bears_first_day": plain.truth,
    "month_end": plain.choice(choices.MonthEndRule),
    "grace_principal": plain.whole,
    "grace_interest": plain.whole,
    "interest_free": plain.whole,
    "deferred_interest": plain.choice(choices.DeferredInterest),
    "first_due_date": plain.day,
    "penalties_from": plain.day,
    "fixed_length": plain.whole,
    "month_days": _month_days,
    "weekdays": _weekdays,
    "roll": plain.choice(RollRule),
    "free_principals": _wholes,
    "multiple": plain.whole,
    "currency_multiple": plain.whole,
    "down_payment_percent": plain.number,
    "down_payment_is_automatic": plain.truth,
    "tranches": _tranches,
    "most_tranches": plain.whole,
    "each_tranche_has_full_term": plain.truth,
    "recalculates": plain.truth,
    "rest": plain.choice(choices.RestFrequency),
    "prepayment": plain.choice(choices.PrepaymentEffect),
    "settlement": plain.choice(choices.SettlementInterest),
    "allocation": _allocation,
    "charges": _charges,
    "charges_count_from_their_day": plain.truth,
    "overdue_wait_days": plain.whole,
    "penalty": _penalty,
    "compulsory_deposit_percent": plain.number,
    "posts_accrual_activity": plain.truth,
    "precision": plain.whole,
    "guard_digits": plain.whole,
    "rounding": plain.choice(Rounding),
    "accrual_rounding": plain.choice(Rounding),
}
_REQUIRED = frozenset({"principal", "rate", "count", "disbursement_date"})
