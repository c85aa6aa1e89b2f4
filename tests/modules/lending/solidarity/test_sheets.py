"""Collection sheets: one command does what payments one by one do, or nothing at all."""

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from factories.groups import Group, form_group, lend_to, person
from factories.house import House, francs
from nafa.kernel.errors import InvalidInput, KeyReused
from nafa.ledger import queries as books
from nafa.lending import commands as lending
from nafa.lending import queries as loans
from nafa.lending import solidarity_errors as errors
from nafa.lending.commands.solidarity.sheets import SheetLine, save_collection_sheet
from nafa.lending.errors import AmountAboveDebt, LoanNotActive
from nafa.lending.models import CollectionSheet, LoanFact
from nafa.lending.queries.folding import folds
from nafa.lending.queries.solidarity.groups import loans_of_group
from nafa.lending.queries.solidarity.sheets import saved_sheet, to_collect
from nafa.lib.money import Money
from nafa.payments import queries as cash
from nafa.payments.errors import CurrencyOther, NoOpenTill

pytestmark = pytest.mark.django_db
LATER = date(2026, 1, 24)
FACTS = """
SELECT l.number, f.kind, f.value_date, f."order", f.amount_minor, f.principal_minor,
       f.interest_minor, f.fee_minor, f.penalty_minor, f.cash_account_id
FROM lending_loanfact f JOIN lending_loan l ON l.id = f.loan_id ORDER BY l.number, f."order"
"""
BALANCES = """
SELECT a.chart_code, a.owner_kind, l.number, b.debit_minor, b.credit_minor
FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id
LEFT JOIN lending_loan l ON l.id = a.owner_id ORDER BY 1, 2, 3
"""
PROGRESS = """
SELECT l.number, l.status, l.ended_date, p.recognised_interest_minor, p.penalty_numerator,
       p.penalty_charged_minor, p.penalty_through_date, p.oldest_due_date, p.days_late,
       p.overdue_principal_minor, p.overdue_interest_minor
FROM lending_loan l JOIN lending_loanprogress p ON p.loan_id = l.id ORDER BY 1
"""


def state_of_everything() -> list[Any]:
    found = []
    with connection.cursor() as cursor:
        for statement in (FACTS, BALANCES, PROGRESS):
            cursor.execute(statement)
            found.append(cursor.fetchall())
    return found


@pytest.fixture
def round_of_loans(house: House) -> tuple[Group, list[Any]]:
    """A group's loan and three loans of persons, nineteen days later: some of it late."""
    group = lend_to(house, form_group(house))
    product_id = house.product("JOUR", unit="WEEKS", charges=[])
    ids = [
        house.loan(amount=amount, count=count, product_id=product_id)
        for amount, count in ((120_000, 1), (300_000, 6), (90_000, 3))
    ]
    house.close_days_until(LATER)
    house.open_till()
    return group, ids


def test_a_sheet_is_its_payments_one_by_one(
    house: House, round_of_loans: tuple[Group, list[Any]]
) -> None:
    group, (short, medium, other) = round_of_loans
    debt = loans.debt_of(loans.loan_view(house.ctx("ibra"), short).folded)
    lines = (
        group.line("Astou", 16_000), group.line("Binta", 10_000),
        group.line("Coumba", 7_500, payer="Astou"), group.line("Dieynaba", 0, presence="ABSENT"),
        SheetLine(short, debt), SheetLine(medium, francs(31_117)), SheetLine(other, francs(1)),
    )  # fmt: skip
    counted = francs(33_500 + debt.minor + 31_117 + 1)
    one_by_one: list[Any] = []
    with transaction.atomic():
        for loan_id, amount in (
            (group.loan_id, francs(33_500)), (short, debt),
            (medium, francs(31_117)), (other, francs(1)),
        ):  # fmt: skip
            lending.repay(house.ctx("awa"), loan_id=loan_id, amount=amount)
        one_by_one = state_of_everything()
        transaction.set_rollback(True)

    receipt = save_collection_sheet(house.ctx("awa"), lines=lines, counted=counted)

    assert state_of_everything() == one_by_one
    assert receipt.collected == counted
    assert receipt.loan_count == 4
    sheet = saved_sheet(house.ctx("ibra"), receipt.number)
    assert sheet.collected == counted
    assert [line.presence for line in sheet.lines].count("ABSENT") == 1


def test_members_sum_to_the_loan_also_after_a_reversal_and_a_late_payment(
    house: House, round_of_loans: tuple[Group, list[Any]]
) -> None:
    group, _ = round_of_loans
    lines = (group.line("Astou", 16_000), group.line("Binta", 4_000, payer="Astou"))
    save_collection_sheet(house.ctx("awa"), lines=lines, counted=francs(20_000))
    lending.repay(
        house.ctx("awa"), loan_id=group.loan_id, amount=francs(9_000), value_date=date(2026, 1, 16)
    )

    def sums_agree() -> int:
        found = loans_of_group(house.ctx("ibra"), group.id)[0]
        folded = loans.fold(loans.find_loan(house.ctx("ibra"), group.loan_id),
                            on=house.ctx("ibra").business_date)  # fmt: skip
        assert sum(one.paid.minor for one in found.members) == folded.state.paid.sum.minor
        assert sum(one.left.minor for one in found.members) == loans.debt_of(folded).minor
        return len(found.debts)

    assert sums_agree() == 1
    fact = LoanFact.objects.get(loan_id=group.loan_id, kind="REPAID", amount_minor=20_000)
    lending.reverse_repayment(house.ctx("ousmane"), fact_id=fact.id, reason="Double saisie")
    assert sums_agree() == 0


