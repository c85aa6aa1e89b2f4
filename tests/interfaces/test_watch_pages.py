"""The watch on the screen: the list, a case, giving and closing it, the thresholds."""

import pytest

from factories.browsing import browser_of, keyed, text_of
from factories.house import House
from nafa.kernel import clock
from nafa.kernel.access import trail
from nafa.kernel.copies import Copies, bind_copies
from nafa.kernel.models import Assignment, Role, SecurityAlert, WatchPolicy
from nafa.kernel.outbox import relay
from nafa.kernel.watch.looking import look, tell_watchers
from nafa.kernel.watch.policy import DEFAULTS


@pytest.fixture(autouse=True)
def controller(house: House) -> None:
    Assignment.objects.filter(user_id=house.people["moussa"]).update(
        role=Role.objects.get(code="internal_controller")
    )


@pytest.fixture
def case(house: House) -> SecurityAlert:
    trail.note("passkey.copied", user_id=house.people["awa"])
    look(clock.now())
    relay({"kernel.alert_raised": [tell_watchers]})
    return SecurityAlert.objects.get(rule="copied_passkey")


def test_the_home_tells_of_a_case_and_leads_to_it(house: House, case: SecurityAlert) -> None:
    home = text_of(browser_of(house, "moussa").get("/"))

    assert f"Alerte {case.number}" in home and f"/surveillance/{case.id}/" in home
    assert "Alertes à examiner" in home


def test_a_case_shows_what_it_rests_on_and_is_closed(house: House, case: SecurityAlert) -> None:
    browser, url = browser_of(house, "moussa"), f"/surveillance/{case.id}/"
    assert "Awa" in text_of(browser.get("/surveillance/"))
    assert "compteur" in text_of(browser.get(url))
    given = browser.post(url + "confier/", keyed(user_id=house.people["moussa"]))
    short = browser.post(url + "clore/", keyed(conclusion="ERROR", explanation="non"))
    closed = browser.post(
        url + "clore/", keyed(conclusion="ERROR", explanation="Deux clés au même nom")
    )

    assert (given.status_code, short.status_code, closed.status_code) == (303, 409, 303)
    assert "Deux clés au même nom" in text_of(browser.get(url))
    assert "Awa" not in text_of(browser.get("/surveillance/"))
    assert "Awa" in text_of(browser.get("/surveillance/?state=closed"))


@pytest.mark.parametrize("name", ["awa", "babacar", "ousmane"])
def test_others_see_nothing_of_it(house: House, case: SecurityAlert, name: str) -> None:
    browser = browser_of(house, name)

    for path in ("", "seuils/", f"{case.id}/", f"{case.id}/clore/", f"{case.id}/confier/"):
        assert browser.get(f"/surveillance/{path}").status_code == 403


def test_thresholds_are_changed_on_the_page(house: House) -> None:
    browser = browser_of(house, "moussa")
    lines = {name: f"{one.most} / {one.minutes}" for name, one in DEFAULTS.items()}
    wrong = browser.post(
        "/surveillance/seuils/", keyed(**lines | {"refusals": "many"}, day_from=5, day_until=22)
    )
    sent = {**lines, "refusals": "4 / 9", "odd_hours": "", "day_from": 6, "day_until": 20}
    right = browser.post("/surveillance/seuils/", keyed(**sent))

    assert (wrong.status_code, right.status_code) == (422, 303)
    rules = WatchPolicy.objects.get().rules
    assert rules["refusals"] == {"most": 4, "minutes": 9, "severity": "MEDIUM"}
    assert rules["odd_hours"] == {"is_on": False, "severity": "LOW"}


@pytest.mark.parametrize(
    ("state", "words"),
    [(None, ""), (Copies.FRESH, "À jour"), (Copies.DRILL_FAILED, "L’essai des copies a échoué")],
)
def test_the_administrators_home_tells_how_copies_stand(
    house: House, state: Copies | None, words: str
) -> None:
    bind_copies(lambda: state)
    try:
        shown = text_of(browser_of(house, "babacar").get("/"))
    finally:
        bind_copies(lambda: None)

    assert (words in shown) if words else ("À jour" not in shown)
