"""Internal control over HTTP: acts that wait, the inbox, decisions, in pages and in the API."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from factories.browsing import browser_of, keyed, text_of
from factories.house import PASSWORD, House, francs
from nafa.kernel.control.defining import define_control_rules
from nafa.kernel.control.rule_files import rules_from_text
from nafa.kernel.control.rules import latest_policy
from nafa.kernel.models import CommandRecord, StaffNotice, WaitingCommand
from nafa.lending import commands as lending

RULE = {
    "command": "lending.reverse_repayment",
    "above": 20_000,
    "levels": [{"roles": ["chief_accountant", "branch_manager"]}],
}


@pytest.fixture
def paid(house: House) -> UUID:
    """A repayment of 50 000, and a rule that lets its reversal wait."""
    define_control_rules(house.ctx("system"), rules={"approvals": [RULE]})
    receipt = lending.repay(house.ctx("awa"), loan_id=house.loan(), amount=francs(50_000))
    return receipt.fact_id


def undo(client: Client, fact_id: UUID) -> Any:
    return client.post(f"/operations/{fact_id}/annuler/", keyed(reason="Doublon"))


def test_the_page_says_that_the_act_waits_and_where(house: House, paid: UUID) -> None:
    cash = house.net("1011")

    answer = undo(browser_of(house, "ousmane"), paid)

    waiting = WaitingCommand.objects.get()
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/demandes-en-attente/{waiting.id}/"
    assert house.net("1011") == cash
    page = text_of(browser_of(house, "ousmane").get(answer.headers["location"]))
    assert "50 000 F CFA" in page and "Doublon" in page
    assert "Retirer la demande" in page and 'value="approve"' not in page


def test_the_inbox_and_the_home_of_who_decides_show_it(house: House, paid: UUID) -> None:
    undo(browser_of(house, "ousmane"), paid)
    aminata = browser_of(house, "aminata")

    assert "Remboursement annulé" in text_of(aminata.get("/demandes-en-attente/"))
    assert "Demandes qui vous attendent (1)" in text_of(aminata.get("/"))
    assert StaffNotice.objects.filter(user_id=house.people["aminata"]).count() == 1
    assert "Remboursement annulé" not in text_of(
        browser_of(house, "ibra").get("/demandes-en-attente/")
    )


def test_approved_on_the_page_it_is_carried_out(house: House, paid: UUID) -> None:
    undo(browser_of(house, "ousmane"), paid)
    cash, waiting = house.net("1011"), WaitingCommand.objects.get()
    aminata = browser_of(house, "aminata")

    answer = aminata.post(f"/demandes-en-attente/{waiting.id}/", keyed(decision="approve"))

    assert answer.status_code == 303
    assert house.net("1011") == cash - 50_000
    assert "approuvé et exécuté" in text_of(aminata.get(f"/demandes-en-attente/{waiting.id}/"))
    notice = StaffNotice.objects.get(user_id=house.people["ousmane"])
    assert notice.kind == "approval.done"


def test_a_refusal_needs_its_reason_on_the_page(house: House, paid: UUID) -> None:
    undo(browser_of(house, "ousmane"), paid)
    waiting = WaitingCommand.objects.get()
    aminata, url = browser_of(house, "aminata"), f"/demandes-en-attente/{waiting.id}/"

    assert aminata.post(url, keyed(decision="refuse", reason="")).status_code == 409
    assert aminata.post(url, keyed(decision="refuse", reason="Faux")).status_code == 303

    waiting.refresh_from_db()
    assert (waiting.status, waiting.reason) == ("REJECTED", "Faux")


def test_several_are_approved_at_once_each_on_its_own(house: House, paid: UUID) -> None:
    loan_id = lending.repay(house.ctx("awa"), loan_id=house.loan(product_id=house.product("B")),
                            amount=francs(30_000)).fact_id  # fmt: skip
    for fact_id in (paid, loan_id):
        undo(browser_of(house, "ousmane"), fact_id)
    rows = [str(one.id) for one in WaitingCommand.objects.all()]

    answer = browser_of(house, "aminata").post(
        "/demandes-en-attente/approuver/", {"row": [*rows, "no id"]}
    )

    assert answer.status_code == 303
    assert set(WaitingCommand.objects.values_list("status", flat=True)) == {"DONE"}


def test_somebody_without_a_part_in_it_does_not_see_a_request(house: House, paid: UUID) -> None:
    undo(browser_of(house, "ousmane"), paid)
    waiting = WaitingCommand.objects.get()

    assert browser_of(house, "awa").get(f"/demandes-en-attente/{waiting.id}/").status_code == 404


# -- the API ---------------------------------------------------------------------------


def call(name: str, path: str, body: dict[str, Any], *, key: str) -> Any:
    given = {"username": name, "password": PASSWORD}
    token = Client().post("/api/v1/token", given, content_type="application/json").json()["token"]
    return Client(headers={"authorization": f"Bearer {token}", "idempotency-key": key}).post(
        f"/api/v1{path}", json.dumps(body), content_type="application/json"
    )


def test_the_api_answers_202_and_the_same_again(house: House, paid: UUID) -> None:
    path, body = f"/operations/{paid}/reversal", {"reason": "Doublon"}

    first = call("ousmane", path, body, key="k1")
    again = call("ousmane", path, body, key="k1")

    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["code"] == "kernel.waits_for_approval"
    assert first.json()["waiting_id"] == again.json()["waiting_id"]
    assert not CommandRecord.objects.filter(name="lending.reverse_repayment").exists()
    done = call("aminata", f"/approvals/{first.json()['waiting_id']}/approval", {}, key="k2")
    assert done.json() == {"status": "DONE"}
    assert call("ousmane", path, body, key="k1").status_code in (200, 201)


@pytest.mark.django_db
def test_every_writing_operation_declares_that_it_may_wait() -> None:
    spec = Client().get("/api/v1/openapi.json").json()

    for path, operations in spec["paths"].items():
        for verb, operation in operations.items():
            if verb in ("post", "put", "delete") and path != "/api/v1/token":
                assert "202" in operation["responses"], (verb, path)


def test_the_rules_are_read_changed_and_refused_as_a_file(house: House) -> None:
    admin, url = browser_of(house, "babacar"), "/administration/regles/"
    empty = text_of(admin.get(url))
    proposed = text_of(admin.get(url + "modifier/"))

    text = """
