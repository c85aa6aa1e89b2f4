"""Products in blocks: every rule has one, inheritance takes them whole, TOML there and back."""

import re
from pathlib import Path
from typing import Any

import pytest

from nafa.lending.calc.blocks import OF_RULES, OF_TERMS, Block, in_blocks, taken_over
from nafa.lending.calc.product import rules_from_plain, rules_to_plain
from nafa.lending.calc.product_toml import product_file, product_text
from nafa.lending.calc.terms import TermsRefused

PLAIN: dict[str, Any] = {
    "currency": "XOF",
    "lowest_amount": "50000",
    "highest_amount": "1000000",
    "lowest_count": 2,
    "highest_count": 24,
    "client_kinds": ["PERSON"],
    "guarantees": {"coverage_percent": "120", "guarantors": 1},
    "terms": {
        "rate": "18",
        "unit": "WEEKDAYS",
        "weekdays": [1, 4],
        "charges": [{"name": 'Frais "dossier"', "measure": "FLAT", "value": "5000"}],
        "penalty": {
            "base": "FLAT",
            "flat_per_instalment": {"amount": "500", "currency": "XOF"},
            "grace_days": 2,
        },
    },
}
RULES = rules_to_plain(rules_from_plain(PLAIN))


def test_every_rule_belongs_to_one_block():
    of_terms = [name for names in OF_TERMS.values() for name in names]
    of_rules = [name for names in OF_RULES.values() for name in names]

    assert sorted(of_terms) == sorted(RULES["terms"])
    assert len(set(of_rules)) == len(of_rules)
    assert set(RULES) - {"currency", "terms"} <= set(of_rules)
    assert set(in_blocks(RULES)) == {block.value for block in Block}


def test_a_product_goes_to_toml_and_back():
    text = product_text(code="IND", name="Crédit individuel", rules=RULES)

    given = product_file(text)

    assert (given.code, given.name) == ("IND", "Crédit individuel")
    assert rules_to_plain(rules_from_plain(given.rules)) == RULES
    assert "[[fees.charges]]" in text and "[penalties.penalty.flat_per_instalment]" in text


def test_the_product_of_the_page_is_one():
    page = Path(__file__).parents[3] / "docs" / "domain" / "loan-products.md"
    (text,) = re.findall(r"```toml\n(.*?)```", page.read_text(), re.DOTALL)

    given = product_file(text)

    rules = rules_to_plain(rules_from_plain(given.rules))
    again = product_file(product_text(code=given.code, name=given.name, rules=rules)).rules
    assert rules_to_plain(rules_from_plain(again)) == rules


def test_inherited_blocks_are_named_and_not_written():
    child = {**RULES, "parent": "IND", "inherits": ["fees", "penalties"]}

    text = product_text(code="COM", name="Commerce", rules=child)

    assert 'parent = "IND"' in text and 'inherits = ["fees", "penalties"]' in text
    assert "[penalties" not in text and "[interest]" in text
    assert product_file(text).rules["inherits"] == ["fees", "penalties"]


def test_a_block_is_taken_over_whole():
    parent = {**RULES, "terms": {**RULES["terms"], "rate": "12", "charges": []}}

    got = taken_over({**RULES, "guarantees": {}}, parent, ["interest", "fees", "guarantees"])

    assert (got["terms"]["rate"], got["terms"]["charges"]) == ("12", [])
    assert got["guarantees"] == RULES["guarantees"]
    assert got["terms"]["weekdays"] == [1, 4]


def test_a_parent_of_another_currency_is_refused():
    with pytest.raises(TermsRefused) as refused:
        taken_over(RULES, {**RULES, "currency": "EUR"}, ["fees"])

    assert (refused.value.code, refused.value.field) == ("terms.currency_of_parent", "parent")


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("code = ", "terms.file_unreadable", "file"),
        ('code = "A"\nname = "B"', "terms.field_missing", "currency"),
        ('code = "A"\nname = "B"\ncurrency = "XOF"\n[colour]', "terms.block_unknown", "inherits"),
        (
            'code = "A"\nname = "B"\ncurrency = "XOF"\n[fees]\nrate = "1"',
            "terms.field_unknown",
            "fees.rate",
        ),
        (
            'code = "A"\nname = "B"\ncurrency = "XOF"\nfees = 1',
            "terms.fields_wanted",
            "fees",
        ),
    ],
)
def test_a_file_that_is_no_product_says_where(text: str, code: str, field: str):
    with pytest.raises(TermsRefused) as refused:
        product_file(text)

    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"inherits": ["fees"]}, "terms.parent_wanted", "parent"),
        ({"parent": "IND", "inherits": ["colour"]}, "terms.block_unknown", "inherits"),
        ({"guarantees": {"land": True}}, "terms.field_unknown", "guarantees.land"),
        (
            {"guarantees": {"guarantors": "one"}},
            "terms.whole_number_wanted",
            "guarantees.guarantors",
        ),
        ({"approval": {"risk": 1}}, "terms.text_wanted", "approval.risk"),
    ],
)  # fmt: skip
def test_blocks_of_data_are_closed_too(changes: dict[str, Any], code: str, field: str):
    with pytest.raises(TermsRefused) as refused:
        rules_from_plain({**PLAIN, **changes})

    assert (refused.value.code, refused.value.field) == (code, field)
