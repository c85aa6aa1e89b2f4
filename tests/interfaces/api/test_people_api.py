"""People, roles, lent rights, reviews, emergencies, rules and cases over the API."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from django.test import Client

from factories.house import PASSWORD, House
from nafa.kernel import clock
from nafa.kernel.control.defining import define_control_rules
from nafa.kernel.identity.commands import assign_role, create_user
from nafa.kernel.models import Assignment, SecurityAlert, User, WaitingCommand
from nafa.kernel.watch.commands import raise_alert
from nafa.lib.ids import named_id

PROBLEM = "application/problem+json"
_keys = count(1)


@pytest.fixture(autouse=True)
def still(house: House) -> Iterator[None]:
    with clock.held_at(clock.now()):
        hire(house, "penda", "internal_controller")
        yield


def hire(house: House, name: str, role: str) -> None:
    house.people[name] = create_user(
        house.ctx("system"), username=name, full_name=name.title(), password=PASSWORD
    )
    assign_role(house.ctx("system"), user_id=house.people[name], role_code=role, branch_id=None)


class Caller:
    """One person's program."""

    def __init__(self, name: str) -> None:
        body = {"username": name, "password": PASSWORD}
        got = Client().post("/api/v1/token", body, content_type="application/json").json()
        self.client = Client(headers={"authorization": f"Bearer {got['token']}"})

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}")

    def send(self, path: str, body: Any = None, *, verb: str = "post", key: str = "") -> Any:
        return self.client.generic(
            verb.upper(), f"/api/v1{path}", json.dumps(body or {}),
            content_type="application/json",
            headers={"idempotency-key": key or f"people/{next(_keys)}"},
        )  # fmt: skip


def refused(answer: Any, status: int, code: str) -> bool:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    return bool(answer.headers["content-type"] == PROBLEM and answer.json()["advice"])


def coumba(**changes: Any) -> dict[str, Any]:
    return {
        "username": "coumba", "full_name": "Coumba Sy", "password": PASSWORD,
        "role_code": "teller", **changes,
    }  # fmt: skip


def test_somebody_arrives_moves_and_leaves(house: House) -> None:
    program = Caller("babacar")
    made = program.send("/people", coumba(branch_id=str(house.branch_id)), key="hire")
    again = program.send("/people", coumba(branch_id=str(house.branch_id)), key="hire")
    user_id = made.json()["id"]

    assert made.status_code == 201 and again.json() == made.json()
    listed = {one["username"]: one for one in program.get("/people").json()}
    assert [one["role_code"] for one in listed["coumba"]["roles"]] == ["teller"]
    rights = {one["permission"] for one in program.get(f"/people/{user_id}/rights").json()}
    assert "till.operate" in rights
    moved = program.send(f"/people/{user_id}/post", {"role_code": "loan_officer"})
    assert moved.status_code == 201
    rights = {one["permission"] for one in program.get(f"/people/{user_id}/rights").json()}
    assert "till.operate" not in rights and "clients.register" in rights
    left = program.send(f"/people/{user_id}/departure", {"reason": "Fin de contrat"})
    assert left.json()["roles"] == 1
    assert not User.objects.get(id=user_id).is_active


def test_what_is_not_possible_leaves_nothing_behind(house: House) -> None:
    program = Caller("babacar")

    assert refused(program.send("/people", coumba(role_code="none")), 404, "kernel.not_found")
    nowhere = coumba(branch_id=str(named_id("nowhere")))
    assert refused(program.send("/people", nowhere), 404, "kernel.not_found")
    assert not User.objects.filter(username="coumba").exists()
    itself = f"/people/{house.people['babacar']}/departure"
    assert refused(program.send(itself, {"reason": "x"}), 422, "kernel.invalid_input")
    assert refused(Caller("awa").send("/people", coumba()), 403, "kernel.not_permitted")
    assert program.send("/people", coumba(approval_limit_minor=-1)).status_code == 422


