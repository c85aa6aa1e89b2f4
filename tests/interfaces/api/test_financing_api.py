"""Contracts about goods over the API: the same steps, the same refusals."""

import base64
import json
from uuid import uuid4

import pytest
from django.test import Client

from factories.goods import PAPER, TERMS, Goods
from factories.house import PASSWORD

pytestmark = pytest.mark.django_db
SCAN = base64.b64encode(PAPER).decode()


def caller(name: str):  # type: ignore[no-untyped-def]
    """Calls of a person with a token of their own."""
    browser = Client()
    answer = browser.post(
        "/api/v1/token", {"username": name, "password": PASSWORD}, content_type="application/json"
    )
    token = answer.json()["token"]

    def call(method: str, path: str, body: object = None):  # type: ignore[no-untyped-def]
        return browser.generic(
            method, f"/api/v1{path}", data=_json(body), content_type="application/json",
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())},
        )  # fmt: skip

    return call


def _json(body: object) -> str:
    return json.dumps(body) if body is not None else ""


def xof(amount: int) -> dict[str, str]:
    return {"amount": str(amount), "currency": "XOF"}


def test_a_murabaha_from_request_to_first_instalment(goods: Goods) -> None:
    officer, manager, teller = caller("ibra"), caller("ousmane"), caller("awa")
    goods.open_till()
    asked = {
        "client_id": str(goods.house.client()), "product_id": str(goods.product("MURABAHA")),
        "sector": "TRADE", "purpose": "Atelier", "terms": TERMS["MURABAHA"],
        "promise_base64": SCAN,
    }  # fmt: skip
    refused = officer("POST", "/financing", {**asked, "sector": "GAMBLING"})
    assert (refused.status_code, refused.json()["code"]) == (409, "assets.sector_prohibited")
    unreadable = officer("POST", "/financing", {**asked, "promise_base64": "ééé"})
    assert unreadable.status_code == 422
    here = f"/financing/{officer('POST', '/financing', asked).json()['id']}"
    assert officer("POST", f"{here}/decision", {"is_approved": True}).status_code == 403
    assert manager("POST", f"{here}/decision", {"is_approved": True}).json() == {
        "status": "APPROVED"
    }
    early = officer("POST", f"{here}/signature")
    assert (early.status_code, early.json()["code"]) == (409, "assets.not_owned_yet")
    order = {"kind": "MACHINE", "description": "Machine à coudre", "supplier": "Touba"}
    thing = f"/assets/{officer('POST', f'{here}/order', order).json()['id']}"
    bought = officer(
        "POST", f"{thing}/purchase",
        {"price": xof(990_000), "ancillary": xof(10_000), "invoice_base64": SCAN},
    )  # fmt: skip
    assert bought.status_code == 201
    held = officer(
        "POST", f"{thing}/possession",
        {"possessed_date": "2026-01-05", "place": "Médina", "delivery_note_base64": SCAN},
    )  # fmt: skip
    assert held.status_code == 201
    assert officer("POST", f"{here}/signature").status_code == 201

    paid = teller("POST", f"{here}/payments", {"amount": xof(93_333)})

    assert paid.status_code == 201
    assert (paid.json()["price"], paid.json()["donation"]) == (xof(93_333), xof(0))
    told = officer("GET", here).json()
    assert told["left"] == xof(1_120_000 - 93_333)
    assert told["board_approval"] == "CCI-2026-04"
    assert [row["price"]["amount"] for row in told["schedule"]] == ["93333"] * 11 + ["93337"]
    listed = officer("GET", "/financing?kind=MURABAHA").json()
    assert [row["number"] for row in listed] == [told["number"]]
    back = manager(
        "POST", f"/financing/operations/{paid.json()['operation_id']}/reversal",
        {"reason": "Erreur"},
    )  # fmt: skip
    assert back.status_code == 201
    assert officer("GET", thing).json()["status"] == "SOLD"


def test_a_lease_ends_over_the_api(goods: Goods) -> None:
    contract_id = goods.running("LEASE")
    manager, teller = caller("ousmane"), caller("awa")
    here = f"/financing/{contract_id}"

    assert manager("POST", f"{here}/repossession", {"reason": "Non"}).json()["code"] == (
        "assets.not_late"
    )
    assert teller("POST", f"{here}/buy-out", {"amount": xof(1)}).json()["code"] == (
        "assets.price_changed"
    )
    assert manager("POST", f"{here}/return", {"reason": "Rendu"}).status_code == 201
    things = manager("GET", "/assets").json()
    assert things[0]["status"] == "RETURNED"
    sold = teller("POST", f"/assets/{things[0]['id']}/sale", {"amount": xof(500_000)})
    assert sold.status_code == 201
    assert sold.json()["receipt_number"]
