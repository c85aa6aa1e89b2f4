"""Contracts in the client's language, with the institution's own clauses."""

import hashlib
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import translation

from factories.browsing import browser_of, keyed, text_of
from factories.house import House
from factories.staff import submit
from interfaces.api.test_api import Call, call
from nafa.clients import commands as clients
from nafa.clients import queries as register
from nafa.kernel.errors import InvalidInput, NotPermitted
from nafa.kernel.secrets.files import read_file
from nafa.lending import commands as lending
from nafa.lending import errors
from nafa.lending.calc.terms_plain import terms_from_plain
from nafa.lending.documents.contract import contract_data
from nafa.lending.models import Loan
from nafa.lending.queries.clauses import clauses_of
from nafa.lending.queries.offers import offer_of

__all__ = ["call"]
pytestmark = pytest.mark.django_db
CLAUSE = {"title": "Assurance", "text": "{client} assure {amount} auprès de {institution}."}


def drawn(house: House, language: str, *, product_id: UUID | None = None) -> Loan:
    client_id = house.client(language=language, not_a_duplicate_because="essai")
    application_id = submit(
        house, client_id=client_id, product_id=product_id or house.product(f"L{language.upper()}")
    )
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    return Loan.objects.get(
        id=lending.draw_contract(house.ctx("ibra"), application_id=application_id)
    )


def data_of(house: House, loan: Loan) -> dict[str, Any]:
    terms = terms_from_plain(loan.terms)
    offer = offer_of(terms, on=loan.disbursement_date)
    return contract_data(house.ctx("ibra"), loan=loan, terms=terms, offer=offer)


@pytest.mark.parametrize(
    ("language", "title", "spelt"),
    [
        ("", "Contrat de prêt n°", "quatre cent mille francs"),
        ("fr", "Contrat de prêt n°", "quatre cent mille francs"),
        ("en", "Loan contract no.", "four hundred thousand francs"),
    ],
)
def test_a_contract_speaks_the_language_of_the_client(
    house: House, language: str, title: str, spelt: str
) -> None:
    loan = drawn(house, language)

    with translation.override("en" if language != "en" else "fr"):
        data = data_of(house, loan)

    assert data["words"]["title"] == f"{title} {loan.number}"
    assert data["amount_in_words"] == spelt
    assert data["language"] == (language or "fr")


def test_no_sentence_of_the_english_contract_is_french_nor_the_other_way_round(
    house: House,
) -> None:
    words = {one: data_of(house, drawn(house, one))["words"] for one in ("fr", "en")}

    same = {name for name in words["fr"] if words["fr"][name] == words["en"][name]}

    assert same <= {"principal", "signatures", "total", "ceiling"}


def test_the_terms_themselves_are_told_in_the_language(house: House) -> None:
    french, english = (data_of(house, drawn(house, one)) for one in ("fr", "en"))

    assert french["penalty"].startswith("Tout retard entraîne une pénalité de 12,00")
    assert french["penalty"].endswith("Elle est comptée après 3 jours de grâce.")
    assert french["frequency"] == "échéances mensuelles"
    assert french["rate"].endswith("par an")
    assert english["penalty"].startswith("Any delay brings a penalty of 12.00")
    assert english["rate"].endswith("a year")


def test_clauses_come_into_contracts_drawn_up_afterwards_and_the_digest_is_kept(
    house: House,
) -> None:
    product_id = house.product()
    before = drawn(house, "fr", product_id=product_id)
    lending.write_clauses(
        house.ctx("babacar"), product_id=product_id, language="fr", blocks=[CLAUSE]
    )
    after = drawn(house, "fr", product_id=product_id)
    english = drawn(house, "en", product_id=product_id)

    (clause,) = data_of(house, after)["clauses"]
    content, _ = read_file(after.contract_file_id)  # type: ignore[arg-type]

    assert clause[1].replace("\u00a0", " ") == (
        "Aïssatou NDIAYE assure 400 000 F CFA auprès de Jappoo."
    )
    assert data_of(house, english)["clauses"] == []
    assert hashlib.sha256(content).hexdigest() == after.contract_digest != before.contract_digest


def test_clauses_are_versions_and_what_cannot_be_filled_is_refused(house: House) -> None:
    product_id = house.product()

    def write(*blocks: dict[str, str], language: str = "fr", by: str = "babacar") -> int:
        return lending.write_clauses(
            house.ctx(by), product_id=product_id, language=language, blocks=list(blocks)
        )

    with pytest.raises(errors.ClausesNotPossible) as refused:
        write(CLAUSE, {"title": "Lieu", "text": "À {ville}."})
    with pytest.raises(InvalidInput):
        write(CLAUSE, language="wo")
    with pytest.raises(NotPermitted):
        write(CLAUSE, by="ibra")

    assert refused.value.values["number"] == 2
    assert refused.value.values["place"] == "ville"
    assert [write(CLAUSE), write(CLAUSE, CLAUSE), write(CLAUSE, language="en")] == [1, 2, 1]
    kept = clauses_of(product_id, "fr")
    assert kept is not None
    assert (kept.number, len(kept.clauses)) == (2, 2)


def test_the_page_refuses_at_the_clause_and_shows_the_contract(house: House) -> None:
    house.product("IND")
    browser = browser_of(house, "babacar")
    page = reverse("web:product-clauses", args=["IND", "fr"])
    preview = reverse("web:product-contract", args=["IND", "en"])
    wrong = {"title-1": "Lieu", "text-1": "À {ville}."}
    right = {"title-1": CLAUSE["title"], "text-1": CLAUSE["text"]}

    refused = browser.post(page, keyed(**wrong))
    seen = browser.post(preview, keyed(**right))
    kept = browser.post(page, keyed(**right))

    assert refused.status_code == 409
    assert "« {ville} » n’est pas un nom de la liste." in text_of(refused)
    assert seen.content.startswith(b"%PDF-")
    assert browser.get(preview).content.startswith(b"%PDF-")
    assert kept.status_code == 303
    assert "{client} assure" in text_of(browser.get(page))
    assert browser.get(reverse("web:product-clauses", args=["IND", "wo"])).status_code == 404


def test_clauses_over_http(house: House, call: Call) -> None:
    product_id = house.product()
    path = f"/products/{product_id}/clauses/fr"

    written = call("babacar", "PUT", path, {"clauses": [CLAUSE]})
    refused = call("babacar", "PUT", path, {"clauses": [{"title": "a", "text": "{b}"}]})

    assert written.json() == {"version": 1, "clauses": [CLAUSE]}
    assert (refused.status_code, refused.json()["code"]) == (409, "lending.clauses_not_possible")
    assert call("ibra", "GET", path).json()["version"] == 1


def test_a_language_nobody_speaks_here_is_refused_and_one_may_change_it(house: House) -> None:
    with pytest.raises(InvalidInput):
        house.client(language="xx")
    client_id = house.client()
    with pytest.raises(InvalidInput):
        clients.update_person(house.ctx("ibra"), client_id=client_id, changes={"language": "xx"})

    clients.update_person(house.ctx("ibra"), client_id=client_id, changes={"language": "en"})

    assert register.get_client(house.ctx("ibra"), client_id).language == "en"
