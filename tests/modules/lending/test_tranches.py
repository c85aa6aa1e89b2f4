"""Loans that are paid out in parts: what may leave, what it does to the plan and the books."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from factories.house import FIRST_DAY, House, francs
from factories.staff import submit
from nafa.journeys.loan_money import disburse_by_payout, disburse_to_savings
from nafa.kernel.errors import DomainError
from nafa.lending import commands as lending
from nafa.lending.calc.loan_state import LoanState
from nafa.lending.commands import PlannedTranche
from nafa.lending.models import Decision, Instalment, Loan, LoanFact, LoanPlan, LoanProgress
from nafa.lending.queries.origination.exposures import exposures
from nafa.lending.queries.state import Folded, fold
from nafa.lending.queries.tranches import drawing_of
from nafa.lib.money import Money
from nafa.savings import commands as savings
from nafa.savings import queries as accounts

pytestmark = pytest.mark.django_db
FREE = {"most": 3, "within_days": 120}


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as told:
        act()
    return told.value.code


def drawn_loan(house: House, *, first: int = 300_000, **rule: Any) -> UUID:
    """Nine hundred thousand agreed over six months, a part of it paid out today."""
    product_id = house.product(tranches={**FREE, **rule}, charges=[])
    return house.loan(amount=900_000, count=6, product_id=product_id, first=first)


def now(house: House, loan_id: UUID) -> Folded:
    return fold(Loan.objects.get(id=loan_id), on=house.ctx("system").business_date)


def state(house: House, loan_id: UUID) -> LoanState:
    return now(house, loan_id).state


def draw(house: House, loan_id: UUID, amount: int | None = None) -> lending.FactReceipt:
    house.open_till()
    try:
        return lending.disburse(
            house.ctx("awa"), loan_id=loan_id, amount=francs(amount) if amount else None
        )
    finally:
        house.close_till()


def branch_nets() -> dict[UUID, int]:
    """What each branch holds of commitments given."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.branch_id, b.debit_minor - b.credit_minor FROM ledger_balance b"
            " JOIN ledger_account a ON a.id = b.account_id WHERE a.chart_code = '801'"
        )
        return {branch: int(net) for branch, net in cursor.fetchall()}


def contract(house: House, *planned: tuple[date, int], **rule: Any) -> UUID:
    """A contract of nine hundred thousand, not yet paid out."""
    product_id = house.product(tranches={**FREE, **rule}, charges=[])
    application_id = submit(house, amount=900_000, instalment_count=6, product_id=product_id)
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    return lending.draw_contract(
        house.ctx("ibra"), application_id=application_id,
        tranches=tuple(PlannedTranche(day, francs(amount)) for day, amount in planned),
    )  # fmt: skip


def test_the_first_tranche_is_owed_and_the_rest_is_a_commitment(house: House) -> None:
    loan_id = drawn_loan(house)

    loan, rows = Loan.objects.get(id=loan_id), Instalment.objects.filter(loan_id=loan_id)
    assert (house.net("2022"), house.net("801"), house.net("891")) == (300_000, 600_000, -600_000)
    assert sum(row.principal_minor for row in rows) == 300_000
    assert loan.principal_minor == 900_000
    assert loan.draw_until_date == FIRST_DAY + timedelta(days=120)
    signed = LoanPlan.objects.get(loan_id=loan_id, version=0).rows
    assert sum(row[3] for row in signed) == 900_000


def test_a_later_tranche_is_laid_over_the_instalments_that_are_left(house: House) -> None:
    loan_id = drawn_loan(house)
    house.close_till()
    house.close_days_until(FIRST_DAY + timedelta(days=31))
    due = now(house, loan_id).schedule[0].sum
    house.open_till()
    lending.repay(house.ctx("awa"), loan_id=loan_id, amount=due)
    house.close_till()
    before = now(house, loan_id).schedule

    receipt = draw(house, loan_id, 400_000)

    after = now(house, loan_id)
    assert after.schedule[0] == before[0]
    assert [row.due_date for row in after.schedule] == [row.due_date for row in before]
    assert sum(row.principal.minor for row in after.schedule) == 700_000
    levels = {row.sum.minor for row in after.schedule[1:-1]}
    assert max(levels) - min(levels) <= 5
    assert receipt.outstanding_principal == francs(700_000) - before[0].principal
    assert house.net("801") == after.state.undrawn.minor == 200_000
    assert LoanPlan.objects.filter(loan_id=loan_id).count() == 2


def test_what_is_overdue_stays_overdue_when_more_is_paid_out(house: House) -> None:
    loan_id = drawn_loan(house, while_late=True)
    house.close_till()
    house.close_days_until(FIRST_DAY + timedelta(days=40))
    before = now(house, loan_id)
    assert before.lateness(before.state.on).is_late
    closed = LoanProgress.objects.get(loan_id=loan_id)
    overdue = before.lateness(before.state.on).overdue_principal.minor
    assert closed.overdue_principal_minor == overdue > 0

    draw(house, loan_id, 100_000)

    after = now(house, loan_id)
    assert after.schedule[0] == before.schedule[0]
    assert after.lateness(after.state.on) == before.lateness(before.state.on)
    assert after.state.due_on(after.state.on) == before.state.due_on(before.state.on)
    assert after.state.accrued_interest == before.state.accrued_interest


