"""Arriving, moving, leaving; reviews of access; emergencies: as acts and on their pages."""

from datetime import timedelta

import pytest

from factories.browsing import browser_of, keyed, text_of
from factories.house import PASSWORD, House
from nafa.kernel import clock, errors
from nafa.kernel.access.trail import Visitor
from nafa.kernel.control import emergencies, people, reviewing
from nafa.kernel.control import errors as control
from nafa.kernel.control.actions import Action, action_of
from nafa.kernel.control.defining import define_control_rules, known_permissions
from nafa.kernel.control.delegating import delegate_right
from nafa.kernel.control.rights import why
from nafa.kernel.history import history
from nafa.kernel.identity.commands import assign_role, issue_token
from nafa.kernel.models import (
    AccessReviewLine,
    Assignment,
    Delegation,
    LogInSession,
    StaffNotice,
    User,
    WaitingCommand,
)
from nafa.kernel.tokens.queries import token_in_force
from nafa.ledger import commands as ledger
from nafa.payments import commands as payments


@pytest.fixture
def controller(house: House) -> str:
    """Penda, internal controller."""
    people.person_arrives(
        house.ctx("babacar"), username="penda", full_name="Penda", password=PASSWORD,
        role_code="internal_controller", branch_id=None,
    )  # fmt: skip
    house.people["penda"] = User.objects.get(username="penda").id
    return "penda"


def test_who_arrives_has_the_role_at_once_or_does_not_arrive(house: House, controller: str) -> None:
    assert house.ctx(controller).may("access.review")
    with pytest.raises(errors.NotFound):
        people.person_arrives(
            house.ctx("babacar"), username="x", full_name="X", password=PASSWORD,
            role_code="no_such", branch_id=None,
        )  # fmt: skip
    assert not User.objects.filter(username="x").exists()


def test_who_moves_keeps_nothing_of_the_former_post(house: House) -> None:
    browser_of(house, "awa")
    people.person_moves(
        house.ctx("babacar"), user_id=house.people["awa"], role_code="loan_officer",
        branch_id=house.other_branch_id,
    )  # fmt: skip

    held = Assignment.objects.get(user_id=house.people["awa"])
    assert (held.role.code, held.branch_id) == ("loan_officer", house.other_branch_id)
    assert not house.ctx("awa").may("till.operate")
    assert not LogInSession.objects.filter(user_id=house.people["awa"], ended_at=None).exists()


def test_who_leaves_can_do_nothing_any_more(house: House) -> None:
    today = house.ctx("system").business_date
    token, _until = issue_token(username="ousmane", password=PASSWORD)
    client = browser_of(house, "ousmane")
    delegate_right(
        house.ctx("ousmane"), to_user_id=house.people["ibra"], permission="till.view_all",
        start_date=today, end_date=today, reason="Congé",
    )  # fmt: skip

    ended = people.person_leaves(
        house.ctx("babacar"), user_id=house.people["ousmane"], reason="Fin de contrat"
    )

    assert (ended.roles, ended.sessions, ended.tokens, ended.delegations) == (1, 1, 1, 1)
    assert token_in_force(token, visitor=Visitor(address="127.0.0.1", channel="api")) is None
    assert client.get("/credits/").status_code == 302
    assert not house.ctx("ibra").may("till.view_all")
    assert not house.ctx("ousmane").permissions


@pytest.mark.parametrize("wrong", ["oneself", "reason"])
def test_leaving_is_written_by_another_with_a_reason(house: House, wrong: str) -> None:
    name = "babacar" if wrong == "oneself" else "awa"
    with pytest.raises(errors.InvalidInput):
        people.person_leaves(
            house.ctx("babacar"), user_id=house.people[name],
            reason="" if wrong == "reason" else "r",
        )  # fmt: skip
    assert User.objects.get(id=house.people[name]).is_active


