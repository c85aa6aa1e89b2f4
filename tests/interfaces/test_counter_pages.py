"""The counter, loans, books and administration over HTTP: rights, refusals, what is booked."""

from datetime import date
from functools import partial

import pytest

from factories.browsing import browser_of, keyed, text_of
from factories.house import House, francs
from nafa.kernel.models import Institution, User
from nafa.ledger import queries as books
from nafa.lending import commands as lending
from nafa.lending import queries as loans
from nafa.lending.models import Loan, LoanFact
from nafa.payments import queries as cash

pytestmark = pytest.mark.django_db


@pytest.fixture
def web(house: House):
    """A browser of a person of the house."""
    return partial(browser_of, house)


def test_a_teller_takes_the_till_and_a_second_one_is_refused(house, web):
    teller = web("awa")

    assert teller.post(f"/caisse/ouvrir/{house.till_id}/", keyed()).status_code == 303
    assert cash.own_till(house.people["awa"]).till_id == house.till_id
    again = teller.post(f"/caisse/ouvrir/{house.till_id}/", keyed())

    assert again.status_code == 409
    assert "payments.till_taken" in text_of(again)


def test_a_repayment_shows_its_shares_then_books_them_and_gives_a_receipt(house, web):
    loan_id = house.loan(amount=1_000_000, count=12)
    house.close_days_until(date(2026, 2, 5))
    house.open_till()
    teller = web("awa")
    preview = text_of(teller.get(f"/caisse/credit/{loan_id}/partage/?amount=50 000&given=60 000"))
    before = cash.tills()[0].balance_minor

    found = teller.post(f"/caisse/credit/{loan_id}/", keyed(amount="50 000", given="60 000"))

    fact = LoanFact.objects.get(loan_id=loan_id, kind="REPAID")
    assert found["Location"] == f"/recus/{fact.id}/"
    assert cash.tills()[0].balance_minor == before + 50_000
    assert "10 000 F CFA" in preview, "what is returned to the client"
    for minor in (fact.interest_minor, fact.principal_minor):
        assert f"{minor:,}".replace(",", " ") in preview
    receipt = text_of(teller.get(found["Location"]))
    assert fact.receipt_number in receipt
    assert "Jappoo" in receipt
    after = loans.receipt_of(house.ctx("awa"), fact.id).outstanding_after
    assert after == francs(1_000_000 - fact.principal_minor)
    assert f"{after.minor:,}".replace(",", " ") in receipt


def test_the_same_repayment_sent_twice_is_booked_once(house, web):
    loan_id, form = house.loan(), keyed(amount="10 000")
    teller = web("awa")

    first = teller.post(f"/caisse/credit/{loan_id}/", form)
    again = teller.post(f"/caisse/credit/{loan_id}/", form)

    assert first["Location"] == again["Location"]
    assert LoanFact.objects.filter(loan_id=loan_id, kind="REPAID").count() == 1


def test_more_than_the_debt_is_refused_and_says_that_no_money_moved(house, web):
    loan_id = house.loan(amount=500_000, count=12)

    found = web("awa").post(f"/caisse/credit/{loan_id}/", keyed(amount="900 000"))

    assert found.status_code == 409
    assert "lending.amount_above_debt" in text_of(found)
    assert not LoanFact.objects.filter(kind="REPAID").exists()


def test_less_given_than_received_is_an_error_of_the_form(house, web):
    loan_id = house.loan()

    found = web("awa").post(f"/caisse/credit/{loan_id}/", keyed(amount="10 000", given="5 000"))

    assert found.status_code == 422
    assert not LoanFact.objects.filter(kind="REPAID").exists()


def test_an_early_settlement_takes_exactly_what_closes_the_loan(house, web):
    loan_id = house.loan(amount=600_000, count=6)
    wanted = loans.settlement_of(house.ctx("awa"), loan_id).sum

    found = web("awa").post(f"/caisse/credit/{loan_id}/solde/", keyed())

    assert found.status_code == 303
    assert Loan.objects.get(id=loan_id).status == "CLOSED"
    assert LoanFact.objects.get(loan_id=loan_id, kind="SETTLED").amount_minor == wanted.minor
    assert web("awa").get(f"/caisse/credit/{loan_id}/solde/").status_code == 409


