"""Loans in tranches over HTTP: foreseen, paid out in parts, given up."""

from datetime import timedelta

import pytest

from factories.house import FIRST_DAY, House
from factories.staff import submit
from interfaces.api.test_api import Call, call, xof
from nafa.lending import commands as lending

__all__ = ["call"]
pytestmark = pytest.mark.django_db


def test_a_loan_in_tranches_over_http(house: House, call: Call) -> None:
    rule = {"most": 3, "within_days": 60, "is_planned": True}
    product_id = house.product(tranches=rule, charges=[])
    application_id = submit(house, amount=900_000, product_id=product_id)
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    later = (FIRST_DAY + timedelta(days=20)).isoformat()
    foreseen = [
        {"expected_date": FIRST_DAY.isoformat(), "amount": xof(500_000)},
        {"expected_date": later, "amount": xof(400_000)},
    ]
    contract = f"/applications/{application_id}/contract"

    without = call("ibra", "POST", contract)
    made = call("ibra", "POST", contract, {"tranches": foreseen})
    loan = f"/loans/{made.json()['id']}"
    house.open_till()
    much = call("awa", "POST", f"{loan}/disbursement", {"amount": xof(500_001)})
    first = call("awa", "POST", f"{loan}/disbursement", {"amount": xof(300_000)})
    second = call("awa", "POST", f"{loan}/disbursement", {})
    back = call(
        "ousmane", "POST", f"/operations/{second.json()['operation_id']}/tranche-reversal",
        {"reason": "erreur"},
    )  # fmt: skip
    drawing = call("ibra", "GET", f"{loan}/drawing").json()
    ended = call("ousmane", "POST", f"{loan}/drawing/end", {"reason": "arrêt"})

    assert (without.status_code, without.json()["code"]) == (409, "lending.terms_not_possible")
    assert (much.status_code, much.json()["code"]) == (409, "lending.tranche_before_plan")
    assert [one.status_code for one in (made, first, second, back, ended)] == [201] * 5
    assert second.json()["amount"] == xof(200_000)
    assert (drawing["drawn"], drawing["may_have_today"]) == (xof(300_000), xof(200_000))
    assert drawing["is_open"]
    assert not call("ibra", "GET", f"{loan}/drawing").json()["is_open"]