[[approvals]]
command = "lending.reverse_repayment"
above = 20000
levels = [
  { roles = ["branch_manager"], quorum = 2, escalate_after_days = 2, escalate_to = ["accountant"] },
]

[[limits]]
role = "teller"
permission = "lending.disburse"
day = 900000
"""
    kept = admin.post(url + "modifier/", keyed(text=text))
    shown = text_of(admin.get(url))
    again = admin.get(url + "fichier/").content.decode()
    wrong = admin.post(url + "modifier/", keyed(text="[[approvals]\n"))
    unknown = admin.post(url + "modifier/", keyed(text=text.replace("branch_manager", "boss")))

    assert "Aucun acte n’attend" in empty
    assert "ledger.reverse_entry" in proposed
    assert kept.status_code == 303
    assert "Remboursement annulé" in shown and "20 000" in shown and "900 000" in shown
    assert "Chef d’agence × 2 (aussi Comptable après 2 jours)" in shown
    assert rules_from_text(again) == rules_from_text(text) == latest_rules()
    assert (wrong.status_code, unknown.status_code) == (409, 409)
    assert "[[approvals]" in text_of(wrong)
    assert rules_from_text(again) == latest_rules()


def latest_rules() -> dict[str, Any]:
    """The rules in force, as they are kept."""
    latest = latest_policy()
    assert latest is not None
    return dict(latest.rules)


def test_who_may_not_configure_sees_the_rules_and_changes_nothing(house: House) -> None:
    teller = browser_of(house, "awa")

    assert teller.get("/administration/regles/").status_code == 403
    assert teller.post("/administration/regles/modifier/", keyed(text="")).status_code == 403
