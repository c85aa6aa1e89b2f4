"""Groups and sheets over HTTP."""

from typing import Any

import pytest

from factories.groups import SHARES, apply_for, form_group, lend_to, person
from factories.house import House
from interfaces.api.test_api import Call, call, xof

__all__ = ["call"]
pytestmark = pytest.mark.django_db


def test_shares_meetings_and_a_sheet(house: House, call: Call) -> None:
    group = form_group(house)
    application_id = apply_for(house, group)
    wrong = [{"member_id": str(group.members["Astou"]), "amount": xof(400_000)}]
    right = [
        {"member_id": str(group.members[name]), "amount": xof(amount)}
        for name, amount in SHARES.items()
    ]
    path = f"/applications/{application_id}/shares"

    refused = call("ibra", "PUT", path, {"shares": wrong})
    assert refused.status_code == 409
    assert refused.json()["code"] == "lending.shares_not_possible"
    assert call("ibra", "PUT", path, {"shares": right}).json() == 4
    meeting = call("ibra", "POST", f"/groups/{group.id}/meetings", {"weekday": 2})
    assert meeting.status_code == 201


def test_a_sheet_is_read_and_saved(house: House, call: Call) -> None:
    group = lend_to(house, form_group(house))
    sheet = call("ibra", "GET", f"/collection-sheet?group_id={group.id}").json()
    assert len(sheet["lines"]) == 4
    astou, binta = (str(group.members[name]) for name in ("Astou", "Binta"))
    line: dict[str, Any] = {"loan_id": str(group.loan_id), "member_id": astou}
    body = {
        "lines": [
            {**line, "amount": xof(2_000)},
            {**line, "member_id": binta, "payer_id": astou, "amount": xof(500)},
        ],
        "counted": xof(2_500),
    }

    assert call("ibra", "POST", "/collection-sheets", body).status_code == 403
    saved = call("awa", "POST", "/collection-sheets", body)
    assert saved.status_code == 201
    assert saved.json()["collected"]["amount"] == "2500"
    loan = call("ibra", "GET", f"/groups/{group.id}/standing").json()[0]
    assert loan["debts"] == [{"debtor_id": binta, "creditor_id": astou, "amount": xof(500)}]
    payback = {"debtor_id": binta, "creditor_id": astou, "amount": xof(500)}
    given = call("ibra", "POST", f"/loans/{group.loan_id}/paybacks", payback)
    assert given.status_code == 201


def test_leaving_and_replacing(house: House, call: Call) -> None:
    group = lend_to(house, form_group(house))
    astou = f"/groups/{group.id}/members/{group.members['Astou']}"
    refused = call("ibra", "POST", f"{astou}/leaving", {})
    assert refused.json()["code"] == "lending.share_not_settled"

    new = str(person(house, "Penda"))
    assert call("ibra", "POST", f"{astou}/replacement", {"by_id": new}).status_code == 204
    members = call("ibra", "GET", f"/groups/{group.id}/standing").json()[0]["members"]
    assert [one["has_left"] for one in members if one["member_id"] == new] == [False]
