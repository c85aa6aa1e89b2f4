"""Who decides an application, with how many voices, until when; and who is refused."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from factories.house import House, francs
from factories.staff import BRANCH, COMMITTEE, hire, level, set_policy, submit
from nafa.kernel.errors import DomainError, NotPermitted
from nafa.kernel.models import Institution
from nafa.lending import commands as lending
from nafa.lending import errors, origination_errors
from nafa.lending import queries as loans
from nafa.lending.commands.origination.delegating import delegate_approval, revoke_delegation
from nafa.lending.commands.origination.policies import define_approval_policy
from nafa.lending.models import Application, Decision
from nafa.lending.queries.origination.standing import Stand, standing_of, waiting_for

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 5)


def approve(house: House, name: str, application_id: UUID, **changes: object) -> UUID:
    return lending.decide_application(
        house.ctx(name), application_id=application_id, outcome="APPROVED", **changes
    )


def status(application_id: UUID) -> str:
    return Application.objects.get(id=application_id).status


def days_pass(count: int) -> None:
    Institution.objects.update(business_date=TODAY + timedelta(days=count))


@pytest.fixture
def staffed(house: House) -> House:
    """A second branch manager and a general manager, under a policy of three levels."""
    hire(house, "fatou", "general_manager", limit=20_000_000)
    hire(house, "modou", "branch_manager", limit=2_000_000)
    set_policy(house)
    return house


# Levels -------------------------------------------------------------------------------------------


def test_one_voice_of_the_level_is_enough_where_the_quorum_is_one(staffed):
    application_id = submit(staffed)

    approve(staffed, "ousmane", application_id)

    assert status(application_id) == "APPROVED"
    assert standing_of(staffed.ctx("ibra"), application_id).approval_expires_date == (
        TODAY + timedelta(days=20)
    )


def test_the_second_level_waits_for_two_distinct_people(staffed):
    application_id = submit(staffed, amount=900_000)

    approve(staffed, "ousmane", application_id)
    after_one = status(application_id), standing_of(staffed.ctx("fatou"), application_id).given
    approve(staffed, "fatou", application_id)

    assert after_one == ("SUBMITTED", 1)
    assert status(application_id) == "APPROVED"


def test_the_same_person_does_not_count_twice(staffed):
    application_id = submit(staffed, amount=900_000)
    approve(staffed, "ousmane", application_id)

    with pytest.raises(origination_errors.AlreadyDecided):
        approve(staffed, "ousmane", application_id)

    assert Decision.objects.filter(application_id=application_id).count() == 1


def test_other_terms_open_the_count_anew(staffed):
    application_id = submit(staffed, amount=900_000)
    approve(staffed, "ousmane", application_id)

    approve(staffed, "fatou", application_id, amount=francs(700_000), instalment_count=10,
            conditions="Facture du fournisseur avant le décaissement")  # fmt: skip
    waiting = status(application_id)
    approve(staffed, "ousmane", application_id)

    view = loans.application_view(staffed.ctx("ibra"), application_id)
    assert waiting == "SUBMITTED"
    assert (view.row.status, view.row.amount, view.row.instalment_count) == (
        "APPROVED", francs(700_000), 10,
    )  # fmt: skip
    assert (view.asked, view.asked_instalment_count) == (francs(900_000), 12)
    assert view.terms.principal == francs(700_000)
    assert [one.conditions for one in view.decisions if one.conditions] == [
        "Facture du fournisseur avant le décaissement"
    ]


def test_a_person_without_the_level_is_refused(staffed):
    hire(staffed, "khady", "committee_member", limit=9_000_000)
    application_id = submit(staffed)

    with pytest.raises(origination_errors.WithoutLevel) as refused:
        approve(staffed, "khady", application_id)
    with pytest.raises(origination_errors.WithoutLevel):
        lending.decide_application(
            staffed.ctx("khady"), application_id=application_id, outcome="REFUSED", reason="Non"
        )

    assert "Agence" in refused.value.message
    assert status(application_id) == "SUBMITTED"


def test_a_person_without_the_right_is_refused(staffed):
    application_id = submit(staffed)

    with pytest.raises(NotPermitted):
        approve(staffed, "awa", application_id)


@pytest.mark.parametrize("outcome", ["APPROVED", "RETURNED", "REFUSED"])
def test_whoever_made_the_application_does_not_decide_it(staffed, outcome):
    product_id = staffed.product("IND")
    application_id = lending.submit_application(
        staffed.ctx("ousmane"), client_id=staffed.client(), product_id=product_id,
        amount=francs(400_000), instalment_count=12, purpose="Stock",
        officer_id=staffed.people["ibra"],
    )  # fmt: skip

    with pytest.raises(errors.OwnApplication):
        lending.decide_application(
            staffed.ctx("ousmane"), application_id=application_id, outcome=outcome, reason="Oui"
        )


def test_a_personal_limit_still_binds_at_a_level(staffed):
    hire(staffed, "small", "branch_manager", limit=100_000)
    application_id = submit(staffed)

    with pytest.raises(errors.AboveApprovalLimit):
        approve(staffed, "small", application_id)


def test_the_committee_level_is_not_decided_by_one_person(staffed):
    application_id = submit(staffed, amount=3_000_000)

    with pytest.raises(origination_errors.CommitteeDecides):
        approve(staffed, "ousmane", application_id)
    lending.decide_application(
        staffed.ctx("ousmane"), application_id=application_id, outcome="RETURNED",
        reason="Bilan manquant",
    )  # fmt: skip

    assert status(application_id) == "RETURNED"


def test_more_than_was_asked_for_is_refused(staffed):
    application_id = submit(staffed)

    with pytest.raises(origination_errors.ApprovedAboveAsked):
        approve(staffed, "ousmane", application_id, amount=francs(400_001))


def test_a_product_and_a_branch_have_levels_of_their_own(house):
    set_policy(
        house,
        level("Groupes", "general_manager", products=["GRP"], branches=["01"]),
        level("Agence", "branch_manager"),
    )

    found = [standing_of(house.ctx("ousmane"), submit(house, code=code)).level
             for code in ("GRP", "IND")]  # fmt: skip

    assert found == ["Groupes", "Agence"]


# Time ---------------------------------------------------------------------------------------------


def test_an_application_that_waited_too_long_is_not_approved(staffed):
    application_id = submit(staffed)
    days_pass(30)
    still = standing_of(staffed.ctx("ousmane"), application_id).stand
    days_pass(31)

    with pytest.raises(origination_errors.ApplicationExpired):
        approve(staffed, "ousmane", application_id)

    assert still is Stand.MINE
    assert standing_of(staffed.ctx("ousmane"), application_id).stand is Stand.EXPIRED


def test_no_contract_after_the_approval_expired_until_it_is_submitted_anew(staffed):
    application_id = submit(staffed)
    approve(staffed, "ousmane", application_id)
    days_pass(21)

    with pytest.raises(origination_errors.ApprovalExpired):
        lending.draw_contract(staffed.ctx("ibra"), application_id=application_id)
    lending.resubmit_application(
        staffed.ctx("ibra"), application_id=application_id, amount=francs(350_000),
        instalment_count=10, purpose="Stock de tissus",
    )  # fmt: skip

    assert status(application_id) == "SUBMITTED"
    assert standing_of(staffed.ctx("ousmane"), application_id).given == 0


def test_no_contract_while_a_voice_is_missing(staffed):
    application_id = submit(staffed, amount=900_000)
    approve(staffed, "ousmane", application_id)

    with pytest.raises(origination_errors.ApprovalIncomplete) as refused:
        lending.draw_contract(staffed.ctx("ibra"), application_id=application_id)

    assert (refused.value.values["given"], refused.value.values["wanted"]) == (1, 2)


def test_a_state_forced_past_its_voices_makes_no_contract(staffed):
    application_id = submit(staffed, amount=900_000)
    approve(staffed, "ousmane", application_id)
    Application.objects.filter(id=application_id).update(status="APPROVED")

    with pytest.raises(origination_errors.ApprovalIncomplete):
        lending.draw_contract(staffed.ctx("ibra"), application_id=application_id)


def test_a_loan_is_not_paid_out_after_its_approval_expired(staffed):
    application_id = submit(staffed)
    approve(staffed, "ousmane", application_id)
    loan_id = lending.draw_contract(staffed.ctx("ibra"), application_id=application_id)
    Application.objects.get(id=application_id).route.__class__.objects.filter(
        application_id=application_id
    ).update(approval_expires_date=TODAY - timedelta(days=1))
    staffed.open_till()

    with pytest.raises(origination_errors.ApprovalExpired):
        lending.disburse(staffed.ctx("awa"), loan_id=loan_id)


def test_an_application_sent_back_begins_another_round(staffed):
    application_id = submit(staffed, amount=900_000)
    approve(staffed, "ousmane", application_id)
    lending.decide_application(
        staffed.ctx("fatou"), application_id=application_id, outcome="RETURNED",
        reason="Chiffre d'affaires à vérifier",
    )  # fmt: skip

    lending.resubmit_application(
        staffed.ctx("ibra"), application_id=application_id, amount=francs(900_000),
        instalment_count=12, purpose="Stock vérifié",
    )  # fmt: skip
    approve(staffed, "ousmane", application_id)

    assert status(application_id) == "SUBMITTED"
    assert standing_of(staffed.ctx("fatou"), application_id).given == 1
    with pytest.raises(origination_errors.ApplicationNotReturned):
        lending.resubmit_application(
            staffed.ctx("ibra"), application_id=application_id, amount=francs(900_000),
            instalment_count=12, purpose="Encore",
        )  # fmt: skip


# Delegations --------------------------------------------------------------------------------------


def delegate(house: House, giver: str, holder: str, *, days: int = 10, **changes: object) -> UUID:
    values = {
        "to_user_id": house.people[holder], "up_to": francs(1_500_000), "start_date": TODAY,
        "end_date": TODAY + timedelta(days=days), "reason": "Congé", **changes,
    }  # fmt: skip
    return delegate_approval(house.ctx(giver), **values)


@pytest.fixture
def deputised(staffed: House) -> House:
    """Khady sits in the committee and decides for Fatou while she is away."""
    hire(staffed, "khady", "committee_member")
    delegate(staffed, "fatou", "khady")
    return staffed


def test_a_delegate_speaks_for_the_person_who_delegates(deputised):
    application_id = submit(deputised, amount=900_000)
    approve(deputised, "ousmane", application_id)

    seen = standing_of(deputised.ctx("khady"), application_id)
    approve(deputised, "khady", application_id, for_user_id=deputised.people["fatou"])

    assert (seen.stand, seen.delegation.from_name) == (Stand.DELEGATED, "Fatou")
    assert status(application_id) == "APPROVED"
    view = loans.application_view(deputised.ctx("ibra"), application_id)
    assert [(one.decided_by, one.for_person) for one in view.decisions] == [
        ("Ousmane", ""), ("Khady", "Fatou"),
    ]  # fmt: skip


def test_the_one_who_delegates_does_not_speak_beside_the_delegate(deputised):
    application_id = submit(deputised, amount=900_000)
    approve(deputised, "khady", application_id, for_user_id=deputised.people["fatou"])

    with pytest.raises(origination_errors.AlreadyDecided):
        approve(deputised, "fatou", application_id)


def test_a_delegation_out_of_date_or_taken_back_is_refused(deputised):
    application_id = submit(deputised, amount=900_000)
    days_pass(11)
    with pytest.raises(origination_errors.DelegationOutOfDate):
        approve(deputised, "khady", application_id, for_user_id=deputised.people["fatou"])
    days_pass(0)
    found = standing_of(deputised.ctx("khady"), application_id).delegation
    revoke_delegation(deputised.ctx("fatou"), delegation_id=found.id)

    with pytest.raises(origination_errors.DelegationOutOfDate):
        approve(deputised, "khady", application_id, for_user_id=deputised.people["fatou"])


def test_a_delegate_stays_within_the_delegated_amount(deputised):
    application_id = submit(deputised, amount=1_600_000)

    with pytest.raises(origination_errors.AboveDelegation):
        approve(deputised, "khady", application_id, for_user_id=deputised.people["fatou"])

    assert standing_of(deputised.ctx("khady"), application_id).stand is Stand.ABOVE_LIMIT


def test_a_delegation_is_not_passed_on(deputised):
    hire(deputised, "seydou", "committee_member")
    delegate(deputised, "khady", "seydou")
    application_id = submit(deputised, amount=900_000)

    with pytest.raises(origination_errors.WithoutLevel):
        approve(deputised, "seydou", application_id, for_user_id=deputised.people["khady"])


def test_a_delegate_does_not_decide_for_the_maker(deputised):
    product_id = deputised.product("IND")
    application_id = lending.submit_application(
        deputised.ctx("ibra"), client_id=deputised.client(), product_id=product_id,
        amount=francs(900_000), instalment_count=12, purpose="Stock",
        officer_id=deputised.people["fatou"],
    )  # fmt: skip

    with pytest.raises(errors.OwnApplication):
        approve(deputised, "khady", application_id, for_user_id=deputised.people["fatou"])


@pytest.mark.parametrize(
    ("giver", "holder", "changes"),
    [
        ("fatou", "fatou", {}),
        ("fatou", "awa", {}),
        ("fatou", "ousmane", {"start_date": date(2026, 1, 4)}),
        ("fatou", "ousmane", {"end_date": date(2026, 1, 4)}),
        ("fatou", "ousmane", {"end_date": date(2027, 1, 6)}),
        ("ousmane", "fatou", {"up_to": francs(2_000_001)}),
        ("ousmane", "fatou", {"up_to": francs(0)}),
    ],
)
def test_a_delegation_that_cannot_be_is_refused(staffed, giver, holder, changes):
    with pytest.raises(origination_errors.DelegationNotPossible):
        delegate(staffed, giver, holder, **changes)


# The policy ---------------------------------------------------------------------------------------


def test_an_application_keeps_the_policy_it_was_submitted_under(staffed):
    before = submit(staffed, amount=900_000)
    set_policy(staffed, level("Tous", "branch_manager"))

    after = submit(staffed, amount=900_000, code="DEUX")

    found = [standing_of(staffed.ctx("ousmane"), one).level for one in (before, after)]
    assert found == ["Siège", "Tous"]


def test_a_policy_begins_on_its_day(house):
    define_approval_policy(
        house.ctx("babacar"), effective_from=TODAY + timedelta(days=2),
        rules={"application_days": 5, "approval_days": 5, "levels": [COMMITTEE]},
    )  # fmt: skip
    before = submit(house)
    days_pass(2)

    after = submit(house, code="DEUX")

    found = [standing_of(house.ctx("ousmane"), one).level for one in (before, after)]
    assert found == ["", "Comité"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"effective_from": date(2026, 1, 4)}, "lending.policy_date_taken"),
        ({"levels": [BRANCH]}, "lending.policy_not_possible"),
        ({"levels": [level("Tous", "king")]}, "lending.role_unknown"),
    ],
)
def test_a_policy_is_refused_with_its_reason(house, changes, code):
    rules = {"application_days": 5, "approval_days": 5, "levels": [COMMITTEE]}
    rules = {**rules, **{name: value for name, value in changes.items() if name in rules}}

    with pytest.raises(DomainError) as refused:
        define_approval_policy(
            house.ctx("babacar"), rules=rules, effective_from=changes.get("effective_from")
        )

    assert refused.value.code == code


def test_who_decides_is_not_set_by_a_branch_manager(house):
    with pytest.raises(NotPermitted):
        define_approval_policy(house.ctx("ousmane"), rules={"levels": [COMMITTEE]})


def test_the_count_of_what_waits_is_the_readers_own(staffed):
    submit(staffed)
    submit(staffed, amount=900_000, code="DEUX")
    submit(staffed, amount=3_000_000, code="TROIS")

    counted = {name: waiting_for(staffed.ctx(name)) for name in ("ousmane", "fatou", "ibra")}

    assert counted == {"ousmane": 2, "fatou": 1, "ibra": 0}


def test_a_decision_sent_twice_counts_once(staffed):
    application_id = submit(staffed, amount=900_000)
    ctx = staffed.ctx("ousmane", key="decision/1")

    first = lending.decide_application(ctx, application_id=application_id, outcome="APPROVED")
    again = lending.decide_application(
        replace(ctx), application_id=application_id, outcome="APPROVED"
    )

    assert first == again
    assert Decision.objects.filter(application_id=application_id).count() == 1
