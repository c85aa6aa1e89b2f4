"""The levels of approval as values: every application has one, and unreachable ones are refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nafa.lending.calc.origination.policy import (
    Case,
    PolicyRefused,
    policy_from_plain,
    policy_to_plain,
)

LAST = {"name": "Comité", "roles": ["committee_member"], "quorum": 3, "is_committee": True}


def plain(*levels: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"application_days": 30, "approval_days": 60, "levels": [*levels, LAST], **changes}


levels = st.builds(
    lambda place, amount, products, classes, branches: {
        "name": f"N{place}",
        "roles": ["branch_manager"],
        "quorum": 1 + place % 3,
        "up_to_minor": amount,
        "products": products,
        "risk_classes": classes,
        "branches": branches,
    },
    st.integers(1, 10**6),
    st.integers(1, 10**9),
    st.lists(st.sampled_from(["IND", "GRP"]), unique=True),
    st.lists(st.sampled_from(["A", "B", "C"]), unique=True),
    st.lists(st.sampled_from(["01", "02"]), unique=True),
)
cases = st.builds(
    Case,
    amount_minor=st.integers(1, 2 * 10**9),
    product=st.sampled_from(["IND", "GRP", "AGR"]),
    branch=st.sampled_from(["01", "02"]),
    risk_class=st.sampled_from(["", "A", "B", "C"]),
)


@given(st.lists(levels, max_size=5, unique_by=lambda one: one["name"]), cases)
def test_the_level_is_the_first_that_holds_and_there_is_always_one(rows, case):
    policy = policy_from_plain(plain(*rows))

    found = policy.level_of(case)

    before = policy.levels[: policy.levels.index(found)]
    assert found.holds(case)
    assert not any(level.holds(case) for level in before)
    assert policy_from_plain(policy_to_plain(policy)) == policy


def test_a_bound_holds_its_own_amount_and_not_one_franc_more():
    policy = policy_from_plain(plain({"name": "Agence", "roles": ["b"], "up_to_minor": 500_000}))
    names = [
        policy.level_of(Case(amount_minor=amount, product="IND", branch="01")).name
        for amount in (500_000, 500_001)
    ]

    assert names == ["Agence", "Comité"]


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        (plain(levels=[]), "policy.no_level"),
        (plain({"name": " ", "roles": ["b"], "up_to_minor": 1}), "policy.name_missing"),
        (plain({"name": "A", "roles": [], "up_to_minor": 1}), "policy.role_missing"),
        (plain({"name": "A", "roles": ["b"], "quorum": 0}), "policy.quorum_out_of_range"),
        (plain({"name": "A", "roles": ["b"], "quorum": True}), "policy.quorum_out_of_range"),
        (plain({"name": "A", "roles": ["b"], "up_to_minor": 0}), "policy.amount_out_of_range"),
        (plain({"name": "A", "roles": ["b"]}), "policy.levels_behind_unreachable"),
        (plain({**LAST, "up_to_minor": 5}), "policy.names_not_distinct"),
        (plain(levels=[{**LAST, "branches": ["01"]}]), "policy.last_level_bounded"),
        (plain(application_days=0), "policy.days_out_of_range"),
        (plain(approval_days=731), "policy.days_out_of_range"),
    ],
)
def test_a_policy_that_cannot_be_followed_is_refused(rules, code):
    with pytest.raises(PolicyRefused) as refused:
        policy_from_plain(rules)

    assert refused.value.code == code
