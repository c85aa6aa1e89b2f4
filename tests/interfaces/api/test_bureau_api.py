"""The credit bureau over HTTP."""

from datetime import date

import pytest

from factories.bureau import add_paper, connected, credit, report
from factories.house import House
from factories.staff import hire, submit
from interfaces.api.test_api import Call, call

__all__ = ["call"]
pytestmark = pytest.mark.django_db


def test_agreement_question_and_report_over_http(house: House, call: Call) -> None:
    client_id = house.client()
    add_paper(house, client_id)
    path = f"/applications/{submit(house, client_id=client_id)}/bureau-questions"

    with connected(report(credit())):
        early = call("ibra", "POST", path, {})
        agreed = call(
            "ibra", "POST", f"/clients/{client_id}/bureau-consents",
            {"kind": "GIVEN", "given_date": "2026-01-05"},
        )  # fmt: skip
        asked = call("ibra", "POST", path, {})
    shown = call("ousmane", "GET", f"/bureau-questions/{asked.json()['id']}").json()

    assert (early.status_code, early.json()["code"]) == (409, "lending.bureau_consent_missing")
    assert [agreed.status_code, asked.status_code] == [201, 201]
    assert shown["report"]["credits"] == [credit()]
    assert call("awa", "GET", f"/bureau-questions/{shown['id']}").status_code == 403


def test_monthly_files_over_http(house: House, call: Call) -> None:
    hire(house, "dieynaba", "general_manager")
    house.close_days_until(date(2026, 2, 1))

    made = call("dieynaba", "POST", "/bureau-files", {"month": "2026-01-01"})
    path = f"/bureau-files/{made.json()['id']}"
    closed = call("dieynaba", "POST", f"{path}/sending")
    with connected():
        sent = call("dieynaba", "POST", f"{path}/sending")
    content = call("dieynaba", "GET", f"{path}/content")

    assert made.status_code == 201
    assert (closed.status_code, closed.json()["code"]) == (409, "lending.bureau_not_connected")
    assert sent.json()["status"] == "SENT"
    assert content.content.startswith(b'{"record":"HEAD"')
    assert call("ibra", "GET", "/bureau-files").status_code == 403