def test_a_role_that_waits_for_another_is_answered_with_202(house: House) -> None:
    define_control_rules(
        house.ctx("system"),
        rules={"approvals": [{
            "command": "kernel.assign_role", "expires_after_days": 5,
            "levels": [{"roles": ["internal_controller"]}],
        }]},
    )  # fmt: skip
    path = f"/people/{house.people['awa']}/roles"
    kept = Caller("babacar").send(path, {"role_code": "head_teller"}, key="role")

    assert kept.status_code == 202
    waiting = WaitingCommand.objects.get(id=kept.json()["waiting_id"])
    assert (waiting.name, waiting.status) == ("kernel.assign_role", "WAITING")
    assert Assignment.objects.filter(user_id=house.people["awa"]).count() == 1
    approved = Caller("penda").send(f"/approvals/{waiting.id}/approval", {})
    assert approved.json() == {"status": "DONE"}
    assert Assignment.objects.filter(user_id=house.people["awa"]).count() == 2


def test_a_role_is_defined_and_taken_away(house: House) -> None:
    program = Caller("babacar")
    body = {"label_fr": "Accueil", "label_en": "Front desk", "home": "teller",
            "permissions": ["clients.view"]}  # fmt: skip

    assert program.send("/roles/front_desk", body, verb="put").status_code == 200
    shown = {one["code"]: one for one in program.get("/roles").json()}
    assert shown["front_desk"]["permissions"] == ["clients.view"]
    strange = {**body, "permissions": ["no.such"]}
    assert refused(
        program.send("/roles/front_desk", strange, verb="put"), 422, "kernel.invalid_input"
    )
    given = program.send(f"/people/{house.people['awa']}/roles", {"role_code": "front_desk"})
    held = f"/people/roles/{given.json()['id']}/withdrawal"
    assert refused(program.send(held, {"reason": " "}), 422, "kernel.invalid_input")
    assert program.send(held, {"reason": "Fin du renfort"}).status_code == 204
    assert refused(program.send(held, {"reason": "encore"}), 404, "kernel.not_found")


def test_a_right_is_lent_used_and_taken_back(house: House) -> None:
    hire(house, "fatou", "general_manager")
    today = house.ctx("system").business_date.isoformat()
    program = Caller("ousmane")
    loan = {
        "to_user_id": str(house.people["ibra"]), "permission": "till.view_all",
        "start_date": today, "end_date": today, "reason": "Congé", "up_to_minor": 50_000,
    }  # fmt: skip
    made = program.send("/lent-rights", loan)

    assert made.status_code == 201 and house.ctx("ibra").may("till.view_all")
    [shown] = program.get("/lent-rights").json()
    assert (shown["to_name"], shown["up_to_minor"], shown["revoked_at"]) == ("Ibra", 50_000, None)
    rights = Caller("penda").get(f"/people/{house.people['ibra']}/rights").json()
    [source] = next(one["sources"] for one in rights if one["permission"] == "till.view_all")
    assert (source["kind"], source["act_minor"], source["until"]) == ("delegation", 50_000, today)
    assert refused(Caller("ibra").get("/lent-rights"), 403, "kernel.not_permitted")
    foreign = {**loan, "permission": "identity.manage"}
    assert refused(program.send("/lent-rights", foreign), 422, "kernel.invalid_input")
    notmine = {**loan, "permission": "ledger.post"}
    assert program.send("/lent-rights", notmine).status_code in (403, 422)
    end = f"/lent-rights/{made.json()['id']}/end"
    assert refused(Caller("ibra").send(end), 403, "kernel.not_permitted")
    general = Caller("fatou")
    assert refused(general.send(end), 404, "kernel.not_found")
    assert program.send(end).status_code == 204
    assert not house.ctx("ibra").may("till.view_all")


