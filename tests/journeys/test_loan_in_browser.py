"""The whole way of a loan in a browser, in French: real server, job process, database, Chromium."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, expect

from conftest import FreshDatabase
from factories.house import FIRST_DAY, PASSWORD, House, make_house
from interfaces.web.conftest import free_port
from nafa.interfaces.web.assets import MANIFEST
from nafa.kernel.identity.contexts import institution
from nafa.ledger import queries as books
from nafa.lending.models import Loan

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SECONDS = 60_000


@dataclass
class Town:
    """A running institution, the people who go to work in it, and the way to its books."""

    url: str
    house: House
    product_id: UUID
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


@pytest.fixture
def town(fresh_database: FreshDatabase, browser: Browser, tmp_path: Path) -> Iterator[Town]:
    if not MANIFEST.exists():
        pytest.fail("the front end is not built: npm ci && npm run build in its folder")
    house = make_house()
    product_id = house.product()
    port = free_port()
    environment = {
        **fresh_database.environment(),
        "NAFA_DATA": str(tmp_path / "data"),
        "NAFA_PORT": str(port),
    }
    with (tmp_path / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "nafa.runtime.cli.main", "serve", "--all"],
            env=environment, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
        assert server.stdout is not None
        if not any("http://" in line for line in server.stdout):
            pytest.fail((tmp_path / "server.log").read_text()[-2000:])
        try:
            connection.close()  # beside the browser's loop Django keeps another connection
            yield Town(f"http://127.0.0.1:{port}", house, product_id, browser)
            connection.close()
        finally:
            sys.stderr.write((tmp_path / "server.log").read_text()[-2000:])  # shown on failure
            server.terminate()
            server.wait(30)


def press(page: Page, name: str) -> None:
    """Press the button of that name and, where it asks again, confirm."""
    before = page.url
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_timeout(300)
    confirm = page.locator("dialog[open] button").last
    if page.url == before and confirm.is_visible():
        confirm.click()
    page.wait_for_load_state()


def test_a_loan_from_registration_to_the_closed_day(town: Town) -> None:
    officer = town.log_in("ibra")
    officer.goto(f"{town.url}/clients/nouveau/")
    officer.locator("[name=given_names]").fill("Ndèye Fatou")
    officer.locator("[name=family_name]").fill("Sagna")
    officer.locator("[name=phone]").fill("77 123 45 67")
    press(officer, "Inscrire")
    expect(officer.get_by_role("heading", level=1)).to_contain_text("Ndèye Fatou SAGNA")

    officer.get_by_role("link", name="Demander un crédit").first.click()
    officer.locator("[name=product_id]").select_option(label="Crédit IND")
    officer.locator("[name=amount]").fill("600000")
    officer.locator("[name=instalment_count]").fill("12")
    officer.locator("[name=purpose]").fill("Stock de tissus")
    expect(officer.locator("main")).to_contain_text("TEG")
    press(officer, "Soumettre")
    expect(officer.locator("main")).to_contain_text("attend une décision")
    application = officer.url

    manager = town.log_in("ousmane")
    manager.goto(application)
    manager.get_by_role("link", name="Décider").click()
    press(manager, "Approuver")
    expect(manager.locator("main")).to_contain_text("est approuvée")

    officer.goto(application)
    press(officer, "Établir le contrat")
    expect(officer.locator("main")).to_contain_text("Le contrat est établi")
    contract = officer.context.request.get(
        town.url + str(officer.get_by_role("link", name="Voir le contrat").get_attribute("href"))
    )
    assert contract.body().startswith(b"%PDF-")

    teller = town.log_in("awa")
    teller.goto(f"{town.url}/caisse/")
    press(teller, "Prendre cette caisse")
    teller.goto(f"{town.url}/caisse/?q=Sagna")
    teller.locator("main a[href$='decaisser/']").first.click()
    press(teller, "Décaisser")
    expect(teller.get_by_role("heading", level=1)).to_contain_text("Reçu R0")

    teller.goto(f"{town.url}/caisse/?q=Sagna")
    teller.locator("main a[href*='/caisse/credit/']").first.click()
    teller.locator("[name=amount]").fill("50000")
    expect(teller.locator("main")).to_contain_text("Ce que ce paiement règle")
    press(teller, "Encaisser")
    expect(teller.locator("main")).to_contain_text("Remboursement encaissé")
    expect(teller.locator("main")).to_contain_text(re.compile(r"50.000.F.CFA"))

    loan = Loan.objects.get()
    outstanding = books.balances_of_owner("loan", loan.id)["2022"][1].minor
    assert 550_000 <= outstanding < 600_000
    town.house.close_till()

    chief = town.log_in("aminata")
    chief.goto(f"{town.url}/administration/cloture/")
    press(chief, "Clôturer la journée")
    expect(chief.locator("main")).to_contain_text("Terminé", timeout=SECONDS)

    assert institution().business_date == FIRST_DAY + timedelta(days=1)
    assert books.differences(on=FIRST_DAY) == []


def test_a_refusal_keeps_what_was_typed_and_says_what_became_of_the_money(town: Town) -> None:
    loan_id = town.house.loan(amount=100_000, product_id=town.product_id)
    teller = town.log_in("awa")
    teller.goto(f"{town.url}/caisse/credit/{loan_id}/")

    teller.locator("[name=amount]").fill("900000")
    press(teller, "Encaisser")

    shown = teller.locator("main")
    expect(shown).to_contain_text("lending.amount_above_debt")
    assert re.sub(r"\D", "", teller.locator("[name=amount]").input_value()) == "900000"
    assert books.differences(on=FIRST_DAY) == []
    assert town.house.net("2022") == 100_000


def test_a_loan_is_rescheduled_by_two_people_and_then_paid_early(town: Town) -> None:
    loan_id = town.house.loan(amount=600_000, product_id=town.product_id)
    number = Loan.objects.get(id=loan_id).number

    officer = town.log_in("ibra")
    officer.goto(f"{town.url}/credits/{number}/vie/")
    officer.get_by_role("link", name="Rééchelonnement").click()
    officer.locator("[name=first_due_date]").fill("20/03/2026")
    officer.locator("[name=count]").fill("8")
    officer.locator("[name=reason]").fill("La campagne commence en mars")
    press(officer, "Voir l’effet")
    expect(officer.locator("main")).to_contain_text("Le nouvel échéancier")
    press(officer, "Demander")
    expect(officer.locator("main")).to_contain_text("Attend une décision")

    manager = town.log_in("ousmane")
    manager.goto(f"{town.url}/credits/")
    manager.get_by_role("link", name=re.compile("Changements à décider")).click()
    manager.get_by_role("link", name="M0000001").click()
    expect(manager.locator("main")).to_contain_text("La campagne commence en mars")
    press(manager, "Accepter")
    expect(manager.locator("main")).to_contain_text("L’échéancier signé")
    rows = Loan.objects.get(id=loan_id).instalments.order_by("number")
    assert [rows.count(), str(rows[0].due_date)] == [8, "2026-03-20"]

    teller = town.log_in("awa")
    teller.goto(f"{town.url}/credits/{number}/acte/anticipe/")
    teller.locator("[name=amount]").fill("200000")
    press(teller, "Encaisser")
    expect(teller.locator("main")).to_contain_text("Remboursement anticipé")
    assert town.house.net("2022") == 400_000
    assert books.differences(on=FIRST_DAY) == []