def test_a_till_is_counted_by_pieces_and_the_difference_is_booked(house, web):
    house.open_till()
    teller = web("awa")
    expected = cash.tills()[0].balance_minor
    total = text_of(teller.get("/caisse/arrete/total/?note_10000=2&coin_25=3"))

    found = teller.post("/caisse/arrete/", keyed(note_10000=expected // 10_000, coin_25="3"))

    assert "20 075" in total
    assert found.status_code == 303
    assert cash.open_session_of(house.people["awa"]) is None
    assert cash.sessions(till_id=house.till_id)[0].difference == francs(75)
    assert cash.tills()[0].balance_minor == expected + 75


def test_a_repayment_is_taken_back_by_the_manager_only_and_with_a_reason(house, web):
    loan_id = house.loan()
    receipt = lending.repay(house.ctx("awa"), loan_id=loan_id, amount=francs(10_000))
    address = f"/operations/{receipt.fact_id}/annuler/"

    assert web("awa").post(address, keyed(reason="erreur")).status_code == 403
    assert web("ousmane").post(address, keyed(reason="")).status_code == 422
    assert web("ousmane").post(address, keyed(reason="Montant mal saisi")).status_code == 303
    assert web("ousmane").post(address, keyed(reason="Encore")).status_code == 409
    assert LoanFact.objects.filter(target_id=receipt.fact_id).count() == 1


def test_a_loan_is_opened_by_its_number_and_exported_with_the_list(house, web):
    loan_id = house.loan(amount=250_000, count=5)
    number = Loan.objects.get(id=loan_id).number
    officer = web("ibra")

    for part in ("", "operations/", "comptes/", "historique/"):
        assert officer.get(f"/credits/{number}/{part}").status_code == 200
    assert officer.get("/credits/P9999999/").status_code == 404
    rows = officer.get("/credits/export.csv?state=ACTIVE").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert number in rows[1]
    assert "250000" in rows[1]
    assert len(officer.get("/credits/export.csv?late=1").content.splitlines()) == 1


def entry_form(credit: str, **changes: object) -> dict[str, object]:
    return keyed(
        value_date="05/01/2026", memo="Loyer", branch=changes.pop("branch"), lines="6",
        code_1="6212", debit_1="350 000", code_2="1141", credit_2=credit,
    )  # fmt: skip


def test_a_manual_entry_is_booked_when_it_balances_and_reversed_once(house, web):
    accountant, chief = web("moussa"), web("aminata")
    branch = str(house.branch_id)

    refused = accountant.post(
        "/comptabilite/ecritures/nouvelle/", entry_form("340 000", branch=branch)
    )
    booked = accountant.post(
        "/comptabilite/ecritures/nouvelle/", entry_form("350 000", branch=branch)
    )

    assert refused.status_code == 409
    assert "ledger.entry_unbalanced" in text_of(refused)
    assert booked.status_code == 303
    assert house.net("6212") == 350_000
    address = booked["Location"] + "extourner/"
    assert accountant.post(address, keyed(reason="x")).status_code == 403
    assert chief.post(address, keyed(reason="Doublon")).status_code == 303
    assert chief.post(address, keyed(reason="Doublon")).status_code == 409
    assert house.net("6212") == 0


def test_the_trial_balance_says_that_it_balances(house, web):
    house.loan()
    page = text_of(web("moussa").get("/comptabilite/balance/"))

    assert "tone-good" in page
    assert not books.differences(on=date(2026, 1, 5))


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("awa", "/caisses/"),
        ("awa", "/comptabilite/"),
        ("awa", "/administration/personnes/"),
        ("ibra", "/caisse/"),
        ("ibra", "/administration/cloture/"),
        ("moussa", "/comptabilite/ecritures/sommes/?lines=x"),
        ("ousmane", "/administration/sante/"),
        ("babacar", "/pilotage/"),
    ],
)
def test_a_page_is_for_those_who_hold_the_right(web, name, address):
    wanted = 200 if name == "moussa" else 403
    assert web(name).get(address).status_code == wanted


@pytest.mark.parametrize("name", ["awa", "ibra", "ousmane", "moussa", "aminata", "babacar"])
def test_everyone_has_a_home(house, web, name):
    house.loan()
    assert web(name).get("/").status_code == 200


def test_a_log_in_gets_a_role_and_the_audit_log_tells_without_inputs(house, web):
    administrator = web("babacar")

    made = administrator.post(
        "/administration/personnes/nouvelle/",
        keyed(full_name="Khady Seck", username="khady", password="un-tres-long-secret"),
    )
    given = administrator.post(
        made["Location"], keyed(role_code="teller", branch_id=str(house.branch_id), limit="")
    )

    user = User.objects.get(username="khady")
    assert given.status_code == 303
    assert user.assignments.get().role.code == "teller"
    listed = administrator.get("/administration/journal/?command=kernel.create_user")
    assert "un-tres-long-secret" not in text_of(listed)
    assert listed.status_code == 200


def test_the_close_is_barred_while_a_till_is_open(house, web):
    house.open_till()

    found = web("aminata").post("/administration/cloture/", keyed())

    assert found.status_code == 409
    assert "payments.tills_still_open" in text_of(found)
    assert Institution.objects.get().business_date == date(2026, 1, 5)
