"""The door in a real browser: passkeys of a virtual authenticator, proofs, codes, the lock."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from interfaces.web.conftest import House, running_house
from interfaces.web.stage import PASSWORD
from interfaces.web.viewing import VIEWS, Seen, accessibility, axe, faults_of, pictures
from nafa.lib.ids import uuid7_at

pytestmark = pytest.mark.browser
IDLE = 5 * 60 * 1000 + 10_000


@pytest.fixture(scope="module")
def door(template: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An institution that asks accountants for a code, and for a proof of disbursements."""
    with running_house(tmp_path_factory.mktemp("door"), act="door") as running:
        yield House(running.url.replace("127.0.0.1", "localhost"))


@contextmanager
def tab_of(browser: Browser, **options: Any) -> Iterator[Page]:
    context = browser.new_context(locale="fr-FR", **options)
    try:
        yield context.new_page()
    finally:
        context.close()


def log_in(tab: Page, door: House, name: str, *, then: str = "/") -> None:
    tab.goto(f"{door.url}/connexion/?next={then}")
    tab.fill("[name=username]", name)
    tab.fill("[name=password]", PASSWORD)
    tab.press("[name=password]", "Enter")
    tab.wait_for_load_state()


def log_out(tab: Page) -> None:
    tab.click(".top .menu > summary")
    tab.click("form[data-leave] button")
    tab.wait_for_url("**/connexion/**")


def add_authenticator(context: BrowserContext, tab: Page) -> tuple[Any, str]:
    """A device with a finger that always fits."""
    session = context.new_cdp_session(tab)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session, made["authenticatorId"]


def add_passkey(tab: Page, door: House) -> None:
    tab.goto(f"{door.url}/securite/")
    tab.fill("#passkey-name", "Poste du guichet")
    tab.click("form[data-passkey=create] button")
    tab.wait_for_url("**/securite/codes/")


def loan_numbers(tab: Page, door: House) -> list[str]:
    """The contracts whose money has not left."""
    tab.goto(f"{door.url}/caisse/")
    found = re.findall(r"/caisse/credit/([^/\"]+)/decaisser/", tab.content())
    return list(dict.fromkeys(found))


def test_log_in_and_confirm_with_a_passkey(browser: Browser, door: House) -> None:
    with tab_of(browser) as tab:
        session, authenticator = add_authenticator(tab.context, tab)
        log_in(tab, door, "teller")
        add_passkey(tab, door)
        tab.click("form button.button-primary:has-text('codes')")
        expect(tab.locator(".codes li")).to_have_count(10)
        log_out(tab)

        tab.click("form[data-passkey=get] button")
        tab.wait_for_url(f"{door.url}/")
        expect(tab.locator(".person-name")).to_be_attached()

        first, second = loan_numbers(tab, door)[:2]
        _another_payee_is_refused(tab, door, first, second)
        _disburse_with_proof(tab, door, first)
        session.send(
            "WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False}
        )
        _without_the_finger_nothing_happens(tab, door, second)


def _begin(tab: Page, door: House, number: str) -> None:
    tab.goto(f"{door.url}/caisse/credit/{number}/decaisser/")
    tab.click("main form .button-primary")
    if tab.locator("#confirm[open]").count():
        tab.click("#confirm [data-yes]")
    expect(tab.locator("dialog.prove")).to_be_visible()
    tab.screenshot(path=pictures() / "door-prove.png")


def _another_payee_is_refused(tab: Page, door: House, shown: str, other: str) -> None:
    """The passkey signs what is on the page; a script sends it for another contract."""
    _begin(tab, door, shown)
    url = f"{door.url}/caisse/credit/{other}/decaisser/"
    tab.evaluate("url => { document.querySelector('dialog.prove form').action = url }", url)
    with tab.expect_navigation():
        tab.click("dialog.prove [data-key]")

    expect(tab.locator("body")).to_contain_text("kernel.proof_of_other")
    assert {shown, other} <= set(loan_numbers(tab, door))


