"""The API over HTTP: token, keys, the way of a loan, refusals with their codes."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from factories.house import FIRST_DAY, PASSWORD, House, rules
from nafa.kernel import clock
from nafa.kernel.models import ApiToken
from nafa.ledger import queries as books

Call = Callable[..., Any]


@pytest.fixture
def call(house: House) -> Call:
    tokens: dict[str, str] = {}

    def send(
        name: str, method: str, path: str, body: object = None, *, key: str | None = "", **more: str
    ) -> Any:
        if name and name not in tokens:
            tokens[name] = _log_in(name).json()["token"]
        headers = {"Accept-Language": "en", **more}
        if name:
            headers["Authorization"] = f"Bearer {tokens[name]}"
        if key is not None:
            headers["Idempotency-Key"] = key or str(uuid4())
        return Client().generic(
            method, f"/api/v1{path}", json.dumps(body) if body is not None else "",
            content_type="application/json", headers=headers,
        )  # fmt: skip

    return send


def _log_in(name: str, password: str = PASSWORD) -> Any:
    return Client().post(
        "/api/v1/token",
        {"username": name, "password": password},
        content_type="application/json",
    )


def xof(amount: int) -> dict[str, str]:
    return {"amount": str(amount), "currency": "XOF"}


def test_a_loan_from_request_to_repayment(house: House, call: Call) -> None:
    product = call(
        "babacar", "POST", "/products", {"code": "IND", "name": "Crédit", "rules": rules()}
    )
    client = call(
        "ibra", "POST", "/clients", {"given_names": "Awa", "family_name": "Fall", "sex": "F"}
    )
    asked = {
        "client_id": client.json()["id"],
        "product_id": product.json()["id"],
        "amount": xof(600_000),
        "instalment_count": 12,
        "purpose": "Stock",
    }
    application = call("ibra", "POST", "/applications", asked).json()["id"]
    decided = call(
        "ousmane", "POST", f"/applications/{application}/decisions", {"outcome": "APPROVED"}
    )
    loan = call("ibra", "POST", f"/applications/{application}/contract").json()["id"]
    house.open_till()
    paid_out = call("awa", "POST", f"/loans/{loan}/disbursement")

    repaid = call("awa", "POST", f"/loans/{loan}/repayments", {"amount": xof(50_000)})

    assert [product.status_code, client.status_code, decided.status_code] == [201, 201, 201]
    assert paid_out.status_code == 201
    assert repaid.status_code == 201
    body = repaid.json()
    shown = call("awa", "GET", f"/loans/{loan}").json()
    parts = sum(int(body[name]["amount"]) for name in ("principal", "interest", "fee", "penalty"))
    assert parts == 50_000
    assert shown["outstanding"] == body["outstanding_principal"]
    assert len(shown["schedule"]) == 12
    entry = call("moussa", "GET", f"/entries/{body['entry_id']}").json()
    assert sum(int(line["debit"]["amount"]) for line in entry["lines"]) == 50_000


def test_the_same_key_answers_the_same_and_other_inputs_are_refused(
    house: House, call: Call
) -> None:
    loan = house.loan()
    path = f"/loans/{loan}/repayments"

    first = call("awa", "POST", path, {"amount": xof(1_000)}, key="abc")
    again = call("awa", "POST", path, {"amount": xof(1_000)}, key="abc")
    other = call("awa", "POST", path, {"amount": xof(2_000)}, key="abc")

    assert first.json() == again.json()
    assert other.status_code == 422
    assert other.json()["code"] == "kernel.key_reused"


@pytest.mark.parametrize(
    ("name", "body", "status", "code"),
    [
        ("ibra", {"amount": xof(5)}, 403, "kernel.not_permitted"),
        ("awa", {"amount": xof(-5)}, 409, "payments.amount_not_positive"),
        ("awa", {"amount": xof(0)}, 409, "payments.amount_not_positive"),
        ("awa", {"amount": xof(10**15)}, 409, "payments.amount_too_large"),
        ("awa", {"amount": {"amount": "5", "currency": "ZZZ"}}, 422, "ledger.currency_unknown"),
        ("awa", {"amount": {"amount": "5", "currency": "EUR"}}, 409, "payments.currency_other"),
        ("awa", {"amount": {"amount": "1.5", "currency": "XOF"}}, 422, "kernel.invalid_input"),
        ("awa", {"amount": {"amount": "abc", "currency": "XOF"}}, 422, "api.request_malformed"),
        ("awa", {}, 422, "api.request_malformed"),
        ("awa", {"amount": xof(5), "value_date": "2026-01-06"}, 409, "ledger.date_ahead"),
        ("awa", {"amount": xof(5), "value_date": "2025-01-01"}, 409,
         "lending.value_date_before_loan"),
        ("awa", {"amount": xof(9_000_000)}, 409, "lending.amount_above_debt"),
    ],
)  # fmt: skip
def test_a_bad_repayment_is_refused_with_its_code_and_books_stay(
    house: House, call: Call, name: str, body: object, status: int, code: str
) -> None:
    loan = house.loan()
    before = books.trial_balance(on=FIRST_DAY)

    answer = call(name, "POST", f"/loans/{loan}/repayments", body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert answer.json()["advice"]
    assert books.trial_balance(on=FIRST_DAY) == before


def test_an_unbalanced_entry_and_a_closed_period_are_refused(house: House, call: Call) -> None:
    def entry(credit: int, day: date) -> Any:
        lines = [
            {"code": "6212", "debit": xof(100)},
            {"code": "1141", "credit": xof(credit)},
        ]
        body = {
            "value_date": day.isoformat(), "memo": "OD", "lines": lines,
            "branch_id": str(house.branch_id),
        }  # fmt: skip
        return call("moussa", "POST", "/entries", body)

    unbalanced = entry(90, FIRST_DAY)
    good = entry(100, FIRST_DAY)
    house.close_days_until(FIRST_DAY + timedelta(days=2))
    from nafa.ledger.commands import close_period

    close_period(house.ctx("aminata"), end_date=FIRST_DAY)
    closed = entry(100, FIRST_DAY)

    assert unbalanced.json()["code"] == "ledger.entry_unbalanced"
    assert good.status_code == 201
    assert closed.json()["code"] == "ledger.period_closed"


def test_a_balance_is_told_as_of_a_day_and_only_to_the_branch(house: House, call: Call) -> None:
    house.loan(amount=500_000)
    (till,) = books.accounts_of_owner("till", house.till_id)
    asked = f"/accounts/{till.id}/balance"

    now = call("moussa", "GET", asked).json()
    before = call("moussa", "GET", asked + "?on=2020-01-01").json()
    unknown = call("moussa", "GET", f"/accounts/{uuid4()}/balance")
    elsewhere = books.accounts(code=till.code)

    assert Decimal(now["balance"]["amount"]) == till.net.major
    assert (before["balance"]["amount"], now["is_closed"]) == ("0", False)
    assert unknown.status_code == 404
    assert {one.branch_id for one in elsewhere} >= {house.branch_id}


def test_nobody_comes_in_without_a_valid_token(house: House, call: Call) -> None:
    wrong = _log_in("awa", "rien de tout cela")
    anonymous = call("", "GET", "/loans")
    issued = _log_in("awa").json()["token"]
    ApiToken.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    expired = Client().get("/api/v1/loans", headers={"Authorization": f"Bearer {issued}"})

    assert (wrong.status_code, wrong.json()["code"]) == (401, "kernel.login_refused")
    assert (anonymous.status_code, anonymous.json()["code"]) == (401, "api.token_wanted")
    assert expired.status_code == 401


def test_a_write_without_a_key_is_refused(house: House, call: Call) -> None:
    answer = call("ibra", "POST", "/clients", {"given_names": "A", "family_name": "B"}, key=None)

    assert answer.json()["code"] == "kernel.invalid_input"
    assert "Idempotency-Key" in answer.json()["detail"]


def test_refusals_speak_french_to_the_french(house: House, call: Call) -> None:
    loan = house.loan()

    answer = call(
        "awa", "POST", f"/loans/{loan}/repayments", {"amount": xof(-5)}, **{"Accept-Language": "fr"}
    )

    assert answer.json()["code"] == "payments.amount_not_positive"
    assert "montant" in answer.json()["detail"].lower()


def test_the_description_names_every_operation(house: House) -> None:
    described = Client().get("/api/v1/openapi.json").json()

    writes = [
        (path, method)
        for path, operations in described["paths"].items()
        for method in operations
        if method == "post"
    ]
    assert len(described["paths"]) >= 18
    assert all("409" in described["paths"][p][m]["responses"] for p, m in writes
               if p != "/api/v1/token")  # fmt: skip


def test_the_day_is_closed_over_the_api(house: House, call: Call) -> None:
    refused = call("awa", "POST", "/day/close")
    done = call("aminata", "POST", "/day/close")

    assert refused.json()["code"] == "kernel.not_permitted"
    assert done.json()["business_date"] == "2026-01-06"
    assert call("awa", "GET", "/day").json() == {
        "business_date": "2026-01-06", "is_closing": False,
    }  # fmt: skip
