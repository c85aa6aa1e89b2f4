"""A groundnut farmer: calendar, product of one repayment, field, suppliers of inputs."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from factories.house import House, francs
from nafa.lending import commands as lending
from nafa.lending.commands.farming.calendars import HectareCost, define_crop_calendar
from nafa.lending.commands.farming.fields import submit_farm_application
from nafa.lending.commands.farming.suppliers import register_supplier
from nafa.lending.commands.farming.vouchers import OrderedInput, issue_voucher

DUE = date(2026, 12, 31)


@dataclass
class Farm:
    """What a farming loan needs."""

    house: House
    calendar_id: UUID
    product_id: UUID
    suppliers: dict[str, UUID] = field(default_factory=dict)

    def apply(self, *, amount: int = 300_000, hectares: str = "2", year: int = 2026) -> UUID:
        """An application for a field of groundnuts."""
        return submit_farm_application(
            self.house.ctx("ibra"),
            client_id=self.house.client(not_a_duplicate_because="essai"),
            product_id=self.product_id,
            calendar_id=self.calendar_id,
            season_year=year,
            hectares=Decimal(hectares),
            amount=francs(amount),
            purpose="Campagne arachide",
        )

    def order(self, application_id: UUID, supplier: str, quantity: int, price: int) -> UUID:
        """A voucher of one line."""
        return issue_voucher(
            self.house.ctx("ibra"),
            application_id=application_id,
            supplier_id=self.suppliers[supplier],
            lines=(OrderedInput("Engrais NPK", "sac", Decimal(quantity), francs(price)),),
        )

    def contract(self, application_id: UUID) -> UUID:
        """Approved, and drawn up for today."""
        lending.decide_application(
            self.house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
        )
        return lending.draw_contract(self.house.ctx("ibra"), application_id=application_id)


def make_farm(house: House) -> Farm:
    """Groundnuts in the basin: sown in June, sold in December; two suppliers."""
    calendar_id = define_crop_calendar(
        house.ctx("babacar"),
        crop="Arachide", zone="Bassin arachidier",
        inputs_month=5, sowing_month=6, harvest_month=10, sale_month=12,
        costs=(
            HectareCost("Semences", "kg", Decimal(120), francs(600)),
            HectareCost("Engrais NPK", "sac", Decimal(4), francs(20_000)),
        ),
        source="Comité local de développement", is_confirmed=True,
    )  # fmt: skip
    farm = Farm(house, calendar_id, house.product("CAMP", rate="12", charges=[]))
    for name in ("Sodagri", "Coopérative"):
        farm.suppliers[name] = register_supplier(house.ctx("ousmane"), name=name)
    return farm