def test_a_review_is_answered_by_another_and_closed_when_whole(
    house: House, controller: str
) -> None:
    review_id = reviewing.open_access_review(house.ctx(controller))
    with pytest.raises(reviewing.ReviewOpened):
        reviewing.open_access_review(house.ctx(controller))
    own = AccessReviewLine.objects.get(user_id=house.people[controller])
    with pytest.raises(control.OwnRequest):
        reviewing.answer_review_line(house.ctx(controller), line_id=own.id, keeps=True)
    with pytest.raises(reviewing.ReviewIncomplete):
        reviewing.close_access_review(house.ctx(controller), review_id=review_id, conclusion="x")
    awas = AccessReviewLine.objects.get(user_id=house.people["awa"])
    with pytest.raises(errors.InvalidInput):
        reviewing.answer_review_line(house.ctx(controller), line_id=awas.id, keeps=False)

    told = reviewing.answer_review_line(
        house.ctx(controller), line_id=awas.id, keeps=False, reason="Plus au guichet"
    )

    assert told == "WITHDRAWN"
    assert not house.ctx("awa").permissions
    assign_role(
        house.ctx("system"), user_id=house.people["aminata"], role_code="internal_controller",
        branch_id=None,
    )  # fmt: skip
    for line in AccessReviewLine.objects.filter(answer=""):
        by = "aminata" if line.user_id == house.people[controller] else controller
        reviewing.answer_review_line(house.ctx(by), line_id=line.id, keeps=True)
    reviewing.close_access_review(house.ctx(controller), review_id=review_id, conclusion="Vu")
    page = text_of(browser_of(house, controller).get(f"/administration/revues/{review_id}/"))
    assert "Signée" in page and "Vu" in page


def taken(house: House, *, hours: int = 2) -> object:
    define_control_rules(
        house.ctx("system"), rules={"emergency": {"roles": ["head_teller"], "hours": 4}}
    )
    return emergencies.take_emergency_role(
        house.ctx("ousmane"), role_code="head_teller", reason="Caissière malade", hours=hours
    )


def test_an_emergency_alarms_marks_and_ends_by_itself(house: House, controller: str) -> None:
    assert not house.ctx("ousmane").may("till.operate")

    emergency = taken(house)

    alarm = StaffNotice.objects.get(user_id=house.people[controller])
    assert alarm.kind == "emergency.taken"
    assert house.ctx("ousmane").may("till.operate")
    payments.open_session(house.ctx("ousmane"), till_id=house.till_id)
    marked = [row.name for row in history("emergency", emergency)]  # type: ignore[arg-type]
    assert marked == ["payments.open_session", "kernel.take_emergency_role"]
    assert "ALARME" in text_of(browser_of(house, controller).get("/"))
    with clock.held_at(clock.now() + timedelta(hours=2, minutes=1)):
        assert not house.ctx("ousmane").may("till.operate")


def test_an_emergency_is_reviewed_by_another_when_it_is_over(house: House, controller: str) -> None:
    emergency = taken(house)
    review = {"emergency_id": emergency, "finding": "Deux actes, justifiés"}
    with pytest.raises(errors.NotFound):
        emergencies.review_emergency(house.ctx(controller), **review)  # type: ignore[arg-type]

    emergencies.give_emergency_back(house.ctx("ousmane"), emergency_id=emergency)  # type: ignore[arg-type]

    client = browser_of(house, controller)
    assert "Signer la revue" in text_of(client.get(f"/urgences/{emergency}/"))
    sent = client.post(f"/urgences/{emergency}/", keyed(finding="Justifié"))
    assert sent.status_code == 303
    assert "Examinée" in text_of(client.get("/urgences/"))


@pytest.mark.parametrize(
    "changes", [{"role_code": "administrator"}, {"reason": "court"}, {"hours": 5}]
)
def test_an_emergency_has_bounds(house: House, changes: dict[str, object]) -> None:
    taken_as = {"role_code": "head_teller", "reason": "Caissière malade", "hours": 2, **changes}
    define_control_rules(
        house.ctx("system"), rules={"emergency": {"roles": ["head_teller"], "hours": 4}}
    )

    with pytest.raises(errors.InvalidInput):
        emergencies.take_emergency_role(house.ctx("ousmane"), **taken_as)  # type: ignore[arg-type]


