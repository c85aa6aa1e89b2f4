"""Recovering a late loan: steps, contacts, promises, letters, results, on a real database."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.house import House, francs
from nafa.clients import commands as clients
from nafa.kernel.errors import DomainError, NotPermitted, OtherBranch
from nafa.kernel.identity.commands import assign_role, create_user
from nafa.kernel.secrets.files import read_file
from nafa.lending import commands as lending
from nafa.lending.models import Loan, LoanProgress
from nafa.lib.money import Money
from nafa.recovery import commands as recovery
from nafa.recovery import errors, queries
from nafa.recovery.calc.plan import USUAL, StepKind
from nafa.recovery.commands._record_act import demand_late
from nafa.recovery.documents.letter import letter_data
from nafa.recovery.models import Act, Claim, Promise
from nafa.recovery.queries import Reason

pytestmark = pytest.mark.django_db
TWELVE_DAYS_LATE = date(2026, 1, 24)
NOON = datetime.fromisoformat("2026-01-24T12:00:00+00:00")


@pytest.fixture
def late(house: House) -> UUID:
    """A weekly loan whose first instalment, of 12 January, is twelve days late."""
    loan_id = house.loan(
        amount=600_000, count=6, product_id=house.product("HEBDO", unit="WEEKS", charges=[])
    )
    house.close_days_until(TWELVE_DAYS_LATE)
    return loan_id


def contact(house: House, loan_id: UUID, **said: Any) -> UUID:
    """Ibra saw the client at noon."""
    values = {"kind": "CALL", "result": "REACHED", **said}
    return recovery.record_act(replace(house.ctx("ibra"), now=NOON), claim_id=loan_id, **values)


def promise(house: House, loan_id: UUID, amount: int, *, days: int) -> None:
    day = house.ctx("ibra").business_date
    contact(
        house, loan_id, result="PROMISED", promised=francs(amount),
        promised_date=day + timedelta(days=days),
    )  # fmt: skip


def pay(house: House, loan_id: UUID, amount: int, **how: Any) -> Any:
    from nafa.payments import queries as cash

    if cash.open_session_of(house.people["awa"]) is None:
        house.open_till()
    return lending.repay(house.ctx("awa"), loan_id=loan_id, amount=francs(amount), **how)


def next_day(house: House, days: int = 1) -> None:
    house.close_days_until(house.ctx("ibra").business_date + timedelta(days=days))


def listed(house: House, who: str = "ibra", **asked: Any) -> Any:
    (row,) = queries.work_list(house.ctx(who), **asked)
    return row


def statuses(loan_id: UUID) -> list[str]:
    return list(
        Promise.objects.filter(claim_id=loan_id).order_by("id").values_list("status", flat=True)
    )


def test_a_late_loan_from_the_first_call_to_a_broken_promise(house: House, late: UUID) -> None:
    row = listed(house)
    assert (row.days_late, row.reason, row.step.code) == (12, Reason.STEP, "visite")

    contact(house, late, step_code="appel", note="Le fils a répondu.")
    assert listed(house).step.code == "visite"  # an earlier step does not stand for a later one
    contact(
        house,
        late,
        kind="VISIT",
        step_code="visite",
        place=(Decimal("14.69278"), Decimal("-17.44672")),
    )
    row = listed(house)
    assert (row.reason, row.step) == (Reason.FOLLOWED, None)

    promise(house, late, 50_000, days=1)
    assert listed(house).reason is Reason.PROMISED
    next_day(house)
    assert listed(house).reason is Reason.DUE
    next_day(house)
    row = listed(house)
    assert (row.reason, row.promise) == (Reason.BROKEN, francs(50_000))
    recovery.record_act(house.ctx("ibra"), claim_id=late, kind="CALL", result="ABSENT")
    assert listed(house).reason is Reason.FOLLOWED
    next_day(house, 2)
    assert listed(house).step.code == "rappel"

    file = queries.recovery_file(house.ctx("ibra"), late)
    assert [act.result for act in file.acts] == ["ABSENT", "PROMISED", "REACHED", "REACHED"]
    assert file.acts[3].note == "Le fils a répondu."
    assert file.acts[2].place == (Decimal("14.69278"), Decimal("-17.44672"))
    assert (file.step.code if file.step else "") == "rappel"


def test_a_promise_is_kept_by_payments_after_it(house: House, late: UUID) -> None:
    pay(house, late, 20_000)
    promise(house, late, 20_000, days=2)
    next_day(house)
    assert statuses(late) == ["OPEN"]  # what was paid before it does not count
    pay(house, late, 20_000)
    next_day(house)
    assert statuses(late) == ["KEPT"]


def test_a_promise_kept_in_part_and_a_payment_taken_back(house: House, late: UUID) -> None:
    promise(house, late, 30_000, days=0)
    pay(house, late, 10_000)
    paid = pay(house, late, 20_000)
    lending.reverse_repayment(house.ctx("ousmane"), fact_id=paid.fact_id, reason="erreur")
    next_day(house)

    kept = Promise.objects.get(claim_id=late)
    assert (kept.status, kept.paid_minor) == ("PARTLY", 10_000)
    assert listed(house).reason is Reason.BROKEN


def test_a_later_promise_takes_the_place_of_an_open_one(house: House, late: UUID) -> None:
    promise(house, late, 30_000, days=1)
    promise(house, late, 40_000, days=3)
    assert statuses(late) == ["REPLACED", "OPEN"]
    next_day(house, 2)
    assert statuses(late) == ["REPLACED", "OPEN"]
    assert listed(house).promise == francs(40_000)


def test_a_second_close_settles_nothing_twice(house: House, late: UUID) -> None:
    promise(house, late, 30_000, days=0)
    next_day(house)
    before = list(Promise.objects.values())
    day = house.ctx("system").business_date - timedelta(days=1)
    recovery.settle_promises(house.ctx("system"), day=day)
    assert list(Promise.objects.values()) == before


def promised(amount: int, *, days: int) -> dict[str, Any]:
    return {
        "result": "PROMISED",
        "promised": francs(amount),
        "promised_date": TWELVE_DAYS_LATE + timedelta(days=days),
    }


REFUSED: list[tuple[dict[str, Any], type[DomainError]]] = [
    ({"step_code": "visite"}, errors.StepUnknown),  # a visit is no call
    ({"step_code": "saisie"}, errors.StepUnknown),
    ({"result": "PROMISED"}, errors.PromiseIncomplete),
    ({**promised(5, days=0), "result": "REACHED"}, errors.PromiseIncomplete),
    (promised(0, days=0), errors.PromiseIncomplete),
    (promised(5, days=-1), errors.PromiseDateOut),
    (promised(5, days=61), errors.PromiseDateOut),
    (promised(500_000, days=0), errors.PromiseAboveDebt),
    ({"place": (Decimal(91), Decimal(0))}, errors.PlaceIncomplete),
    ({"place": (Decimal(0), Decimal("180.1"))}, errors.PlaceIncomplete),
]


def test_what_is_refused_leaves_nothing(house: House, late: UUID) -> None:
    for said, refusal in REFUSED:
        with pytest.raises(refusal), transaction.atomic():
            contact(house, late, **said)
    assert not Act.objects.exists()
    assert not Promise.objects.exists()


def test_a_loan_that_is_not_late_is_not_recovered(house: House) -> None:
    loan_id = house.loan()
    with pytest.raises(errors.NotLate):
        contact(house, loan_id)
    with pytest.raises(errors.NotLate):
        recovery.write_letter(house.ctx("ibra"), claim_id=loan_id, step_code="rappel")
    assert queries.work_list(house.ctx("ibra")) == []


def test_who_may(house: House, late: UUID) -> None:
    with pytest.raises(NotPermitted):
        recovery.record_act(house.ctx("awa"), claim_id=late, kind="CALL", result="REACHED")
    with pytest.raises(NotPermitted):
        recovery.hand_over(house.ctx("ibra"), claim_id=late, collector_id=house.people["ibra"])
    abroad = replace(house.ctx("ibra"), branch_id=house.other_branch_id)
    with pytest.raises(OtherBranch):
        recovery.record_act(abroad, claim_id=late, kind="CALL", result="REACHED")
    assert queries.work_list(abroad) == []


def test_a_contact_at_night_is_kept_and_marked(house: House, late: UUID) -> None:
    night = replace(house.ctx("ibra"), now=NOON + timedelta(hours=10))
    recovery.record_act(night, claim_id=late, kind="CALL", result="REACHED")
    contact(house, late)
    assert [act.is_outside_hours for act in Act.objects.order_by("done_at")] == [False, True]


def test_letters_are_printed_kept_and_stand_for_their_step(house: House, late: UUID) -> None:
    act_id = recovery.write_letter(house.ctx("ibra"), claim_id=late, step_code="demeure")

    found = queries.letter_of(house.ctx("ibra"), act_id)
    assert found is not None
    act = found[0]
    assert act.letter_id is not None
    content, media_type = read_file(act.letter_id)
    assert (content[:5], media_type, act.result) == (b"%PDF-", "application/pdf", "SENT")
    assert listed(house).reason is Reason.FOLLOWED
    with pytest.raises(OtherBranch):
        queries.letter_of(replace(house.ctx("ibra"), branch_id=house.other_branch_id), act_id)
    with pytest.raises(errors.NoLetterHere):
        recovery.write_letter(house.ctx("ibra"), claim_id=late, step_code="appel")
    with pytest.raises(errors.StepUnknown):
        recovery.write_letter(house.ctx("ibra"), claim_id=late, step_code="adieu")


@pytest.mark.parametrize(
    ("language", "step", "title", "since"),
    [
        ("", "rappel", "Rappel d&apos;échéances impayées", "12 janv. 2026"),
        ("fr", "demeure", "Mise en demeure de payer", "12 janv. 2026"),
        ("en", "rappel", "Reminder of unpaid instalments", "12 Jan 2026"),
        ("en", "demeure", "Formal notice to pay", "12 Jan 2026"),
    ],
)
def test_a_letter_speaks_the_language_of_the_client(
    house: House, late: UUID, language: str, step: str, title: str, since: str
) -> None:
    client_id = Loan.objects.get(id=late).client_id
    clients.update_person(house.ctx("ibra"), client_id=client_id, changes={"language": language})

    with translation.override("en" if language != "en" else "fr"):
        act_id = recovery.write_letter(house.ctx("ibra"), claim_id=late, step_code=step)
        told = letter_data(
            house.ctx("ibra"), late=demand_late(house.ctx("ibra"), late), kind=StepKind.LETTER
        )

    letter_id = Act.objects.get(id=act_id).letter_id
    assert letter_id is not None
    assert title.encode() in read_file(letter_id)[0]
    assert (told["language"], told["since"]) == (language or "fr", since)


def test_a_loan_is_handed_over_within_the_branch(house: House, late: UUID) -> None:
    colleague = create_user(
        house.ctx("babacar"), username="soda", full_name="Soda Fall", password=uuid4().hex
    )
    with pytest.raises(errors.OtherBranchCollector):
        recovery.hand_over(house.ctx("ousmane"), claim_id=late, collector_id=colleague)
    assign_role(
        house.ctx("babacar"), user_id=colleague, role_code="field_agent", branch_id=house.branch_id
    )
    recovery.hand_over(house.ctx("ousmane"), claim_id=late, collector_id=colleague)

    assert listed(house).collector == "Soda Fall"
    assert queries.work_list(house.ctx("ibra"), collector_id=house.people["ibra"]) == []
    assert listed(house, collector_id=colleague).claim_id == late


def test_the_plan_changes_from_a_day_on(house: House, late: UUID) -> None:
    assert queries.plan_in_force(TWELVE_DAYS_LATE).number == 0
    with pytest.raises(NotPermitted):
        recovery.define_plan(
            house.ctx("ibra"), steps=(("a", "CALL", 1),), from_hour=8, until_hour=18,
            on_sundays=False,
        )  # fmt: skip
    with pytest.raises(errors.PlanNotPossible):
        recovery.define_plan(
            house.ctx("babacar"), steps=(("a", "CALL", 9), ("b", "VISIT", 3)), from_hour=8,
            until_hour=18, on_sundays=False,
        )  # fmt: skip
    recovery.define_plan(
        house.ctx("babacar"), steps=(("sms", "CALL", 2), ("maire", "VISIT", 10)), from_hour=8,
        until_hour=18, on_sundays=True,
    )  # fmt: skip
    assert listed(house).step.code == "maire"
    assert queries.plan_in_force(TWELVE_DAYS_LATE - timedelta(days=1)).number == 0


def test_results_credit_the_last_contact(house: House, late: UUID) -> None:
    pay(house, late, 5_000)  # before any contact: nobody's
    promise(house, late, 20_000, days=0)
    pay(house, late, 20_000)
    taken_back = pay(house, late, 3_000)
    lending.reverse_repayment(house.ctx("ousmane"), fact_id=taken_back.fact_id, reason="erreur")
    next_day(house)

    (row,) = queries.results(
        house.ctx("ousmane"), first=date(2026, 1, 1), last=date(2026, 1, 31), currency="XOF"
    )
    # The payment of the same day before the contact cannot be told apart from the one after it.
    assert (row.acts, row.files, row.promises, row.kept, row.broken) == (1, 1, 1, 1, 0)
    assert row.collected == francs(25_000)
    assert queries.results(
        house.ctx("ousmane"), first=date(2026, 2, 1), last=date(2026, 2, 28), currency="XOF"
    ) == []  # fmt: skip


codes = st.sampled_from([*(step.code for step in USUAL.steps), ""])
done = st.lists(st.tuples(codes, st.integers(-5, 30)), max_size=5)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(days_late=st.integers(1, 150), acts=done)
def test_the_list_takes_the_step_that_the_plan_says(
    house: House, days_late: int, acts: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        loan_id = _late_by(house, days_late)
        since = house.ctx("ibra").business_date - timedelta(days=days_late)
        for code, day in acts:
            step = USUAL.step(code)
            Act.objects.create(
                id=uuid4(), claim_id=loan_id, step_code=code, kind=step.kind if step else "CALL",
                result="REACHED", done_at=NOON, done_date=since + timedelta(days=day),
                days_late=1, overdue_minor=1, currency="XOF", note="",
            )  # fmt: skip
        counted = {code for code, day in acts if day >= 0}
        assert listed(house).step == USUAL.due(days_late, counted)
        assert queries.recovery_file(house.ctx("ibra"), loan_id).step == USUAL.due(
            days_late, counted
        )
        transaction.set_rollback(True)


def _late_by(house: House, days: int) -> UUID:
    loan_id = house.loan()
    since = house.ctx("ibra").business_date - timedelta(days=days)
    LoanProgress.objects.filter(loan_id=loan_id).update(
        days_late=days, oldest_due_date=since, overdue_principal_minor=9
    )
    Claim.objects.create(id=loan_id, loan_id=loan_id)
    return loan_id


def test_totals_by_reason(house: House, late: UUID) -> None:
    found = queries.work_totals(house.ctx("ibra"), currency="XOF")
    assert (found.files, dict(found.by_reason)) == (1, {Reason.STEP: 1})
    assert found.overdue == listed(house).overdue > Money.zero("XOF")
    assert queries.work_list(house.ctx("ibra"), reason="BROKEN") == []
    assert queries.work_list(house.ctx("ibra"), skip=1) == []
