"""The life of a loan through the gate: who asks, who decides, what the books say, what is not."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from factories.groups import form_group, lend_to
from factories.house import FIRST_DAY, House, francs
from nafa.clients import commands as clients
from nafa.journeys.blocked_savings import block_savings
from nafa.kernel.errors import DomainError
from nafa.kernel.identity.contexts import institution
from nafa.kernel.models import Assignment, OutboxEvent
from nafa.kernel.secrets.files import read_file
from nafa.ledger import queries as books
from nafa.lending import commands as lending
from nafa.lending import queries
from nafa.lending.calc.postings import Role
from nafa.lending.commands.origination.securing import add_guarantee
from nafa.lending.documents.guarantor_call import call_data, call_pdf
from nafa.lending.models import Guarantee, Instalment, Loan, LoanFact, LoanProgress, LoanRequest
from nafa.lending.queries.life import changes, files
from nafa.lending.queries.repayment import debt_of
from nafa.lending.queries.solidarity.standing import group_states
from nafa.lending.queries.state import fold
from nafa.savings import commands as savings

pytestmark = pytest.mark.django_db
Asked = dict[str, Any]
PLAN: Asked = {"first_due_date": "2026-06-05", "count": 10}


def refused(act: Callable[[], object]) -> str:
    """The code of the refusal."""
    with pytest.raises(DomainError) as told:
        act()
    return told.value.code


def ask(house: House, loan_id: UUID, kind: str, asked: Asked, *, by: str = "ibra") -> UUID:
    return lending.ask_change(
        house.ctx(by), loan_id=loan_id, kind=kind, asked=asked, reason="Récolte perdue"
    )


def made(house: House, loan_id: UUID, kind: str, asked: Asked) -> lending.FactReceipt:
    """A change that the officer asked for and the branch manager accepted."""
    return lending.accept_change(
        house.ctx("ousmane"), request_id=ask(house, loan_id, kind, asked)
    )  # fmt: skip


def given_up(house: House, loan_id: UUID) -> lending.FactReceipt:
    request_id = ask(house, loan_id, "WRITE_OFF", {"ground": "NO_HOPE"})
    return lending.accept_change(house.ctx("system"), request_id=request_id)


def folded(loan_id: UUID) -> Any:
    return fold(Loan.objects.get(id=loan_id), on=institution().business_date)


def agree(house: House, loan_id: UUID) -> None:
    """The books of the loan are what its facts say."""
    loan = Loan.objects.get(id=loan_id)
    progress = LoanProgress.objects.get(loan_id=loan_id)
    said = folded(loan_id).books(is_suspended=progress.is_suspended)
    assert books.balance(progress.principal_account_id) == said[Role.PRINCIPAL]
    assert loan.interest_account_id is not None
    assert books.balance(loan.interest_account_id) == said[Role.INTEREST_RECEIVABLE]
    assert books.faults_of_day(institution().business_date) == []


# -- charges and waivers ---------------------------------------------------------------------


def test_a_charge_is_asked_for_on_its_day_and_is_income_when_paid(house: House) -> None:
    loan_id = house.loan()
    asked = {"name": "Visite de recouvrement", "amount": "2500", "due_date": "2026-01-20"}

    lending.charge_loan(house.ctx("ousmane"), loan_id=loan_id, asked=asked, reason="Visite du 5")
    before = house.net("7029")
    state = folded(loan_id).state

    assert state.due_on(date(2026, 1, 19)).fee == francs(0)
    assert state.due_on(date(2026, 2, 5)).fee == francs(2_500)
    house.close_days_until(date(2026, 2, 5))
    house.open_till()
    lending.repay(house.ctx("awa"), loan_id=loan_id, amount=francs(3_000))
    assert house.net("7029") == before - 2_500
    agree(house, loan_id)


def test_a_charge_in_percent_of_what_is_outstanding(house: House) -> None:
    loan_id = house.loan(amount=1_000_000)

    receipt = lending.charge_loan(
        house.ctx("ousmane"), loan_id=loan_id, reason="Dossier",
        asked={"name": "Dossier", "percent": "1.5", "base": "OUTSTANDING"},
    )  # fmt: skip

    assert receipt.amount == francs(15_000)
    assert LoanFact.objects.get(id=receipt.fact_id).reason == "Dossier"


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "", "amount": "100"},
        {"name": "x", "amount": "0"},
        {"name": "x", "amount": "-5"},
        {"name": "x", "amount": "NaN"},
        {"name": "x", "percent": "101", "base": "GRANTED"},
        {"name": "x", "percent": "1", "base": "MOON"},
        {"name": "x", "percent": "1", "base": "OVERDUE"},
        {"name": "x", "amount": "100", "due_date": "2025-12-31"},
    ],
)
def test_a_charge_that_makes_no_sense_is_refused_at_its_field(house: House, asked: Asked) -> None:
    loan_id = house.loan()

    code = refused(
        lambda: lending.charge_loan(
            house.ctx("ousmane"), loan_id=loan_id, asked=asked, reason="essai"
        )
    )

    assert code == "lending.change_not_possible"
    assert LoanFact.objects.filter(loan_id=loan_id).count() == 1


def test_one_charge_is_let_off_and_the_other_stays(house: House) -> None:
    loan_id = house.loan()
    first, _ = [
        lending.charge_loan(
            house.ctx("ousmane"),
            loan_id=loan_id,
            asked={"name": name, "amount": amount},
            reason="x",
        )
        for name, amount in (("Visite", "2000"), ("Lettre", "700"))
    ]

    made(house, loan_id, "WAIVER", {"component": "FEE", "charge_id": str(first.fact_id)})

    assert folded(loan_id).state.due_on(date(2026, 2, 5)).fee == francs(700)


def test_interest_let_off_is_no_income_any_more(house: House) -> None:
    loan_id = house.loan()
    house.close_days_until(date(2026, 2, 5))
    earned = house.net("7021")

    receipt = made(house, loan_id, "WAIVER", {"component": "INTEREST", "amount": "4000"})

    assert (receipt.amount, receipt.interest) == (francs(4_000), francs(4_000))
    assert house.net("7021") == earned + 4_000
    agree(house, loan_id)


def test_no_more_is_let_off_than_is_owed_and_nothing_of_the_principal(house: House) -> None:
    loan_id = house.loan()

    assert refused(lambda: ask(house, loan_id, "WAIVER", {"component": "PENALTY"})) == (
        "lending.nothing_owed"
    )
    too_much = {"component": "INTEREST", "amount": "99999999"}
    assert refused(lambda: ask(house, loan_id, "WAIVER", too_much)) == "lending.above_owed"
    assert refused(lambda: ask(house, loan_id, "WAIVER", {"component": "PRINCIPAL"})) == (
        "lending.change_not_possible"
    )


# -- four eyes -------------------------------------------------------------------------------


def test_who_asks_does_not_decide_and_nothing_happens_before(house: House) -> None:
    loan_id = house.loan()
    plan = list(Instalment.objects.filter(loan_id=loan_id).values())
    request_id = ask(house, loan_id, "RESCHEDULING", PLAN, by="ousmane")

    own = refused(lambda: lending.accept_change(house.ctx("ousmane"), request_id=request_id))
    officer = refused(lambda: lending.accept_change(house.ctx("ibra"), request_id=request_id))
    teller = refused(lambda: ask(house, loan_id, "DEFERMENT", {"periods": 1}, by="awa"))

    assert (own, officer) == ("lending.own_request", "kernel.not_permitted")
    assert teller == "kernel.not_permitted"
    assert list(Instalment.objects.filter(loan_id=loan_id).values()) == plan


def test_a_limit_holds_for_the_amount_at_stake(house: House) -> None:
    loan_id = house.loan(amount=2_000_000)
    within = ask(house, loan_id, "RESCHEDULING", PLAN)
    lending.accept_change(house.ctx("ousmane"), request_id=within)
    held = Assignment.objects.filter(user_id=house.people["ousmane"])
    held.update(approval_limit_minor=1_999_999)
    above = ask(house, loan_id, "RESCHEDULING", {**PLAN, "count": 11})

    assert refused(lambda: lending.accept_change(house.ctx("ousmane"), request_id=above)) == (
        "lending.above_approval_limit"
    )


def test_a_request_is_decided_once_and_only_one_waits(house: House) -> None:
    loan_id = house.loan()
    request_id = ask(house, loan_id, "DEFERMENT", {"periods": 1})

    again = refused(lambda: ask(house, loan_id, "DEFERMENT", {"periods": 2}))
    no_reason = refused(
        lambda: lending.refuse_change(house.ctx("ousmane"), request_id=request_id, reason=" ")
    )
    lending.refuse_change(house.ctx("ousmane"), request_id=request_id, reason="Pas de motif")

    assert (again, no_reason) == ("lending.request_waits", "kernel.invalid_input")
    assert refused(lambda: lending.accept_change(house.ctx("ousmane"), request_id=request_id)) == (
        "lending.request_decided"
    )
    assert LoanRequest.objects.get(id=request_id).decision_reason == "Pas de motif"
    ask(house, loan_id, "DEFERMENT", {"periods": 2})


def test_only_who_asked_withdraws(house: House) -> None:
    loan_id = house.loan()
    request_id = ask(house, loan_id, "DEFERMENT", {"periods": 1})

    assert refused(
        lambda: lending.withdraw_change(house.ctx("ousmane"), request_id=request_id)
    ) == ("lending.request_of_another")
    lending.withdraw_change(house.ctx("ibra"), request_id=request_id)

    assert LoanRequest.objects.get(id=request_id).status == "WITHDRAWN"


def test_what_no_longer_fits_is_refused_when_it_is_accepted(house: House) -> None:
    loan_id = house.loan()
    request_id = ask(house, loan_id, "DEFERMENT", {"periods": 1})
    closing = folded(loan_id).settlement().sum
    lending.settle(house.ctx("awa"), loan_id=loan_id, amount=closing)

    assert refused(lambda: lending.accept_change(house.ctx("ousmane"), request_id=request_id)) == (
        "lending.loan_not_active"
    )


def test_waiting_requests_are_listed_to_who_may_decide_them(house: House) -> None:
    loan_id = house.loan()
    ask(house, loan_id, "DEFERMENT", {"periods": 1})
    ask(house, loan_id, "WRITE_OFF", {"ground": "NO_HOPE"})

    seen = [row.kind for row in changes.requests_waiting(house.ctx("ousmane"))]

    assert seen == ["DEFERMENT"]
    assert changes.requests_waiting(house.ctx("ibra")) == []
    assert [row.kind for row in changes.requests_of(loan_id)] == ["WRITE_OFF", "DEFERMENT"]


# -- plans -----------------------------------------------------------------------------------


def test_a_deferment_moves_the_dates_and_keeps_the_principals(house: House) -> None:
    loan_id = house.loan(amount=1_200_000, count=12)
    former = folded(loan_id).schedule

    made(house, loan_id, "DEFERMENT", {"periods": 2, "bears_interest": False})

    after = folded(loan_id).schedule
    assert [row.principal for row in after] == [row.principal for row in former]
    assert [row.interest for row in after] == [row.interest for row in former]
    assert after[0].due_date == former[2].due_date
    assert Loan.objects.get(id=loan_id).maturity_date == after[-1].due_date
    assert Loan.objects.get(id=loan_id).restructured_date is None
    assert [one.replaced_by for one in files.former_plans(Loan.objects.get(id=loan_id))] == [
        "DEFERMENT"
    ]
    agree(house, loan_id)


def test_a_deferment_with_interest_costs_the_months_it_takes(house: House) -> None:
    loan_id = house.loan(amount=1_200_000, count=12)
    former = sum(row.interest.minor for row in folded(loan_id).schedule)

    made(house, loan_id, "DEFERMENT", {"periods": 2, "bears_interest": True})

    after = sum(row.interest.minor for row in folded(loan_id).schedule)
    assert after - former == pytest.approx(2 * 1_200_000 * 0.18 / 12, abs=12)


@pytest.mark.slow
def test_a_restructuring_turns_interest_into_principal_and_marks_the_credit(house: House) -> None:
    loan_id = house.loan(amount=1_000_000, count=12)
    house.close_days_until(date(2026, 6, 20))
    assert house.net("292") == 1_000_000
    interest = folded(loan_id).state.recognised_interest.minor

    made(house, loan_id, "RESTRUCTURING", {
        "first_due_date": "2026-07-20", "count": 18, "rate": "12", "unpaid_interest": "CAPITALISED",
    })  # fmt: skip

    owed = folded(loan_id).state.outstanding_principal.minor
    assert owed == pytest.approx(1_000_000 + interest, abs=600)
    assert (house.net("291"), house.net("292"), house.net("2022")) == (owed, 0, 0)
    assert folded(loan_id).lateness(date(2026, 6, 20)).days_late == 0
    agree(house, loan_id)
    house.close_days_until(date(2026, 7, 1))
    agree(house, loan_id)
    assert (house.net("291"), house.net("2991")) == (owed, 0)
    assert Loan.objects.get(id=loan_id).restructured_date == date(2026, 6, 20)


@pytest.mark.slow
def test_a_restructuring_taken_back_leaves_the_loan_as_it_was(house: House) -> None:
    loan_id = house.loan(amount=1_000_000, count=12)
    house.close_days_until(date(2026, 3, 10))
    before = folded(loan_id)
    receipt = made(house, loan_id, "RESTRUCTURING", PLAN)

    lending.take_back(house.ctx("ousmane"), fact_id=receipt.fact_id, reason="Mauvais dossier")

    after = folded(loan_id)
    loan = Loan.objects.get(id=loan_id)
    assert after.schedule == before.schedule
    assert after.books(is_suspended=False) == before.books(is_suspended=False)
    assert (loan.restructured_date, house.net("291")) == (None, 0)
    assert LoanProgress.objects.get(loan_id=loan_id).days_late == before.lateness(
        date(2026, 3, 9)
    ).days_late  # fmt: skip
    agree(house, loan_id)
    code = refused(
        lambda: lending.take_back(house.ctx("ousmane"), fact_id=receipt.fact_id, reason="encore")
    )
    assert code == "lending.fact_not_reversible"


@pytest.mark.slow
def test_a_payment_dated_before_the_plan_makes_the_plan_smaller(house: House) -> None:
    loan_id = house.loan(amount=1_000_000, count=12)
    house.close_days_until(date(2026, 3, 10))
    made(house, loan_id, "RESCHEDULING", {"first_due_date": "2026-04-05", "count": 12})
    before = folded(loan_id).schedule
    house.open_till()

    lending.repay(
        house.ctx("awa"), loan_id=loan_id, amount=francs(100_000), value_date=date(2026, 2, 5)
    )

    after = folded(loan_id)
    assert [row.due_date for row in after.schedule[-12:]] == [row.due_date for row in before[-12:]]
    assert sum(row.principal.minor for row in after.schedule) == 1_000_000
    assert after.schedule[-2].principal < before[-2].principal
    stored = Instalment.objects.filter(loan_id=loan_id).order_by("number")
    assert [row.principal_minor for row in stored] == [r.principal.minor for r in after.schedule]
    assert len(files.former_plans(Loan.objects.get(id=loan_id))) == 2
    agree(house, loan_id)


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("DEFERMENT", {"periods": 0}),
        ("DEFERMENT", {"periods": 61}),
        ("DEFERMENT", {"until": "2026-01-06"}),
        ("RESCHEDULING", {"first_due_date": "2026-01-05", "count": 3}),
        ("RESCHEDULING", {"first_due_date": "2026-02-05", "count": 0}),
        ("RESCHEDULING", {"first_due_date": "", "count": 3}),
        ("RESCHEDULING", {**PLAN, "unpaid_interest": "FORGOTTEN"}),
        ("RESTRUCTURING", {**PLAN, "rate": "-1"}),
    ],
)
def test_dates_and_rates_that_make_no_plan_are_refused(
    house: House, kind: str, asked: Asked
) -> None:
    loan_id = house.loan()

    assert refused(lambda: ask(house, loan_id, kind, asked)) == "lending.change_not_possible"


def test_a_rate_above_the_ceiling_is_refused(house: House) -> None:
    loan_id = house.loan()

    code = refused(lambda: ask(house, loan_id, "RESTRUCTURING", {**PLAN, "rate": "90"}))

    assert code == "lending.rate_usurious"


def test_a_deferment_without_interest_wants_nothing_overdue(house: House) -> None:
    loan_id = house.loan()
    house.close_days_until(date(2026, 2, 20))

    asked = {"periods": 2, "bears_interest": False}

    assert refused(lambda: ask(house, loan_id, "DEFERMENT", asked)) == "lending.change_not_possible"


# -- money that comes early ------------------------------------------------------------------


def test_early_money_shortens_the_loan_or_lowers_the_instalments(house: House) -> None:
    plans = {}
    for effect in ("LAST_INSTALMENTS", "ALL_INSTALMENTS"):
        product_id = house.product(code=effect[:4], prepayment=effect)
        loan_id = house.loan(amount=1_200_000, count=12, product_id=product_id)
        lending.prepay(house.ctx("awa"), loan_id=loan_id, amount=francs(600_000))
        plans[effect] = folded(loan_id).schedule[1:]
        agree(house, loan_id)

    shorter, lower = plans["LAST_INSTALMENTS"], plans["ALL_INSTALMENTS"]
    assert (len(shorter), len(lower)) == (6, 12)
    assert shorter[0].sum > lower[0].sum
    assert sum(row.principal.minor for row in shorter) == 600_000
    assert sum(row.principal.minor for row in lower) == 600_000


def test_early_money_must_exceed_what_is_due_and_not_close_the_loan(house: House) -> None:
    loan_id = house.loan()
    house.close_days_until(date(2026, 2, 5))
    house.open_till()
    due = folded(loan_id).state.due_on(date(2026, 2, 5)).sum
    closing = folded(loan_id).settlement().sum

    small = refused(lambda: lending.prepay(house.ctx("awa"), loan_id=loan_id, amount=due))
    large = refused(lambda: lending.prepay(house.ctx("awa"), loan_id=loan_id, amount=closing))

    assert (small, large) == ("lending.payment_too_small", "lending.settle_instead")


# -- given up, recovered ---------------------------------------------------------------------


@pytest.mark.slow
def test_a_loan_given_up_is_a_loss_its_provision_income_and_what_comes_back_too(
    house: House,
) -> None:
    loan_id = house.loan(amount=1_000_000, count=12)
    house.close_days_until(date(2026, 9, 1))
    state, provision = folded(loan_id).state, house.net("2992") + house.net("2991")
    interest = state.interest_receivable.minor + state.penalty_receivable.minor
    assert provision < 0

    given_up(house, loan_id)

    assert (house.net("292"), house.net("293"), house.net("20227")) == (0, 0, 0)
    # interest was suspended: it was no income any more, and is no loss
    assert house.net("669") == 1_000_000 + state.penalty_receivable.minor
    assert house.net("2991") == house.net("2992") == 0
    assert house.net("764") == provision
    house.open_till()
    lending.repay(house.ctx("awa"), loan_id=loan_id, amount=francs(50_000))
    assert house.net("769") == -50_000
    row = files.lost_loans(house.ctx("ousmane"))[0]
    assert (row.lost.minor, row.memo.minor) == (1_000_000 + interest, 950_000 + interest)
    too_much = row.memo + francs(1)
    assert refused(lambda: lending.repay(house.ctx("awa"), loan_id=loan_id, amount=too_much)) == (
        "lending.amount_above_debt"
    )
    house.close_days_until(date(2026, 9, 3))
    assert house.net("769") == -50_000


@pytest.mark.slow
def test_a_write_off_taken_back_is_provisioned_again_by_the_next_close(house: House) -> None:
    loan_id = house.loan(amount=1_000_000, count=12)
    house.close_days_until(date(2026, 9, 1))
    provision = house.net("2992") + house.net("2991")
    receipt = given_up(house, loan_id)

    lending.take_back(house.ctx("ousmane"), fact_id=receipt.fact_id, reason="Le client a reparu")
    house.close_days_until(date(2026, 9, 2))

    assert Loan.objects.get(id=loan_id).status == Loan.Status.ACTIVE
    assert house.net("2992") + house.net("2991") == provision
    assert house.net("669") == 0


def test_giving_up_for_age_wants_the_age(house: House) -> None:
    loan_id = house.loan()

    assert refused(lambda: ask(house, loan_id, "WRITE_OFF", {"ground": "AGE"})) == (
        "lending.not_due_for_write_off"
    )
    LoanProgress.objects.filter(loan_id=loan_id).update(class_code="LOST")
    assert [row.loan_id for row in files.due_for_write_off(house.ctx("ousmane"))] == [loan_id]
    ask(house, loan_id, "WRITE_OFF", {"ground": "AGE"})


# -- moves -----------------------------------------------------------------------------------


def test_a_loan_and_a_whole_portfolio_change_hands(house: House) -> None:
    loan_id = house.loan()
    fatou = house.people["ousmane"]

    lending.transfer_loan(
        house.ctx("ousmane"), loan_id=loan_id, to_officer_id=fatou, reason="Départ"
    )
    back = lending.transfer_portfolio(
        house.ctx("ousmane"), from_officer_id=fatou, to_officer_id=house.people["ibra"],
        reason="Retour",
    )  # fmt: skip

    assert back == 1
    assert Loan.objects.get(id=loan_id).officer_id == house.people["ibra"]
    assert len(files.life_of(house.ctx("ousmane"), loan_id).transfers) == 2
    same = refused(
        lambda: lending.transfer_loan(
            house.ctx("ousmane"), loan_id=loan_id, to_officer_id=house.people["ibra"], reason="x"
        )
    )
    assert same == "lending.same_officer"
    assert OutboxEvent.objects.filter(name="lending.loan_transferred").count() == 2


@pytest.mark.slow
def test_a_loan_moves_to_another_branch_with_its_balances(house: House) -> None:
    loan_id = house.loan(amount=1_000_000, count=12)
    house.close_days_until(date(2026, 6, 1))
    held = {code: house.net(code) for code in ("292", "20227", "2991", "7021")}

    lending.move_to_branch(
        house.ctx("aminata"), loan_id=loan_id, to_branch_id=house.other_branch_id,
        to_officer_id=house.people["ibra"], reason="Déménagement",
    )  # fmt: skip

    loan = Loan.objects.get(id=loan_id)
    progress = LoanProgress.objects.get(loan_id=loan_id)
    assert {code: house.net(code) for code in held} == held
    assert house.net("378") == 0
    assert books.account(progress.principal_account_id).branch_id == house.other_branch_id
    assert loan.branch_id == house.other_branch_id
    agree(house, loan_id)
    house.close_days_until(date(2026, 6, 15))
    agree(house, loan_id)
    assert refused(lambda: queries.find_loan(house.ctx("ousmane"), loan_id)) == (
        "kernel.other_branch"
    )


# -- refinancing -----------------------------------------------------------------------------


def contracted(house: House, former: UUID, *, amount: int) -> UUID:
    loan = Loan.objects.get(id=former)
    application_id = lending.submit_application(
        house.ctx("ibra"), client_id=loan.client_id, product_id=loan.version.product_id,
        amount=francs(amount), instalment_count=12, purpose="Stock",
    )  # fmt: skip
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    return lending.draw_contract(house.ctx("ibra"), application_id=application_id)


def test_a_new_loan_repays_the_former_one_and_the_rest_is_paid_out(house: House) -> None:
    former = house.loan(amount=500_000, count=10)
    house.close_days_until(date(2026, 2, 5))
    house.open_till()
    new = contracted(house, former, amount=1_000_000)
    closing, till = folded(former).settlement().sum, house.net("1011")

    lending.refinance(house.ctx("awa"), loan_id=new, former_ids=(former,))

    assert Loan.objects.get(id=former).status == Loan.Status.CLOSED
    assert till - house.net("1011") == 1_000_000 - 10_000 - closing.minor
    link = files.life_of(house.ctx("awa"), former).refinanced_by
    assert link is not None
    assert (link.loan_id, link.settled) == (new, closing)
    agree(house, new)


def test_a_refinancing_that_cannot_be_is_refused_wholly(house: House) -> None:
    former = house.loan(amount=500_000, count=10)
    small = contracted(house, former, amount=400_000)
    stranger = house.loan(
        amount=100_000, product_id=Loan.objects.get(id=former).version.product_id
    )  # fmt: skip

    def tried(*former_ids: UUID) -> str:
        return refused(
            lambda: lending.refinance(house.ctx("awa"), loan_id=small, former_ids=former_ids)
        )

    codes = [tried(former), tried(stranger), tried()]

    assert codes == [
        "lending.refinancing_too_small", "lending.other_borrower", "lending.nothing_to_refinance"
    ]  # fmt: skip
    assert Loan.objects.get(id=former).status == Loan.Status.ACTIVE


# -- death -----------------------------------------------------------------------------------


def test_the_insurer_of_a_dead_borrower_settles_the_loan(house: House) -> None:
    loan_id = house.loan(amount=600_000)
    house.close_days_until(date(2026, 2, 10))
    closing = folded(loan_id).settlement().sum

    lending.record_death(
        house.ctx("ousmane"), loan_id=loan_id, death_date=date(2026, 2, 1), insurer="NSIA"
    )
    receipt = lending.pay_claim(house.ctx("moussa"), loan_id=loan_id, amount=closing)

    assert receipt.status == "CLOSED"
    assert files.life_of(house.ctx("ousmane"), loan_id).death.claim == "PAID"  # type: ignore[union-attr]
    again = refused(lambda: lending.pay_claim(house.ctx("moussa"), loan_id=loan_id, amount=closing))
    assert again == "lending.no_claim"


def test_without_an_insurer_there_is_no_claim_and_the_heirs_go_on(house: House) -> None:
    loan_id = house.loan()
    lending.record_death(house.ctx("ousmane"), loan_id=loan_id, death_date=FIRST_DAY)

    twice = refused(
        lambda: lending.record_death(house.ctx("ousmane"), loan_id=loan_id, death_date=FIRST_DAY)
    )
    claim = refused(
        lambda: lending.reject_claim(house.ctx("moussa"), loan_id=loan_id, answer="non")
    )

    assert (twice, claim) == ("lending.death_known", "lending.no_claim")
    lending.repay(house.ctx("awa"), loan_id=loan_id, amount=francs(10_000))


# -- guarantees ------------------------------------------------------------------------------


def secured(house: House, kind: str, *, guarantor: UUID | None = None) -> tuple[UUID, UUID]:
    """A late loan of 300,000 with a guarantee."""
    application_id = lending.submit_application(
        house.ctx("ibra"), client_id=house.client(), product_id=house.product(),
        amount=francs(300_000), instalment_count=6, purpose="Stock",
    )  # fmt: skip
    if kind == "SAVINGS":
        house.open_till()
        account = savings.open_account(house.ctx("ibra"), client_id=guarantor)  # type: ignore[arg-type]
        savings.deposit(house.ctx("awa"), account_id=account, amount=francs(500_000))
        guarantee_id = block_savings(
            house.ctx("ibra"), application_id=application_id, savings_id=account,
            amount=francs(120_000),
        )  # fmt: skip
    else:
        guarantee_id = add_guarantee(
            house.ctx("ibra"), application_id=application_id, kind=kind, value=francs(400_000),
            valued_date=FIRST_DAY, description="Garantie", guarantor_id=guarantor, valued_by="Ibra",
        )  # fmt: skip
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    loan_id = lending.draw_contract(house.ctx("ibra"), application_id=application_id)
    if kind != "SAVINGS":
        house.open_till()
    lending.disburse(house.ctx("awa"), loan_id=loan_id)
    return loan_id, guarantee_id


def other_client(house: House) -> UUID:
    return house.client(given_names="Fatou", family_name="Sow", not_a_duplicate_because="autre")


def test_blocked_savings_pay_a_late_loan(house: House) -> None:
    loan_id, guarantee_id = secured(house, "SAVINGS", guarantor=other_client(house))
    early = refused(
        lambda: lending.use_savings(
            house.ctx("ousmane"), loan_id=loan_id, guarantee_id=guarantee_id, reason="x"
        )
    )
    house.close_days_until(date(2026, 3, 1))

    receipt = lending.use_savings(
        house.ctx("ousmane"), loan_id=loan_id, guarantee_id=guarantee_id, reason="Impayés"
    )

    assert early == "lending.nothing_overdue"
    assert receipt.amount == francs(120_000)
    assert house.net("2545") == 0
    assert Guarantee.objects.get(id=guarantee_id).status == "REALISED"
    agree(house, loan_id)


def test_a_pledge_sold_for_more_than_the_debt_leaves_the_rest_to_the_borrower(
    house: House,
) -> None:
    loan_id, guarantee_id = secured(house, "PLEDGE")
    house.close_days_until(date(2026, 3, 1))
    closing, owed = folded(loan_id).settlement().sum, house.net("332")

    receipt = lending.sell_pledge(
        house.ctx("ousmane"), loan_id=loan_id, guarantee_id=guarantee_id,
        proceeds=francs(400_000), reason="Vente du 28 février",
    )  # fmt: skip

    assert receipt.status == "CLOSED"
    assert house.net("332") == owed - (400_000 - closing.minor)


def test_a_guarantor_is_called_and_pays(house: House) -> None:
    fatou = other_client(house)
    loan_id, guarantee_id = secured(house, "PERSONAL", guarantor=fatou)
    house.close_days_until(date(2026, 3, 1))
    due = folded(loan_id).state.due_on(date(2026, 3, 1)).sum

    call_id = lending.call_guarantor(
        house.ctx("ousmane"), loan_id=loan_id, guarantee_id=guarantee_id, amount=due,
        answer_by=date(2026, 3, 15),
    )  # fmt: skip
    house.open_till()
    receipt = lending.repay(house.ctx("awa"), loan_id=loan_id, amount=due, payer_id=fatou)

    fact = LoanFact.objects.get(id=receipt.fact_id)
    assert (fact.payer_id, fact.guarantee_id) == (fatou, guarantee_id)
    letter_id = files.call_letter_id(house.ctx("ousmane"), call_id)
    assert b"Appel de la caution" in read_file(letter_id)[0]
    clients.update_person(house.ctx("ibra"), client_id=fatou, changes={"language": "en"})
    guarantee = Guarantee.objects.get(id=guarantee_id)
    loan = Loan.objects.get(id=loan_id)
    english = call_data(
        house.ctx("ousmane"), loan=loan, guarantee=guarantee, amount=due,
        answer_by=date(2026, 3, 15),
    )  # fmt: skip
    assert (english["language"], english["deadline"]) == ("en", "15 Mar 2026")
    assert b"Call on the guarantor" in call_pdf(
        house.ctx("ousmane"), loan=loan, guarantee=guarantee, amount=due,
        answer_by=date(2026, 3, 15),
    )  # fmt: skip
    sold = refused(
        lambda: lending.sell_pledge(
            house.ctx("ousmane"),
            loan_id=loan_id,
            guarantee_id=guarantee_id,
            proceeds=due,
            reason="x",
        )
    )
    assert sold == "lending.nothing_overdue"


def test_savings_that_are_held_are_used_before_a_loan_is_given_up(house: House) -> None:
    loan_id, _ = secured(house, "SAVINGS", guarantor=other_client(house))

    assert refused(lambda: ask(house, loan_id, "WRITE_OFF", {"ground": "NO_HOPE"})) == (
        "lending.savings_still_held"
    )
    assert debt_of(folded(loan_id)).is_positive


# -- groups ----------------------------------------------------------------------------------


def test_the_members_of_a_group_owe_what_the_new_plan_of_their_loan_asks_for(house: House) -> None:
    group = lend_to(house, form_group(house))
    house.close_days_until(date(2026, 1, 20))
    house.open_till()
    lending.repay(house.ctx("awa"), loan_id=group.loan_id, amount=francs(50_000))
    made(house, group.loan_id, "RESTRUCTURING", {"first_due_date": "2026-02-03", "count": 6})
    lending.prepay(house.ctx("awa"), loan_id=group.loan_id, amount=francs(90_000))

    now = folded(group.loan_id)
    members = group_states({group.loan_id: now})[group.loan_id].members

    assert now.state.capitalised.is_positive
    assert sum(one.left for one in members.values()) == debt_of(now).minor
