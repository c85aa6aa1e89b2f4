"""Contracts about goods over HTTP: steps, refusals beside their fields, the counter, the words."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from factories.browsing import browser_of, keyed, text_of
from factories.goods import PAPER, Goods, contract
from factories.house import francs
from nafa.assets import commands as assets
from nafa.assets.documents import contract as paper
from nafa.assets.documents.contract import contract_data
from nafa.assets.errors import CharityTooLittle
from nafa.assets.models import Asset, Contract, Fact, Product
from nafa.assets.queries.state import asset_of
from nafa.ledger.errors import BalanceTooLow
from nafa.ledger.models import Entry

pytestmark = pytest.mark.django_db
FORBIDDEN = re.compile(r"int[ée]r[êe]t|\btaux\b", re.IGNORECASE)
TABS = ("", "operations/", "comptes/", "documents/", "historique/")


def scan(name: str = "piece.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PAPER, content_type="application/pdf")


def main_of(response: Any) -> str:
    """What stands on the page itself, without the frame."""
    page = text_of(response)
    return page.split("<main")[1].split("</main>")[0]


def test_a_murabaha_by_its_pages_from_request_to_first_instalment(goods: Goods) -> None:
    product = Product.objects.get(id=goods.product("MURABAHA"))
    goods.house.client()
    officer, manager = browser_of(goods.house, "ibra"), browser_of(goods.house, "ousmane")
    new = f"/financements/nouveau/?client=C0000001&product={product.code}"
    wish = {"cost_minor": "1 000 000", "markup_minor": "120 000", "count": "12",
            "sector": "TRADE", "purpose": "Atelier"}  # fmt: skip
    refused = officer.post(new, keyed(**{**wish, "sector": "ALCOHOL"}))
    assert refused.status_code == 409
    assert "sector" in refused.context["form"].errors
    shown = officer.post(f"/financements/nouveau/{product.code}/apercu/", keyed(**wish))
    assert "93 333" in text_of(shown)
    assert "93 337" in text_of(shown)
    kept = officer.post(new, keyed(**wish, promise=scan()))
    assert kept.status_code == 303
    here = "/financements/F0000001"
    assert officer.get(f"{here}/etapes/decision/").status_code == 403
    done = manager.post(f"{here}/etapes/decision/", keyed(outcome="yes", reason=""))
    assert done.status_code == 303
    early = officer.post(f"{here}/etapes/signature/", keyed())
    assert early.status_code == 409
    assert "assets.not_owned_yet" in text_of(early)
    order = keyed(kind="MACHINE", description="Machine Juki", supplier="Touba")
    assert officer.post(f"{here}/etapes/commande/", order).status_code == 303
    half = officer.post(
        f"{here}/etapes/facture/", keyed(price="990 000", ancillary="0", invoice=scan())
    )
    assert half.status_code == 409
    assert "assets.cost_not_as_approved" in text_of(half)
    bought = officer.post(
        f"{here}/etapes/facture/", keyed(price="990 000", ancillary="10 000", invoice=scan())
    )
    assert bought.status_code == 303
    held = officer.post(
        f"{here}/etapes/possession/",
        keyed(possessed_date="05/01/2026", place="Médina", delivery_note=scan()),
    )
    assert held.status_code == 303
    assert officer.post(f"{here}/etapes/signature/", keyed()).status_code == 303
    goods.open_till()
    teller = browser_of(goods.house, "awa")
    assert "F0000001" in text_of(teller.get("/caisse/?q=F0000001"))
    above = teller.post("/caisse/financement/F0000001/", keyed(amount="2 000 000"))
    assert above.status_code == 409
    taken = teller.post("/caisse/financement/F0000001/", keyed(amount="93 333"))
    receipt = Fact.objects.get(kind="PAID").receipt_number
    assert taken["Location"] == f"/financements/recus/{receipt}/"
    assert "93 333 F CFA" in text_of(teller.get(taken["Location"]))
    assert receipt in text_of(teller.get("/caisse/"))
    back = manager.post(f"/financements/operations/{receipt}/annuler/", keyed(reason="Erreur"))
    assert back.status_code == 303
    contract_pdf = officer.get(f"{here}/contrat.pdf")
    assert contract_pdf.content.startswith(b"%PDF-")
    listed = text_of(officer.get(f"{here}/documents/"))
    assert "Facture d’achat" in listed
    assert "Bon de livraison" in listed


def test_a_lease_ends_by_its_pages_and_its_thing_is_sold(goods: Goods) -> None:
    contract_id = goods.running("LEASE")
    number = contract(contract_id).number
    manager, teller = browser_of(goods.house, "ousmane"), browser_of(goods.house, "awa")
    shown = text_of(teller.get(f"/financements/{number}/"))
    assert f"/financements/{number}/etapes/rachat/" in shown
    early = manager.post(f"/financements/{number}/etapes/reprise/", keyed(reason="Impayés"))
    assert "assets.not_late" in text_of(early)
    done = manager.post(f"/financements/{number}/etapes/restitution/", keyed(reason="Rendu"))
    assert done.status_code == 303
    thing = Asset.objects.get(contract_id=contract_id).number
    sold = teller.post(f"/biens/{thing}/etapes/vente/", keyed(amount="500 000"))
    assert sold.status_code == 303
    assert Asset.objects.get(number=thing).status == "SOLD"
    assert teller.post(f"/biens/{thing}/etapes/inconnue/", keyed()).status_code == 404


def test_products_and_pools_are_set_up_on_a_page_and_faults_stand_in_their_field(
    goods: Goods,
) -> None:
    administrator = browser_of(goods.house, "babacar")
    pool = {"code": "BARAKA", "name": "Fonds Baraka", "is_islamic": "on"}
    assert administrator.post("/financements/fonds/nouveau/", keyed(**pool)).status_code == 303
    product = {
        "code": "SALAM1", "name": "Salam mil", "kind": "SALAM", "pool_id": str(goods.pool_id),
        "highest": "2 000 000", "grace_days": "0", "depreciation": "MONTHS",
        "prohibited_sectors": ["ALCOHOL", "PORK"],
    }  # fmt: skip
    refused = administrator.post("/financements/produits/nouveau/", keyed(**product))
    assert "board_approval" in refused.context["form"].errors
    mixed = administrator.post(
        "/financements/produits/nouveau/", keyed(**{**product, "kind": "LEASE"})
    )
    assert "pool_id" in mixed.context["form"].errors
    approved = {**product, "board_approval": "CCI-9", "board_approved_date": "02/01/2026"}
    unscreened = administrator.post(
        "/financements/produits/nouveau/", keyed(**{**approved, "prohibited_sectors": []})
    )
    assert unscreened.status_code == 409
    done = administrator.post("/financements/produits/nouveau/", keyed(**approved))
    assert done.status_code == 303
    assert Product.objects.get(code="SALAM1").prohibited_sectors == ["ALCOHOL", "PORK"]
    officer = browser_of(goods.house, "ibra")
    assert "AMANA" in text_of(officer.get("/financements/produits/"))
    assert officer.get("/financements/produits/nouveau/").status_code == 403
    assert officer.get("/financements/fonds/AMANA/don/").status_code == 403
    chief = browser_of(goods.house, "aminata")
    gift = {"amount": "2 000", "beneficiary": "École", "branch_id": str(goods.house.branch_id)}
    nothing = chief.post("/financements/fonds/AMANA/don/", keyed(**gift))
    assert "amount" in nothing.context["form"].errors
    contract_id = goods.running("MURABAHA")
    goods.house.close_days_until(date(2026, 2, 12))
    goods.pay(contract_id, 95_333)
    assert "2 000" in text_of(chief.get("/financements/fonds/AMANA/don/"))
    assert chief.post("/financements/fonds/AMANA/don/", keyed(**gift)).status_code == 303
    assert goods.of_pool("charity") == 0


@pytest.mark.parametrize("kind", ["MURABAHA", "IJARA", "MUSHARAKA", "SALAM", "QARD"])
def test_no_page_contract_or_entry_speaks_of_what_these_contracts_are_not(
    goods: Goods, kind: str
) -> None:
    contract_id = goods.running(kind)
    goods.house.close_days_until(date(2026, 2, 13))
    goods.open_till()
    row = contract(contract_id)
    if kind in ("MURABAHA", "QARD"):
        goods.pay(contract_id, 30_000)
    read = [main_of(browser_of(goods.house, "ousmane").get("/financements/"))]
    for name, pages in (
        ("ousmane", TABS),
        ("ibra", ("", "etapes/remise-gracieuse/")),
        ("awa", ("", "etapes/parts/")),
    ):
        browser = browser_of(goods.house, name)
        read += [main_of(browser.get(f"/financements/{row.number}/{page}")) for page in pages]
    teller = browser_of(goods.house, "awa")
    read.append(main_of(teller.get(f"/caisse/financement/{row.number}/")))
    read += [
        main_of(teller.get(f"/financements/recus/{number}/"))
        for number in Fact.objects.exclude(receipt_number="").values_list(
            "receipt_number", flat=True
        )
    ]
    product = Product.objects.get(id=goods.products[kind])
    new = f"/financements/nouveau/?client=C0000001&product={product.code}"
    read.append(main_of(browser_of(goods.house, "ibra").get(new)))
    read.append(str(contract_data(goods.house.ctx("ibra"), contract=row, asset=asset_of(row))))
    read.append(Path(paper.TEMPLATE).read_text())
    read += [
        f"{entry.kind} {entry.memo}"
        for entry in Entry.objects.filter(kind__startswith="financing.")
    ]

    for text in read:
        found = FORBIDDEN.search(text)
        assert found is None, text[max(0, found.start() - 80) : found.end() + 80]
    english = browser_of(goods.house, "ousmane").get(
        f"/financements/{row.number}/", headers={"accept-language": "en"}
    )
    assert "What was agreed" in main_of(english)
    assert "interest" not in main_of(english).lower()


def test_contracts_of_another_branch_are_not_shown(goods: Goods) -> None:
    contract_id = goods.running("MURABAHA")
    Contract.objects.filter(id=contract_id).update(branch_id=goods.house.other_branch_id)
    number = contract(contract_id).number
    officer = browser_of(goods.house, "ibra")

    assert officer.get(f"/financements/{number}/").status_code == 403
    assert number not in text_of(officer.get("/financements/"))
    assert officer.get("/financements/F9999999/").status_code == 404


def test_lists_are_taken_out_as_files_and_shown_where_they_wait(goods: Goods) -> None:
    goods.running("LEASE")
    goods.proposed("MURABAHA")
    manager = browser_of(goods.house, "ousmane")

    contracts = manager.get("/financements/export.csv?state=ACTIVE").content.decode()
    things = manager.get("/biens/export.csv").content.decode()

    assert "F0000001" in contracts
    assert "F0000002" not in contracts
    assert "600000" in things
    assert "F0000002" in text_of(manager.get("/"))
    assert "F0000001" in text_of(manager.get("/clients/C0000001/?tab=financing"))


def test_no_donation_leaves_twice(goods: Goods) -> None:
    contract_id = goods.running("MURABAHA")
    goods.house.close_days_until(date(2026, 2, 12))
    receipt = goods.pay(contract_id, 95_333)
    given: dict[str, Any] = {
        "pool_id": goods.pool_id, "branch_id": goods.house.branch_id,
        "amount": francs(2_000), "beneficiary": "École",
    }  # fmt: skip
    assets.give_to_charity(goods.house.ctx("aminata"), **given)

    with pytest.raises(CharityTooLittle):
        assets.give_to_charity(goods.house.ctx("aminata"), **given)
    with pytest.raises(BalanceTooLow):
        assets.reverse_operation(
            goods.house.ctx("ousmane"), fact_id=receipt.fact_id, reason="Erreur"
        )
