"""The demo's contracts about goods: a sale, a lease, a thing owned together, paid by the month."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from nafa.assets import commands as assets
from nafa.assets import queries
from nafa.runtime.demo.opening import MANAGER, francs
from nafa.runtime.demo.stage import Stage

BRANCH, OFFICER, TELLER = "01", "ibrahima.ndiaye", "awa.diop"
DIRECTOR, CHIEF, ADMINISTRATOR = "fatou.mbaye", "aminata.sarr", "babacar.cisse"
BEGIN_AFTER_DAYS = 10
LATE_AFTER_MONTHS = 9
PAPER = b"%PDF-1.4 piece justificative\n%%EOF"
OFFERS: tuple[tuple[str, str, str], ...] = (
    ("MUR", "MURABAHA", "Murabaha équipement"),
    ("LOC", "LEASE", "Location-vente d’équipement"),
    ("MUS", "MUSHARAKA", "Musharaka dégressive"),
    ("QAR", "QARD", "Qard hassan"),
)
CONTRACTS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("MUR", "Machine à coudre industrielle Juki", "Quincaillerie Touba",
     {"cost_minor": 1_000_000, "markup_minor": 120_000, "count": 12}),
    ("LOC", "Tricycle de livraison TVS King", "CFAO Dakar",
     {"cost_minor": 1_800_000, "rent_minor": 95_000, "count": 24, "useful_life_months": 48,
      "transfer": "SALE", "residual_minor": 50_000}),
    ("MUS", "Congélateur vitrine 600 litres", "Froid Service Dakar",
     {"cost_minor": 2_500_000, "unit_price_minor": 100_000, "units": 20,
      "units_per_period": 1, "count": 20, "rent_percent": "1"}),
)  # fmt: skip


def offer(stage: Stage) -> None:
    """Two pools of funds that never mix, and the products that use them."""
    pools = {
        is_islamic: assets.open_pool(
            stage.as_person(ADMINISTRATOR), code=code, name=name, is_islamic=is_islamic
        )
        for code, name, is_islamic in (
            ("AMANA", "Fonds Amana", True),
            ("PROPRE", "Fonds propres", False),
        )
    }
    for code, kind, name in OFFERS:
        is_islamic = kind != "LEASE"
        assets.define_product(
            stage.as_person(ADMINISTRATOR), code=code, name=name, kind=kind,
            pool_id=pools[is_islamic], highest=francs(5_000_000), donation=francs(2_000),
            grace_days=5, board_approval="CCI-2025-07" if is_islamic else "",
            board_approved_date=stage.day if is_islamic else None,
        )  # fmt: skip


class GoodsDesk:
    """What is agreed early in the year is paid month by month; the lease falls behind at last."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.running: list[UUID] = []
        self.begin_date = stage.day + timedelta(days=BEGIN_AFTER_DAYS)
        self.is_begun = False

    def work(self, clients: list[UUID]) -> None:
        """Of a day: begin the contracts once, then take what is due."""
        is_time = self.stage.day >= self.begin_date and not self.is_begun
        if is_time and len(clients) > len(CONTRACTS):
            self.is_begun = True
            for place, plan in enumerate(CONTRACTS):
                self.running.append(self._begin(clients[place], plan))
        for contract_id in self.running:
            self._collect(contract_id)

    def _officer(self) -> Any:
        return self.stage.as_person(OFFICER, BRANCH)

    def _request(self, client_id: UUID, code: str, terms: dict[str, Any]) -> UUID:
        product_id = queries.product_id_of(code)
        assert product_id is not None
        return assets.propose(
            self._officer(), client_id=client_id, product_id=product_id, sector="TRADE",
            purpose="Équiper l’activité", terms=terms, promise=PAPER,
        )  # fmt: skip

    def _begin(self, client_id: UUID, plan: tuple[str, str, str, dict[str, Any]]) -> UUID:
        code, description, supplier, terms = plan
        contract_id = self._request(client_id, code, terms)
        assets.decide(self.stage.as_person(DIRECTOR), contract_id=contract_id, is_approved=True)
        asset_id = assets.order_asset(
            self._officer(), contract_id=contract_id, kind="EQUIPMENT",
            description=description, supplier=supplier,
        )  # fmt: skip
        assets.record_purchase(
            self._officer(), asset_id=asset_id, price=francs(terms["cost_minor"]),
            ancillary=francs(0), invoice=PAPER,
        )  # fmt: skip
        laid_out = terms.get("units", 0) * terms.get("unit_price_minor", 0) or terms["cost_minor"]
        assets.pay_supplier_by_bank(
            self.stage.as_person(CHIEF), asset_id=asset_id, amount=francs(laid_out)
        )
        assets.take_possession(
            self._officer(), asset_id=asset_id, possessed_date=self.stage.day,
            place="Agence de Médina", delivery_note=PAPER,
        )  # fmt: skip
        assets.sign(self._officer(), contract_id=contract_id)
        if code != "MUR":
            assets.make_available(
                self._officer(), contract_id=contract_id, available_date=self.stage.day
            )
        return contract_id

    def _collect(self, contract_id: UUID) -> None:
        teller = self.stage.as_person(TELLER, BRANCH)
        view = queries.contract_view(teller, contract_id)
        owed = view.standing.due_minor + view.standing.donation_owed_minor
        if owed and not self._is_behind(view.row.kind, self.stage.day):
            assets.collect(teller, contract_id=contract_id, amount=francs(owed))

    def _is_behind(self, kind: str, day: date) -> bool:
        return kind == "LEASE" and (day - self.begin_date).days > LATE_AFTER_MONTHS * 30

    def leave_work(self, clients: list[UUID]) -> None:
        """On the last day: a request to decide on, and a thing that waits for its invoice."""
        waiting = clients[len(CONTRACTS) : len(CONTRACTS) + 2]
        if len(waiting) < 2:
            return
        terms = {"cost_minor": 750_000, "markup_minor": 90_000, "count": 10}
        self._request(waiting[0], "MUR", terms)
        approved = self._request(waiting[1], "MUR", terms)
        assets.decide(self.stage.as_person(MANAGER, BRANCH), contract_id=approved, is_approved=True)
        assets.order_asset(
            self._officer(), contract_id=approved, kind="MACHINE",
            description="Moulin à mil électrique", supplier="SISMAR Pout",
        )  # fmt: skip
