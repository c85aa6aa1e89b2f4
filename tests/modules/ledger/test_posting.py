"""The ledger: balanced in Python and in the database, never changed, right at every date."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.house import FIRST_DAY, House
from nafa.kernel.errors import DomainError
from nafa.ledger import commands as ledger
from nafa.ledger import queries as books
from nafa.ledger.calc.entry import Draft, Line, fault_of, mirrored


def record(house: House, *lines: tuple[str, int, int, str], on: date = FIRST_DAY) -> UUID:
    return ledger.record_journal(
        house.ctx("moussa"), value_date=on, memo="OD", branch_id=house.branch_id,
        lines=[ledger.JournalLine(*line) for line in lines],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([("1141", 100, 0, "XOF"), ("57111", 0, 90, "XOF")], "ledger.entry_unbalanced"),
        ([("1141", 100, 0, "XOF"), ("57111", 0, 100, "EUR")], "ledger.entry_unbalanced"),
        ([("1141", 100, 0, "XOF")], "ledger.entry_malformed"),
        ([], "ledger.entry_malformed"),
        ([("1141", -100, 0, "XOF"), ("57111", 0, -100, "XOF")], "ledger.entry_malformed"),
        ([("1141", 5, 5, "XOF"), ("57111", 5, 5, "XOF")], "ledger.entry_malformed"),
        ([("1141", 10**16, 0, "XOF"), ("57111", 0, 10**16, "XOF")], "ledger.amount_absurd"),
        ([("1141", 9, 0, "ABC"), ("57111", 0, 9, "ABC")], "ledger.currency_unknown"),
        ([("11", 9, 0, "XOF"), ("57111", 0, 9, "XOF")], "ledger.chart_code_unknown"),
        ([("9999", 9, 0, "XOF"), ("57111", 0, 9, "XOF")], "ledger.chart_code_unknown"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_code_and_books_stay(
    house: House, lines: list[tuple[str, int, int, str]], code: str
) -> None:
    before = books.trial_balance(on=FIRST_DAY)

    with pytest.raises(DomainError) as told:
        record(house, *lines)

    assert told.value.code == code
    assert told.value.message
    assert told.value.next_step
    assert books.trial_balance(on=FIRST_DAY) == before


def test_a_date_ahead_or_in_a_closed_period_is_refused(house: House) -> None:
    lines = [("1141", 9, 0, "XOF"), ("57111", 0, 9, "XOF")]
    with pytest.raises(DomainError) as ahead:
        record(house, *lines, on=FIRST_DAY + timedelta(days=1))
    house.close_days_until(FIRST_DAY + timedelta(days=3))
    ledger.close_period(house.ctx("aminata"), end_date=FIRST_DAY + timedelta(days=1))
    with pytest.raises(DomainError) as closed:
        record(house, *lines, on=FIRST_DAY + timedelta(days=1))

    record(house, *lines, on=FIRST_DAY + timedelta(days=2))

    assert ahead.value.code == "ledger.date_ahead"
    assert closed.value.code == "ledger.period_closed"


def test_a_reversal_mirrors_once(house: House) -> None:
    before = [(row.code, row.closing_net) for row in books.trial_balance(on=FIRST_DAY)]
    entry_id = record(house, ("6212", 350_000, 0, "XOF"), ("1141", 0, 350_000, "XOF"))

    ledger.reverse_entry(house.ctx("aminata"), entry_id=entry_id, reason="Doublon")

    after = [(row.code, row.closing_net) for row in books.trial_balance(on=FIRST_DAY)]
    assert [row for row in after if row[1]] == [row for row in before if row[1]]
    assert books.entry(entry_id).reversed_by_id is not None
    with pytest.raises(DomainError) as told:
        ledger.reverse_entry(house.ctx("aminata"), entry_id=entry_id, reason="Encore")
    assert told.value.code == "ledger.already_reversed"


def test_an_entry_of_a_file_is_not_reversed_in_the_journal(house: House) -> None:
    house.loan()
    disbursement = next(e for e in books.journal() if e.kind == "loan.disbursement")

    with pytest.raises(DomainError) as told:
        ledger.reverse_entry(house.ctx("aminata"), entry_id=disbursement.id, reason="Non")

    assert told.value.code == "ledger.reversal_not_here"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_line SET debit_minor = debit_minor + 1 WHERE debit_minor > 0",
        "DELETE FROM ledger_line",
        "UPDATE ledger_entry SET memo = 'autre'",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_line CASCADE",
        "DELETE FROM kernel_commandrecord",
        "UPDATE kernel_commandrecord SET outcome = 'REFUSED'",
    ],
)
def test_the_application_cannot_change_what_is_posted(house: House, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


amounts = st.integers(min_value=1, max_value=10**12)


@given(moves=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), amounts), max_size=30))
def test_a_mirrored_entry_undoes_itself(moves: list[tuple[int, int, int]]) -> None:
    ids = [UUID(int=n) for n in range(4)]
    lines = [
        line
        for a, b, minor in moves
        for line in (Line(ids[a], minor, 0, "XOF"), Line(ids[b], 0, minor, "XOF"))
    ]

    net: dict[UUID, int] = {}
    for line in (*lines, *mirrored(lines)):
        net[line.account_id] = net.get(line.account_id, 0) + line.debit_minor - line.credit_minor

    assert not any(net.values())
    if lines:
        assert fault_of(Draft(UUID(int=9), "x", FIRST_DAY, tuple(lines))) is None


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    moves=st.lists(
        st.tuples(
            st.sampled_from(["1141", "6212", "332", "57111"]),
            st.sampled_from(["1141", "6212", "332", "57111"]),
            st.integers(1, 10**9),
        ).filter(lambda move: move[0] != move[1]),
        min_size=1,
        max_size=12,
    )
)
def test_balances_agree_with_a_plain_reference(
    house: House, moves: list[tuple[str, str, int]]
) -> None:
    before = {row.code: row.closing_net for row in books.trial_balance(on=FIRST_DAY)}
    reference = dict(before)

    for debit, credit, minor in moves:
        record(house, (debit, minor, 0, "XOF"), (credit, 0, minor, "XOF"))
        reference[debit] = reference.get(debit, 0) + minor
        reference[credit] = reference.get(credit, 0) - minor

    found = {row.code: row.closing_net for row in books.trial_balance(on=FIRST_DAY)}
    assert {c: n for c, n in found.items() if n} == {c: n for c, n in reference.items() if n}
    assert books.differences(on=FIRST_DAY) == []
    assert books.faults_of_day(FIRST_DAY) == []


def test_a_statement_runs_to_the_balance(house: House) -> None:
    for minor in (100, 250, 75):
        record(house, ("6212", minor, 0, "XOF"), ("1141", 0, minor, "XOF"))
    account_id = ledger.account_for(
        house.ctx("system"), ledger.AccountKey("6212", "XOF", house.branch_id)
    )

    rows = books.statement(account_id)

    assert [row.net_after for row in rows] == [100, 350, 425]
    assert books.balance(account_id).minor == 425
    assert books.balance(account_id, on=FIRST_DAY - timedelta(days=1)).minor == 0
