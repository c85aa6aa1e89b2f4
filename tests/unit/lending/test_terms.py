"""Terms: what is refused, by which code, at which field; and JSON there and back."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from nafa.lending.calc.parts import Component
from nafa.lending.calc.terms import Fee, FeeKind, FeeTime, Penalty, PenaltyBase, Terms, TermsRefused
from nafa.lending.calc.terms_plain import (
    check_product,
    terms_from_plain,
    terms_of_product,
    terms_to_plain,
)
from nafa.lib.money import Money
from unit.lending.loans import START, any_terms, terms, xof

D = Decimal


def fee(value: str, kind: FeeKind = FeeKind.FIXED, code: str = "FILE") -> Fee:
    return Fee(code=code, kind=kind, value=D(value))


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"principal": xof(0)}, "terms.principal_out_of_range", "principal"),
        ({"principal": xof(10**16)}, "terms.principal_out_of_range", "principal"),
        ({"instalment_count": 0}, "terms.out_of_range", "instalment_count"),
        ({"instalment_count": 601}, "terms.out_of_range", "instalment_count"),
        ({"instalment_multiple": 0}, "terms.multiple_out_of_range", "instalment_multiple"),
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
        (
            {"allocation_order": (Component.FEE,)},
            "terms.allocation_order_incomplete",
            "allocation_order",
        ),
        ({"fees": (fee("-1"),)}, "terms.out_of_range", "fees.FILE.value"),
        ({"fees": (fee("0.5"),)}, "terms.amount_too_fine", "fees.FILE.value"),
        (
            {"fees": (fee("101", FeeKind.PERCENT_OF_PRINCIPAL),)},
            "terms.out_of_range",
            "fees.FILE.value",
        ),
        ({"fees": (fee("1"), fee("2"))}, "terms.fee_codes_not_distinct", "fees"),
        ({"fees": (fee("1", code=""),)}, "terms.fee_codes_not_distinct", "fees"),
        ({"fees": (fee("1000000"),)}, "terms.fees_eat_the_loan", "fees"),
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


def test_the_refusal_shows_the_values():
    with pytest.raises(TermsRefused, match="value=601, lowest=1, highest=600"):
        terms(instalment_count=601)


@given(any_terms())
def test_terms_go_to_json_and_back(some: Terms):
    assert terms_from_plain(json.loads(json.dumps(terms_to_plain(some)))) == some


PLAIN = terms_to_plain(terms())


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"colour": "red"}, "terms.field_unknown", "colour"),
        ({"method": None}, "terms.field_missing", "method"),
        ({"method": "BULLET"}, "terms.choice_unknown", "method"),
        ({"rate": 1.5}, "terms.text_wanted", "rate"),
        ({"rate": "much"}, "terms.number_wanted", "rate"),
        ({"instalment_count": "12"}, "terms.whole_number_wanted", "instalment_count"),
        ({"instalment_count": True}, "terms.whole_number_wanted", "instalment_count"),
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
        ({"fees": {}}, "terms.list_wanted", "fees"),
        ({"fees": ["FILE"]}, "terms.fields_wanted", "fees.0"),
        ({"fees": [{"code": "FILE", "kind": "FIXED"}]}, "terms.field_missing", "fees.0.value"),
        (
            {"fees": [{"code": "F", "kind": "FIXED", "value": "1", "is_tax": "no"}]},
            "terms.yes_or_no_wanted",
            "fees.0.is_tax",
        ),
        ({"penalty": {"grace_days": 1}}, "terms.field_missing", "penalty.base"),
        ({"allocation_order": ["RENT"]}, "terms.choice_unknown", "allocation_order"),
    ],
)
def test_plain_terms_are_refused_naming_the_field(changes, code, field):
    with pytest.raises(TermsRefused) as refused:
        terms_from_plain({**PLAIN, **changes})

    assert (refused.value.code, refused.value.field) == (code, field)


LOAN = {name: PLAIN[name] for name in ("principal", "instalment_count", "disbursement_date")}
PRODUCT = {name: PLAIN[name] for name in ("method", "rate", "rate_unit", "frequency")}


def test_a_product_and_a_loan_make_terms():
    assert terms_of_product(PRODUCT, LOAN) == terms()


def test_a_loan_does_not_override_its_product():
    with pytest.raises(TermsRefused) as refused:
        terms_of_product(PRODUCT, {**LOAN, "rate": "1"})

    assert (refused.value.code, refused.value.field) == ("terms.field_fixed_by_product", "rate")


def test_a_product_is_checked_without_a_loan():
    check_product(PRODUCT, currency="XOF")

    with pytest.raises(TermsRefused, match=r"terms\.field_missing \(method\)"):
        check_product({"rate": "1", "frequency": "MONTHLY"}, currency="XOF")


def test_fees_and_dates_follow_from_the_terms():
    some = terms(
        fees=(
            fee("2", FeeKind.PERCENT_OF_PRINCIPAL),
            replace(fee("500", code="INSURANCE"), when=FeeTime.WITH_INSTALMENTS),
        ),
        first_due_date=date(2026, 3, 31),
        instalment_count=2,
    )

    assert [amount for _, amount in some.fees_at(FeeTime.AT_DISBURSEMENT)] == [xof(20_000)]
    assert [amount for _, amount in some.fees_at(FeeTime.WITH_INSTALMENTS)] == [xof(500)]
    assert some.anchor_date == date(2026, 3, 31)
    assert some.nominal_due_dates() == (date(2026, 3, 31), date(2026, 4, 30))
    assert terms().anchor_date == date(2026, 2, 28)
