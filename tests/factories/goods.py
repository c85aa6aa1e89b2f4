"""Contracts about goods for tests, made by the people of the house through real commands."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from factories.house import House, francs
from nafa.assets import commands as assets
from nafa.assets.models import Asset, Contract
from nafa.ledger import queries as books
from nafa.lib.money import Money
from nafa.payments import queries as cash

PAPER = b"%PDF-1.4 facture\n%%EOF"
TERMS: dict[str, dict[str, Any]] = {
    "MURABAHA": {"cost_minor": 1_000_000, "markup_minor": 120_000, "count": 12},
    "IJARA": {
        "cost_minor": 2_400_000, "rent_minor": 85_000, "count": 36, "useful_life_months": 60,
        "transfer": "GIFT",
    },
    "LEASE": {
        "cost_minor": 600_000, "rent_minor": 60_000, "count": 12, "useful_life_months": 24,
        "transfer": "SALE", "residual_minor": 30_000, "deposit_minor": 50_000,
    },
    "MUSHARAKA": {
        "cost_minor": 10_000_000, "unit_price_minor": 100_000, "units": 80,
        "units_per_period": 2, "count": 40, "rent_percent": "1",
    },
    "SALAM": {
        "cost_minor": 500_000, "quantity": 25, "goods": "Sacs de mil de 50 kg, premier choix",
        "delivery_date": "2026-04-30", "delivery_place": "Magasin de Médina",
    },
    "QARD": {"cost_minor": 200_000, "count": 10, "fee_minor": 3_000},
}  # fmt: skip


@dataclass
class Goods:
    """The pools and products of the house, and the way to a running contract."""

    house: House
    pool_id: UUID
    own_pool_id: UUID
    products: dict[str, UUID] = field(default_factory=dict)

    def product(self, kind: str, **changes: Any) -> UUID:
        """A product of a kind; Islamic ones with the board's approval. Made once."""
        if kind not in self.products or changes:
            is_lease = kind == "LEASE"
            values: dict[str, Any] = {
                "code": f"{kind}{len(self.products)}", "name": f"Produit {kind}", "kind": kind,
                "pool_id": self.own_pool_id if is_lease else self.pool_id,
                "highest": francs(20_000_000), "donation": francs(2_000), "grace_days": 5,
            }  # fmt: skip
            if not is_lease:
                values |= {"board_approval": "CCI-2026-04", "board_approved_date": date(2026, 1, 2)}
            made = assets.define_product(self.house.ctx("babacar"), **{**values, **changes})
            self.products[kind] = made
        return self.products[kind]

    def proposed(self, kind: str, *, client_id: UUID | None = None, **terms: Any) -> UUID:
        """A request of Aïssatou's that Ibra wrote down."""
        client = client_id or self.house.client(not_a_duplicate_because="essai")
        return assets.propose(
            self.house.ctx("ibra"), client_id=client, product_id=self.product(kind),
            sector="TRADE", purpose="Atelier de couture", terms={**TERMS[kind], **terms},
            promise=PAPER,
        )  # fmt: skip

    def approved(self, kind: str, **terms: Any) -> UUID:
        """A request that a person without limit approved."""
        contract_id = self.proposed(kind, **terms)
        assets.decide(self.house.ctx("system"), contract_id=contract_id, is_approved=True)
        return contract_id

    def held(self, kind: str, **terms: Any) -> UUID:
        """Approved, and its thing bought, paid by the bank, and held."""
        contract_id = self.approved(kind, **terms)
        asset_id = self.order(contract_id)
        self.buy(asset_id)
        return contract_id

    def order(self, contract_id: UUID) -> UUID:
        return assets.order_asset(
            self.house.ctx("ibra"), contract_id=contract_id, kind="MACHINE",
            description="Machine à coudre Juki", supplier="Quincaillerie Touba",
            serial_number="JK-2210",
        )  # fmt: skip

    def buy(self, asset_id: UUID) -> None:
        asset = Asset.objects.select_related("contract").get(id=asset_id)
        cost = asset.contract.terms["cost_minor"]
        assets.record_purchase(
            self.house.ctx("ibra"), asset_id=asset_id, price=francs(cost - 10_000),
            ancillary=francs(10_000), invoice=PAPER,
        )  # fmt: skip
        assets.pay_supplier_by_bank(
            self.house.ctx("aminata"), asset_id=asset_id,
            amount=francs(asset.contract.laid_out_minor),
        )  # fmt: skip
        assets.take_possession(
            self.house.ctx("ibra"), asset_id=asset_id, place="Magasin de Médina",
            possessed_date=self.today, delivery_note=PAPER,
        )  # fmt: skip

    def running(self, kind: str, **terms: Any) -> UUID:
        """A contract that runs from today; Awa holds the till."""
        self.open_till()
        if kind in ("SALAM", "QARD"):
            contract_id = self.approved(kind, **terms)
            assets.sign(self.house.ctx("ibra"), contract_id=contract_id)
            assets.pay_out(self.house.ctx("awa"), contract_id=contract_id)
            return contract_id
        contract_id = self.held(kind, **terms)
        assets.sign(self.house.ctx("ibra"), contract_id=contract_id)
        if kind != "MURABAHA":
            assets.make_available(
                self.house.ctx("ibra"), contract_id=contract_id, available_date=self.today
            )
        return contract_id

    @property
    def today(self) -> date:
        return self.house.ctx("system").business_date

    def open_till(self) -> None:
        if cash.open_session_of(self.house.people["awa"]) is None:
            self.house.open_till()

    def pay(self, contract_id: UUID, amount: int, **values: Any) -> assets.FactReceipt:
        """Awa takes a payment."""
        self.open_till()
        return assets.collect(
            self.house.ctx("awa"), contract_id=contract_id, amount=francs(amount), **values
        )

    def own(self, contract_id: UUID) -> dict[str, int]:
        """The balances of a contract's accounts by chart code, those of nothing left out."""
        found = books.balances_of_owner("financing", contract_id)
        return {code: money.minor for code, (_, money) in found.items() if money}

    def of_asset(self, contract_id: UUID) -> dict[str, int]:
        asset = Asset.objects.get(contract_id=contract_id)
        found = books.balances_of_owner("asset", asset.id)
        return {code: money.minor for code, (_, money) in found.items() if money}

    def of_pool(self, role: str) -> int:
        """What the Islamic pool holds for a role, debits positive."""
        found = books.balances_of_owner(f"pool.{role}", self.pool_id)
        return sum(money.minor for _, money in found.values())


def make_goods(house: House) -> Goods:
    """An Islamic pool and the institution's own funds."""
    islamic = assets.open_pool(
        house.ctx("babacar"), code="AMANA", name="Fonds Amana", is_islamic=True
    )
    own = assets.open_pool(
        house.ctx("babacar"), code="PROPRE", name="Fonds propres", is_islamic=False
    )
    return Goods(house, islamic, own)


def contract(contract_id: UUID) -> Contract:
    """The row as it is now."""
    return Contract.objects.get(id=contract_id)


def money(minor: int) -> Money:
    return francs(minor)
