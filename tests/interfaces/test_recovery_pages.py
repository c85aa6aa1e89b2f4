"""Recovery over HTTP: contacts, letters, the plan; refusals beside their fields."""

from datetime import date
from uuid import UUID

import pytest

from factories.browsing import browser_of, keyed, text_of
from factories.house import House
from nafa.lending.models import Loan
from nafa.recovery import queries
from nafa.recovery.models import Act, Promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(house: House) -> UUID:
    product_id = house.product("HEBDO", unit="WEEKS", charges=[])
    loan_id = house.loan(amount=600_000, count=6, product_id=product_id)
    house.close_days_until(date(2026, 1, 24))
    return loan_id


def test_from_the_list_to_a_promise_and_a_letter(house: House, late: UUID) -> None:
    officer, number = browser_of(house, "ibra"), Loan.objects.get(id=late).number
    listed = text_of(officer.get("/recouvrement/"))
    assert "Étape à faire" in listed
    assert f"/credits/{number}/recouvrement/" in listed
    here, acts = f"/credits/{number}/recouvrement", f"/recouvrement/{number}"

    above = officer.post(
        f"{acts}/contact/",
        keyed(
            step="VISIT/visite", result="PROMISED", promised="900 000", promised_date="25/01/2026"
        ),
    )
    assert above.status_code == 409
    assert "900 000 F CFA ont été promis" in text_of(above)
    assert not Act.objects.exists()
    kept = officer.post(
        f"{acts}/contact/",
        keyed(
            step="VISIT/visite", result="PROMISED", promised="20 000",
            promised_date="25/01/2026", latitude="14.69278", longitude="-17.44672",
        ),
    )  # fmt: skip
    assert (kept.status_code, kept["Location"]) == (303, f"{here}/")
    assert Promise.objects.get().amount_minor == 20_000
    assert officer.post(f"{acts}/lettre/", keyed(step_code="rappel")).status_code == 303
    file = text_of(officer.get(f"{here}/"))
    assert "20 000 F CFA pour le 25 janv. 2026 : promesse en cours" in file
    act = Act.objects.get(kind="LETTER")
    letter = officer.get(f"/recouvrement/lettres/{act.id}.pdf")
    assert b"".join(letter)[:5] == b"%PDF-" if letter.streaming else letter.content[:5] == b"%PDF-"
    visit = Act.objects.get(kind="VISIT").id
    assert officer.get(f"/recouvrement/lettres/{visit}.pdf").status_code == 404


def test_the_plan_is_changed_by_who_may_and_faults_stand_in_their_row(house: House) -> None:
    rows = {"days_0": "3", "kind_0": "CALL", "code_0": "appel", "days_2": "2", "kind_2": "VISIT",
            "code_2": "visite", "from_hour": "8", "until_hour": "18"}  # fmt: skip
    officer, administrator = browser_of(house, "ibra"), browser_of(house, "babacar")
    assert officer.post("/recouvrement/plan/", keyed(**rows)).status_code == 403

    refused = administrator.post("/recouvrement/plan/", keyed(**rows))
    assert refused.status_code == 409
    assert refused.context["form"].errors == {
        "days_2": ["Les jours doivent croître d’une étape à l’autre."]
    }
    half = administrator.post("/recouvrement/plan/", keyed(**{**rows, "code_2": ""}))
    assert half.status_code == 422
    done = administrator.post("/recouvrement/plan/", keyed(**{**rows, "days_2": "9"}))
    assert done.status_code == 303
    plan = queries.plan_in_force(date(2026, 1, 5)).plan
    assert [(step.code, step.days_late) for step in plan.steps] == [("appel", 3), ("visite", 9)]
    assert (plan.from_hour, plan.until_hour, plan.on_sundays) == (8, 18, False)