def _disburse_with_proof(tab: Page, door: House, number: str) -> None:
    _begin(tab, door, number)
    expect(tab.locator("[data-amount]")).to_have_text(re.compile("150.000"))
    expect(tab.locator("[data-payee]")).to_contain_text(re.compile("C000000[34], P000000"))
    with tab.expect_navigation(), tab.expect_request(lambda sent: sent.method == "POST") as sent:
        tab.click("dialog.prove [data-key]")
    expect(tab.locator("dialog.prove")).to_have_count(0)
    assert number not in loan_numbers(tab, door)

    again = _send_again(tab, sent.value.url, sent.value.post_data or "")
    assert again["status"] == 409
    assert "kernel.proof_spent" in again["text"]


def _without_the_finger_nothing_happens(tab: Page, door: House, number: str) -> None:
    _begin(tab, door, number)
    tab.click("dialog.prove [data-key]")
    expect(tab.locator("dialog.prove [data-said]")).to_be_visible(timeout=130_000)
    assert number in loan_numbers(tab, door)


def _send_again(tab: Page, url: str, data: str) -> dict[str, Any]:
    """What a script at the counter could send: the same proof under a fresh key."""
    fresh = str(uuid7_at(datetime.now(UTC)))
    body = re.sub(r"(^|&)key=[^&]*", rf"\1key={fresh}", data)
    found: dict[str, Any] = tab.evaluate(
        """async ([url, body]) => {
            const form = document.querySelector('[name=csrfmiddlewaretoken]');
            const sent = new URLSearchParams(body);
            sent.set('csrfmiddlewaretoken', form.value);
            const answer = await fetch(url, {method: 'POST', body: sent});
            return {status: answer.status, text: await answer.text()};
        }""",
        [url, body],
    )
    return found


def test_a_role_that_needs_a_code_registers_it_first(browser: Browser, door: House) -> None:
    with tab_of(browser) as tab:
        log_in(tab, door, "accountant", then="/comptabilite/")
        assert tab.url.endswith("/securite/")
        tab.goto(f"{door.url}/comptabilite/")
        assert tab.url.endswith("/securite/")
        tab.goto(f"{door.url}/securite/application/")
        totp = pyotp.TOTP(tab.inner_text(".secret").replace(" ", ""))
        tab.fill("[name=code]", totp.now())
        tab.click("form.form .button-primary")
        tab.wait_for_url("**/securite/codes/")
        tab.click("form button.button-primary:has-text('codes')")
        spare = tab.inner_text(".codes li:first-child code")
        tab.goto(f"{door.url}/comptabilite/")
        expect(tab.locator("h1")).to_be_visible()
        log_out(tab)

        log_in(tab, door, "accountant", then="/comptabilite/")
        assert "/connexion/code/" in tab.url
        tab.goto(f"{door.url}/comptabilite/")
        assert "/connexion/" in tab.url
        log_in(tab, door, "accountant", then="/comptabilite/")
        tab.fill("[name=code]", "000000")
        tab.press("[name=code]", "Enter")
        expect(tab.locator("[data-summary]")).to_be_visible()
        tab.fill("[name=code]", spare)
        tab.press("[name=code]", "Enter")
        tab.wait_for_url("**/comptabilite/")


def test_the_lock_keeps_what_was_typed(browser: Browser, door: House) -> None:
    with tab_of(browser) as tab:
        tab.clock.install()
        log_in(tab, door, "loan_officer")
        tab.goto(f"{door.url}/clients/nouveau/")
        tab.fill("[name=given_names]", "Aminata")
        with tab.expect_response("**/lock-*.js"):  # it comes after the page
            tab.clock.fast_forward("00:31")
        tab.wait_for_load_state("networkidle")
        with tab.expect_response("**/verrou/"):
            tab.clock.fast_forward(IDLE)
        expect(tab.locator("#locked")).to_be_visible()
        expect(tab.locator("[name=given_names]")).not_to_be_visible()

        refused = tab.request.get(f"{door.url}/clients/")
        assert refused.status == 423
        tab.keyboard.press("Escape")
        expect(tab.locator("#locked")).to_be_visible()

        tab.fill("#locked-password", "falsch")
        tab.press("#locked-password", "Enter")
        expect(tab.locator("#locked [data-said]")).to_contain_text("erroné")
        tab.fill("#locked-password", PASSWORD)
        tab.press("#locked-password", "Enter")
        expect(tab.locator("#locked")).to_be_hidden()
        expect(tab.locator("[name=given_names]")).to_have_value("Aminata")
        assert tab.request.get(f"{door.url}/clients/").status == 200


