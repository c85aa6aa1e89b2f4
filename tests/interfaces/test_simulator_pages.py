"""The simulator: at the desk, by a signed link, for everybody where it is switched on."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from factories.browsing import browser_of, text_of
from factories.house import House, francs
from nafa.interfaces.web.views.simulator import limits
from nafa.interfaces.web.views.simulator.links import link_token, read_token
from nafa.kernel import clock
from nafa.kernel.models import CommandRecord
from nafa.kernel.wording import percent_words
from nafa.lending import queries as lending

pytestmark = pytest.mark.django_db
ASKED = {"product": "IND", "amount": "600 000", "count": "12"}


@pytest.fixture(autouse=True)
def counted_from_zero() -> None:
    cache.clear()


@pytest.fixture
def shop(house: House) -> House:
    house.product("IND")
    return house


def teg(house: House) -> str:
    (product,) = lending.products()
    _, offer = lending.preview_offer(
        product_id=product.id, client_kind="PERSON", amount=francs(600_000), instalment_count=12,
        on=house.ctx("ibra").business_date,
    )  # fmt: skip
    return percent_words(offer.teg_percent, language="fr").replace("\u00a0", " ")


def link_in(page: str) -> str:
    found = re.search(r'href="(http[^"]*/simulation/[^"]+)"', page)
    assert found is not None
    return urlsplit(found.group(1)).path


def test_the_desk_sees_schedule_cost_and_rate_and_nothing_is_written(shop: House) -> None:
    before = CommandRecord.objects.count()
    browser = browser_of(shop, "ibra")

    page = text_of(browser.get(reverse("web:simulator"), ASKED))
    pdf = browser.get(reverse("web:simulation-pdf"), ASKED)

    assert teg(shop) in page
    assert page.count("<tr") >= 13
    assert pdf.content.startswith(b"%PDF-")
    assert CommandRecord.objects.count() == before


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"amount": "9 000 000"}, "F CFA"),
        ({"count": "40"}, "36"),
        ({"amount": "abc"}, "chiffres"),
        ({"product": "AUTRE"}, "AUTRE"),
        ({"count": "-3"}, "1"),
    ],
)
def test_what_no_product_offers_is_told_and_has_no_paper(
    shop: House, changed: dict[str, str], told: str
) -> None:
    browser, asked = browser_of(shop, "ibra"), {**ASKED, **changed}

    page = text_of(browser.get(reverse("web:simulator"), asked))

    assert told in page
    assert "Imprimer en PDF" not in page
    assert browser.get(reverse("web:simulation-pdf"), asked).status_code == 404


def test_a_shared_link_shows_the_simulation_without_log_in(shop: House) -> None:
    link = link_in(text_of(browser_of(shop, "ibra").get(reverse("web:simulator"), ASKED)))
    anybody = Browser(headers={"accept-language": "fr"})

    seen = anybody.get(link)
    other = anybody.get(link, {**ASKED, "amount": "300 000"})

    assert seen.status_code == 200
    assert teg(shop) in text_of(seen)
    assert "300 000" in text_of(other)
    assert anybody.get(f"{link}simulation.pdf").content.startswith(b"%PDF-")
    assert "noindex" in seen["X-Robots-Tag"]


def test_a_link_that_was_altered_or_is_too_old_leads_nowhere(shop: House) -> None:
    now = clock.now()
    values: dict[str, Any] = {"product": "IND", "amount": "600000", "count": 12}
    fresh = link_token(**values, at=now)
    old = link_token(**values, at=now - timedelta(days=15))
    anybody = Browser(headers={"accept-language": "fr"})

    assert read_token(fresh, at=now + timedelta(days=14, seconds=-1)) is not None
    assert read_token(fresh, at=now + timedelta(days=14, seconds=1)) is None
    for token in (old, f"{fresh[:-1]}{'A' if fresh[-1] != 'A' else 'B'}", "x"):
        answer = anybody.get(reverse("web:simulation-shared", args=[token]))
        paper = anybody.get(reverse("web:simulation-shared-pdf", args=[token]))
        assert (answer.status_code, paper.status_code) == (404, 404)


def test_everybody_may_simulate_only_where_it_is_switched_on(shop: House, settings: Any) -> None:
    anybody = Browser(headers={"accept-language": "fr"})
    closed = anybody.get(reverse("web:simulation-public"), ASKED)
    closed_pdf = anybody.get(reverse("web:simulation-public-pdf"), ASKED)
    settings.NAFA_PUBLIC_SIMULATOR = True
    opened = anybody.get(reverse("web:simulation-public"), ASKED)

    assert (closed.status_code, closed_pdf.status_code, opened.status_code) == (404, 404, 200)
    assert teg(shop) in text_of(opened)
    assert anybody.get(reverse("web:simulator")).status_code == 302


def test_a_crowd_is_told_to_wait_and_the_neighbour_is_not(
    shop: House, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.NAFA_PUBLIC_SIMULATOR = True
    monkeypatch.setattr(limits, "MOST_BY_ADDRESS", 3)
    anybody, page = Browser(headers={"accept-language": "fr"}), reverse("web:simulation-public")

    answers = [anybody.get(page, ASKED, REMOTE_ADDR="10.0.0.1") for _ in range(5)]
    neighbour = anybody.get(page, ASKED, REMOTE_ADDR="10.0.0.2")
    paper = anybody.get(reverse("web:simulation-public-pdf"), ASKED, REMOTE_ADDR="10.0.0.1")

    assert [one.status_code for one in answers][-1] == 429
    assert 429 not in [one.status_code for one in answers[:2]]
    assert "Attendez une minute" in text_of(answers[-1])
    assert neighbour.status_code == 200
    assert paper.status_code == 429
