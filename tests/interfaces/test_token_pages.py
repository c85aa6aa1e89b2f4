"""Keys of the API on the screen: shown once, listed, taken back."""

import re
from typing import Any

from factories.browsing import browser_of, keyed, text_of
from factories.house import House
from nafa.kernel.models import ApiToken
from nafa.kernel.tokens.commands import digest_of


def send(house: House, name: str = "aminata", **changes: object) -> Any:
    values = {"label": "Liaison", "days": "30", "scopes": ["ledger.view"], **changes}
    return browser_of(house, name).post("/administration/cles/nouvelle/", keyed(**values))


def test_a_key_is_shown_once_and_works(house: House) -> None:
    answer = send(house)
    shown = re.findall(r"<code>([\w-]{43})</code>", answer.content.decode())

    row = ApiToken.objects.get(digest=digest_of(shown[0]))
    assert row.scopes == ["ledger.view"]
    listed = browser_of(house, "aminata").get("/administration/cles/")
    assert "Liaison" in text_of(listed) and shown[0] not in listed.content.decode()


def test_a_right_that_one_does_not_hold_is_no_choice(house: House) -> None:
    assert send(house, scopes=["lending.approve"]).status_code == 422
    assert not ApiToken.objects.exists()


def test_a_key_is_taken_back(house: House) -> None:
    send(house)
    row = ApiToken.objects.get()

    answer = browser_of(house, "babacar").post(f"/administration/cles/{row.id}/", keyed())

    assert answer.status_code == 303
    assert ApiToken.objects.get().revoked_at is not None


def test_the_page_is_shut_to_a_teller(house: House) -> None:
    assert browser_of(house, "awa").get("/administration/cles/").status_code == 403
    assert send(house, "awa").status_code == 403
