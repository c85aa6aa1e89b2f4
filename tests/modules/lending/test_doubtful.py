"""Loans in souffrance: interest suspended, contagion among a borrower's loans, provisions net."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from factories.house import House, francs
from factories.staff import submit
from nafa.journeys.blocked_savings import block_savings
from nafa.jurisdictions.queries import institution_pack
from nafa.jurisdictions.types import DatedValue
from nafa.kernel.identity.contexts import institution
from nafa.ledger import queries as books
from nafa.lending import commands as lending
from nafa.lending.commands import _close_day
from nafa.lending.models import Instalment, Loan, LoanFact, LoanProgress
from nafa.lending.queries.state import fold
from nafa.savings import commands as savings

pytestmark = pytest.mark.django_db
STARTED = date(2025, 9, 5)
LAST_INCOME_DAY = date(2026, 1, 5)
FIRST_SUSPENDED_DAY = date(2026, 1, 6)


def close_through(house: House, day: date) -> None:
    house.close_days_until(date.fromordinal(day.toordinal() + 1))


def running(house: House, *, amount: int = 1_000_000, count: int = 12, **changes: object) -> UUID:
    """A loan that was begun in September and of which nothing was paid."""
    taken = lending.TakenLoan(
        changes.pop("client_id", None) or house.client(), None, amount, count, STARTED, 0
    )
    known = set(Loan.objects.values_list("id", flat=True))
    lending.take_over_loans(
        house.ctx("system"),
        branch_id=house.branch_id,
        product_id=house.product(**{"penalty": None, "charges": [], **changes}),
        cash_account_id=books.account_of(code="1141", currency="XOF", branch_id=house.branch_id),
        loans=[taken],
    )
    return Loan.objects.exclude(id__in=known).get().id


def earned(loan_id: UUID, on: date) -> int:
    return fold(Loan.objects.get(id=loan_id), on=on, closed_through=on).state.accrued_interest.minor


def test_after_three_months_interest_is_income_only_when_it_is_paid(house: House) -> None:
    loan_id = running(house)

    close_through(house, LAST_INCOME_DAY)
    before = (house.net("20227"), house.net("7021"))
    close_through(house, FIRST_SUSPENDED_DAY)
    after = (house.net("20227"), house.net("7021"))

    assert before == (earned(loan_id, LAST_INCOME_DAY), -earned(loan_id, LAST_INCOME_DAY))
    assert before[0] > 0
    assert after == (0, 0)


def test_what_a_suspended_loan_pays_is_income_and_a_reversal_takes_it_back(house: House) -> None:
    loan_id = running(house)
    close_through(house, FIRST_SUSPENDED_DAY)
    house.open_till()

    paid = lending.repay(house.ctx("awa"), loan_id=loan_id, amount=francs(60_000))
    income = house.net("7021")
    lending.reverse_repayment(house.ctx("ousmane"), fact_id=paid.fact_id, reason="erreur")

    assert paid.interest.minor > 0
    assert income == -paid.interest.minor
    assert (house.net("20227"), house.net("7021")) == (0, 0)


def test_a_loan_that_is_sound_again_catches_its_interest_up(house: House) -> None:
    loan_id = running(house)
    close_through(house, FIRST_SUSPENDED_DAY)
    today = institution().business_date
    due = fold(Loan.objects.get(id=loan_id), on=today).state.due_on(today).sum
    house.open_till()
    lending.repay(house.ctx("awa"), loan_id=loan_id, amount=due)

    close_through(house, today)

    assert LoanProgress.objects.get(loan_id=loan_id).is_suspended is False
    assert house.net("7021") == -earned(loan_id, today)


def test_settling_a_suspended_loan_leaves_nothing_behind(house: House) -> None:
    loan_id = running(house)
    close_through(house, FIRST_SUSPENDED_DAY)
    owed = fold(Loan.objects.get(id=loan_id), on=institution().business_date).settlement()
    house.open_till()

    lending.settle(house.ctx("awa"), loan_id=loan_id, amount=owed.sum)
    close_through(house, institution().business_date)

    assert house.net("7021") == -owed.interest.minor
    assert [house.net(code) for code in ("20227", "2022", "292", "2991")] == [0, 0, 0, 0]


@pytest.fixture
def contagious(monkeypatch: pytest.MonkeyPatch, house: House) -> House:
    """The house where the jurisdiction knows contagion."""
    told = DatedValue(True, date(1900, 1, 1), "GENERAL", False, "")
    pack = institution_pack()
    known = replace(pack, values={**pack.values, "arrears_contagion": (told,)})
    monkeypatch.setattr(_close_day, "institution_pack", lambda: known)
    return house


def two_loans(house: House) -> tuple[UUID, UUID]:
    """One client, one loan that is never paid and one whose first instalment is far away."""
    client_id = house.client()
    late = running(house, client_id=client_id)
    sound = running(
        house, client_id=client_id, amount=400_000, count=1, code="CAMP", every=12, unit="MONTHS"
    )
    return late, sound


def test_a_late_loan_marks_the_borrowers_other_loans(contagious: House) -> None:
    late, sound = two_loans(contagious)

    close_through(contagious, FIRST_SUSPENDED_DAY)

    held = {row.loan_id: row for row in LoanProgress.objects.all()}
    assert [held[one].class_code for one in (late, sound)] == ["OVERDUE_3_6", "OVERDUE_3_6"]
    assert (held[sound].days_late, held[sound].is_suspended) == (0, True)
    assert (contagious.net("292"), contagious.net("2991")) == (1_400_000, -560_000)
    assert contagious.net("7021") == 0


def test_contagion_ends_when_the_late_loan_is_settled(contagious: House) -> None:
    late, sound = two_loans(contagious)
    close_through(contagious, FIRST_SUSPENDED_DAY)
    today = institution().business_date
    contagious.open_till()
    owed = fold(Loan.objects.get(id=late), on=today).settlement().sum
    lending.settle(contagious.ctx("awa"), loan_id=late, amount=owed)

    close_through(contagious, today)

    progress = LoanProgress.objects.get(loan_id=sound)
    assert (progress.class_code, progress.is_suspended) == ("", False)
    assert (contagious.net("291"), contagious.net("292")) == (400_000, 0)


def test_where_the_law_knows_no_contagion_each_loan_stands_for_itself(house: House) -> None:
    _, sound = two_loans(house)

    close_through(house, FIRST_SUSPENDED_DAY)

    assert LoanProgress.objects.get(loan_id=sound).class_code == ""
    assert house.net("292") == 1_000_000


@pytest.mark.slow
def test_held_savings_reduce_what_is_provisioned(house: House) -> None:
    """The published example: 1 000 000 less a deposit of 150 000, 40 % of the rest."""
    client_id = house.client()
    account = savings.open_account(house.ctx("ibra"), client_id=client_id)
    house.open_till()
    savings.deposit(house.ctx("awa"), account_id=account, amount=francs(150_000))
    application_id = submit(house, amount=1_000_000, client_id=client_id)
    block_savings(
        house.ctx("ibra"),
        application_id=application_id,
        savings_id=account,
        amount=francs(150_000),
    )
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    loan_id = lending.draw_contract(house.ctx("ibra"), application_id=application_id)
    lending.disburse(house.ctx("awa"), loan_id=loan_id)
    assert LoanFact.objects.filter(loan_id=loan_id).count() == 1

    close_through(house, date(2026, 5, 6))

    assert (house.net("292"), house.net("2991")) == (1_000_000, -340_000)


def test_a_loan_taken_over_late_brings_no_penalties_of_its_past(house: House) -> None:
    loan_id = running(house, penalty={"base": "OVERDUE_TOTAL", "percent_per_year": "36.5"})

    close_through(house, FIRST_SUSPENDED_DAY)

    state = fold(
        Loan.objects.get(id=loan_id), on=FIRST_SUSPENDED_DAY, closed_through=FIRST_SUSPENDED_DAY
    ).state
    missed = [
        sum(row.principal_minor + row.interest_minor for row in rows if row.due_date < day)
        for rows in [Instalment.objects.filter(loan_id=loan_id)]
        for day in (LAST_INCOME_DAY, FIRST_SUSPENDED_DAY)
    ]
    assert 0 < missed[0] < missed[1]
    assert state.penalty_charged.minor == sum(missed) // 1_000
    assert LoanProgress.objects.get().penalty_charged_minor == sum(missed) // 1_000
