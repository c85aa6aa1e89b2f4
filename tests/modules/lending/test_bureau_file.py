"""The monthly file: every loan of the month once, as it stood, sums that hold, the same bytes."""

import hashlib
import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from factories.bureau import agree, connected
from factories.house import House, francs
from factories.staff import hire, submit
from nafa.connectors.bureaus.neutral.simulator import Mood
from nafa.kernel.errors import NotPermitted
from nafa.kernel.secrets.files import read_file
from nafa.ledger import queries as books
from nafa.lending import bureau_errors as errors
from nafa.lending import commands as lending
from nafa.lending.commands.origination.month_file import make_bureau_file, send_bureau_file
from nafa.lending.commands.origination.securing import add_guarantee
from nafa.lending.models import BureauFile, Loan, LoanProgress
from nafa.lending.queries.credit_file import month_of_loans
from nafa.lending.queries.state import fold

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 2, 1), date(2026, 2, 28)


@pytest.fixture
def staffed(house: House) -> House:
    hire(house, "dieynaba", "general_manager", limit=9_000_000)
    return house


def borrower(house: House, name: str, *, has_agreed: bool = True) -> UUID:
    client_id = house.client(given_names=name, not_a_duplicate_because="essai")
    if has_agreed:
        agree(house, client_id)
    return client_id


def lines(file_id: UUID) -> list[dict[str, Any]]:
    content, _ = read_file(BureauFile.objects.get(id=file_id).file_id)
    return [json.loads(line) for line in content.splitlines()]


def make(house: House, month: date = FIRST) -> UUID:
    return make_bureau_file(house.ctx("dieynaba"), month=month)


def pay(house: House, loan_id: UUID, amount: int) -> None:
    house.open_till()
    lending.repay(house.ctx("awa"), loan_id=loan_id, amount=francs(amount))


def busy_month(house: House) -> dict[str, UUID]:
    """A loan that pays, one that is late, one that is settled, one that is put off."""
    product_id = house.product("IND")
    made = {
        name: house.loan(amount=600_000, product_id=product_id, client_id=borrower(house, name))
        for name in ("Payante", "Tardive", "Soldée", "Reportée")
    }
    house.close_days_until(date(2026, 2, 5))
    pay(house, made["Payante"], 70_000)
    settled = fold(Loan.objects.get(id=made["Soldée"]), on=date(2026, 2, 5)).settlement().sum
    lending.settle(house.ctx("awa"), loan_id=made["Soldée"], amount=settled)
    request = lending.ask_change(
        house.ctx("ibra"), loan_id=made["Reportée"], kind="DEFERMENT",
        asked={"periods": 2, "bears_interest": True}, reason="Maladie",
    )  # fmt: skip
    lending.accept_change(house.ctx("ousmane"), request_id=request)
    return made


@pytest.mark.slow
def test_lines_say_what_the_fold_and_the_books_say(staffed: House) -> None:
    made = busy_month(staffed)
    staffed.close_days_until(date(2026, 3, 1))

    found = {one.number: one for one, _ in month_of_loans(first=FIRST, last=LAST, agreed=None)}

    assert len(found) == 4
    for loan in Loan.objects.filter(id__in=made.values()):
        line, folded = found[loan.number], fold(loan, on=LAST, closed_through=LAST)
        late, progress = folded.lateness(LAST), LoanProgress.objects.get(loan=loan)
        assert (
            line.days_late == late.days_late == (progress.days_late if not loan.ended_date else 0)
        )
        assert line.outstanding_minor == folded.state.outstanding_principal.minor
        assert line.outstanding_minor == books.balance(progress.principal_account_id).minor
        assert line.overdue_minor == late.overdue_principal.minor + late.overdue_interest.minor
    states = {name: found[Loan.objects.get(id=made[name]).number].state for name in made}
    assert states == {
        "Payante": "RUNNING", "Tardive": "RUNNING", "Soldée": "CLOSED", "Reportée": "RESCHEDULED",
    }  # fmt: skip


@pytest.mark.slow
def test_a_past_month_is_told_as_it_was_then(staffed: House) -> None:
    busy_month(staffed)
    staffed.close_days_until(date(2026, 3, 1))
    then = list(month_of_loans(first=FIRST, last=LAST, agreed=None))
    for name in ("Payante", "Tardive"):
        loan = Loan.objects.get(client_id__in=clients_named(name))
        pay(staffed, loan.id, 90_000)
        request = lending.ask_change(
            staffed.ctx("ibra"), loan_id=loan.id, kind="DEFERMENT",
            asked={"periods": 1, "bears_interest": True}, reason="Récolte",
        )  # fmt: skip
        lending.accept_change(staffed.ctx("ousmane"), request_id=request)
        staffed.close_till()

    now = list(month_of_loans(first=FIRST, last=LAST, agreed=None))

    assert [one for one, _ in now] == [one for one, _ in then]


