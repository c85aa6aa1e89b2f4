"""Terms: what is refused, by which code, at which field; and JSON there and back."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from nafa.lending.calc.choices import (
    Amortisation,
    ChargeMeasure,
    FutureRule,
    PenaltyBase,
    ScheduleKind,
)
from nafa.lending.calc.parts import Component
from nafa.lending.calc.product_checks import check_offered
from nafa.lending.calc.schedule import build_schedule
from nafa.lending.calc.servicing.due_dates import first_due
from nafa.lending.calc.terms import AllocationRule, Penalty, Terms, TermsRefused, places
from nafa.lending.calc.terms_plain import USUAL, terms_from_plain, terms_of_product, terms_to_plain
from nafa.lib.money import Money
from unit.lending.loans import START, any_terms, charge, terms, xof

D = Decimal


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"approved": 0}, "terms.principal_out_of_range", "approved"),
        ({"approved": 10**18}, "terms.principal_out_of_range", "approved"),
        ({"count": 0}, "terms.out_of_range", "count"),
        ({"count": 601}, "terms.out_of_range", "count"),
        ({"multiple": -1}, "terms.multiple_out_of_range", "multiple"),
        ({"rate": D(-1)}, "terms.out_of_range", "rate"),
        ({"rate": D("NaN")}, "terms.out_of_range", "rate"),
        ({"rate": D(1001)}, "terms.out_of_range", "rate"),
        (
            {"compulsory_deposit_percent": D(100)},
            "terms.out_of_range",
            "compulsory_deposit_percent",
        ),
        ({"first_due_date": START}, "terms.first_due_before_disbursement", "first_due_date"),
        ({"grace_principal": 12}, "terms.grace_too_long", "grace_principal"),
        ({"grace_interest": -1}, "terms.grace_too_long", "grace_interest"),
        ({"interest_free": 13}, "terms.grace_too_long", "interest_free"),
        ({"charges": (charge("FILE", "0.5"),)}, "terms.amount_too_fine", "charges.0.value"),
        ({"charges": (charge("", "1"),)}, "terms.charge_without_name", "charges"),
        (
            {"amortisation": Amortisation.BALLOON, "kind": ScheduleKind.PROGRESSIVE},
            "terms.wants_cumulative",
            "amortisation",
        ),
        ({"guard_digits": 38}, "terms.out_of_range", "guard_digits"),
        (
            {"penalty": Penalty(base=PenaltyBase.OVERDUE_TOTAL, percent_per_year=D("1.1234567"))},
            "terms.percent_too_fine",
            "penalty.percent_per_year",
        ),
        (
            {"penalty": Penalty(base=PenaltyBase.OVERDUE_TOTAL, grace_days=366)},
            "terms.out_of_range",
            "penalty.grace_days",
        ),
        (
            {"penalty": Penalty(base=PenaltyBase.OVERDUE_TOTAL, cap_percent=D(-1))},
            "terms.out_of_range",
            "penalty.cap_percent",
        ),
        (
            {"penalty": Penalty(base=PenaltyBase.FLAT)},
            "terms.flat_penalty_wanted",
            "penalty.flat_per_instalment",
        ),
        (
            {"penalty": Penalty(base=PenaltyBase.FLAT, flat_per_instalment=Money(1, "EUR"))},
            "terms.flat_penalty_wanted",
            "penalty.flat_per_instalment",
        ),
        (
            {
                "penalty": Penalty(
                    base=PenaltyBase.FLAT, flat_per_instalment=xof(1), percent_per_year=D(1)
                )
            },
            "terms.penalty_of_two_kinds",
            "penalty.percent_per_year",
        ),
        (
            {"penalty": Penalty(base=PenaltyBase.OVERDUE_TOTAL, flat_per_instalment=xof(1))},
            "terms.penalty_of_two_kinds",
            "penalty.flat_per_instalment",
        ),
    ],
)
def test_terms_that_make_no_loan_are_refused_at_their_field(changes, code, field):
    with pytest.raises(TermsRefused) as refused:
        terms(**changes)

    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"multiple": 0}, "terms.multiple_out_of_range", "multiple"),
        ({"multiple": 1_000_001}, "terms.multiple_out_of_range", "multiple"),
        ({"charges": (charge("FILE", "-1"),)}, "terms.out_of_range", "charges.0.value"),
        (
            {"charges": (charge("FILE", 101, ChargeMeasure.PERCENT_OF_PRINCIPAL),)},
            "terms.out_of_range",
            "charges.0.value",
        ),
        (
            {"charges": (charge("FILE", 1), charge("FILE", 2))},
            "terms.charges_not_distinct",
            "charges",
        ),
        ({"charges": (charge("FILE", 1_000_000),)}, "terms.fees_eat_the_loan", "charges"),
        ({"kind": ScheduleKind.PROGRESSIVE}, "terms.close_cannot_carry", "kind"),
        ({"recalculates": True}, "terms.close_cannot_carry", "recalculates"),
        (
            {"allocation": replace(USUAL["allocation"], future=FutureRule.LAST_INSTALMENT)},
            "terms.close_cannot_carry",
            "allocation.future",
        ),
    ],
)
def test_what_no_product_may_offer_is_refused_at_its_field(changes, code, field):
    with pytest.raises(TermsRefused) as refused:
        check_offered(terms(**changes))

    assert (refused.value.code, refused.value.field) == (code, field)


def test_the_refusal_shows_the_values():
    with pytest.raises(TermsRefused, match="value=601, lowest=1, highest=600"):
        terms(count=601)


@given(any_terms())
def test_terms_go_to_json_and_back(some: Terms):
    assert terms_from_plain(json.loads(json.dumps(terms_to_plain(some)))) == some


PLAIN = terms_to_plain(terms())


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"colour": "red"}, "terms.field_unknown", "colour"),
        ({"rate": None}, "terms.field_missing", "rate"),
        ({"amortisation": "BULLET"}, "terms.choice_unknown", "amortisation"),
        ({"rate": 1.5}, "terms.text_wanted", "rate"),
        ({"rate": "much"}, "terms.number_wanted", "rate"),
        ({"count": "12"}, "terms.whole_number_wanted", "count"),
        ({"count": True}, "terms.whole_number_wanted", "count"),
        ({"disbursement_date": "31/01/2026"}, "terms.date_wanted", "disbursement_date"),
        ({"disbursement_date": 20260131}, "terms.text_wanted", "disbursement_date"),
        ({"principal": 5}, "terms.fields_wanted", "principal"),
        ({"principal": {"amount": "5"}}, "terms.field_missing", "principal.currency"),
        (
            {"principal": {"amount": "5", "currency": "ZZZ"}},
            "terms.currency_unknown",
            "principal.currency",
        ),
        (
            {"principal": {"amount": "5.5", "currency": "XOF"}},
            "terms.amount_too_fine",
            "principal.amount",
        ),
        (
            {"principal": {"amount": "Infinity", "currency": "XOF"}},
            "terms.number_wanted",
            "principal.amount",
        ),
        ({"charges": {}}, "terms.list_wanted", "charges"),
        ({"charges": ["FILE"]}, "terms.fields_wanted", "charges.0"),
        (
            {"charges": [{"name": "FILE", "measure": "FLAT"}]},
            "terms.field_missing",
            "charges.0.value",
        ),
        (
            {"charges": [{"name": "F", "measure": "FLAT", "value": "1", "is_tax": "no"}]},
            "terms.yes_or_no_wanted",
            "charges.0.is_tax",
        ),
        ({"month_days": [1]}, "terms.month_days_wrong", "month_days"),
        ({"penalty": {"grace_days": 1}}, "terms.field_missing", "penalty.base"),
        ({"allocation": {"order": ["RENT"]}}, "terms.choice_unknown", "allocation.order"),
        ({"allocation": {"order": ["DUE/RENT"]}}, "terms.choice_unknown", "allocation.order"),
        (
            {"allocation": {"order": ["FEE", "INTEREST"]}},
            "terms.allocation_order_incomplete",
            "allocation.order",
        ),
    ],
)
def test_plain_terms_are_refused_naming_the_field(changes, code, field):
    with pytest.raises(TermsRefused) as refused:
        terms_from_plain({**PLAIN, **changes})

    assert (refused.value.code, refused.value.field) == (code, field)


LOAN = {name: PLAIN[name] for name in ("principal", "count", "disbursement_date")}
PRODUCT = {name: PLAIN[name] for name in ("interest", "rate", "rate_unit", "unit")}


def test_a_product_and_a_loan_make_terms():
    assert terms_of_product(PRODUCT, LOAN) == terms()


def test_a_loan_does_not_override_its_product():
    with pytest.raises(TermsRefused) as refused:
        terms_of_product(PRODUCT, {**LOAN, "rate": "1"})

    assert (refused.value.code, refused.value.field) == ("terms.field_fixed_by_product", "rate")


def test_an_order_of_twelve_places_goes_to_json_and_back():
    twelve = AllocationRule(order=tuple(reversed(places(*Component))))
    some = terms(allocation=twelve)

    assert terms_from_plain(json.loads(json.dumps(terms_to_plain(some)))) == some


def test_due_dates_are_counted_from_the_first():
    some = terms(first_due_date=date(2026, 3, 31), count=2)

    assert first_due(some) == date(2026, 3, 31)
    assert [row.due_date for row in build_schedule(some)] == [date(2026, 3, 31), date(2026, 4, 30)]
    assert first_due(terms()) == date(2026, 2, 28)