def test_the_pages_of_rights_tell_what_and_why(house: House, controller: str) -> None:
    client = browser_of(house, controller)
    define_control_rules(
        house.ctx("system"),
        rules={
            "limits": [{"role": "teller", "permission": "savings.withdraw", "day": 900_000}],
            "separations": [
                {"name": "caisse et livres", "first": ["till.operate"], "then": ["ledger.record"]}
            ],
        },
    )

    matrix = text_of(client.get("/administration/droits/"))
    awa = text_of(client.get(f"/administration/personnes/{house.people['awa']}/droits/"))

    assert "savings.withdraw" in matrix and "Paramétrer" in matrix
    assert "Caissier" in awa and "900 000 F CFA par jour" in awa
    assert "caisse et livres" in awa and "ledger.record" in awa
    ctx = house.ctx("awa")
    found = why(house.people["awa"], now=ctx.now, on=ctx.business_date)
    assert {one.permission for one in found.rights} == ctx.permissions


def test_a_role_is_edited_on_its_page(house: House) -> None:
    client = browser_of(house, "babacar")
    values = {"label_fr": "Caisse", "label_en": "Till", "home": "teller",
              "permissions": ["till.operate", "clients.view"]}  # fmt: skip

    assert client.get("/administration/roles/teller/").status_code == 200
    assert client.post("/administration/roles/teller/", keyed(**values)).status_code == 303

    assert house.ctx("awa").permissions == {"till.operate", "clients.view"}
    assert not WaitingCommand.objects.exists()


def test_leaving_on_the_page_shows_what_is_to_be_handed_over(house: House) -> None:
    client, url = browser_of(house, "babacar"), f"/administration/personnes/{house.people['awa']}/"
    house.open_till()

    assert "Caisse 1" in text_of(client.get(f"{url}depart/"))
    assert client.post(f"{url}depart/", keyed(reason="Retraite")).status_code == 303
    assert client.get(f"{url}mutation/").status_code == 404
    assert not User.objects.get(id=house.people["awa"]).is_active


def test_a_right_is_lent_and_taken_back_on_its_page(house: House) -> None:
    client, to = browser_of(house, "ousmane"), str(house.people["ibra"])
    today = house.ctx("system").business_date.isoformat()
    sent = {"to_user_id": to, "permission": "till.view_all", "start_date": today,
            "end_date": today, "reason": "Congé", "up_to": "50 000"}  # fmt: skip

    foreign = client.post("/droits-pretes/nouveau/", keyed(**{**sent, "permission": "ledger.post"}))
    assert foreign.status_code == 422 and not house.ctx("ibra").may("till.view_all")
    assert client.post("/droits-pretes/nouveau/", keyed(**sent)).status_code == 303
    assert house.ctx("ibra").may("till.view_all")
    held = text_of(browser_of(house, "ibra").get("/droits-pretes/"))
    assert "Ousmane · till.view_all" in held and "50 000 F CFA par acte" in held
    assert "/reprendre/" not in held
    [lent] = Delegation.objects.all()
    back = f"/droits-pretes/{lent.id}/reprendre/"
    assert browser_of(house, "ibra").post(back, keyed()).status_code == 403
    assert client.post(back, keyed()).status_code == 303
    assert not house.ctx("ibra").may("till.view_all")
    assert "Repris avant terme" in text_of(client.get("/droits-pretes/"))


def test_a_request_with_the_lines_of_an_entry_is_shown(house: House) -> None:
    define_control_rules(
        house.ctx("system"),
        rules={"approvals": [{
            "command": "ledger.record_journal", "above": 500_000, "expires_after_days": 5,
            "levels": [{"roles": ["chief_accountant"]}],
        }]},
    )  # fmt: skip
    today = house.ctx("system").business_date
    with pytest.raises(control.WaitsForApproval) as waits:
        ledger.record_journal(
            house.ctx("moussa"), value_date=today, memo="Dépôt", branch_id=house.branch_id,
            lines=[ledger.JournalLine("1141", 900_000, 0, "XOF"),
                   ledger.JournalLine("57111", 0, 900_000, "XOF")],
        )  # fmt: skip

    url = f"/demandes-en-attente/{waits.value.waiting_id}/"
    page = text_of(browser_of(house, "aminata").get(url))

    assert "1141 · Débit 900 000 F CFA; 57111 · Crédit 900 000 F CFA" in page


def test_every_right_is_one_of_the_seven_actions() -> None:
    assert {action_of(one) for one in known_permissions()} == set(Action)
    assert action_of("lending.reverse") is Action.DELETE
    assert action_of("till.operate") is Action.ENTER