@pytest.mark.slow
def test_a_loan_in_tranches_owes_what_was_drawn_by_then(staffed: House) -> None:
    product_id = staffed.product(tranches={"most": 3, "within_days": 120}, charges=[])
    loan_id = staffed.loan(
        amount=900_000, count=6, product_id=product_id, client_id=borrower(staffed, "Awa"),
        first=300_000,
    )  # fmt: skip
    staffed.close_days_until(date(2026, 2, 3))
    staffed.open_till()
    lending.disburse(staffed.ctx("awa"), loan_id=loan_id, amount=francs(200_000))

    january = list(month_of_loans(first=date(2026, 1, 1), last=date(2026, 1, 31), agreed=None))
    staffed.close_days_until(date(2026, 3, 1))
    february = list(month_of_loans(first=FIRST, last=LAST, agreed=None))

    owed = fold(Loan.objects.get(id=loan_id), on=LAST, closed_through=LAST).state
    assert january[0][0].outstanding_minor == 300_000
    assert february[0][0].outstanding_minor == owed.outstanding_principal.minor == 500_000


def clients_named(name: str) -> list[UUID]:
    from nafa.clients.models import Client

    return [one.id for one in Client.objects.all() if str(one.given_names) == name]


@pytest.mark.slow
def test_the_foot_counts_what_the_file_holds_and_savings_are_not_in_it(staffed: House) -> None:
    made = busy_month(staffed)
    application_id = Loan.objects.get(id=made["Payante"]).application_id
    staffed.close_days_until(date(2026, 3, 1))
    assert application_id is not None

    rows = lines(make(staffed))

    loans = [row for row in rows if row["record"] == "LOAN"]
    assert rows[0]["record"] == "HEAD"
    assert rows[0]["month"] == "2026-02"
    assert rows[-1] == {
        "record": "FOOT", "loans": 4, "parties": 4, "granted_minor": 2_400_000,
        "outstanding_minor": sum(row["outstanding_minor"] for row in loans),
    }  # fmt: skip
    assert not any("saving" in name or "balance" in name for row in rows for name in row)


def test_guarantors_follow_the_loan_they_answer_for(staffed: House) -> None:
    guarantor = borrower(staffed, "Modou")
    client_id = borrower(staffed, "Awa")
    application_id = submit(staffed, client_id=client_id)
    add_guarantee(
        staffed.ctx("ibra"), application_id=application_id, kind="PERSONAL",
        guarantor_id=guarantor, value=francs(400_000), valued_date=date(2026, 1, 5),
        description="Voisin", valued_by="Ibra",
    )  # fmt: skip
    lending.decide_application(
        staffed.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    loan_id = lending.draw_contract(staffed.ctx("ibra"), application_id=application_id)
    staffed.open_till()
    lending.disburse(staffed.ctx("awa"), loan_id=loan_id)
    staffed.close_days_until(date(2026, 2, 1))

    parties = [row for row in lines(make(staffed, date(2026, 1, 20))) if row["record"] == "PARTY"]

    assert [(row["part"], row["given_names"]) for row in parties] == [
        ("BORROWER", "Awa"), ("GUARANTOR", "Modou"),
    ]  # fmt: skip
    assert parties[0]["birth_date"] == "1988-03-02"


def test_those_who_did_not_agree_are_left_out_and_counted(staffed: House) -> None:
    product_id = staffed.product("IND")
    for name, has_agreed in (("Oui", True), ("Non", False)):
        staffed.loan(
            product_id=product_id, client_id=borrower(staffed, name, has_agreed=has_agreed)
        )
    staffed.close_days_until(date(2026, 2, 1))

    file = BureauFile.objects.get(id=make(staffed, date(2026, 1, 1)))

    assert (file.loan_count, file.party_count, file.left_out_count) == (1, 1, 1)


def test_a_file_is_made_once_after_the_month_and_by_those_who_may(staffed: House) -> None:
    with pytest.raises(errors.MonthNotOver):
        make(staffed, date(2026, 1, 31))
    staffed.close_days_until(date(2026, 2, 1))
    with pytest.raises(NotPermitted):
        make_bureau_file(staffed.ctx("ibra"), month=date(2026, 1, 31))

    make(staffed, date(2026, 1, 31))

    with pytest.raises(errors.FileMade):
        make(staffed, date(2026, 1, 3))


def test_sending_hands_over_the_same_bytes_and_keeps_the_receipt(staffed: House) -> None:
    staffed.loan(client_id=borrower(staffed, "Awa"))
    staffed.close_days_until(date(2026, 2, 1))
    file_id = make(staffed, date(2026, 1, 1))
    with connected() as bureau:
        bureau.mood = Mood.SILENT
        with pytest.raises(errors.BureauUnreachable):
            send_bureau_file(staffed.ctx("dieynaba"), file_id=file_id)
        assert BureauFile.objects.get(id=file_id).status == "MADE"
        bureau.mood = Mood.WELL
        send_bureau_file(staffed.ctx("dieynaba"), file_id=file_id)
        with pytest.raises(errors.FileSent):
            send_bureau_file(staffed.ctx("dieynaba"), file_id=file_id)

    file = BureauFile.objects.get(id=file_id)
    assert file.status == "SENT"
    assert file.receipt.startswith("R-2026-01-")
    assert hashlib.sha256(bureau.files["2026-01"]).hexdigest() == file.digest


def test_a_month_the_bureau_has_otherwise_is_refused_and_the_reason_kept(staffed: House) -> None:
    staffed.close_days_until(date(2026, 2, 1))
    file_id = make(staffed, date(2026, 1, 1))
    with connected() as bureau:
        bureau.files["2026-01"] = b"other"
        send_bureau_file(staffed.ctx("dieynaba"), file_id=file_id)

    file = BureauFile.objects.get(id=file_id)
    assert (file.status, file.refusal) == ("REFUSED", "MONTH_TAKEN")