def test_without_a_script_what_was_sent_waits_behind_the_lock(
    browser: Browser, door: House
) -> None:
    with tab_of(browser, java_script_enabled=False) as tab:
        log_in(tab, door, "branch_manager")
        other = tab.context.new_page()
        tab.goto(f"{door.url}/clients/nouveau/")
        tab.fill("[name=given_names]", "Seynabou")
        tab.fill("[name=family_name]", "Diagne")
        other.goto(f"{door.url}/securite/")
        other.click(".top .menu > summary")
        other.click("[data-locks]")
        tab.click("main form .button-primary")
        assert "Seynabou" not in tab.inner_text("body")
        tab.fill("[name=password]", PASSWORD)
        tab.press("[name=password]", "Enter")
        expect(tab.locator("[name=given_names]")).to_have_value("Seynabou")
        tab.click(".button-primary")
        tab.wait_for_load_state()

        assert "Seynabou" in tab.content()


def test_a_role_outside_of_its_hours_is_not_let_in(browser: Browser, door: House) -> None:
    with tab_of(browser) as tab:
        log_in(tab, door, "committee_member")

        expect(tab.locator("[data-summary]")).to_be_visible()
        assert tab.request.get(f"{door.url}/credits/").url.startswith(f"{door.url}/connexion/")


def test_an_act_that_must_be_confirmed_without_anything_to_confirm_with(
    browser: Browser, door: House
) -> None:
    with tab_of(browser) as tab:
        log_in(tab, door, "administrator", then="/administration/personnes/")
        tab.click("table tbody tr:first-child a")
        tab.click("main form.form .button-primary")

        expect(tab.locator("body")).to_contain_text("kernel.proof_impossible")


FRESH_PAGES = ("/securite/mot-de-passe/", "/securite/application/", "/securite/codes/")


@pytest.mark.parametrize("seen", VIEWS, ids=str)
def test_pages_of_the_door_are_right_however_they_are_looked_at(
    browser: Browser, door: House, seen: Seen
) -> None:
    """Those that ask again who is there after a quarter of an hour, and a person's access."""
    faults: list[str] = []
    size = {"width": seen.width, "height": seen.height}
    with tab_of(browser, viewport=size) as tab:
        tab.context.add_init_script(axe())
        tab.context.add_cookies(
            [
                {"name": "nafa_theme", "value": seen.theme, "url": door.url},
                {"name": "django_language", "value": seen.language, "url": door.url},
            ]
        )
        log_in(tab, door, "administrator", then="/administration/personnes/")
        person = f"{tab.locator('table tbody tr:first-child a').get_attribute('href')}acces/"
        acts = [f"{person}{slug}/" for slug in ("delai", "mot-de-passe", "facteurs")]
        for path in (*FRESH_PAGES, person, *acts):
            name = "door-" + path.strip("/").split("/")[-1]
            found = faults_of(tab, door.url + path, name=name, seen=seen, status=200)
            faults += [f"{path}: {fault}" for fault in found]
        faults += _faults_behind_the_lock(tab, door, seen)

    assert not faults, "\n".join(faults)


def _faults_behind_the_lock(tab: Page, door: House, seen: Seen) -> list[str]:
    """The overlay, then the page that stands where pages were."""
    tab.goto(f"{door.url}/securite/")
    tab.evaluate("document.querySelector('[data-locks]').click()")
    expect(tab.locator("#locked")).to_be_visible()
    tab.screenshot(path=pictures() / f"door-overlay-{seen.width}-{seen.theme}.png")
    found = [f"overlay: {fault}" for fault in accessibility(tab)]
    tab.wait_for_timeout(300)
    page = faults_of(tab, f"{door.url}/securite/", name="door-locked", seen=seen, status=423)
    return [*found, *(f"locked: {fault}" for fault in page)]
