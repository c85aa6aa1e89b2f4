"""What a client asks about their data, on the pages of the desk."""

import json

import pytest
from django.urls import reverse

from factories.browsing import browser_of, keyed, text_of
from factories.house import House
from nafa.clients import queries as clients
from nafa.kernel.audit.reading import Asked, search

pytestmark = pytest.mark.django_db


def test_a_consent_is_given_and_shown(house: House) -> None:
    number = clients.get_client(house.ctx("ibra"), house.client()).number
    browser = browser_of(house, "ibra")

    sent = browser.post(
        reverse("web:consent-give", args=[number]),
        keyed(purpose="MARKETING", text_version="2026-01"),
    )

    assert sent.status_code == 303
    assert "2026-01" in text_of(browser.get(sent["Location"]))


def test_a_copy_for_programs_is_whole_and_an_export(house: House) -> None:
    client_id = house.client()

    answer = browser_of(house, "ousmane").get(reverse("web:person-json", args=[client_id]))

    told = json.loads(answer.content)
    assert told["person"]["family_name"] == "Ndiaye"
    assert told["kept_until"]["until"] == "2036-01-05"
    assert [row.name for row in search(Asked(subject_id=client_id, kind="export"))] == [
        "web:person-json"
    ]
    page = browser_of(house, "ousmane").get(reverse("web:person-copy", args=[client_id]))
    assert "NDIAYE" in text_of(page)


@pytest.mark.parametrize("name", ["person-json", "person-copy", "person-erase", "person-restrict"])
def test_who_has_no_right_gets_no_copy_and_erases_nothing(house: House, name: str) -> None:
    answer = browser_of(house, "ibra").get(reverse(f"web:{name}", args=[house.client()]))

    assert answer.status_code == 403


def test_masked_until_a_reason_is_given(house: House) -> None:
    client_id = house.client()
    browser = browser_of(house, "moussa")
    page = text_of(browser.get(reverse("web:client", args=[client_id])))
    assert "NDIAYE" not in page

    refused = browser.post(reverse("web:person-reveal", args=[client_id]), keyed(reason=""))
    seen = browser.post(reverse("web:person-reveal", args=[client_id]), keyed(reason="appel"))

    assert "NDIAYE" not in text_of(refused)
    assert "NDIAYE" in text_of(seen)
    assert "clients.reveal_personal" in {row.name for row in search(Asked(subject_id=client_id))}


def test_a_life_of_a_file_shows_its_readers_to_those_who_may_see_them(house: House) -> None:
    client_id = house.client()
    past = reverse("web:client", args=[client_id]) + "?tab=history"
    browser_of(house, "awa").get(reverse("web:client", args=[client_id]))

    assert "Consultation" in text_of(browser_of(house, "ousmane").get(past))
    assert "Consultation" not in text_of(browser_of(house, "ibra").get(past))