def test_the_set_of_replays_is_the_single_replay(
    house: House, round_of_loans: tuple[Group, list[Any]]
) -> None:
    group, ids = round_of_loans
    found = [loans.find_loan(house.ctx("ibra"), one) for one in (group.loan_id, *ids)]

    together = folds(found, on=LATER)

    for loan in found:
        assert together[loan.id].state == loans.fold(loan, on=LATER).state


def test_the_sheet_shows_what_is_due_by_member_and_by_loan(
    house: House, round_of_loans: tuple[Group, list[Any]]
) -> None:
    group, ids = round_of_loans
    ctx = house.ctx("ibra")

    sheet = to_collect(ctx, currency="XOF", officer_id=house.people["ibra"])
    of_group = to_collect(ctx, currency="XOF", group_id=group.id)

    assert {one.loan_id for one in sheet.loans} == {group.loan_id, *ids}
    assert [one.loan_id for one in of_group.loans] == [group.loan_id]
    for one in sheet.loans:
        assert sum(row.due.minor for row in one.rows) == one.due.minor
        assert sum(row.left.minor for row in one.rows) == one.debt.minor


def test_the_same_sheet_twice_is_booked_once_and_another_under_its_key_is_refused(
    house: House, round_of_loans: tuple[Group, list[Any]]
) -> None:
    group, _ = round_of_loans
    sheet: dict[str, Any] = {"lines": (group.line("Astou", 5_000),), "counted": francs(5_000)}
    first = save_collection_sheet(house.ctx("awa", key="feuille-1"), **sheet)
    again = save_collection_sheet(house.ctx("awa", key="feuille-1"), **sheet)

    assert again == first
    assert CollectionSheet.objects.count() == 1
    with pytest.raises(KeyReused):
        save_collection_sheet(
            house.ctx("awa", key="feuille-1"),
            lines=(group.line("Astou", 6_000),), counted=francs(6_000),
        )  # fmt: skip


def test_what_does_not_hold_is_refused_and_nothing_is_booked(
    house: House, round_of_loans: tuple[Group, list[Any]]
) -> None:
    group, (short, *_) = round_of_loans
    debt = loans.debt_of(loans.loan_view(house.ctx("ibra"), short).folded)
    stranger = person(house, "Penda")
    wrong: list[tuple[type[Exception], tuple[SheetLine, ...], Money]] = [
        (errors.SheetEmpty, (), francs(0)),
        (errors.CountDiffers, (group.line("Astou", 100),), francs(99)),
        (errors.MemberNotNamed, (SheetLine(group.loan_id, francs(100)),), francs(100)),
        (errors.MemberNotOfGroup, (SheetLine(group.loan_id, francs(9), stranger),), francs(9)),
        (errors.MemberNotOfGroup, (SheetLine(short, francs(9), stranger),), francs(9)),
        (
            errors.MemberNotOfGroup,
            (SheetLine(group.loan_id, francs(9), group.members["Astou"], stranger),),
            francs(9),
        ),
        (errors.AmountAboveShare, (group.line("Coumba", 200_000),), francs(200_000)),
        (AmountAboveDebt, (SheetLine(short, debt + francs(1)),), debt + francs(1)),
        (
            errors.AmountAboveShare,
            (group.line("Coumba", 50_000), group.line("Coumba", 50_000, payer="Astou")),
            francs(100_000),
        ),
        (InvalidInput, (group.line("Coumba", 1, presence="PERHAPS"),), francs(1)),
        (CurrencyOther, (SheetLine(short, Money(100, "EUR")),), Money(100, "EUR")),
    ]
    before = state_of_everything()

    for error, lines, counted in wrong:
        with pytest.raises(error):
            save_collection_sheet(house.ctx("awa"), lines=lines, counted=counted)

    assert state_of_everything() == before
    assert not CollectionSheet.objects.exists()


def test_a_closed_till_or_a_paid_loan_takes_no_sheet(
    house: House, round_of_loans: tuple[Group, list[Any]]
) -> None:
    group, (short, *_) = round_of_loans
    debt = loans.debt_of(loans.loan_view(house.ctx("ibra"), short).folded)
    save_collection_sheet(house.ctx("awa"), lines=(SheetLine(short, debt),), counted=debt)

    with pytest.raises(LoanNotActive):
        save_collection_sheet(
            house.ctx("awa"), lines=(SheetLine(short, francs(1)),), counted=francs(1)
        )
    house.close_till()
    assert cash.open_session_of(house.people["awa"]) is None
    with pytest.raises(NoOpenTill):
        save_collection_sheet(
            house.ctx("awa"), lines=(group.line("Astou", 1_000),), counted=francs(1_000)
        )


def test_the_till_holds_what_was_counted(
    house: House, round_of_loans: tuple[Group, list[Any]]
) -> None:
    group, _ = round_of_loans
    own = cash.own_till(house.people["awa"])
    before = books.balance(own.account_id)

    save_collection_sheet(
        house.ctx("awa"),
        lines=(group.line("Astou", 2_500), group.line("Binta", 2_500)),
        counted=francs(5_000),
    )

    assert books.balance(own.account_id) == before + francs(5_000)
