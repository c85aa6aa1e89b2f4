"""Orders to pay over HTTP: ordered by one person, failed, sent again, confirmed by another."""

import pytest

from factories.house import House
from factories.staff import submit
from interfaces.api.test_api import Call, call, xof
from nafa.lending import commands as lending
from nafa.savings import commands as savings

__all__ = ["call"]
pytestmark = pytest.mark.django_db


def test_an_order_over_http(house: House, call: Call) -> None:
    application_id = submit(house, amount=400_000)
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    loan_id = lending.draw_contract(house.ctx("ibra"), application_id=application_id)
    body = {"channel": "BANK", "destination": "SN08 0100", "holder": "A. Ndiaye"}

    ordered = call("awa", "POST", f"/loans/{loan_id}/disbursement-by-order", body)
    path = f"/payouts/{ordered.json()['payout_id']}"
    failed = call("moussa", "POST", f"{path}/failure", {"reason": "Compte clos"})
    listed = call("moussa", "GET", "/payouts").json()
    again = call(
        "moussa", "POST", f"{path}/resending", {"destination": "SN08 2", "holder": "A. Ndiaye"}
    )
    own = call("moussa", "POST", f"{path}/confirmation", {"reference": "OP-1"})
    paid = call("aminata", "POST", f"{path}/confirmation", {"reference": "OP-1"})

    assert ordered.json()["amount"] == xof(396_000)
    assert [one.status_code for one in (ordered, failed, again, paid)] == [201, 204, 204, 204]
    assert [(one["status"], one["amount"]) for one in listed] == [("FAILED", xof(396_000))]
    assert (own.status_code, own.json()["code"]) == (409, "payments.same_person")
    assert call("moussa", "GET", "/payouts?ended=true").json()[0]["reference"] == "OP-1"


def test_savings_pay_and_are_paid_over_http(house: House, call: Call) -> None:
    client_id = house.client()
    account = savings.open_account(house.ctx("ibra"), client_id=client_id)
    application_id = submit(house, amount=400_000, client_id=client_id)
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    loan_id = lending.draw_contract(house.ctx("ibra"), application_id=application_id)
    own = {"savings_id": str(account)}

    out = call("awa", "POST", f"/loans/{loan_id}/disbursement-onto-savings", own)
    back = call(
        "awa", "POST", f"/loans/{loan_id}/repayments-from-savings", {**own, "amount": xof(50_000)}
    )
    much = call(
        "awa", "POST", f"/loans/{loan_id}/repayments-from-savings", {**own, "amount": xof(350_000)}
    )

    assert [out.status_code, back.status_code] == [201, 201]
    assert back.json()["amount"] == xof(50_000)
    assert (much.status_code, much.json()["code"]) == (409, "ledger.balance_too_low")
