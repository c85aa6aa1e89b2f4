"""The scorecard as values: every point has its line, every application a class."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nafa.lending.calc.origination.scorecard import (
    ScorecardRefused,
    scorecard_from_plain,
    scorecard_to_plain,
)

AGE = {
    "fact": "age_years",
    "otherwise": 0,
    "bands": [
        {"start": "18", "points": 5, "reason": "Jeune"},
        {"start": "25", "points": 20, "reason": "Âge actif"},
        {"start": "60", "points": 10, "reason": "Proche de la retraite"},
    ],
}
SECTOR = {
    "fact": "activity_sector",
    "otherwise": 5,
    "bands": [{"start": "TRADE", "points": 15, "reason": "Commerce"}],
}
CLASSES = [
    {"name": "A", "at_least": 30},
    {"name": "B", "at_least": 15},
    {"name": "C", "at_least": None},
]


def plain(*criteria: dict[str, Any], classes: Any = None) -> dict[str, Any]:
    return {"criteria": list(criteria or (AGE, SECTOR)), "classes": classes or CLASSES}


@pytest.mark.parametrize(
    ("age", "sector", "points", "risk_class"),
    [(17, "TRADE", 15, "B"), (18, None, 10, "C"), (24, "TRADE", 20, "B"), (25, "TRADE", 35, "A"),
     (60, "CRAFT", 15, "B")],
)  # fmt: skip
def test_bands_begin_at_their_number(age, sector, points, risk_class):
    score = scorecard_from_plain(plain()).score(
        {"age_years": Decimal(age), "activity_sector": sector}
    )

    assert (score.points, score.risk_class, score.most) == (points, risk_class, 35)


@given(st.dictionaries(st.sampled_from(["age_years", "days_late"]), st.decimals(0, 200, places=1)))
def test_the_points_are_the_sum_of_the_lines(facts):
    card = scorecard_from_plain(plain())

    score = card.score(facts)

    assert score.points == sum(line.points for line in score.lines)
    assert score.points <= score.most
    assert scorecard_from_plain(scorecard_to_plain(card)) == card


def band(**changes: Any) -> dict[str, Any]:
    return {**AGE, "bands": [{"start": "18", "points": 5, "reason": "Jeune", **changes}]}


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ({"criteria": [], "classes": CLASSES}, "scorecard.no_criterion"),
        (plain({**AGE, "fact": "shoe_size"}), "scorecard.fact_unknown"),
        (plain(AGE, AGE), "scorecard.fact_twice"),
        (plain({**AGE, "bands": []}), "scorecard.no_band"),
        (plain({**AGE, "bands": [*AGE["bands"], *AGE["bands"]]}), "scorecard.band_twice"),
        (plain(band(start="dix-huit")), "scorecard.number_wanted"),
        (plain(band(points="5")), "scorecard.points_wanted"),
        (plain(band(points=1001)), "scorecard.points_wanted"),
        (plain(band(reason=" ")), "scorecard.reason_wanted"),
        (plain(classes=[{"name": "A", "at_least": 3}]), "scorecard.last_class_open"),
        (plain(classes=[{"name": "A", "at_least": None}, {"name": "A", "at_least": None}]),
         "scorecard.class_twice"),
        (plain(classes=[{"name": "A", "at_least": 3}, {"name": "B", "at_least": 3},
                        {"name": "C", "at_least": None}]), "scorecard.cut_offs_not_falling"),
    ],
)  # fmt: skip
def test_a_scorecard_that_cannot_be_computed_is_refused(rules, code):
    with pytest.raises(ScorecardRefused) as refused:
        scorecard_from_plain(rules)

    assert refused.value.code == code
