"""Questions of a product: what fits, what does not, and nothing is lost on the way."""

from typing import Any

import pytest

from nafa.lending.calc.origination.questions import (
    QuestionsRefused,
    demand_from_plain,
    demand_to_plain,
)

DEMAND: dict[str, Any] = {
    "questions": [
        {"label": "Ancienneté (mois)", "kind": "NUMBER", "is_required": True},
        {"label": "Étal", "kind": "CHOICE", "choices": ["Propre", "Loué"]},
        {"label": "Patente payée", "kind": "YES_NO"},
        {"label": "Début", "kind": "DATE"},
        {"label": "Fournisseur", "kind": "TEXT"},
    ],
    "papers": [{"label": "Facture pro forma", "is_required": True}],
    "wants_visit": True,
}


def test_answers_are_read_by_their_kind():
    demand = demand_from_plain(DEMAND)

    read = demand.read(
        {"anciennet_mois": " 18 ", "tal": "Loué", "patente_pay_e": "yes", "d_but": "2020-03-01"}
    )

    assert read == {
        "anciennet_mois": "18", "tal": "Loué", "patente_pay_e": "yes", "d_but": "2020-03-01",
        "fournisseur": "",
    }  # fmt: skip
    assert demand_from_plain(demand_to_plain(demand)) == demand


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({}, "answer.missing"),
        ({"anciennet_mois": "dix"}, "answer.number"),
        ({"anciennet_mois": "NaN"}, "answer.number"),
        ({"anciennet_mois": "1", "tal": "Volé"}, "answer.choice"),
        ({"anciennet_mois": "1", "patente_pay_e": "oui"}, "answer.yes_no"),
        ({"anciennet_mois": "1", "d_but": "hier"}, "answer.date"),
        ({"anciennet_mois": "1", "fournisseur": "x" * 501}, "answer.too_long"),
        ({"anciennet_mois": "1", "autre": "x"}, "answer.unknown"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(answers, code):
    with pytest.raises(QuestionsRefused) as refused:
        demand_from_plain(DEMAND).read(answers)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"label": " ", "kind": "TEXT"}, "questions.label_missing"),
        ({"label": "A", "kind": "SONG"}, "questions.kind_unknown"),
        ({"label": "A", "kind": "CHOICE", "choices": ["seul"]}, "questions.choices_missing"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(row, code):
    with pytest.raises(QuestionsRefused) as refused:
        demand_from_plain({"questions": [row]})

    assert (refused.value.code, refused.value.place) == (code, 1)


def test_two_questions_of_one_name_are_refused():
    with pytest.raises(QuestionsRefused) as refused:
        demand_from_plain({"questions": [{"label": "A", "kind": "TEXT"}] * 2})

    assert refused.value.code == "questions.twice"