def test_a_late_loan_gets_nothing_more_unless_its_product_says_so(house: House) -> None:
    loan_id = drawn_loan(house)
    house.close_till()
    house.close_days_until(FIRST_DAY + timedelta(days=40))

    assert refused(lambda: draw(house, loan_id, 1_000)) == "lending.tranche_while_late"


def test_never_more_than_was_approved_nor_more_often_than_agreed(house: House) -> None:
    loan_id = drawn_loan(house)
    house.close_till()

    assert refused(lambda: draw(house, loan_id, 600_001)) == "lending.tranche_above_approval"
    draw(house, loan_id, 100_000)
    draw(house, loan_id, 100_000)
    assert refused(lambda: draw(house, loan_id, 100_000)) == "lending.too_many_tranches"
    assert state(house, loan_id).disbursed == francs(500_000)


def test_after_its_last_day_the_rest_lapses_with_the_day_close(house: House) -> None:
    loan_id = drawn_loan(house, within_days=2)
    house.close_till()
    house.close_days_until(FIRST_DAY + timedelta(days=2))
    before = house.net("801")
    house.close_days_until(FIRST_DAY + timedelta(days=3))

    assert (before, house.net("801")) == (600_000, 0)
    assert LoanFact.objects.filter(loan_id=loan_id, kind="DRAWING_ENDED").count() == 1
    assert refused(lambda: draw(house, loan_id, 1_000)) == "lending.drawing_ended"


def test_the_rest_is_given_up_with_a_reason_and_once(house: House) -> None:
    loan_id = drawn_loan(house)
    end = lambda reason: lending.end_drawing(  # noqa: E731
        house.ctx("ousmane"), loan_id=loan_id, reason=reason
    )

    assert refused(lambda: end(" ")) == "kernel.invalid_input"
    end("Chantier abandonné")
    assert refused(lambda: end("encore")) == "lending.drawing_ended"
    assert house.net("801") == 0
    assert state(house, loan_id).undrawn == francs(0)


def test_a_tranche_is_taken_back_where_nothing_followed(house: House) -> None:
    loan_id = drawn_loan(house)
    house.close_till()
    before, plan = house.net("1011"), now(house, loan_id).schedule
    receipt = draw(house, loan_id, 200_000)

    lending.reverse_tranche(house.ctx("ousmane"), fact_id=receipt.fact_id, reason="erreur")

    assert (house.net("1011"), house.net("801")) == (before, 600_000)
    assert now(house, loan_id).schedule == plan
    assert state(house, loan_id).disbursed == francs(300_000)


def test_a_tranche_that_was_followed_stays(house: House) -> None:
    loan_id = drawn_loan(house)
    house.close_till()
    receipt = draw(house, loan_id, 200_000)
    house.open_till()
    lending.repay(house.ctx("awa"), loan_id=loan_id, amount=francs(10_000))
    take = lambda: lending.reverse_tranche(  # noqa: E731
        house.ctx("ousmane"), fact_id=receipt.fact_id, reason="erreur"
    )

    assert refused(take) == "lending.tranche_followed"


def test_a_loan_paid_out_at_once_has_no_tranche(house: House) -> None:
    product_id = house.product()
    application_id = submit(house, amount=900_000, product_id=product_id)
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    loan_id = lending.draw_contract(house.ctx("ibra"), application_id=application_id)

    assert refused(lambda: draw(house, loan_id, 100_000)) == "lending.not_in_parts"
    draw(house, loan_id)
    assert refused(lambda: draw(house, loan_id, 1_000)) == "lending.loan_not_ready"


def test_planned_tranches_wait_for_their_day(house: House) -> None:
    second = FIRST_DAY + timedelta(days=10)
    loan_id = contract(house, (FIRST_DAY, 500_000), (second, 400_000), is_planned=True)

    draw(house, loan_id)
    assert state(house, loan_id).disbursed == francs(500_000)
    assert refused(lambda: draw(house, loan_id)) == "lending.tranche_before_plan"
    house.close_days_until(second)
    assert refused(lambda: draw(house, loan_id, 400_001)) == "lending.tranche_above_approval"
    draw(house, loan_id)

    found = drawing_of(now(house, loan_id))
    assert found is not None
    assert (found.amount, found.left, found.is_open) == (francs(900_000), francs(0), False)
    assert house.net("801") == 0


