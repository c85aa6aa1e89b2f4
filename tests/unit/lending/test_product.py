"""The rules of a product: JSON there and back, and what is refused at which field."""

import json
from datetime import date

import pytest

from nafa.lending.calc.product import rules_from_plain, rules_to_plain
from nafa.lending.calc.terms import TermsRefused
from unit.lending.loans import terms, xof

PLAIN = {
    "currency": "XOF",
    "lowest_amount": "50000",
    "highest_amount": "1000000",
    "lowest_count": 2,
    "highest_count": 24,
    "client_kinds": ["PERSON"],
    "terms": {
        "rate": "1.5",
        "rate_unit": "MONTH",
        "unit": "MONTHS",
    },
}


def test_a_product_makes_the_terms_of_a_loan():
    rules = rules_from_plain(PLAIN)

    made = rules.terms(
        principal=xof(1_000_000), instalment_count=12, disbursement_date=date(2026, 1, 31)
    )
    later = rules.terms(
        principal=xof(1_000_000),
        instalment_count=12,
        disbursement_date=date(2026, 1, 31),
        first_due_date=date(2026, 3, 31),
    )

    assert made == terms()
    assert later.first_due_date == date(2026, 3, 31)


def test_rules_go_to_json_and_back():
    plain = json.loads(json.dumps(rules_to_plain(rules_from_plain(PLAIN))))

    assert rules_to_plain(rules_from_plain(plain)) == plain
    assert "principal" not in plain["terms"]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"colour": "red"}, "terms.field_unknown", "colour"),
        ({"currency": "ZZZ"}, "terms.currency_unknown", "currency"),
        ({"lowest_amount": "much"}, "terms.number_wanted", "lowest_amount"),
        ({"lowest_amount": "0.5"}, "terms.number_wanted", "lowest_amount"),
        ({"lowest_amount": "0"}, "terms.range_empty", "highest_amount"),
        ({"highest_amount": "1"}, "terms.range_empty", "highest_amount"),
        ({"lowest_count": 25}, "terms.range_empty", "highest_count"),
        ({"lowest_count": "2"}, "terms.whole_number_wanted", "lowest_count"),
        ({"lowest_count": True}, "terms.whole_number_wanted", "lowest_count"),
        ({"client_kinds": []}, "terms.field_missing", "client_kinds"),
        ({"terms": {}}, "terms.field_missing", "rate"),
        ({"terms": {**PLAIN["terms"], "grace_principal": 2}}, "terms.grace_too_long",
         "grace_principal"),
    ],
)  # fmt: skip
def test_rules_are_refused_at_their_field(changes, code, field):
    with pytest.raises(TermsRefused) as refused:
        rules_from_plain({**PLAIN, **changes})

    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_missing_rule_is_refused():
    with pytest.raises(TermsRefused, match="currency"):
        rules_from_plain({name: value for name, value in PLAIN.items() if name != "currency"})
