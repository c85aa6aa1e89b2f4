"""A murabaha and a lease in a browser, in French: real server, database, Chromium."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, expect

from conftest import FreshDatabase
from factories.goods import PAPER, Goods, make_goods
from factories.house import PASSWORD, make_house
from interfaces.web.conftest import free_port
from nafa.assets.models import Contract, Product
from nafa.interfaces.web.assets import MANIFEST
from nafa.ledger import queries as books

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SECONDS = 60_000


@dataclass
class Town:
    """A running institution and the people who go to work in it."""

    url: str
    goods: Goods
    browser: Browser

    def log_in(self, name: str) -> Page:
        """A person at their own screen."""
        page = self.browser.new_context(locale="fr-FR").new_page()
        page.set_default_timeout(SECONDS)
        page.goto(f"{self.url}/connexion/")
        page.get_by_label("Identifiant").fill(name)
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{self.url}/")
        return page

    def code(self, kind: str) -> str:
        code: str = Product.objects.get(id=self.goods.products[kind]).code
        return code


@pytest.fixture
def town(fresh_database: FreshDatabase, browser: Browser, tmp_path: Path) -> Iterator[Town]:
    if not MANIFEST.exists():
        pytest.fail("the front end is not built: npm ci && npm run build in its folder")
    goods = make_goods(make_house())
    goods.product("MURABAHA")
    goods.product("LEASE")
    goods.house.client()
    goods.open_till()
    port = free_port()
    environment = {
        **fresh_database.environment(),
        "NAFA_DATA": str(tmp_path / "data"),
        "NAFA_PORT": str(port),
    }
    with (tmp_path / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "nafa.runtime.cli.main", "serve"],
            env=environment, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
        assert server.stdout is not None
        if not any("http://" in line for line in server.stdout):
            pytest.fail((tmp_path / "server.log").read_text()[-2000:])
        try:
            connection.close()  # beside the browser's loop Django keeps another connection
            yield Town(f"http://127.0.0.1:{port}", goods, browser)
            connection.close()
        finally:
            server.terminate()
            server.wait(30)


def send(page: Page, **values: str) -> None:
    """Fill the fields of a form by name and press its button; files are a small PDF."""
    for name, value in values.items():
        field = page.locator(f"[name={name}]")
        if value == "PDF":
            field.set_input_files(
                {"name": "piece.pdf", "mimeType": "application/pdf", "buffer": PAPER}
            )
        elif field.first.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        elif field.first.get_attribute("type") == "radio":
            page.locator(f"[name={name}][value={value}]").check()
        else:
            field.fill(value)
    page.locator("main form.form button.button-primary").click()
    page.wait_for_load_state()


def go(page: Page, link: str) -> None:
    """Follow the action of that name at the head of the page."""
    page.get_by_role("link", name=link, exact=True).first.click()
    page.wait_for_load_state()


def prepared(town: Town, officer: Page, manager: Page) -> str:
    """Approved, ordered, bought and held, on the pages; gives the address of the contract."""
    here = officer.url
    manager.goto(here)
    go(manager, "Décider")
    send(manager, outcome="yes")
    expect(manager.locator("main")).to_contain_text("La décision est enregistrée")
    officer.goto(here)
    go(officer, "Commander le bien")
    send(officer, kind="MACHINE", description="Machine Juki", supplier="Touba")
    officer.goto(f"{here}etapes/signature/")
    send(officer)
    expect(officer.locator("main")).to_contain_text("assets.not_owned_yet")
    officer.goto(here)
    go(officer, "Enregistrer l’achat")
    send(officer, invoice="PDF")
    go(officer, "Prendre possession")
    send(officer, place="Médina", delivery_note="PDF")
    expect(officer.locator("main")).to_contain_text("L’institution détient le bien")
    go(officer, "Signer le contrat")
    send(officer)
    expect(officer.locator("main")).to_contain_text("Le contrat est signé")
    return here


def test_a_murabaha_from_the_request_to_the_first_instalment(town: Town) -> None:
    officer, manager, teller = (town.log_in(name) for name in ("ibra", "ousmane", "awa"))
    officer.goto(f"{town.url}/financements/")
    go(officer, "Nouvelle demande")
    officer.locator("main [name=q]").fill("Ndiaye")
    officer.keyboard.press("Enter")
    officer.locator("main a[href*='client=C0000001']").first.click()
    officer.get_by_role("link", name="Produit MURABAHA").click()
    officer.locator("[name=cost_minor]").fill("1000000")
    officer.locator("[name=markup_minor]").fill("120000")
    officer.locator("[name=count]").fill("12")
    expect(officer.locator(".offer")).to_contain_text("93 337")
    send(officer, sector="TRADE", purpose="Atelier de couture", promise="PDF")
    expect(officer.locator("main")).to_contain_text("attend une décision")

    here = prepared(town, officer, manager)
    teller.goto(f"{town.url}/caisse/?q=Ndiaye")
    teller.locator("main a[href*='/caisse/financement/']").first.click()
    teller.locator("[name=amount]").fill("93333")
    expect(teller.locator("main")).to_contain_text("Ce que ce paiement règle")
    expect(teller.locator("#shares")).to_contain_text("Prix")
    send(teller)
    expect(teller.get_by_role("heading", level=1)).to_contain_text("Reçu R0")

    officer.goto(here)
    expect(officer.locator("main")).to_contain_text("1 026 667")
    sale = Contract.objects.get()
    held = books.balances_of_owner("financing", sale.id)
    assert {code: money.minor for code, (_, money) in held.items() if money} == {
        "2022": 1_120_000 - 93_333, "3822": -120_000,
    }  # fmt: skip


def test_a_lease_from_the_request_to_the_return_of_the_thing(town: Town) -> None:
    officer, manager, teller = (town.log_in(name) for name in ("ibra", "ousmane", "awa"))
    code = town.code("LEASE")
    officer.goto(f"{town.url}/financements/nouveau/?client=C0000001&product={code}")
    send(
        officer, cost_minor="600000", rent_minor="60000", count="12", useful_life_months="24",
        transfer="SALE", residual_minor="30000", deposit_minor="50000", sector="CRAFTS",
        purpose="Atelier", promise="PDF",
    )  # fmt: skip
    expect(officer.locator("main")).to_contain_text("attend une décision")
    here = prepared(town, officer, manager)
    teller.goto(here)
    go(teller, "Encaisser le dépôt")
    send(teller)
    expect(teller.get_by_role("heading", level=1)).to_contain_text("Reçu R0")
    officer.goto(here)
    go(officer, "Remettre le bien")
    send(officer)
    expect(officer.locator("main")).to_contain_text("le contrat court")

    teller.goto(here)
    go(teller, "Encaisser")
    send(teller, amount="60000")
    expect(teller.get_by_role("heading", level=1)).to_contain_text("Reçu R0")
    manager.goto(here)
    go(manager, "Reprendre le bien à la demande du client")
    send(manager, reason="Fin d’activité")
    expect(manager.locator("main")).to_contain_text("Rendu par le client")
    officer.goto(f"{town.url}/biens/")
    expect(officer.locator("main")).to_contain_text("Revenu à l’institution")
    lease = Contract.objects.get()
    assert lease.end_kind == "RETURNED"