def test_a_review_is_opened_answered_and_signed(house: House) -> None:
    program, admin = Caller("penda"), house.people["penda"]
    review_id = program.send("/access-reviews").json()["id"]
    lines = program.get(f"/access-reviews/{review_id}").json()["lines"]
    signing = f"/access-reviews/{review_id}/signature"

    assert refused(program.send(signing, {"conclusion": "Vu"}), 409, "kernel.review_incomplete")
    own = next(one for one in lines if one["user_id"] == str(admin))
    path = "/access-reviews/lines/{}/answer"
    assert refused(program.send(path.format(own["id"]), {"keeps": True}), 409, "kernel.own_request")
    hire(house, "sokhna", "internal_controller")
    other = Caller("sokhna")
    assert other.send(path.format(own["id"]), {"keeps": True}).json() == {"answer": "CONFIRMED"}
    for line in lines:
        if line["id"] != own["id"]:
            told = {"keeps": line["person"] != "Awa", "reason": "Plus au guichet"}
            assert program.send(path.format(line["id"]), told).status_code == 200
    assert program.send(signing, {"conclusion": "Vu"}).status_code == 204
    [shown] = program.get("/access-reviews").json()
    assert (shown["unanswered"], shown["conclusion"]) == (0, "Vu")
    assert not house.ctx("awa").permissions
    assert refused(Caller("babacar").get("/access-reviews"), 403, "kernel.not_permitted")


def test_an_emergency_is_taken_given_back_and_looked_at_by_another(house: House) -> None:
    define_control_rules(
        house.ctx("system"), rules={"emergency": {"roles": ["head_teller"], "hours": 2}}
    )
    program, controller = Caller("ousmane"), Caller("penda")
    wanted = {"role_code": "head_teller", "reason": "Le caissier est malade", "hours": 2}

    too_long = {**wanted, "hours": 3}
    assert refused(program.send("/emergencies", too_long), 422, "kernel.invalid_input")
    taken = program.send("/emergencies", wanted).json()["id"]
    review = f"/emergencies/{taken}/review"
    assert refused(controller.send(review, {"finding": "Vu"}), 404, "kernel.not_found")
    assert program.send(f"/emergencies/{taken}/end").status_code == 204
    assert controller.send(review, {"finding": "Rien à dire"}).status_code == 204
    [shown] = controller.get("/emergencies").json()
    assert (shown["person"], shown["finding"]) == ("Ousmane", "Rien à dire")


def test_the_rules_of_control_are_read(house: House) -> None:
    rules = {"emergency": {"roles": ["head_teller"], "hours": 2}}
    assert Caller("penda").get("/control-rules").json() == {"defined_at": None, "rules": {}}

    define_control_rules(house.ctx("system"), rules=rules)

    assert Caller("penda").get("/control-rules").json()["rules"] == rules
    assert refused(Caller("awa").get("/control-rules"), 403, "kernel.not_permitted")


def test_a_case_is_given_and_closed_but_not_by_whom_it_concerns(house: House) -> None:
    now = clock.now()
    alert_id = raise_alert(
        house.ctx("system"), rule="refusals", severity="HIGH", subject=str(house.people["awa"]),
        user_id=house.people["penda"], address="", first_at=now, last_at=now,
    )  # fmt: skip
    hire(house, "sokhna", "internal_controller")
    own, other = Caller("penda"), Caller("sokhna")
    closing = {"conclusion": "HARMLESS", "explanation": "Un essai de la formation"}

    assert refused(own.send(f"/alerts/{alert_id}/closure", closing), 409, "kernel.own_alert")
    to = {"user_id": str(house.people["sokhna"])}
    assert other.send(f"/alerts/{alert_id}/assignment", to).status_code == 204
    assert other.get(f"/alerts/{alert_id}").json()["assigned_to_id"] == to["user_id"]
    assert other.send(f"/alerts/{alert_id}/closure", closing).status_code == 204
    assert other.get("/alerts").json() == []
    assert [one["id"] for one in other.get("/alerts?closed=true").json()] == [str(alert_id)]
    assert SecurityAlert.objects.get(id=alert_id).explanation == closing["explanation"]
    assert refused(Caller("awa").get("/alerts"), 403, "kernel.not_permitted")
