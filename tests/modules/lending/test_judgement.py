"""What an application is judged by: its score and class, the borrower's budget, the refusals."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from factories.house import House
from factories.staff import COMMITTEE, hire, level, set_policy, submit
from nafa.kernel.errors import NotPermitted
from nafa.lending import commands as lending
from nafa.lending import origination_errors
from nafa.lending.commands.origination.budgeting import record_budget
from nafa.lending.commands.origination.policies import define_approval_policy
from nafa.lending.commands.origination.scoring import define_scorecard
from nafa.lending.models import Application
from nafa.lending.queries.origination.budgets import budget_of, own_dues
from nafa.lending.queries.origination.scores import score_of, scorecards
from nafa.lending.queries.origination.standing import standing_of

pytestmark = pytest.mark.django_db
CARD: dict[str, Any] = {
    "criteria": [
        {
            "fact": "debt_ratio_percent",
            "otherwise": 0,
            "bands": [
                {"start": "0", "points": 50, "reason": "Peu endetté"},
                {"start": "40", "points": 10, "reason": "Très endetté"},
            ],
        },
        {
            "fact": "loans_repaid",
            "otherwise": 0,
            "bands": [
                {"start": "0", "points": 5, "reason": "Premier crédit"},
                {"start": "1", "points": 30, "reason": "Crédit remboursé"},
            ],
        },
    ],
    "classes": [
        {"name": "A", "at_least": 50},
        {"name": "B", "at_least": 15},
        {"name": "C", "at_least": None},
    ],
}
BUDGET: dict[str, Any] = {
    "days": [[40_000, 2], [20_000, 4]],
    "goods_percent": 70,
    "costs": [["rent", 30_000]],
    "household_income": [["spouse", 60_000]],
    "household_expenses": [["food", 90_000]],
    "debts": [["Tontine", 10_000, 6]],
}


def budget(house: House, application_id: UUID, **changes: Any) -> UUID:
    return record_budget(
        house.ctx("ibra"), application_id=application_id, figures={**BUDGET, **changes}
    )


def test_the_budget_makes_the_score_and_the_class_makes_the_level(house):
    define_scorecard(house.ctx("babacar"), rules=CARD)
    set_policy(house, level("Bons", "branch_manager", risk_classes=["A"]), COMMITTEE)
    application_id = submit(house)
    before = score_of(application_id), standing_of(house.ctx("ousmane"), application_id).level

    budget(house, application_id)

    after = score_of(application_id)
    assert (before[0].points, before[0].risk_class, before[1]) == (5, "C", "Comité")
    assert (after.points, after.risk_class, after.most) == (55, "A", 80)
    assert [line.reason for line in after.lines] == ["Peu endetté", "Premier crédit"]
    assert standing_of(house.ctx("ousmane"), application_id).level == "Bons"


def test_running_loans_here_count_as_debts(house):
    client_id = house.client()
    house.loan(amount=600_000, client_id=client_id, product_id=house.product("RUN"))

    found = own_dues(client_id, since=date(2026, 1, 5))

    assert len(found) == 12
    assert sum(found.values()) > 600_000


def test_figures_that_make_no_budget_are_refused_at_their_field(house):
    application_id = submit(house)

    with pytest.raises(origination_errors.BudgetNotPossible) as refused:
        budget(house, application_id, days=[[1, 5], [1, 4]])

    assert refused.value.values["field"] == "days"
    assert budget_of(application_id) is None


def test_figures_do_not_change_once_a_voice_is_given(house):
    hire(house, "fatou", "general_manager")
    set_policy(house)
    application_id = submit(house, amount=900_000)
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )

    with pytest.raises(origination_errors.FileFrozen):
        budget(house, application_id)


def binding(house: House) -> None:
    define_approval_policy(
        house.ctx("babacar"),
        rules={
            "application_days": 30, "approval_days": 30, "capacity_percent": 70,
            "is_capacity_binding": True, "levels": [level("Tous", "branch_manager")],
        },
    )  # fmt: skip


def approve(house: House, application_id: UUID, **changes: Any) -> None:
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED", **changes
    )


def test_no_approval_without_a_budget_where_the_policy_binds(house):
    binding(house)
    application_id = submit(house)

    with pytest.raises(origination_errors.BudgetMissing):
        approve(house, application_id)


def test_no_approval_beyond_the_capacity_but_within_it(house):
    binding(house)
    application_id = submit(house, amount=900_000)
    budget(house, application_id, household_expenses=[["food", 160_000]])

    with pytest.raises(origination_errors.CapacityExceeded) as refused:
        approve(house, application_id)
    approve(house, application_id, instalment_count=36)

    assert refused.value.values["month"] == "02/2026"
    assert Application.objects.get(id=application_id).status == "APPROVED"


def test_a_scorecard_is_a_new_version_and_earlier_scores_stay(house):
    define_scorecard(house.ctx("babacar"), rules=CARD)
    application_id = submit(house)
    define_scorecard(
        house.ctx("babacar"), rules={**CARD, "classes": [{"name": "Z", "at_least": None}]}
    )

    kept = score_of(application_id)

    assert [one.number for one in scorecards()] == [2, 1]
    assert (kept.number, kept.risk_class) == (1, "C")
    assert kept.lines[1].value == str(Decimal(0))


def test_a_scorecard_that_cannot_be_computed_is_refused(house):
    with pytest.raises(origination_errors.ScorecardNotPossible) as refused:
        define_scorecard(house.ctx("babacar"), rules={**CARD, "criteria": []})

    assert refused.value.values["reason"] == "scorecard.no_criterion"
    with pytest.raises(NotPermitted):
        define_scorecard(house.ctx("ibra"), rules=CARD)
