"""A contract signed in a browser with the code that the message centre received."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from factories.messages import code_in
from factories.staff import submit
from journeys.test_loan_in_browser import Town, press, town
from nafa.connectors.gateways.smpp.simulator import Centre, served
from nafa.lending import commands as lending
from nafa.lending.models import Loan
from nafa.lending.queries.origination.signatures import signature_of

__all__ = ["town"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(autouse=True)
def centre(monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    """The message centre that the server of the town is told of."""
    made = Centre(user="nafa", password="secret")
    with served(made) as url:
        monkeypatch.setenv("NAFA_SMS_URL", url)
        yield made


def test_the_code_from_the_telephone_signs_the_contract(centre: Centre, town: Town) -> None:
    client_id = town.house.client(phone="+221771234567")
    application_id = submit(town.house, client_id=client_id, product_id=town.product_id)
    lending.decide_application(
        town.house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    loan_id = lending.draw_contract(town.house.ctx("ibra"), application_id=application_id)
    loan = Loan.objects.get(id=loan_id)
    officer = town.log_in("ibra")

    officer.goto(f"{town.url}/credits/{loan.number}/")
    officer.get_by_role("link", name="Faire signer par code").click()
    press(officer, "Envoyer le code")
    expect(officer.locator("main")).to_contain_text("Un code a été envoyé")
    officer.locator("[name=code]").fill(code_in(centre))
    press(officer, "Signer le contrat")

    expect(officer.locator("main")).to_contain_text("Le contrat est signé")
    signed = signature_of(Loan.objects.get(id=loan_id))
    assert signed is not None
    assert signed.channel == "SMS"
