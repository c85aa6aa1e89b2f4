"""What the pages of lending to farmers show: a calendar, a field with vouchers, a supplier paid."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from stage_credit import acting, branch_id


def furnish_farming() -> None:
    """The farmer C0000010: D0000008 is delivered, D0000009 waits for its delivery."""
    from nafa.clients import commands as clients
    from nafa.lending.commands.farming.calendars import HectareCost, define_crop_calendar
    from nafa.lending.commands.farming.suppliers import pay_supplier, register_supplier
    from nafa.lending.commands.farming.vouchers import DeliveryNote, deliver_inputs
    from nafa.lending.commands.farming.weather import declare_weather
    from nafa.lib.money import Money

    calendar_id = define_crop_calendar(
        acting("general_manager"),
        crop="Oignon de contre-saison", zone="Niayes",
        inputs_month=10, sowing_month=11, harvest_month=3, sale_month=4,
        costs=(
            HectareCost("Semences d'oignon", "kg", Decimal(5), Money(30_000, "XOF")),
            HectareCost("Engrais NPK", "sac de 50 kg", Decimal(8), Money(16_000, "XOF")),
            HectareCost("Carburant de pompage", "ha", Decimal(1), Money(120_000, "XOF")),
        ),
        financed_percent=Decimal(80), source="Service technique local", is_confirmed=True,
    )  # fmt: skip
    supplier_id = register_supplier(
        acting("branch_manager"), name="Coopérative des Niayes", phone="+221771234599",
        branch_id=branch_id(),
    )  # fmt: skip
    farmer = clients.register_person(
        acting("loan_officer"), given_names="Modou", family_name="Diagne", sex="M",
        birth_date=date(1979, 8, 2), branch_id=branch_id(), locality="Mboro",
        activity="Maraîchage",
    )  # fmt: skip
    product_id = harvest_product()
    delivered = field_of(farmer, product_id, calendar_id, supplier_id)
    waiting = field_of(farmer, product_id, calendar_id, supplier_id)
    loans = [contract(delivered[0]), contract(waiting[0])]
    deliver_inputs(
        acting("teller"), loan_id=loans[0],
        notes=(DeliveryNote(delivered[1], "BL 2031", acting("teller").business_date),),
    )  # fmt: skip
    declare_weather(
        acting("branch_manager"), kind="FLOOD", crop="Oignon de contre-saison", zone="Niayes",
        season_year=2026, until_date=date(2027, 7, 31), bears_interest=True,
        reason="Parcelles inondées, constat du service technique du 20/11/2026",
    )  # fmt: skip
    pay_supplier(
        acting("accountant"), supplier_id=supplier_id, amount=Money(100_000, "XOF"),
        source="BANK", reference="VIR 4471",
    )  # fmt: skip


def harvest_product() -> UUID:
    """One repayment after the harvest."""
    from nafa.lending import commands as lending

    return lending.define_product(
        acting("general_manager"),
        code="CAMP",
        name="Crédit de campagne",
        rules={
            "currency": "XOF", "lowest_amount": "50000", "highest_amount": "3000000",
            "lowest_count": 1, "highest_count": 2, "client_kinds": ["PERSON", "GROUP"],
            "terms": {"rate": "12", "unit": "MONTHS"},
        },
    )  # fmt: skip


def field_of(
    farmer: UUID, product_id: UUID, calendar_id: UUID, supplier_id: UUID
) -> tuple[UUID, UUID]:
    """An application for a hectare of onions, with a voucher."""
    from nafa.lending.commands.farming.fields import submit_farm_application
    from nafa.lending.commands.farming.vouchers import OrderedInput, issue_voucher
    from nafa.lib.money import Money

    application_id = submit_farm_application(
        acting("loan_officer"), client_id=farmer, product_id=product_id, calendar_id=calendar_id,
        season_year=2026, hectares=Decimal("1.25"), amount=Money(350_000, "XOF"),
        purpose="Campagne oignon",
    )  # fmt: skip
    voucher_id = issue_voucher(
        acting("loan_officer"),
        application_id=application_id,
        supplier_id=supplier_id,
        lines=(
            OrderedInput("Semences d'oignon", "kg", Decimal("6.25"), Money(30_000, "XOF")),
            OrderedInput("Engrais NPK", "sac de 50 kg", Decimal(6), Money(16_000, "XOF")),
        ),
    )
    return application_id, voucher_id


def contract(application_id: UUID) -> UUID:
    """Approved, and drawn up for today."""
    from nafa.lending import commands as lending

    lending.decide_application(
        acting("branch_manager"), application_id=application_id, outcome="APPROVED"
    )
    return lending.draw_contract(acting("loan_officer"), application_id=application_id)
