"""Pages of tranches, credit lines and indexes: what is typed is what the command gets."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.urls import reverse

from factories.browsing import browser_of, keyed, text_of
from factories.house import FIRST_DAY, House, francs
from factories.staff import submit
from interfaces.test_credit_pages import product
from nafa.lending import commands as lending
from nafa.lending.commands import lines
from nafa.lending.models import (
    Application,
    CreditLine,
    IndexValue,
    Loan,
    LoanFact,
    Product,
    RateIndex,
)
from nafa.lending.queries import product_of
from nafa.lending.queries.state import fold

pytestmark = pytest.mark.django_db


def approved(house: House, product_id: UUID, *, amount: int = 900_000) -> Application:
    application_id = submit(
        house, amount=amount, product_id=product_id, instalment_count=6
    )  # fmt: skip
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    return Application.objects.get(id=application_id)


def test_a_product_with_tranches_and_an_index_is_defined_and_shown_again(house: House) -> None:
    RateIndex.objects.create(code="TMM", name="Taux", source="Banque centrale")
    admin = browser_of(house, "babacar")
    sent = product(
        interest="DECLINING", grace_principal="0", amortisation="EQUAL_INSTALMENTS",
        rate_unit="YEAR", rate="10", tranches_most="3", tranches_within_days="90",
        tranches_is_planned="on", index_code="TMM", index_margin="4,5", index_ceiling="18",
    )  # fmt: skip

    done = admin.post(reverse("web:product-new"), sent)
    rules = product_of(Product.objects.get().id).rules
    page = text_of(admin.get(done.headers["Location"]))
    edit = text_of(admin.get(reverse("web:product-revise", args=[Product.objects.get().code])))

    assert done.status_code == 303, text_of(done)
    assert rules.tranches is not None
    assert rules.index is not None
    assert (rules.tranches.most, rules.tranches.is_planned) == (3, True)
    assert (rules.index.margin, rules.index.ceiling) == (Decimal("4.5"), Decimal(18))
    assert "Versé en 3 tranches au plus" in page
    assert "TMM + 4,50 %" in page
    assert 'name="tranches_within_days" value="90"' in edit


def test_a_rule_that_cannot_be_is_refused_beside_its_field(house: House) -> None:
    admin = browser_of(house, "babacar")

    answer = admin.post(
        reverse("web:product-new"),
        product(interest="FLAT", tranches_most="3", tranches_within_days="90"),
    )

    assert answer.status_code == 409
    assert "pas possible avec des tranches" in text_of(answer)
    assert Product.objects.count() == 0


def test_a_contract_in_tranches_is_planned_paid_and_shown(house: House) -> None:
    rule = {"most": 3, "within_days": 90, "is_planned": True}
    product_id = house.product(tranches=rule, charges=[])
    application = approved(house, product_id)
    officer, teller = browser_of(house, "ibra"), browser_of(house, "awa")
    plan = reverse("web:contract-tranches", args=[application.number])
    later = (FIRST_DAY + timedelta(days=30)).strftime("%d/%m/%Y")
    first = FIRST_DAY.strftime("%d/%m/%Y")

    file = text_of(officer.get(reverse("web:application", args=[application.number])))
    short = officer.post(plan, keyed(date_1=first, amount_1="500 000"))
    half = officer.post(plan, keyed(date_1=first, amount_1="500 000", date_2=later))
    made = officer.post(
        plan, keyed(date_1=first, amount_1="500 000", date_2=later, amount_2="400 000")
    )
    house.open_till()
    loan = Loan.objects.get()
    pay = reverse("web:till-disburse", args=[loan.number])
    much = teller.post(pay, keyed(amount="500 001"))
    paid = teller.post(pay, keyed(amount="500 000"))
    page = text_of(teller.get(reverse("web:loan", args=[loan.number])))

    assert plan in file
    assert short.status_code == 409
    assert half.status_code == 422
    assert "Donnez la date et le montant" in text_of(half)
    assert made.status_code == 303, text_of(made)
    assert (much.status_code, paid.status_code) == (409, 303)
    assert "Versé en tranches" in page
    assert "Prévue" in page
    assert LoanFact.objects.get().amount_minor == 500_000


def test_a_tranche_is_taken_back_and_the_rest_given_up_on_the_pages(house: House) -> None:
    product_id = house.product(tranches={"most": 3, "within_days": 90}, charges=[])
    loan_id = house.loan(amount=900_000, count=6, product_id=product_id, first=300_000)
    lending.disburse(house.ctx("awa"), loan_id=loan_id, amount=francs(100_000))
    fact = LoanFact.objects.get(kind="TRANCHE")
    manager = browser_of(house, "ousmane")
    number = Loan.objects.get().number

    back = manager.post(
        reverse("web:reverse-operation", args=[fact.receipt_number]), keyed(reason="erreur")
    )
    ended = manager.post(
        reverse("web:loan-act", args=[number, "fin-versements"]), keyed(reason="arrêt")
    )

    assert (back.status_code, ended.status_code) == (303, 303)
    state = fold(Loan.objects.get(), on=FIRST_DAY).state
    assert (state.disbursed, state.undrawn) == (francs(300_000), francs(0))


def test_a_line_is_opened_drawn_on_and_suspended_on_the_pages(house: House) -> None:
    line = {"months": 12, "engagement_percent": "1"}
    application = approved(house, house.product("LIG", charges=[], line=line))
    officer, teller, manager = (browser_of(house, name) for name in ("ibra", "awa", "ousmane"))

    opened = officer.post(reverse("web:line-open", args=[application.number]), keyed())
    house.open_till()
    fees = teller.post(reverse("web:line-fees", args=["L0000001"]), keyed())
    much = officer.post(
        reverse("web:line-draw", args=["L0000001"]),
        keyed(amount="900 001", instalment_count="6", first_due_date=""),
    )
    drawn = officer.post(
        reverse("web:line-draw", args=["L0000001"]),
        keyed(amount="200 000", instalment_count="6", first_due_date=""),
    )
    page = text_of(officer.get(reverse("web:line", args=["L0000001"])))
    loan = text_of(officer.get(drawn.headers["Location"]))
    silent = manager.post(reverse("web:line-act", args=["L0000001", "suspension"]), keyed())
    stopped = manager.post(
        reverse("web:line-act", args=["L0000001", "suspension"]), keyed(reason="Visite")
    )
    listed = text_of(officer.get(reverse("web:lines")))

    assert [one.status_code for one in (opened, fees, drawn, stopped)] == [303] * 4
    assert (much.status_code, silent.status_code) == (409, 422)
    assert "700 000 F CFA" in page
    assert "L0000001" in loan
    assert "Suspendue" in listed
    assert CreditLine.objects.get().status == "SUSPENDED"


def test_an_index_is_defined_and_its_value_stated_on_the_pages(house: House) -> None:
    admin = browser_of(house, "babacar")
    today = FIRST_DAY.strftime("%d/%m/%Y")
    value = {"effective_date": today, "percent": "7,25", "source": "Avis 3"}
    url = reverse("web:index-value", args=["TMM"])

    made = admin.post(reverse("web:index-new"), keyed(code="tmm", name="Taux", source="BC"))
    stated = admin.post(url, keyed(**value))
    again = admin.post(url, keyed(**value))
    listed = text_of(admin.get(reverse("web:indexes")))

    assert [made.status_code, stated.status_code, again.status_code] == [303, 303, 409]
    assert IndexValue.objects.get().percent == Decimal("7.25")
    assert "7,25 %" in listed
    assert "Avis 3" in listed


def test_others_may_not(house: House) -> None:
    teller = browser_of(house, "awa")
    application = approved(house, house.product("LIG", charges=[], line={"months": 12}))
    line_id = lines.open_line(house.ctx("ibra"), application_id=application.id)

    for address in (
        reverse("web:index-new"),
        reverse("web:line-draw", args=[line_id]),
        reverse("web:line-act", args=[line_id, "cloture"]),
    ):
        assert teller.get(address).status_code == 403