@pytest.mark.parametrize(
    ("planned", "reason"),
    [
        ((), "terms.tranches_wanted"),
        (((0, 500_000),), "terms.tranches_not_all"),
        (((1, 500_000), (10, 400_000)), "terms.tranche_dates_wrong"),
        (((0, 500_000), (0, 400_000)), "terms.tranche_dates_wrong"),
        (((0, 500_000), (130, 400_000)), "terms.tranche_after_last_day"),
        (((0, 300_000), (1, 200_000), (2, 200_000), (3, 200_000)), "terms.too_many_tranches"),
    ],
)
def test_tranches_that_make_no_contract_are_refused(
    house: House, planned: tuple[tuple[int, int], ...], reason: str
) -> None:
    days = [(FIRST_DAY + timedelta(days=after), amount) for after, amount in planned]

    with pytest.raises(DomainError) as told:
        contract(house, *days, is_planned=True)

    assert told.value.values["reason"] == reason


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"interest": "FLAT"}, FREE),
        ({"grace_interest": 1}, FREE),
        ({}, {"most": 1, "within_days": 10}),
        ({}, {"most": 2, "within_days": 0}),
        ({}, {"most": 2}),
    ],
)
def test_products_whose_tranches_cannot_be_are_refused(
    house: House, changes: dict[str, Any], rule: dict[str, Any]
) -> None:
    made = refused(lambda: house.product(tranches=rule, **changes))

    assert made == "lending.terms_not_possible"


def test_fees_of_each_tranche_are_kept_back_with_it(house: House) -> None:
    charges = [
        {"name": "Dossier", "measure": "PERCENT_OF_LOAN", "value": "1"},
        {"name": "Visite", "measure": "FLAT", "value": "2000", "time": "AT_EACH_TRANCHE"},
    ]
    product_id = house.product(tranches=FREE, charges=charges)
    loan_id = house.loan(amount=900_000, count=6, product_id=product_id, first=300_000)
    first = house.net("7029")
    house.close_till()

    assert refused(lambda: draw(house, loan_id, 2_000)) == "lending.fees_eat_tranche"
    draw(house, loan_id, 100_000)

    assert (first, house.net("7029")) == (-11_000, -13_000)


def test_tranches_go_onto_savings_and_into_orders_to_pay(house: House) -> None:
    loan_id = drawn_loan(house)
    client_id = Loan.objects.get(id=loan_id).client_id
    account = savings.open_account(house.ctx("ibra"), client_id=client_id)

    disburse_to_savings(
        house.ctx("awa"), loan_id=loan_id, savings_id=account, amount=francs(100_000)
    )
    ordered = disburse_by_payout(
        house.ctx("awa"), loan_id=loan_id, channel="BANK", destination="SN08 0100",
        holder="Aïssatou Ndiaye", amount=francs(200_000),
    )  # fmt: skip

    held = accounts.account_view(house.ctx("awa"), account).row.balance
    assert (held, ordered.amount) == (francs(100_000), francs(200_000))
    assert state(house, loan_id).disbursed == francs(600_000)
    take = lambda: lending.reverse_tranche(  # noqa: E731
        house.ctx("ousmane"), fact_id=ordered.fact_id, reason="erreur"
    )
    assert refused(take) == "lending.tranche_ordered"


def test_who_approved_pays_no_tranche_either(house: House) -> None:
    loan_id = drawn_loan(house)
    house.close_till()
    Decision.objects.update(decided_by_id=house.people["awa"])

    assert refused(lambda: draw(house, loan_id, 1_000)) == "lending.same_person_disburses"


def test_what_may_still_be_drawn_counts_towards_the_limits_of_risk(house: House) -> None:
    loan_id = drawn_loan(house)
    client_id = Loan.objects.get(id=loan_id).client_id

    def lent() -> Money:
        return exposures(client_id, asked=francs(0), on=FIRST_DAY)[0].lent

    assert lent() == francs(900_000)
    lending.end_drawing(house.ctx("ousmane"), loan_id=loan_id, reason="fini")
    assert lent() == francs(300_000)


def test_the_rest_of_a_grace_stays_with_a_later_tranche(house: House) -> None:
    product_id = house.product(tranches=FREE, charges=[], grace_principal=3, lowest_count=4)
    loan_id = house.loan(amount=900_000, count=6, product_id=product_id, first=300_000)
    house.close_till()
    house.close_days_until(FIRST_DAY + timedelta(days=20))

    draw(house, loan_id, 300_000)

    rows = now(house, loan_id).schedule
    assert [row.principal.minor for row in rows[:3]] == [0, 0, 0]
    assert all(row.principal.minor > 0 for row in rows[3:])


def test_the_commitment_moves_to_another_branch_with_its_loan(house: House) -> None:
    loan_id = drawn_loan(house)
    house.close_till()

    lending.move_to_branch(
        house.ctx("system"), loan_id=loan_id, to_branch_id=house.other_branch_id,
        to_officer_id=house.people["ibra"], reason="Déménagement",
    )  # fmt: skip
    held = branch_nets()
    lending.end_drawing(house.ctx("system"), loan_id=loan_id, reason="fini")

    assert held == {house.branch_id: 0, house.other_branch_id: 600_000}
    assert set(branch_nets().values()) == {0}
