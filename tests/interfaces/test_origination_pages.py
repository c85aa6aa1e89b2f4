"""Pages of the way to an approval: what is sent does what it says, and refusals stand at fields."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories.house import House
from factories.staff import hire, level, set_policy, submit
from interfaces.test_credit_pages import as_person, scan
from nafa.kernel.models import Delegation
from nafa.lending import queries as loans
from nafa.lending.commands.origination import filing
from nafa.lending.models import AgendaItem, Application, CommitteeSession, Decision
from nafa.lending.queries.origination.budgets import budget_of
from nafa.lending.queries.origination.filing import answers_of, demand_of_product, visits_of
from nafa.lending.queries.origination.guarantees import cover_of
from nafa.lending.queries.origination.policies import policies
from nafa.lending.queries.origination.scores import scorecards

pytestmark = pytest.mark.django_db


def key() -> str:
    return str(uuid4())


def number_of(house: House, application_id: Any) -> str:
    return loans.application_view(house.ctx("ibra"), application_id).row.number


def policy_form(**changes: Any) -> dict[str, Any]:
    return {
        "key": key(), "application_days": "30", "approval_days": "45", "capacity_percent": "70",
        "off-PLEDGE": "60", "levels": "2",
        "level-0-name": "Agence", "level-0-up_to": "500 000", "level-0-quorum": "1",
        "level-0-roles": ["branch_manager"],
        "level-1-name": "Comité", "level-1-quorum": "2", "level-1-is_committee": "on",
        "level-1-roles": ["committee_member", "general_manager"], **changes,
    }  # fmt: skip


def test_levels_are_kept_as_they_were_typed(house: House) -> None:
    browser = as_person(house, "babacar")

    answer = browser.post(reverse("web:approval-policy-new"), policy_form())

    made = policies()[0].policy
    assert answer.status_code == 303
    assert [(one.name, one.up_to_minor, one.is_committee) for one in made.levels] == [
        ("Agence", 500_000, False), ("Comité", None, True),
    ]  # fmt: skip
    assert (made.capacity_percent, made.haircut_percent["PLEDGE"]) == (70, 60)


def test_levels_that_cannot_be_followed_are_refused_at_the_level(house: House) -> None:
    browser = as_person(house, "babacar")

    answer = browser.post(reverse("web:approval-policy-new"), policy_form(**{"level-0-up_to": ""}))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'id="id_level-0-up_to-error"' in page
    assert 'value="Agence"' in page
    assert policies() == []


def test_levels_come_go_and_move_up(house: House) -> None:
    browser = as_person(house, "babacar")

    def sent(**press: str) -> str:
        answer = browser.post(reverse("web:approval-levels"), policy_form(**press))
        return answer.content.decode()

    raised = sent(raise_level="1")

    assert 'name="levels" value="3"' in sent(add_level="1")
    assert 'name="levels" value="1"' in sent(take_level="0")
    assert raised.index('value="Comité"') < raised.index('value="Agence"')


def test_two_people_decide_on_the_page_one_after_the_other(house: House) -> None:
    hire(house, "fatou", "general_manager", limit=9_000_000)
    set_policy(house)
    application_id = submit(house, amount=900_000)
    address = reverse("web:application-decide", args=[number_of(house, application_id)])
    decision = {"decision": "approve", "amount": "800 000", "instalment_count": "10",
                "conditions": "Facture", "reason": ""}  # fmt: skip

    first = as_person(house, "ousmane").post(address, {"key": key(), **decision}, follow=True)
    again = as_person(house, "ousmane").get(address).content.decode()
    as_person(house, "fatou").post(address, {"key": key(), **decision})

    assert "1 of 2 approvals" in first.content.decode()
    assert "Another person&#x27;s voice is missing" in again
    assert Application.objects.get().amount_minor == 800_000
    assert Application.objects.get().status == "APPROVED"


def test_more_than_asked_for_is_refused_at_the_amount(house: House) -> None:
    set_policy(house)
    application_id = submit(house)
    address = reverse("web:application-decide", args=[number_of(house, application_id)])

    answer = as_person(house, "ousmane").post(
        address,
        {"key": key(), "decision": "approve", "amount": "400 001", "instalment_count": "12"},
    )

    assert answer.status_code == 409
    assert 'id="id_amount-error"' in answer.content.decode()
    assert not Decision.objects.exists()


def test_a_returned_application_is_completed_and_submitted_again(house: House) -> None:
    set_policy(house)
    application_id = submit(house)
    number = number_of(house, application_id)
    as_person(house, "ousmane").post(
        reverse("web:application-decide", args=[number]),
        {"key": key(), "decision": "return", "reason": "Joindre la facture"},
    )
    browser = as_person(house, "ibra")
    shown = browser.get(reverse("web:application-again", args=[number])).content.decode()

    browser.post(
        reverse("web:application-again", args=[number]),
        {"key": key(), "amount": "350 000", "instalment_count": "10", "purpose": "Tissus"},
    )

    after = Application.objects.get()
    assert "Joindre la facture" in shown
    assert (after.status, after.round, after.asked_amount_minor) == ("SUBMITTED", 2, 350_000)


def test_a_delegation_is_given_refused_at_its_field_and_taken_back(house: House) -> None:
    hire(house, "khady", "committee_member")
    browser = as_person(house, "ousmane")
    values = {"to_user_id": str(house.people["khady"]), "up_to": "1 000 000",
              "start_date": "05/01/2026", "end_date": "12/01/2026", "reason": "Congé"}  # fmt: skip

    refused = browser.post(
        reverse("web:delegation-new"), {**values, "key": key(), "up_to": "2 000 001"}
    )
    browser.post(reverse("web:delegation-new"), {**values, "key": key()})
    made = Delegation.objects.get()
    browser.post(reverse("web:delegation-revoke", args=[made.id]), {"key": key()})

    assert 'id="id_up_to-error"' in refused.content.decode()
    assert Delegation.objects.get().revoked_at is not None


def test_a_session_from_convening_to_its_minutes(house: House) -> None:
    hire(house, "khady", "committee_member")
    set_policy(house)
    application_id = submit(house, amount=3_000_000)
    number, chair = number_of(house, application_id), as_person(house, "ousmane")
    people = [str(house.people[name]) for name in ("ousmane", "khady")]
    chair.post(
        reverse("web:committee-new"),
        {"key": key(), "held_date": "05/01/2026", "place": "Siège", "quorum": "2",
         "member_ids": people, "chair_id": people[0], "secretary_id": people[1]},
    )  # fmt: skip
    session = CommitteeSession.objects.get().number

    def post(browser: Any, name: str, *more: str, **values: Any) -> Any:
        return browser.post(reverse(name, args=[session, *more]), {"key": key(), **values})

    post(chair, "web:committee-agenda", application_ids=[str(application_id)])
    post(chair, "web:committee-open", present_ids=people)
    silent = post(as_person(house, "khady"), "web:committee-item", number, choice="AGAINST")
    for name in ("khady", "ousmane"):
        post(as_person(house, name), "web:committee-item", number, choice="FOR")
    post(chair, "web:committee-conclude", number)
    post(chair, "web:committee-close")
    minutes = chair.get(reverse("web:committee-minutes", args=[session]))

    assert 'id="id_reason-error"' in silent.content.decode()
    assert AgendaItem.objects.get().outcome == "APPROVED"
    assert Application.objects.get().status == "APPROVED"
    assert minutes["Content-Type"] == "application/pdf"


def test_other_terms_and_a_postponement_in_session(house: House) -> None:
    hire(house, "khady", "committee_member")
    set_policy(house)
    application_id = submit(house, amount=3_000_000)
    from nafa.lending.commands.origination import sessions

    people = [house.people[name] for name in ("ousmane", "khady")]
    session_id = sessions.convene_committee(
        house.ctx("ousmane"), held_date=house.ctx("ousmane").business_date, chair_id=people[0],
        secretary_id=people[1], member_ids=people, quorum=2,
    )  # fmt: skip
    sessions.put_on_agenda(
        house.ctx("khady"), session_id=session_id, application_ids=[application_id]
    )
    sessions.open_committee(house.ctx("ousmane"), session_id=session_id, present_ids=people)
    place = [CommitteeSession.objects.get().number, number_of(house, application_id)]
    browser = as_person(house, "ousmane")

    browser.post(
        reverse("web:committee-propose", args=place),
        {"key": key(), "amount": "2 000 000", "instalment_count": "10", "conditions": "Caution"},
    )
    item = AgendaItem.objects.get()
    browser.post(
        reverse("web:committee-postpone", args=place),
        {"key": key(), "is_returned": "yes", "reason": "Bilan manquant"},
    )

    assert (item.proposal_number, item.amount_minor) == (2, 2_000_000)
    assert Application.objects.get().status == "RETURNED"


def card_form(**changes: Any) -> dict[str, Any]:
    return {
        "key": key(), "criteria": "1", "classes": "A; 10\nB",
        "criterion-0-fact": "loans_repaid", "criterion-0-otherwise": "0",
        "criterion-0-lines": "0; 5; Premier crédit\n1; 20; Remboursé", **changes,
    }  # fmt: skip


def test_a_scorecard_is_tried_then_kept(house: House) -> None:
    application_id = submit(house)
    browser = as_person(house, "babacar")

    tried = browser.post(reverse("web:scorecard-try"), card_form(tried=str(application_id)))
    kept = browser.post(reverse("web:scorecard-new"), card_form())

    assert "5 of 20 points" in tried.content.decode()
    assert "Class B" in tried.content.decode()
    assert kept.status_code == 303
    assert scorecards()[0].card.classes[0].at_least == 10


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"criterion-0-lines": "zéro; 5; Premier"}, "id_criterion-0-lines-error"),
        ({"criterion-0-lines": "0; cinq; Premier"}, "id_criterion-0-lines-error"),
        ({"classes": "A; 10"}, "id_classes-error"),
    ],
)
def test_a_scorecard_is_refused_at_its_line(house: House, changes: Any, place: str) -> None:
    answer = as_person(house, "babacar").post(reverse("web:scorecard-new"), card_form(**changes))

    assert answer.status_code == 409
    assert f'id="{place}"' in answer.content.decode()


def test_a_budget_is_previewed_kept_and_refused(house: House) -> None:
    application_id = submit(house)
    number, browser = number_of(house, application_id), as_person(house, "ibra")
    values = {"good_sales": "40 000", "good_days": "2", "usual_sales": "20 000",
              "usual_days": "4", "goods_percent": "70", "rent": "30 000", "food": "90 000",
              "debt_1_lender": "Tontine", "debt_1_monthly": "10 000",
              "debt_1_left": "6"}  # fmt: skip

    shown = browser.post(reverse("web:budget-preview", args=[number]), {**values, "key": key()})
    refused = browser.post(
        reverse("web:budget", args=[number]), {**values, "key": key(), "poor_days": "3"}
    )
    kept = browser.post(reverse("web:budget", args=[number]), {**values, "key": key()})

    assert "Debt ratio" in shown.content.decode()
    assert refused.status_code == 409 and "seven days" in refused.content.decode()
    assert kept.status_code == 303
    found = budget_of(application_id)
    assert found is not None and found.flow.debts[0].monthly_minor == 10_000


def test_a_guarantee_is_written_down_and_refused_at_its_field(house: House) -> None:
    application_id = submit(house)
    number, browser = number_of(house, application_id), as_person(house, "ibra")
    values = {"kind": "PLEDGE", "description": "Machine", "value": "500 000",
              "valued_date": "05/01/2026", "valued_by": "Ibra", "guarantor": ""}  # fmt: skip
    address = reverse("web:guarantee-add", args=[number])

    later = browser.post(address, {**values, "key": key(), "valued_date": "06/01/2026"})
    alone = browser.post(address, {**values, "key": key(), "kind": "PERSONAL"})
    unknown = browser.post(address, {**values, "key": key(), "guarantor": "C9999999"})
    kept = browser.post(address, {**values, "key": key()})

    assert 'id="id_valued_date-error"' in later.content.decode()
    assert 'id="id_guarantor-error"' in alone.content.decode()
    assert 'id="id_guarantor-error"' in unknown.content.decode()
    assert kept.status_code == 303
    assert len(cover_of(application_id, on=house.ctx("ibra").business_date).rows) == 1


def test_the_file_of_a_product_is_set_and_filled(house: House) -> None:
    product_id = house.product()
    answer = as_person(house, "babacar").post(
        reverse("web:product-demand", args=["IND"]),
        {"key": key(), "questions": "1", "question-0-label": "Mois", "question-0-kind": "NUMBER",
         "question-0-is_required": "on", "papers": "Facture", "more_papers": "Plan"},
    )  # fmt: skip
    number = number_of(house, submit(house, product_id=product_id))
    browser = as_person(house, "ibra")

    browser.post(reverse("web:file-answers", args=[number]), {"key": key(), "mois": "18"})
    upload = SimpleUploadedFile("facture.png", scan(), "image/png")
    browser.post(
        reverse("web:file-add", args=[number]), {"key": key(), "code": "facture", "content": upload}
    )
    half = {"key": key(), "visited_date": "05/01/2026", "note": "Vu", "latitude": "14.6"}
    refused = browser.post(reverse("web:file-visit", args=[number]), half)
    browser.post(
        reverse("web:file-visit", args=[number]), {**half, "key": key(), "longitude": "-17.4"}
    )
    shown = browser.get(reverse("web:file-whole", args=[number])).content.decode()

    application_id = loans.application_id_of(number)
    assert answer.status_code == 303
    assert demand_of_product(product_id).questions[0].is_required
    assert answers_of(application_id) == {"mois": "18"}
    assert 'id="id_longitude-error"' in refused.content.decode()
    assert len(visits_of(application_id)) == 1
    assert "14.60000, -17.40000" in shown


def test_a_document_is_not_shown_under_another_application(house: House) -> None:
    product_id = house.product()
    filing.ask_for_file(
        house.ctx("babacar"), product_id=product_id, rules={"papers": [{"label": "Plan"}]}
    )
    mine, other = submit(house, product_id=product_id), submit(house, product_id=product_id)
    filing.add_paper(house.ctx("ibra"), application_id=mine, code="plan", content=scan())
    from nafa.lending.queries.origination.filing import papers_of

    file_id = papers_of(mine)[0].file_id
    browser = as_person(house, "ibra")
    numbers = [number_of(house, one) for one in (mine, other)]
    answers = [
        browser.get(reverse("web:file-paper", args=[number, file_id])).status_code
        for number in numbers
    ]

    assert answers == [200, 404]


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("ibra", "web:approval-policy-new"),
        ("ousmane", "web:scorecard-new"),
        ("ibra", "web:committee-sessions"),
        ("ibra", "web:delegations"),
        ("awa", "web:committee-new"),
    ],
)
def test_a_page_is_refused_without_its_right(house: House, name: str, page: str) -> None:
    assert as_person(house, name).get(reverse(page)).status_code == 403


def test_the_inbox_shows_what_waits_for_the_reader(house: House) -> None:
    hire(house, "fatou", "general_manager")
    set_policy(house, level("Agence", "branch_manager", up_to_minor=500_000),
               level("Siège", "general_manager"))  # fmt: skip
    small, large = submit(house), submit(house, amount=900_000, code="DEUX")
    address = reverse("web:approvals")

    mine = as_person(house, "fatou").get(address, {"for": "me"}).content.decode()

    assert number_of(house, large) in mine
    assert number_of(house, small) not in mine
