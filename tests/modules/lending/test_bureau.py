"""The credit bureau before a grant: agreement, question, answer, what counts, what is refused."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from factories.bureau import PAPER, add_paper, agree, connected, credit, report
from factories.house import House
from factories.staff import hire, level, submit
from modules.lending.test_judgement import BUDGET
from nafa.connectors.bureaus.neutral.simulator import Mood
from nafa.kernel.errors import KeyReused, NotPermitted, StoredRefusal
from nafa.kernel.history import history
from nafa.lending import bureau_errors as errors
from nafa.lending import commands as lending
from nafa.lending import origination_errors
from nafa.lending.calc.terms_plain import terms_from_plain
from nafa.lending.commands.origination.budgeting import record_budget
from nafa.lending.commands.origination.consulting import consult_bureau
from nafa.lending.commands.origination.policies import define_approval_policy
from nafa.lending.models import Application, BureauConsultation
from nafa.lending.queries.origination.budgets import capacity_of
from nafa.lending.queries.origination.bureau import consultation_by_id, latest_report

pytestmark = pytest.mark.django_db


def policy(house: House, **rules: Any) -> None:
    define_approval_policy(
        house.ctx("babacar"),
        rules={
            "application_days": 30, "approval_days": 30, "wants_bureau": True, "bureau_days": 10,
            "levels": [level("Tous", "branch_manager")], **rules,
        },
    )  # fmt: skip


@pytest.fixture
def asked(house: House) -> UUID:
    """An application whose borrower has a card and agreed, under a policy that wants the bureau."""
    policy(house)
    client_id = house.client()
    add_paper(house, client_id)
    agree(house, client_id)
    return submit(house, client_id=client_id)


def approve(house: House, application_id: UUID) -> None:
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )


def consult(house: House, application_id: UUID, **changes: Any) -> str:
    """Ask; what became of the question."""
    made = consult_bureau(house.ctx("ibra"), application_id=application_id, **changes)
    found = consultation_by_id(made)
    assert found is not None
    return found.status


def test_an_approval_waits_for_the_answer_of_the_bureau(house: House, asked: UUID) -> None:
    with pytest.raises(errors.BureauMissing) as refused:
        approve(house, asked)

    with connected(report(credit())) as bureau:
        assert consult(house, asked) == "FOUND"
    approve(house, asked)

    assert refused.value.values["days"] == 10
    assert Application.objects.get(id=asked).status == "APPROVED"
    assert bureau.questions[0]["person"]["document_number"] == PAPER
    assert bureau.questions[0]["consent"] == {"kind": "GIVEN", "date": "2026-01-05"}
    assert "lending.keep_bureau_answer" in {row.name for row in history("application", asked)}


def test_somebody_whom_the_bureau_does_not_know_is_an_answer_too(house: House, asked: UUID) -> None:
    with connected():
        assert consult(house, asked) == "UNKNOWN"

    approve(house, asked)


def test_an_answer_that_is_too_old_does_not_count(house: House, asked: UUID) -> None:
    with connected():
        consult(house, asked)
    house.close_days_until(date(2026, 1, 16))

    with pytest.raises(errors.BureauMissing):
        approve(house, asked)


def test_nobody_is_asked_about_without_the_agreement_the_country_wants(house: House) -> None:
    policy(house)
    client_id = house.client()
    application_id = submit(house, client_id=client_id)

    with connected() as bureau:
        for kind in ("", "INFORMED", "WITHDRAWN"):
            if kind:
                agree(house, client_id, kind)
            with pytest.raises(errors.ConsentMissing):
                consult(house, application_id)
        agree(house, client_id)
        consult(house, application_id)

    assert len(bureau.questions) == 1


def test_an_agreement_of_a_day_to_come_is_refused(house: House) -> None:
    with pytest.raises(errors.ConsentNotPossible):
        agree(house, house.client(), given_date=date(2026, 1, 6))


def test_a_bureau_that_does_not_answer_leaves_the_question_and_no_answer(
    house: House, asked: UUID
) -> None:
    with connected(report(), timeout=0.2) as bureau:
        for mood in (Mood.SILENT, Mood.BROKEN, Mood.BABBLING, Mood.SLOW):
            bureau.mood = mood
            assert consult(house, asked) == "UNREACHABLE"
        with pytest.raises(errors.BureauMissing):
            approve(house, asked)
        bureau.mood = Mood.WELL
        assert consult(house, asked) == "FOUND"


def test_the_policy_may_excuse_an_outage(house: House) -> None:
    policy(house, is_bureau_outage_excused=True)
    client_id = house.client()
    agree(house, client_id)
    application_id = submit(house, client_id=client_id)
    with pytest.raises(errors.BureauMissing):
        approve(house, application_id)
    with connected() as bureau:
        bureau.mood = Mood.BROKEN
        consult(house, application_id)

    approve(house, application_id)


def test_a_refusal_of_the_bureau_is_kept_and_is_no_answer(house: House, asked: UUID) -> None:
    with connected(token="un-autre"):
        assert consult(house, asked) == "UNREACHABLE"
    with connected() as bureau:
        bureau._new_answer = lambda _question: {  # type: ignore[method-assign]
            "outcome": "REFUSED", "code": "NOT_SUBSCRIBED"
        }  # fmt: skip
        assert consult(house, asked) == "REFUSED"

    kept = BureauConsultation.objects.get(status="REFUSED")
    assert kept.refusal == "NOT_SUBSCRIBED"
    with pytest.raises(errors.BureauMissing):
        approve(house, asked)


def test_without_a_bureau_the_question_is_refused(house: House, asked: UUID) -> None:
    with pytest.raises(errors.BureauNotConnected):
        consult(house, asked)
    assert not BureauConsultation.objects.exists()


def test_the_same_key_asks_once_and_a_question_left_open_is_taken_up_again(
    house: House, asked: UUID
) -> None:
    ctx = house.ctx("ibra", key="bureau/1")
    with connected(report()) as bureau:
        first = consult_bureau(ctx, application_id=asked)
        again = consult_bureau(ctx, application_id=asked)
        with pytest.raises(KeyReused):
            consult_bureau(ctx, application_id=submit(house, code="AUTRE"))
        BureauConsultation.objects.filter(id=first).update(status="ASKED", report=None)
        resumed = consult_bureau(house.ctx("ibra"), application_id=asked)

    assert first == again == resumed
    assert len(bureau.questions) == 1


def test_only_those_with_the_right_ask_and_only_about_borrowers(house: House, asked: UUID) -> None:
    hire(house, "fatou", "field_agent")
    stranger = house.client(given_names="Modou", not_a_duplicate_because="essai")

    with connected():
        with pytest.raises(NotPermitted):
            consult_bureau(house.ctx("fatou"), application_id=asked)
        with pytest.raises(errors.NotOfTheFile):
            consult(house, asked, client_id=stranger)
        with pytest.raises((errors.NotOfTheFile, StoredRefusal)):
            consult(house, asked, client_id=stranger)


def test_the_report_lies_sealed_in_the_database(house: House, asked: UUID) -> None:
    with connected(report(credit(lender="Banque du Baol"))):
        consult(house, asked)

    with connection.cursor() as cursor:
        cursor.execute("SELECT report FROM lending_bureauconsultation")
        sealed = bytes(cursor.fetchone()[0])
        cursor.execute("SELECT string_agg(t::text, '') FROM kernel_commandrecord t")
        audited = cursor.fetchone()[0]

    assert b"Baol" not in sealed
    assert "Baol" not in audited


def test_credits_that_ended_over_five_years_ago_are_not_used(house: House, asked: UUID) -> None:
    old = credit(state="WRITTEN_OFF", ended_date="2021-01-05", outstanding_minor=0)
    young = credit(state="CLOSED", ended_date="2021-01-06", outstanding_minor=0)
    with connected(report(old, young)):
        consult(house, asked)

    found = latest_report(Application.objects.get(id=asked).client_id, on=date(2026, 1, 5))
    assert found is not None
    assert [one.state for one in found.credits] == ["CLOSED"]


def test_debts_elsewhere_take_from_the_capacity_and_are_not_counted_twice(
    house: House, asked: UUID
) -> None:
    record_budget(house.ctx("ibra"), application_id=asked, figures=BUDGET)
    before = debts(asked)
    with connected(report(credit())):
        consult(house, asked)

    after = debts(asked)

    assert before[:11] == [10_000] * 5 + [0] * 6
    assert after[:11] == [60_000] * 9 + [0] * 2


def debts(application_id: UUID) -> list[int]:
    """What debts ask for in each month of the loan."""
    application = Application.objects.get(id=application_id)
    found = capacity_of(
        application_id, client_id=application.client_id,
        terms=terms_from_plain(application.terms), on=date(2026, 1, 5),
    )  # fmt: skip
    assert found is not None
    return [one.budget.debts_minor for one in found.checks]


def test_the_ceiling_refuses_what_debts_elsewhere_leave_no_room_for(house: House) -> None:
    policy(house, capacity_percent=70, is_capacity_binding=True)
    client_id = house.client()
    add_paper(house, client_id)
    agree(house, client_id)
    application_id = submit(house, client_id=client_id, amount=600_000)
    record_budget(house.ctx("ibra"), application_id=application_id, figures=BUDGET)
    with connected(report(credit(monthly_minor=200_000))):
        consult(house, application_id)

    with pytest.raises(origination_errors.CapacityExceeded):
        approve(house, application_id)
