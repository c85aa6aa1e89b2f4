"""The pages of a loan's life: shown before and after, asked for, decided, taken back; refused."""

import re
from collections import Counter
from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.browsing import browser_of, keyed, text_of
from factories.house import House, francs
from nafa.clients.queries import names_of
from nafa.lending import commands as lending
from nafa.lending.models import Application, Instalment, Loan, LoanFact, LoanRequest
from nafa.lending.queries.life import files

pytestmark = pytest.mark.django_db
ASKED = {"first_due_date": "20/03/2026", "count": "8", "unpaid_interest": "SPREAD",
         "reason": "Hivernage"}  # fmt: skip


def number_of(loan_id: UUID) -> str:
    return Loan.objects.get(id=loan_id).number


def test_a_rescheduling_is_shown_then_asked_for_then_accepted(house: House) -> None:
    loan_id = house.loan(amount=600_000)
    officer, manager = browser_of(house, "ibra"), browser_of(house, "ousmane")
    url = f"/credits/{number_of(loan_id)}/vie/reechelonnement/"

    shown = officer.post(url, keyed(**ASKED, preview="1"))
    asked = LoanRequest.objects.count()
    sent = officer.post(url, keyed(**ASKED))

    assert "Le nouvel échéancier" in text_of(shown)
    assert 'value="20/03/2026"' in text_of(shown)
    assert (asked, sent.status_code) == (0, 303)
    request = LoanRequest.objects.get()
    assert "M0000001" in text_of(manager.get("/credits/demandes/"))
    page = f"/credits/demandes/{request.number}/"
    assert "Hivernage" in text_of(manager.get(page))
    own = officer.post(page, keyed(decision="accept"))
    assert "Vous ne pouvez pas" in text_of(own) or own.status_code in (403, 409)
    done = manager.post(page, keyed(decision="accept"))
    assert done.status_code == 303
    assert Instalment.objects.filter(loan_id=loan_id).count() == 8
    life = text_of(manager.get(f"/credits/{number_of(loan_id)}/vie/"))
    assert "L’échéancier signé" in life.replace("&#x27;", "'")


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(house: House) -> None:
    loan_id = house.loan()
    officer = browser_of(house, "ibra")

    answer = officer.post(
        f"/credits/{number_of(loan_id)}/vie/remise/",
        keyed(component="INTEREST", amount="99 999 999", reason="Geste"),
    )

    assert answer.status_code == 409
    assert "dépasse les" in text_of(answer)
    assert "99 999 999" in text_of(answer)
    assert LoanRequest.objects.count() == 0


def test_a_refused_request_wants_a_reason_and_stays_refused(house: House) -> None:
    loan_id = house.loan()
    lending.ask_change(
        house.ctx("ibra"), loan_id=loan_id, kind="DEFERMENT", asked={"periods": 1}, reason="Crue"
    )
    manager = browser_of(house, "ousmane")

    without = manager.post("/credits/demandes/M0000001/", keyed(decision="refuse"))
    given = manager.post(
        "/credits/demandes/M0000001/", keyed(decision="refuse", reason="Pas de crue à Dakar")
    )

    assert (without.status_code, given.status_code) == (409, 303)
    assert LoanRequest.objects.get().status == "REFUSED"


def test_a_charge_is_added_and_taken_back(house: House) -> None:
    loan_id = house.loan()
    manager = browser_of(house, "ousmane")
    url = f"/credits/{number_of(loan_id)}/vie/frais/"

    sent = manager.post(url, keyed(name="Visite", amount="2 500", base="", reason="Visite du 5"))
    fact = LoanFact.objects.get(kind="FEE")
    back = manager.post(f"/operations/{fact.id}/retirer/", keyed(reason="Erreur"))

    assert (sent.status_code, back.status_code) == (303, 303)
    assert LoanFact.objects.filter(target_id=fact.id).exists()


def test_early_money_at_the_counter_gives_a_receipt(house: House) -> None:
    loan_id = house.loan(amount=600_000)
    teller = browser_of(house, "awa")

    answer = teller.post(f"/credits/{number_of(loan_id)}/acte/anticipe/", keyed(amount="200 000"))

    fact = LoanFact.objects.get(kind="PREPAID")
    assert answer.headers["Location"] == f"/recus/{fact.receipt_number}/"
    assert "Remboursement anticipé" in text_of(teller.get(answer.headers["Location"]))


