"""The life of a loan over HTTP: asked for, accepted by another, refused with a code."""

from datetime import date

import pytest

from factories.house import House, francs
from interfaces.api.test_api import Call, call, xof

__all__ = ["call"]
pytestmark = pytest.mark.django_db


def test_a_deferment_over_http_is_asked_for_and_accepted(house: House, call: Call) -> None:
    loan_id = house.loan()
    body = {"periods": 2, "bears_interest": False, "reason": "Hivernage"}

    asked = call("ibra", "POST", f"/loans/{loan_id}/deferments", body)
    waiting = call("ousmane", "GET", "/loan-requests").json()
    own = call("ibra", "POST", f"/loan-requests/{asked.json()['id']}/acceptance")
    accepted = call("ousmane", "POST", f"/loan-requests/{asked.json()['id']}/acceptance")

    assert asked.status_code == 201
    assert [(row["kind"], row["number"]) for row in waiting] == [("DEFERMENT", "M0000001")]
    assert own.status_code == 403
    assert accepted.status_code == 201
    schedule = call("ibra", "GET", f"/loans/{loan_id}").json()["schedule"]
    assert schedule[0]["due_date"] == "2026-04-05"


def test_charges_early_money_and_refusals_over_http(house: House, call: Call) -> None:
    loan_id = house.loan(amount=600_000)
    charge = {"name": "Visite", "amount": "2500", "reason": "Visite du 5"}

    charged = call("ousmane", "POST", f"/loans/{loan_id}/charges", charge)
    early = call("awa", "POST", f"/loans/{loan_id}/prepayments", {"amount": xof(200_000)})
    wrong = call(
        "ibra", "POST", f"/loans/{loan_id}/waivers",
        {"component": "INTEREST", "amount": "9999999", "reason": "Geste"},
    )  # fmt: skip
    back = call(
        "ousmane", "POST", f"/operations/{charged.json()['operation_id']}/withdrawal",
        {"reason": "Erreur"},
    )  # fmt: skip

    assert [one.status_code for one in (charged, early, back)] == [201, 201, 201]
    assert early.json()["fee"] == xof(2_500)
    assert (wrong.status_code, wrong.json()["code"]) == (409, "lending.above_owed")


def test_a_death_with_its_claim_and_the_list_of_losses_over_http(
    house: House,
    call: Call,
) -> None:
    loan_id = house.loan(amount=300_000)
    day = date(2026, 1, 5).isoformat()

    told = call("ousmane", "POST", f"/loans/{loan_id}/death", {"death_date": day, "insurer": "X"})
    paid = call(
        "moussa", "POST", f"/loans/{loan_id}/claim/payment", {"amount": xof(francs(300_000).minor)}
    )
    lost = call("ousmane", "GET", "/lost-loans?due=true")

    assert (told.status_code, paid.status_code) == (201, 201)
    assert paid.json()["status"] == "CLOSED"
    assert (lost.status_code, lost.json()) == (200, [])
