"""Rates that follow an index: when a loan takes a new value, between which bounds, and who not."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from factories.browsing import browser_of, text_of
from factories.house import FIRST_DAY, House
from interfaces.api.test_api import Call, call
from nafa.clients import commands as clients
from nafa.kernel.errors import DomainError
from nafa.kernel.models import StaffNotice
from nafa.kernel.outbox import relay
from nafa.lending import commands as lending
from nafa.lending.calc.rate_index import highest_lawful
from nafa.lending.commands.rate_indexes import define_index, state_index, write_rate_letter
from nafa.lending.documents.rate_notice import notice_data, notice_pdf
from nafa.lending.models import Loan, LoanFact
from nafa.lending.queries.rate_indexes import last_change, rate_of_loan
from nafa.lending.queries.state import Folded, fold
from nafa.runtime.wiring import SUBSCRIBERS

__all__ = ["call"]
pytestmark = pytest.mark.django_db
RULE = {"code": "TMM", "margin": "5", "floor": "8", "ceiling": "18"}


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as told:
        act()
    return told.value.code


def state(house: House, percent: str, *, on: date = FIRST_DAY) -> int:
    return state_index(
        house.ctx("babacar"), code="TMM", effective_date=on, percent=Decimal(percent),
        source="Bulletin officiel",
    )  # fmt: skip


def indexed(house: House, **rule: Any) -> UUID:
    """Six hundred thousand over six months at an index of 7 and a margin of 5."""
    define_index(house.ctx("babacar"), code="TMM", name="Taux moyen", source="Banque centrale")
    state(house, "7")
    product_id = house.product(index={**RULE, **rule}, charges=[], penalty=None)
    loan_id = house.loan(amount=600_000, count=6, product_id=product_id)
    house.close_till()
    return loan_id


def now(house: House, loan_id: UUID) -> Folded:
    return fold(Loan.objects.get(id=loan_id), on=house.ctx("system").business_date)


def rate(house: House, loan_id: UUID) -> Decimal:
    found = rate_of_loan(now(house, loan_id))
    assert found is not None
    return found.rate


def pay(house: House, loan_id: UUID) -> None:
    folded = now(house, loan_id)
    house.open_till()
    amount = folded.state.due_on(folded.state.on).sum
    lending.repay(house.ctx("awa"), loan_id=loan_id, amount=amount)
    house.close_till()


def test_a_contract_bears_the_index_of_its_day_and_the_margin(house: House) -> None:
    loan_id = indexed(house)

    assert now(house, loan_id).terms.rate == Decimal(12)


@pytest.mark.slow
def test_a_new_value_is_taken_at_the_next_due_date(house: House) -> None:
    loan_id = indexed(house)
    before = now(house, loan_id).schedule
    due = before[0].due_date
    house.close_days_until(FIRST_DAY + timedelta(days=10))
    assert state(house, "10", on=FIRST_DAY + timedelta(days=10)) == 1
    house.close_days_until(due)
    assert now(house, loan_id).schedule == before
    pay(house, loan_id)
    house.close_days_until(due + timedelta(days=1))

    after = now(house, loan_id).schedule
    assert rate(house, loan_id) == Decimal(15)
    assert after[0] == before[0]
    assert [row.due_date for row in after] == [row.due_date for row in before]
    assert sum(row.principal.minor for row in after) == 600_000
    owed = 600_000 - before[0].principal.minor
    assert after[1].interest.minor == round(owed * Decimal("0.15") / 12)
    house.close_days_until(before[1].due_date + timedelta(days=1))
    assert LoanFact.objects.filter(loan_id=loan_id, kind="REPLANNED").count() == 1


def test_the_effective_rate_of_what_is_left_stands_beside_the_contracts(house: House) -> None:
    loan_id = indexed(house)
    assert last_change(loan_id) is None
    signed = Loan.objects.get(id=loan_id).teg_percent
    due = now(house, loan_id).schedule[0].due_date
    house.close_days_until(FIRST_DAY + timedelta(days=10))
    state(house, "10", on=FIRST_DAY + timedelta(days=10))
    house.close_days_until(due)
    pay(house, loan_id)
    house.close_days_until(due + timedelta(days=1))

    change = last_change(loan_id)
    assert change is not None
    assert (change.from_date, change.former_percent, change.percent, change.index_percent) == (
        due, Decimal(12), Decimal(15), Decimal(10),
    )  # fmt: skip
    # Without fees the effective rate is the rate itself, up to the rounding of instalments.
    assert abs(signed - 12) < Decimal("0.01")
    assert abs(change.teg_percent - 15) < Decimal("0.01")
    assert Loan.objects.get(id=loan_id).teg_percent == signed


def test_the_letter_about_a_new_rate_is_printed_from_the_loan(house: House) -> None:
    loan_id = indexed(house)
    officer = browser_of(house, "ibra")
    letter = reverse("web:loan-rate-notice", args=[loan_id])
    assert officer.get(letter).status_code == 404
    house.close_days_until(FIRST_DAY + timedelta(days=1))
    state(house, "9", on=FIRST_DAY + timedelta(days=1))
    due = now(house, loan_id).schedule[0].due_date
    house.close_days_until(due + timedelta(days=1))

    assert officer.get(letter).status_code == 404
    relay(SUBSCRIBERS)
    folded, change = now(house, loan_id), last_change(loan_id)
    assert change is not None
    assert change.letter_id is not None
    told = notice_data(house.ctx("ibra"), folded=folded, change=change)
    assert (told["former"], told["percent"]) == ("12,00\xa0%", "14,00\xa0%")
    assert (told["index_percent"], told["teg_contract"]) == ("9,00\xa0%", "12,00\xa0%")
    assert [row[0] for row in told["rows"]] == ["2", "3", "4", "5", "6"]
    page = text_of(officer.get(reverse("web:loan", args=[loan_id])))
    assert "TEG actuel" in page
    assert "Lettre du nouveau taux" in page
    printed = officer.get(letter)
    assert printed.headers["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")
    assert hashlib.sha256(printed.content).hexdigest() == change.letter_digest
    assert b"Changement de taux" in printed.content
    assert write_rate_letter(house.ctx("ibra"), loan_id=loan_id) == change.letter_id
    client_id = folded.loan.client_id
    clients.update_person(house.ctx("ibra"), client_id=client_id, changes={"language": "en"})
    english = notice_data(house.ctx("ibra"), folded=folded, change=change)
    assert (english["former"], english["percent"]) == ("12.00\xa0%", "14.00\xa0%")
    assert b"Change of rate" in notice_pdf(house.ctx("ibra"), folded=folded, change=change)
    assert officer.get(letter).content == printed.content


def test_what_is_overdue_stays_overdue_when_the_rate_moves(house: House) -> None:
    loan_id = indexed(house)
    due = now(house, loan_id).schedule[0]
    house.close_days_until(FIRST_DAY + timedelta(days=1))
    state(house, "9", on=FIRST_DAY + timedelta(days=1))
    house.close_days_until(due.due_date + timedelta(days=5))

    folded = now(house, loan_id)
    assert rate(house, loan_id) == Decimal(14)
    assert folded.schedule[0] == due
    assert folded.lateness(folded.state.on).overdue_principal == due.principal


@pytest.mark.parametrize(("value", "wanted"), [("1", "8"), ("16", "18"), ("-3", "8")])
def test_the_rate_stays_between_its_floor_and_its_ceiling(
    house: House, value: str, wanted: str
) -> None:
    loan_id = indexed(house)
    house.close_days_until(FIRST_DAY + timedelta(days=1))
    state(house, value, on=FIRST_DAY + timedelta(days=1))
    house.close_days_until(now(house, loan_id).schedule[0].due_date + timedelta(days=1))

    assert rate(house, loan_id) == Decimal(wanted)


def test_a_value_above_usury_is_refused_or_capped_as_the_product_says(house: House) -> None:
    indexed(house, ceiling="90")
    house.close_days_until(FIRST_DAY + timedelta(days=1))
    tomorrow = FIRST_DAY + timedelta(days=1)

    assert refused(lambda: state(house, "30", on=tomorrow)) == "lending.index_above_usury"


def test_a_product_that_caps_its_rate_takes_the_ceiling(house: House) -> None:
    loan_id = indexed(house, ceiling="90", caps_at_usury=True)
    house.close_days_until(FIRST_DAY + timedelta(days=1))
    state(house, "60", on=FIRST_DAY + timedelta(days=1))
    house.close_days_until(now(house, loan_id).schedule[0].due_date + timedelta(days=1))

    assert rate(house, loan_id) == Decimal(24)


def test_a_value_is_refused_where_only_the_fees_bring_a_product_above_usury(house: House) -> None:
    define_index(house.ctx("babacar"), code="TMM", name="Taux moyen", source="Banque centrale")
    house.product(index={**RULE, "ceiling": "90"})  # one percent of the principal is a fee

    assert refused(lambda: state(house, "18.95")) == "lending.index_above_usury"
    assert state(house, "16") == 0


def test_a_rate_rises_no_further_than_the_effective_rate_of_the_rest_may(house: House) -> None:
    define_index(house.ctx("babacar"), code="TMM", name="Taux moyen", source="Banque centrale")
    state(house, "7")
    fee = {"name": "Suivi", "measure": "FLAT", "value": "2000", "time": "WITH_EACH_INSTALMENT"}
    product_id = house.product(index=RULE, charges=[fee], penalty=None)
    loan_id = house.loan(amount=600_000, count=6, product_id=product_id)
    house.close_till()
    house.close_days_until(FIRST_DAY + timedelta(days=1))
    state(house, "13", on=FIRST_DAY + timedelta(days=1))
    house.close_days_until(now(house, loan_id).schedule[0].due_date + timedelta(days=1))
    relay(SUBSCRIBERS)

    change = last_change(loan_id)
    assert change is not None
    assert (change.wanted_percent, change.ceiling_percent) == (Decimal(18), Decimal(24))
    assert change.is_held
    assert rate(house, loan_id) == change.percent < 18
    assert Decimal("23.98") < change.teg_percent <= 24
    told = StaffNotice.objects.get(kind="rate_held")
    assert (told.subject_id, told.values["wanted"]) == (loan_id, "18")
    officer = browser_of(house, "ibra")
    assert "au lieu de 18,00" in text_of(officer.get("/"))
    assert "Retenu par le taux d’usure" in text_of(officer.get(reverse("web:loan", args=[loan_id])))
    letter = notice_data(house.ctx("ibra"), folded=now(house, loan_id), change=change)
    assert letter["held_at"] == "24,00\xa0%"


@pytest.mark.parametrize(
    ("effective", "held"),
    [
        (lambda rate: rate, "18.37"),
        (lambda rate: rate + 4, "16"),
        (lambda rate: rate + 9, "12"),
        (lambda rate: rate + Decimal("1.635"), "18.36"),
    ],
)
def test_the_highest_lawful_rate_is_found_to_a_hundredth(
    effective: Callable[[Decimal], Decimal], held: str
) -> None:
    found = highest_lawful(Decimal(12), Decimal("18.37"), effective, ceiling=Decimal(20))

    assert found == Decimal(held)


def test_a_restructuring_with_a_rate_of_its_own_ends_the_tie(house: House) -> None:
    loan_id = indexed(house)
    first = FIRST_DAY + timedelta(days=20)
    request_id = lending.ask_change(
        house.ctx("ibra"), loan_id=loan_id, kind="RESTRUCTURING", reason="essai",
        asked={"first_due_date": first.isoformat(), "count": 4, "rate": "9"},
    )  # fmt: skip
    lending.accept_change(house.ctx("system"), request_id=request_id)
    house.close_days_until(FIRST_DAY + timedelta(days=1))
    state(house, "10", on=FIRST_DAY + timedelta(days=1))
    house.close_days_until(first + timedelta(days=1))

    found = rate_of_loan(now(house, loan_id))
    assert found is not None
    assert (found.rate, found.follows) == (Decimal(9), False)


def test_values_are_stated_once_from_today_on_and_with_their_source(house: House) -> None:
    indexed(house)

    assert refused(lambda: state(house, "8")) == "lending.index_stated"
    yesterday = FIRST_DAY - timedelta(days=1)
    assert refused(lambda: state(house, "8", on=yesterday)) == "lending.index_backdated"
    again = lambda: define_index(  # noqa: E731
        house.ctx("babacar"), code="tmm", name="x", source="y"
    )
    assert refused(again) == "lending.index_code_taken"
    nowhere = lambda: state_index(  # noqa: E731
        house.ctx("babacar"), code="XX", effective_date=FIRST_DAY, percent=Decimal(1), source="x"
    )
    assert refused(nowhere) == "kernel.not_found"
    mute = lambda: state_index(  # noqa: E731
        house.ctx("babacar"), code="TMM", effective_date=date(2027, 1, 1), percent=Decimal(1),
        source=" ",
    )  # fmt: skip
    assert refused(mute) == "kernel.invalid_input"
    assert refused(lambda: define_index(house.ctx("ibra"), code="A", name="b", source="c")) == (
        "kernel.not_permitted"
    )


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ({"margin": "x"}, {}),
        ({"floor": "9", "ceiling": "8"}, {}),
        ({"floor": "-1"}, {}),
        ({}, {"interest": "FLAT"}),
        ({}, {"rate_unit": "MONTH"}),
        ({}, {"interest_free": 1, "lowest_count": 2}),
    ],
)
def test_products_whose_rate_cannot_follow_are_refused(
    house: House, rule: dict[str, Any], changes: dict[str, Any]
) -> None:
    made = refused(lambda: house.product(index={**RULE, **rule}, **changes))

    assert made == "lending.terms_not_possible"


def test_without_a_value_there_is_no_contract(house: House) -> None:
    define_index(house.ctx("babacar"), code="TMM", name="Taux moyen", source="Banque centrale")
    product_id = house.product(index=RULE)

    assert refused(lambda: house.loan(product_id=product_id)) == "lending.index_unknown"


def test_indexes_over_http(house: House, call: Call) -> None:
    made = call(
        "babacar", "POST", "/indexes", {"code": "TMM", "name": "Taux", "source": "BCEAO"}
    )  # fmt: skip
    value = {"effective_date": FIRST_DAY.isoformat(), "percent": "7.25", "source": "Avis 3"}
    stated = call("babacar", "POST", "/indexes/TMM/values", value)
    again = call("babacar", "POST", "/indexes/TMM/values", value)
    shown = call("ibra", "GET", "/indexes").json()

    assert [made.status_code, stated.status_code] == [201, 201]
    assert stated.json() == 0
    assert (again.status_code, again.json()["code"]) == (409, "lending.index_stated")
    assert shown[0]["values"][0]["percent"] == "7.25"


def test_the_officer_is_told_once_to_tell_the_borrower(house: House) -> None:
    loan_id = indexed(house)
    state(house, "9", on=FIRST_DAY + timedelta(days=20))
    house.close_days_until(FIRST_DAY + timedelta(days=35))

    for _again in range(2):
        relay(SUBSCRIBERS)

    told = StaffNotice.objects.get(kind="rate_followed")
    loan = Loan.objects.get(id=loan_id)
    assert (told.user_id, told.subject_id) == (loan.officer_id, loan.id)
    page = text_of(browser_of(house, "ibra").get("/"))
    assert f"Le taux du crédit {loan.number} est maintenant de 14,00" in page
    assert reverse("web:loan", args=[loan.id]) in page
