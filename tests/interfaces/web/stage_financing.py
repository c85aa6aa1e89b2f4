"""Contracts about goods in several states (F0000001 to F0000005), and their things."""

from datetime import date
from typing import Any

from stage_credit import acting

PAPER = b"%PDF-1.4 piece\n%%EOF"
TERMS: dict[str, dict[str, Any]] = {
    "MURABAHA": {"cost_minor": 1_000_000, "markup_minor": 120_000, "count": 12},
    "LEASE": {
        "cost_minor": 1_800_000, "rent_minor": 95_000, "count": 24, "useful_life_months": 48,
        "transfer": "SALE", "residual_minor": 50_000, "deposit_minor": 100_000,
    },
    "MUSHARAKA": {
        "cost_minor": 2_500_000, "unit_price_minor": 100_000, "units": 20,
        "units_per_period": 1, "count": 20, "rent_percent": "1",
    },
    "SALAM": {
        "cost_minor": 500_000, "quantity": 25, "goods": "Sacs de mil de 50 kg, premier choix",
        "delivery_date": "2027-01-31", "delivery_place": "Magasin de Médina",
    },
}  # fmt: skip


def furnish_financing() -> None:
    """A murabaha that is paid, a lease in use, a request, a musharaka to buy, a salam to pay."""
    from nafa.assets import commands as assets
    from nafa.lib.money import Money

    products = offered()
    sale = proposed(products["MURABAHA"], "MURABAHA", "C0000001")
    prepare(sale, "Machine à coudre industrielle Juki", "Quincaillerie Touba")
    assets.sign(acting("loan_officer"), contract_id=sale)
    assets.collect(acting("teller"), contract_id=sale, amount=Money(93_333, "XOF"))
    lease = proposed(products["LEASE"], "LEASE", "C0000002")
    assets.decide(acting("general_manager"), contract_id=lease, is_approved=True)
    assets.take_deposit(acting("teller"), contract_id=lease, amount=Money(100_000, "XOF"))
    prepare(lease, "Tricycle de livraison TVS", "CFAO Dakar", decide=False)
    assets.sign(acting("loan_officer"), contract_id=lease)
    context = acting("loan_officer")
    assets.make_available(context, contract_id=lease, available_date=context.business_date)
    proposed(products["MURABAHA"], "MURABAHA", "C0000003")
    shared = proposed(products["MUSHARAKA"], "MUSHARAKA", "C0000004")
    assets.decide(acting("general_manager"), contract_id=shared, is_approved=True)
    order(shared, "Congélateur vitrine 600 l", "Froid Service")
    salam = proposed(products["SALAM"], "SALAM", "C0000001")
    assets.decide(acting("branch_manager"), contract_id=salam, is_approved=True)
    assets.sign(acting("loan_officer"), contract_id=salam)


def offered() -> dict[str, Any]:
    """Two pools and a product of each kind shown."""
    from nafa.assets import commands as assets
    from nafa.lib.money import Money

    pools = {
        code: assets.open_pool(acting("administrator"), code=code, name=name, is_islamic=islamic)
        for code, name, islamic in (
            ("AMANA", "Fonds Amana", True),
            ("PROPRE", "Fonds propres", False),
        )
    }
    return {
        kind: assets.define_product(
            acting("administrator"),
            code=kind[:3],
            name=name,
            kind=kind,
            pool_id=pools["PROPRE" if kind == "LEASE" else "AMANA"],
            highest=Money(5_000_000, "XOF"),
            donation=Money(2_000, "XOF"),
            grace_days=5,
            board_approval="" if kind == "LEASE" else "CCI-2026-04",
            board_approved_date=None if kind == "LEASE" else date(2026, 6, 1),
        )
        for kind, name in (
            ("MURABAHA", "Murabaha équipement"),
            ("LEASE", "Location-vente d’équipement"),
            ("MUSHARAKA", "Musharaka dégressive"),
            ("SALAM", "Salam céréales"),
        )
    }


def proposed(product_id: Any, kind: str, client_number: str) -> Any:
    from nafa.assets import commands as assets
    from nafa.clients import queries as clients

    client_id = clients.client_id_of(client_number)
    assert client_id is not None
    return assets.propose(
        acting("loan_officer"), client_id=client_id, product_id=product_id, sector="TRADE",
        purpose="Équiper l’atelier", terms=TERMS[kind], promise=PAPER,
    )  # fmt: skip


def order(contract_id: Any, description: str, supplier: str) -> Any:
    from nafa.assets import commands as assets

    return assets.order_asset(
        acting("loan_officer"), contract_id=contract_id, kind="EQUIPMENT",
        description=description, supplier=supplier, serial_number="SN-2210",
    )  # fmt: skip


def prepare(contract_id: Any, description: str, supplier: str, *, decide: bool = True) -> None:
    """Approved, ordered, bought, paid by the bank, held."""
    from nafa.assets import commands as assets
    from nafa.assets.models import Contract
    from nafa.lib.money import Money

    if decide:
        assets.decide(acting("branch_manager"), contract_id=contract_id, is_approved=True)
    asset_id = order(contract_id, description, supplier)
    cost = Contract.objects.get(id=contract_id).terms["cost_minor"]
    assets.record_purchase(
        acting("loan_officer"), asset_id=asset_id, price=Money(cost - 50_000, "XOF"),
        ancillary=Money(50_000, "XOF"), invoice=PAPER,
    )  # fmt: skip
    assets.pay_supplier_by_bank(
        acting("general_manager"), asset_id=asset_id, amount=Money(cost, "XOF")
    )
    context = acting("loan_officer")
    assets.take_possession(
        context, asset_id=asset_id, possessed_date=context.business_date,
        place="Agence de Dakar Médina", delivery_note=PAPER,
    )  # fmt: skip
