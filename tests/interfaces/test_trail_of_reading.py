"""What a page shows is in the trail, or the page is not shown."""

from uuid import UUID

import pytest
from django.db import connection
from django.urls import reverse

from factories.browsing import browser_of
from factories.house import House
from nafa.kernel.audit.reading import Asked, search

pytestmark = pytest.mark.django_db


def test_opening_a_file_names_reader_object_and_origin(house: House) -> None:
    awa, browser = house.client(), browser_of(house, "ibra")

    page = browser.get(_file(awa), REMOTE_ADDR="10.1.2.3")

    row = search(Asked(subject_id=awa, kind="consultation"))[0]
    assert page.status_code == 200
    assert (row.actor_id, row.name, row.channel) == (house.people["ibra"], "web:client", "web")
    assert row.address == "10.1.2.3"


def test_a_search_keeps_what_was_typed_sealed(house: House) -> None:
    awa = house.client()
    browser_of(house, "ibra").get(reverse("web:search"), {"q": "Ndiaye"})

    row = search(Asked(kind="consultation"))[0]

    assert row.private == {"typed": "Ndiaye", "found": [str(awa)]}
    assert "Ndiaye" not in row.details
    assert b"Ndiaye" not in bytes(row.sealed or b"")


def test_a_list_taken_away_is_an_export(house: House) -> None:
    browser_of(house, "ibra").get(reverse("web:clients-export"))

    assert [row.name for row in search(Asked(kind="export"))] == ["web:clients-export"]


def test_a_refused_page_is_a_refusal_and_no_consultation(house: House) -> None:
    page = browser_of(house, "ibra").get(reverse("web:users"))

    row = search(Asked(kind="refusal"))[0]
    assert page.status_code == 403
    assert (row.code, row.actor_id) == ("kernel.not_permitted", house.people["ibra"])


def test_a_page_that_cannot_be_written_down_is_not_shown(house: House) -> None:
    awa, browser = house.client(), browser_of(house, "ibra")
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("REVOKE INSERT ON kernel_trail FROM nafa_app")
        cursor.execute("SET ROLE nafa_app")

    page = browser.get(_file(awa))

    assert page.status_code == 503
    assert b"ndiaye" not in page.content.lower()


def _file(client_id: UUID) -> str:
    return reverse("web:client", args=[client_id])
