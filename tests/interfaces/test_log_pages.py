"""The page of the log, what one takes along from it, and the proof on a receipt."""

import io
import re
import zipfile

import pytest
from django.test import Client

from conftest import FreshDatabase
from factories.browsing import come_in
from factories.house import House, make_house
from modules.ledger.logbook import record, superuser
from nafa.interfaces.web.books.sealing import receipt_proof
from nafa.kernel.models import User
from nafa.ledger import commands as ledger
from nafa.ledger.calc.receipt import read_code
from nafa.ledger.calc.tlog.note import Verifier, read_note
from nafa.ledger.queries.log import state
from nafa.ledger.queries.log.receipts import proof_by_code
from nafa.lending.models import LoanFact


def enter(house: House, name: str) -> Client:
    client = Client(headers={"accept-language": "fr"})
    come_in(client, User.objects.get(id=house.people[name]))
    return client


@pytest.mark.django_db
def test_the_log_shows_its_checkpoint_and_gives_files(house: House) -> None:
    record(house, 100)
    ledger.extend_log()
    client, latest = enter(house, "moussa"), state.latest_checkpoint()
    assert latest is not None

    shown = client.get("/comptabilite/preuve/").content.decode()
    note = client.get(f"/comptabilite/preuve/{latest.number}/").content.decode()
    keys = client.get("/comptabilite/preuve/cles.txt").content.decode().split()
    packed = client.get("/comptabilite/preuve/page.zip").content

    assert "Dernier point de contrôle" in shown
    assert read_note(note).signed_by([Verifier.from_vkey(one) for one in keys])
    assert client.get("/comptabilite/preuve/999/").status_code == 404
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = {name.split("/")[1] for name in archive.namelist()}
    assert names == {"index.html", "verify.css", "verify.js", "journal-keys.txt"}


@pytest.mark.django_db
def test_before_the_first_entry_the_page_says_so(house: House) -> None:
    shown = enter(house, "moussa").get("/comptabilite/preuve/").content.decode()

    assert "Non commencé" in shown
    assert "Aucun témoin pour l’instant" in shown


@pytest.mark.django_db
def test_a_teller_has_no_business_with_the_log(house: House) -> None:
    assert enter(house, "awa").get("/comptabilite/preuve/").status_code == 403


@pytest.mark.django_db
def test_the_page_that_verifies_is_served_under_the_strict_policy(house: House) -> None:
    served = Client().get("/static/dist/verify/index.html")
    body = b"".join(served.streaming_content).decode()  # type: ignore[attr-defined]

    assert served.status_code == 200
    assert "script-src 'self'" in served.headers["Content-Security-Policy"]
    assert "<style" not in body and " style=" not in body
    assert re.findall(r"<script[^>]*>", body) == ['<script src="verify.js">']


@pytest.mark.django_db
def test_a_receipt_carries_a_code_that_leads_to_its_entry(house: House) -> None:
    house.open_till()
    house.loan()
    fact = LoanFact.objects.exclude(receipt_number="").get()

    shown = enter(house, "awa").get(f"/recus/{fact.id}/").content.decode()

    found = re.search(r'class="receipt-code">.*?<span class="nowrap">([^<]+)</span>', shown)
    assert found is not None
    assert proof_by_code(read_code(found[1])).extra
    assert "data:image/png;base64," in shown


def test_while_the_log_is_busy_the_receipt_has_its_code_only(
    fresh_database: FreshDatabase,
) -> None:
    entry_id = record(make_house(), 100)
    with superuser(fresh_database) as session, session.transaction():
        session.execute("SELECT pg_advisory_xact_lock(4203)")
        without = receipt_proof(entry_id)

    with_log = receipt_proof(entry_id)

    assert without.picture == ""
    assert read_code(without.code).position is None
    assert with_log.picture.startswith("data:image/png;base64,")
    assert read_code(with_log.code).position is not None
