"""Products: dated versions, inheritance that follows the parent, files in and out."""

from datetime import timedelta
from typing import Any

import pytest

from factories.house import FIRST_DAY, House, rules
from nafa.kernel.errors import DomainError
from nafa.kernel.identity.contexts import institution
from nafa.lending import commands as lending
from nafa.lending import queries as loans
from nafa.lending.calc.product import rules_to_plain


def rate_of(code: str) -> str:
    return str(loans.product_of(loans.product_id_of(code)).rules.shared["rate"])


def revise(house: House, code: str, **how: Any) -> None:
    shown = loans.product_of(loans.product_id_of(code))
    changes = how.pop("rules")
    lending.revise_product(
        house.ctx("babacar"), product_id=shown.id, name=shown.name, rules=changes,
        is_active=True, **how,
    )  # fmt: skip


def test_a_version_is_in_force_from_its_day_on(house: House) -> None:
    house.product("IND")

    revise(house, "IND", rules=rules(rate="15"), effective_from=FIRST_DAY + timedelta(days=2))
    before = rate_of("IND")
    house.close_days_until(FIRST_DAY + timedelta(days=2))

    assert (before, rate_of("IND")) == ("18", "15")
    dates = [row.effective_from for row in loans.versions_of(loans.product_id_of("IND"))]
    assert dates == [FIRST_DAY + timedelta(days=2), FIRST_DAY]


def test_a_contract_keeps_the_version_it_was_made_of(house: House) -> None:
    product_id = house.product("IND")
    loan_id = house.loan(product_id=product_id)

    revise(house, "IND", rules=rules(rate="15"))

    kept = loans.loan_view(house.ctx("ibra"), loan_id).folded.terms.rate
    assert (str(kept), rate_of("IND")) == ("18", "15")


def test_a_version_cannot_begin_in_the_past(house: House) -> None:
    house.product("IND")

    with pytest.raises(DomainError) as told:
        revise(house, "IND", rules=rules(rate="15"), effective_from=FIRST_DAY - timedelta(days=1))

    assert told.value.code == "lending.version_backdated"


def test_a_block_follows_the_parent_until_it_is_overridden(house: House) -> None:
    house.product("IND")
    child = {**rules(rate="9", unit="WEEKS"), "parent": "IND", "inherits": ["interest"]}
    lending.define_product(house.ctx("babacar"), code="COM", name="Commerce", rules=child)
    at_first = rate_of("COM")

    revise(house, "IND", rules=rules(rate="15"))
    followed = rate_of("COM")
    own = {**rules(rate="9"), "parent": "IND", "inherits": ["fees"]}
    revise(house, "COM", rules=own)
    revise(house, "IND", rules=rules(rate="12"))

    assert (at_first, followed, rate_of("COM")) == ("18", "15", "9")
    assert loans.product_of(loans.product_id_of("COM")).rules.shared["unit"] == "MONTHS"
    assert loans.children_of("IND") == ["COM"]


def test_a_product_does_not_inherit_from_itself(house: House) -> None:
    house.product("IND")
    child = {**rules(), "parent": "IND", "inherits": ["fees"]}
    lending.define_product(house.ctx("babacar"), code="COM", name="Commerce", rules=child)

    with pytest.raises(DomainError) as told:
        revise(house, "IND", rules={**rules(), "parent": "COM", "inherits": ["fees"]})
    with pytest.raises(DomainError) as missing:
        revise(house, "IND", rules={**rules(), "parent": "NONE", "inherits": ["fees"]})

    assert told.value.code == "lending.product_parent_loops"
    assert missing.value.code == "kernel.not_found"


def test_a_file_defines_a_product_and_then_revises_it(house: House) -> None:
    house.product("IND")
    text = loans.product_toml(loans.product_id_of("IND"))
    other = text.replace('code = "IND"', 'code = "IN2"')

    made = lending.import_product(house.ctx("babacar"), text=other)
    again = lending.import_product(house.ctx("babacar"), text=other.replace('"18"', '"12"'))

    assert made == again
    shown = loans.product_of(made)
    assert (shown.code, shown.version_number, rate_of("IN2")) == ("IN2", 2, "12")
    assert rules_to_plain(shown.rules)["terms"]["unit"] == "MONTHS"
    assert institution().business_date == FIRST_DAY


def test_a_file_that_is_refused_names_the_field(house: House) -> None:
    house.product("IND")
    text = loans.product_toml(loans.product_id_of("IND"))

    with pytest.raises(DomainError) as told:
        lending.import_product(
            house.ctx("babacar"), text=text.replace("grace_principal = 0", "grace_principal = 99")
        )

    assert told.value.code == "lending.terms_not_possible"
    assert told.value.values["field"] == "grace_principal"