def test_a_top_up_goes_from_the_loan_to_a_new_one_that_settles_it(house: House) -> None:
    former_id = house.loan(amount=500_000, count=10)
    former = Loan.objects.get(id=former_id)
    officer, teller = browser_of(house, "ibra"), browser_of(house, "awa")
    life = text_of(officer.get(f"/credits/{former.number}/vie/"))
    client = names_of([former.client_id])[former.client_id][0]
    (link,) = re.findall(r'<a href="([^"]+)">Complément de crédit</a>', life)
    assert link == f"{reverse('web:application-new')}?client={client}"

    form = officer.get(link)
    sent = officer.post(
        link,
        keyed(
            product_id=former.version.product_id, amount="1 000 000", instalment_count="12",
            purpose="Stock",
        ),
    )  # fmt: skip
    application = Application.objects.exclude(id=former.application_id).get()
    lending.decide_application(
        house.ctx("ousmane"), application_id=application.id, outcome="APPROVED"
    )
    officer.post(reverse("web:contract-draw", args=[application.id]), keyed())
    new = Loan.objects.get(application=application)
    page = f"/credits/{new.number}/acte/refinancement/"
    offered = text_of(teller.get(page))
    paid = teller.post(page, keyed(former_ids=[str(former_id)]))

    assert client in text_of(form)
    assert (sent.status_code, paid.status_code) == (303, 303)
    assert former.number in offered
    former.refresh_from_db()
    new.refresh_from_db()
    assert (former.status, new.status) == ("CLOSED", "ACTIVE")
    assert new.number in text_of(officer.get(f"/credits/{former.number}/vie/"))
    assert "Complément de crédit" not in text_of(officer.get(f"/credits/{former.number}/vie/"))


def test_the_pages_of_a_loan_ask_nothing_twice(house: House) -> None:
    house.loan(amount=500_000)
    number = Loan.objects.get().number
    manager = browser_of(house, "ousmane")

    for page in ("", "operations/", "comptes/"):
        with CaptureQueriesContext(connection) as asked:
            assert manager.get(f"/credits/{number}/{page}").status_code == 200
        told = Counter(one["sql"] for one in asked.captured_queries if "SELECT" in one["sql"])
        twice = [sql for sql, times in told.items() if times > 1]
        # The business date of the context and the frame are read apart.
        assert [sql for sql in twice if 'FROM "kernel_institution"' not in sql] == [], page


def test_acts_are_offered_to_those_who_may_do_them(house: House) -> None:
    loan_id = house.loan()
    page = f"/credits/{number_of(loan_id)}/vie/"

    assert "Autre agent de crédit" in text_of(browser_of(house, "ousmane").get(page))
    assert "Autre agent de crédit" not in text_of(browser_of(house, "ibra").get(page))
    forbidden = browser_of(house, "ibra").get(f"/credits/{number_of(loan_id)}/acte/agent/")
    assert forbidden.status_code == 403
    assert browser_of(house, "ibra").get(f"/credits/{number_of(loan_id)}/vie/x/").status_code == 404


def test_a_death_is_written_down_and_the_claim_paid(house: House) -> None:
    loan_id = house.loan(amount=300_000)
    manager, accountant = browser_of(house, "ousmane"), browser_of(house, "moussa")
    number = number_of(loan_id)

    told = manager.post(
        f"/credits/{number}/acte/deces/", keyed(death_date="05/01/2026", insurer="NSIA")
    )
    paid = accountant.post(f"/credits/{number}/acte/indemnite/", keyed(amount="100 000"))

    assert (told.status_code, paid.status_code) == (303, 303)
    death = files.life_of(house.ctx("ousmane"), loan_id).death
    assert death is not None
    assert (death.claim, death.death_date) == ("PAID", date(2026, 1, 5))
    assert "Payé par l’assureur" in text_of(manager.get(f"/credits/{number}/vie/")).replace(
        "&#x27;", "'"
    )
    assert LoanFact.objects.get(kind="REPAID").amount_minor == francs(100_000).minor


def test_a_loan_given_up_is_found_at_the_counter_and_its_payment_is_a_recovery(
    house: House,
) -> None:
    loan_id = house.loan(amount=600_000)
    request_id = lending.ask_change(
        house.ctx("ibra"), loan_id=loan_id, kind="WRITE_OFF", asked={"ground": "NO_HOPE"},
        reason="Introuvable",
    )  # fmt: skip
    lending.accept_change(house.ctx("system"), request_id=request_id)
    teller, number = browser_of(house, "awa"), number_of(loan_id)

    found = text_of(teller.get(f"/caisse/?q={number}"))
    paid = teller.post(f"/caisse/credit/{number}/", keyed(amount="25 000"))

    assert f"/caisse/credit/{loan_id}/" in found
    assert paid.status_code == 303
    assert house.net("769") == -25_000
    assert "575 000" in text_of(browser_of(house, "ousmane").get("/credits/pertes/"))


def test_a_portfolio_changes_hands_from_the_page_of_one_of_its_loans(house: House) -> None:
    first = house.loan()
    second = house.loan(product_id=Loan.objects.get(id=first).version.product_id)
    officer = str(house.people["babacar"])
    manager = browser_of(house, "ousmane")
    page = f"/credits/{number_of(first)}/acte/agent/"

    unknown = manager.post(page, keyed(to_officer_id=officer, reason="Départ", is_whole="on"))
    given = manager.post(
        page, keyed(to_officer_id=str(house.people["ousmane"]), reason="Départ", is_whole="on")
    )

    assert (unknown.status_code, given.status_code) == (422, 303)
    followed = Loan.objects.filter(id__in=[first, second]).values_list("officer_id", flat=True)
    assert set(followed) == {house.people["ousmane"]}
