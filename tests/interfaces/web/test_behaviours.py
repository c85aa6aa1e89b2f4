"""What the pages do in a real browser, under the strict content policy."""

import pytest
from playwright.sync_api import Browser, Page, expect

from interfaces.web.conftest import House
from interfaces.web.viewing import VIEWS, opened

pytestmark = pytest.mark.browser
DESK, PHONE = VIEWS[0], VIEWS[1]


def at(tab: Page, house: House, name: str) -> Page:
    tab.goto(f"{house.url}/galerie/{name}/")
    return tab


def test_an_amount_is_grouped_and_said_in_words_as_one_types(browser: Browser, house: House):
    with opened(browser, house.url, "administrator", DESK) as tab:
        at(tab, house, "wizard")
        tab.fill("[name=amount]", "")
        tab.type("[name=amount]", "45x000")

        expect(tab.locator("[name=amount]")).to_have_value("45\u00a0000")
        expect(tab.locator("#id_amount-words")).to_have_text("quarante-cinq mille francs CFA")


def test_what_was_typed_comes_back_and_can_be_thrown_away(browser: Browser, house: House):
    with opened(browser, house.url, "administrator", DESK) as tab:
        at(tab, house, "form")
        tab.fill("[name=purpose]", "Stock de tissus")
        tab.reload()

        expect(tab.locator("[name=purpose]")).to_have_value("Stock de tissus")
        tab.click("[data-kept] button")
        expect(tab.locator("[name=purpose]")).to_have_value("")


def test_lists_are_walked_with_keys(browser: Browser, house: House):
    with opened(browser, house.url, "administrator", DESK) as tab:
        at(tab, house, "list")
        tab.keyboard.press("/")
        expect(tab.locator("[data-search]")).to_be_focused()
        tab.keyboard.press("Escape")
        tab.locator("h1").click()
        tab.keyboard.press("j")
        tab.keyboard.press("j")
        tab.keyboard.press("Enter")

        tab.wait_for_url("**/galerie/file/")


def test_the_theme_changes_at_once_and_stays(browser: Browser, house: House):
    with opened(browser, house.url, "administrator", DESK) as tab:
        at(tab, house, "values")
        tab.click(".top .menu > summary")
        with tab.expect_response("**/theme/"):
            tab.click("[name=theme][value=dark]")
        assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
        tab.reload()

        assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
        tab.context.add_cookies([{"name": "nafa_theme", "value": "light", "url": house.url}])


def test_something_hard_to_undo_asks_first(browser: Browser, house: House):
    with opened(browser, house.url, "administrator", DESK) as tab:
        at(tab, house, "file")
        tab.click(".button-danger")
        expect(tab.locator("#confirm")).to_be_visible()
        tab.keyboard.press("Escape")
        expect(tab.locator("#confirm")).to_be_hidden()
        tab.click(".button-danger")
        # To the end of the answer: a tab that is closed while it navigates may never close.
        with tab.expect_navigation() as sent:
            tab.click("#confirm [data-yes]")

        assert sent.value.request.method == "POST"


def test_the_phone_menu_opens_without_a_script(browser: Browser, house: House):
    context = browser.new_context(
        java_script_enabled=False,
        viewport={"width": 360, "height": 740},
        storage_state=_state(browser, house),
    )
    tab = context.new_page()
    at(tab, house, "list")
    tab.click(".bar summary")

    expect(tab.locator(".bar .menu-sheet")).to_be_visible()
    context.close()


def _state(browser: Browser, house: House) -> object:
    with opened(browser, house.url, "administrator", PHONE) as tab:
        return tab.context.storage_state()


def test_the_place_of_the_device_goes_into_the_visit(browser: Browser, house: House):
    with opened(browser, house.url, "loan_officer", PHONE) as tab:
        tab.context.grant_permissions(["geolocation"], origin=house.url)
        tab.context.set_geolocation({"latitude": 14.681234, "longitude": -17.450123})
        tab.goto(f"{house.url}/demandes/D0000001/dossier/visite/")
        tab.click("[data-place] button")

        expect(tab.locator("[name=latitude]")).to_have_value("14.68123")
        expect(tab.locator("[name=longitude]")).to_have_value("-17.45012")
        tab.context.clear_permissions()
