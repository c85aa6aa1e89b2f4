"""The credit committee: who sits, what is voted, how it is decided, and the minutes."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from factories.house import House, francs
from factories.staff import hire, set_policy, submit
from nafa.kernel.errors import NotPermitted
from nafa.kernel.models import Institution
from nafa.kernel.secrets.files import read_file
from nafa.lending import commands as lending
from nafa.lending import errors, origination_errors
from nafa.lending.commands.origination import sessions, voting
from nafa.lending.models import AgendaItem, Application, CommitteeSession, Decision
from nafa.lending.queries.origination.committee import (
    next_items,
    session_view,
    waiting_for_agenda,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 5)
MEMBERS = ("ousmane", "khady", "seydou")


@pytest.fixture
def seated(house: House) -> House:
    """Ousmane chairs, Khady and Seydou sit with him; Ibra follows the applications."""
    hire(house, "khady", "committee_member")
    hire(house, "seydou", "committee_member")
    set_policy(house)
    return house


def convene(house: House, **changes: Any) -> UUID:
    values = {
        "held_date": TODAY,
        "chair_id": house.people["ousmane"],
        "secretary_id": house.people["khady"],
        "member_ids": [house.people[name] for name in MEMBERS],
        "quorum": 2,
        "branch_id": house.branch_id,
        "place": "Salle du conseil",
    }
    return sessions.convene_committee(house.ctx("ousmane"), **{**values, **changes})


def opened(house: House, *, present: tuple[str, ...] = MEMBERS, amount: int = 3_000_000):
    """A session that has begun, with one application before it."""
    application_id = submit(house, amount=amount)
    session_id = convene(house)
    sessions.put_on_agenda(
        house.ctx("khady"), session_id=session_id, application_ids=[application_id]
    )
    sessions.open_committee(
        house.ctx("ousmane"), session_id=session_id,
        present_ids=[house.people[name] for name in present],
    )  # fmt: skip
    return session_id, AgendaItem.objects.get(session_id=session_id).id, application_id


def cast(house: House, item_id: UUID, **choices: str) -> None:
    for name, choice in choices.items():
        voting.vote(house.ctx(name), item_id=item_id, choice=choice, reason="Vu le dossier")


def status(application_id: UUID) -> str:
    return Application.objects.get(id=application_id).status


def test_the_majority_approves_and_the_contract_follows(seated):
    _session, item, application_id = opened(seated)
    cast(seated, item, ousmane="AGAINST", khady="FOR", seydou="FOR")

    outcome = voting.conclude_item(seated.ctx("ousmane"), item_id=item)

    decision = Decision.objects.get(application_id=application_id)
    assert (outcome, status(application_id)) == ("APPROVED", "APPROVED")
    assert (decision.is_of_committee, decision.amount_minor) == (True, 3_000_000)
    assert lending.draw_contract(seated.ctx("ibra"), application_id=application_id)


def test_the_majority_refuses_with_the_reasons_of_those_against(seated):
    _session, item, application_id = opened(seated)
    cast(seated, item, ousmane="AGAINST", khady="FOR", seydou="AGAINST")

    voting.conclude_item(seated.ctx("ousmane"), item_id=item)

    assert status(application_id) == "REFUSED"
    assert Decision.objects.get().reason == "Vu le dossier · Vu le dossier"


def test_the_chairs_vote_ends_a_tie(seated):
    _session, item, application_id = opened(seated)
    cast(seated, item, ousmane="FOR", khady="AGAINST", seydou="ABSTAIN")

    voting.conclude_item(seated.ctx("ousmane"), item_id=item)

    assert status(application_id) == "APPROVED"


def test_a_tie_the_chair_does_not_end_is_refused(seated):
    _session, item, application_id = opened(seated)
    cast(seated, item, ousmane="ABSTAIN", khady="AGAINST", seydou="FOR")

    with pytest.raises(origination_errors.VoteTied):
        voting.conclude_item(seated.ctx("ousmane"), item_id=item)

    assert status(application_id) == "SUBMITTED"


def test_nothing_is_decided_below_the_quorum(seated):
    _session, item, application_id = opened(seated)
    cast(seated, item, ousmane="FOR")

    with pytest.raises(origination_errors.QuorumMissing) as refused:
        voting.conclude_item(seated.ctx("ousmane"), item_id=item)

    assert (refused.value.values["given"], refused.value.values["wanted"]) == (1, 2)
    assert status(application_id) == "SUBMITTED"


def test_a_session_does_not_open_below_its_quorum(seated):
    session_id = convene(seated)

    with pytest.raises(origination_errors.QuorumMissing):
        sessions.open_committee(
            seated.ctx("ousmane"), session_id=session_id, present_ids=[seated.people["khady"]]
        )


def test_other_terms_are_voted_on_anew(seated):
    _session, item, application_id = opened(seated)
    cast(seated, item, khady="AGAINST", seydou="AGAINST")
    voting.propose_terms(
        seated.ctx("ousmane"), item_id=item, amount=francs(2_000_000), instalment_count=10,
        conditions="Caution solidaire",
    )  # fmt: skip
    cast(seated, item, ousmane="FOR", khady="FOR", seydou="AGAINST")

    voting.conclude_item(seated.ctx("ousmane"), item_id=item)

    approved = Application.objects.get(id=application_id)
    assert (approved.status, approved.amount_minor, approved.instalment_count) == (
        "APPROVED", 2_000_000, 10,
    )  # fmt: skip
    assert approved.asked_amount_minor == 3_000_000
    assert Decision.objects.get().conditions == "Caution solidaire"


def test_more_than_was_asked_for_is_not_put_to_the_vote(seated):
    _session, item, _application = opened(seated)

    with pytest.raises(origination_errors.ApprovedAboveAsked):
        voting.propose_terms(
            seated.ctx("ousmane"), item_id=item, amount=francs(3_000_001), instalment_count=12
        )


def test_a_member_votes_once_on_a_proposal(seated):
    _session, item, _application = opened(seated)
    cast(seated, item, khady="FOR")

    with pytest.raises(origination_errors.VotedAlready):
        cast(seated, item, khady="AGAINST")


def test_who_is_absent_or_no_member_does_not_vote(seated):
    hire(seated, "fatou", "general_manager")
    _session, item, _application = opened(seated, present=("ousmane", "khady"))

    for name in ("seydou", "fatou"):
        with pytest.raises(origination_errors.NotOfThisCommittee):
            cast(seated, item, **{name: "FOR"})
    with pytest.raises(NotPermitted):
        cast(seated, item, ibra="FOR")


def test_who_follows_the_application_does_not_vote_on_it(seated):
    _session, item, application_id = opened(seated)
    Application.objects.filter(id=application_id).update(officer_id=seated.people["seydou"])

    with pytest.raises(errors.OwnApplication):
        cast(seated, item, seydou="FOR")


def test_a_vote_against_says_why(seated):
    _session, item, _application = opened(seated)

    with pytest.raises(errors.ReasonWanted):
        voting.vote(seated.ctx("khady"), item_id=item, choice="AGAINST")


def test_only_the_chair_counts_the_votes(seated):
    _session, item, _application = opened(seated)
    cast(seated, item, ousmane="FOR", khady="FOR")

    with pytest.raises(origination_errors.NotOfThisCommittee):
        voting.conclude_item(seated.ctx("seydou"), item_id=item)


def test_an_application_is_on_one_open_agenda_only(seated):
    _session, _item, application_id = opened(seated)
    other = convene(seated)

    with pytest.raises(origination_errors.OnAgendaAlready):
        sessions.put_on_agenda(
            seated.ctx("khady"), session_id=other, application_ids=[application_id]
        )


def test_only_what_waits_for_the_committee_goes_on_the_agenda(seated):
    small, session_id = submit(seated), convene(seated)

    with pytest.raises(origination_errors.NotForCommittee):
        sessions.put_on_agenda(seated.ctx("khady"), session_id=session_id, application_ids=[small])


def test_what_is_postponed_waits_for_another_session(seated):
    session_id, item, application_id = opened(seated)
    before = waiting_for_agenda(seated.ctx("ousmane"))
    voting.postpone_item(
        seated.ctx("ousmane"), item_id=item, reason="Bilan manquant", is_returned=False
    )

    after = waiting_for_agenda(seated.ctx("ousmane"))

    assert (before, [one.id for one in after]) == ([], [application_id])
    assert session_view(seated.ctx("khady"), session_id).items[0].outcome == "POSTPONED"


def test_what_is_returned_goes_back_to_the_officer(seated):
    _session, item, application_id = opened(seated)

    voting.postpone_item(
        seated.ctx("ousmane"), item_id=item, reason="Visite à refaire", is_returned=True
    )

    assert status(application_id) == "RETURNED"


def test_an_expired_application_is_not_approved_in_session(seated):
    _session, item, application_id = opened(seated)
    cast(seated, item, ousmane="FOR", khady="FOR")
    Institution.objects.update(business_date=TODAY + timedelta(days=31))

    with pytest.raises(origination_errors.ApplicationExpired):
        voting.conclude_item(seated.ctx("ousmane"), item_id=item)

    assert status(application_id) == "SUBMITTED"


def test_the_minutes_are_kept_with_their_digest(seated):
    session_id, item, _application = opened(seated)
    cast(seated, item, ousmane="FOR", khady="FOR")
    voting.conclude_item(seated.ctx("ousmane"), item_id=item)

    digest = sessions.close_committee(seated.ctx("khady"), session_id=session_id)

    session = CommitteeSession.objects.get(id=session_id)
    content, media_type = read_file(session.minutes_file_id)
    assert (session.status, media_type) == ("CLOSED", "application/pdf")
    assert content.startswith(b"%PDF")
    assert hashlib.sha256(content).hexdigest() == digest == session.minutes_digest
    with pytest.raises(origination_errors.SessionNotOpen):
        sessions.close_committee(seated.ctx("khady"), session_id=session_id)


def test_closing_postpones_what_was_not_treated(seated):
    session_id, item, application_id = opened(seated)

    sessions.close_committee(seated.ctx("ousmane"), session_id=session_id)

    assert AgendaItem.objects.get(id=item).outcome == "POSTPONED"
    assert [one.id for one in waiting_for_agenda(seated.ctx("khady"))] == [application_id]


def test_a_member_who_approved_does_not_pay_out(seated):
    _session, item, application_id = opened(seated)
    cast(seated, item, ousmane="FOR", khady="FOR")
    voting.conclude_item(seated.ctx("ousmane"), item_id=item)
    loan_id = lending.draw_contract(seated.ctx("ibra"), application_id=application_id)
    at_the_counter = replace(seated.ctx("awa"), actor_id=seated.people["khady"])

    with pytest.raises(errors.SamePersonDisburses):
        lending.disburse(at_the_counter, loan_id=loan_id)


def test_a_member_sees_the_files_of_the_next_session(seated):
    _session, item, _application = opened(seated)

    found = next_items(seated.ctx("seydou"))

    assert [one.id for _row, one in found] == [item]
    assert next_items(seated.ctx("ibra")) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"held_date": date(2026, 1, 4)}, "past"),
        ({"quorum": 4}, "quorum"),
        ({"quorum": 0}, "quorum"),
        ({"chair": "awa"}, "chair"),
        ({"member": "awa"}, "without_right"),
    ],
)
def test_a_session_that_cannot_be_is_refused(seated, changes, reason):
    people = [seated.people[name] for name in MEMBERS]
    values = {name: value for name, value in changes.items() if name in ("held_date", "quorum")}
    if "chair" in changes:
        values["chair_id"] = seated.people[changes["chair"]]
    if "member" in changes:
        values["member_ids"] = [*people, seated.people[changes["member"]]]

    with pytest.raises(origination_errors.SessionNotPossible) as refused:
        convene(seated, **values)

    assert refused.value.values["reason"] == reason


def test_an_officer_does_not_convene_the_committee(seated):
    with pytest.raises(NotPermitted):
        sessions.convene_committee(
            seated.ctx("ibra"), held_date=TODAY, chair_id=seated.people["ousmane"],
            secretary_id=seated.people["khady"], member_ids=[seated.people["ousmane"]], quorum=1,
        )  # fmt: skip
