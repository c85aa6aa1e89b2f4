"""The page that proves receipts, from a folder, in a real browser, without any server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import segno
from playwright.sync_api import Browser, Page

from nafa.interfaces.web.assets import MANIFEST
from nafa.ledger.calc import receipt
from nafa.ledger.calc.leaves import encode
from nafa.ledger.calc.tlog.note import Signer
from nafa.ledger.calc.tlog.proof import LogProof
from unit.ledger.test_log_receipts import REPAYMENT, SIGNER, proof_of

ADDRESS = (MANIFEST.parent / "verify" / "index.html").as_uri()
PROOF = proof_of(encode(REPAYMENT))
# A browser without Ed25519 of its own takes the other way.
NO_SUBTLE = "Object.defineProperty(globalThis.crypto, 'subtle', { value: undefined })"


@pytest.fixture(params=["own Ed25519", "without"])
def page(browser: Browser, request: Any) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 360, "height": 740})
    if request.param == "without":
        opened.add_init_script(NO_SUBTLE)
    opened.goto(ADDRESS)
    assert opened.evaluate("Boolean(globalThis.crypto.subtle)") == (request.param != "without")
    yield opened
    opened.close()


def ask(page: Page, proof: LogProof | str, key: str = SIGNER.verifier.vkey) -> str:
    """Fill in, verify, and give what is told."""
    text = proof if isinstance(proof, str) else receipt.write_payload(proof)
    page.fill("#receipt", text)
    page.fill("#key", key)
    page.click("button[type=submit]")
    page.wait_for_selector("#result:not([hidden])")
    return page.inner_text("#result")


def test_a_true_receipt_is_accepted_and_shown(page: Page) -> None:
    told = ask(page, PROOF)

    assert "Reçu authentique" in told
    assert "22 novembre 2026" in told
    assert "25\u202f000 XOF" in told
    assert "P-0001" in told
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_true_receipt_is_accepted_as_text_of_a_proof_too(page: Page) -> None:
    assert "Reçu authentique" in ask(page, PROOF.written)


def test_an_altered_amount_is_refused(page: Page) -> None:
    line = REPAYMENT.lines[0]._replace(debit_minor=52_000)
    told = ask(page, PROOF._replace(extra=encode(REPAYMENT._replace(lines=(line,)))))

    assert "Reçu refusé" in told
    assert "montant, date ou preuve ont été modifiés" in told


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        (PROOF._replace(path=(bytes(32), *PROOF.path[1:])), "ne figure pas ainsi"),
        (PROOF._replace(path=PROOF.path[:-1]), "ne figure pas ainsi"),
        (PROOF._replace(path=(*PROOF.path, bytes(32))), "ne figure pas ainsi"),
        (PROOF._replace(position=2), "ne figure pas ainsi"),
        (PROOF._replace(position=9), "ne figure pas ainsi"),
        (PROOF._replace(checkpoint=PROOF.checkpoint.replace("\n7\n", "\n8\n")), "est fausse"),
        (PROOF._replace(checkpoint="rien"), "illisible"),
    ],
)
def test_an_altered_proof_is_refused(page: Page, spoilt: LogProof, reason: str) -> None:
    told = ask(page, spoilt)

    assert "Reçu refusé" in told
    assert reason in told


def test_a_wrong_key_is_refused(page: Page) -> None:
    other = Signer(SIGNER.name, bytes(32)).verifier.vkey

    assert "n'est pas signé avec cette clé" in ask(page, PROOF, other)
    assert "mal recopiée ou manque" in ask(page, PROOF, other[:-3])
    assert "mal recopiée ou manque" in ask(page, PROOF, "")


@pytest.mark.parametrize("text", ["", "bonjour", "NAFA1:", "NAFA1:U", "NAFA1:00", "NAFA1:0410"])
def test_what_is_no_receipt_is_refused(page: Page, text: str) -> None:
    assert "Reçu refusé" in ask(page, text)


def test_a_picture_of_the_receipt_is_read(page: Page, tmp_path: Path) -> None:
    picture = tmp_path / "recu.png"
    made = segno.make(receipt.write_payload(PROOF), error="l", micro=False)
    made.save(str(picture), scale=4, border=4)
    page.fill("#key", SIGNER.verifier.vkey)

    page.set_input_files("#picture", str(picture))
    page.wait_for_selector("#result.proven", timeout=20_000)

    assert receipt.read_payload(page.input_value("#receipt")) == PROOF


def test_a_picture_without_a_code_is_refused(page: Page, tmp_path: Path) -> None:
    picture = tmp_path / "rien.png"
    page.screenshot(path=str(picture))

    page.set_input_files("#picture", str(picture))
    page.wait_for_selector("#result.refused", timeout=20_000)

    assert "Aucun QR code lisible" in page.inner_text("#result")


def test_the_page_speaks_english_second(page: Page) -> None:
    page.click("#language")

    assert page.inner_text("h1") == "Verify a receipt"
    assert "Genuine receipt" in ask(page, PROOF)
    assert "Receipt refused" in ask(page, "x")


def test_the_address_may_bring_the_key(browser: Browser) -> None:
    opened = browser.new_page()
    opened.goto(f"{ADDRESS}#key={SIGNER.verifier.vkey.replace('+', '%2B')}")

    assert opened.input_value("#key") == SIGNER.verifier.vkey
    opened.close()
