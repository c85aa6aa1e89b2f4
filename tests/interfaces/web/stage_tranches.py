"""Loans in tranches: one that is running, and an application approved for planned ones."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from stage_credit import acting


def furnish_tranches() -> None:
    """A workshop is built: two of four tranches are paid out; a second client waits."""
    from nafa.lending import commands as lending
    from nafa.lib.money import Money

    product_id = building_product()
    today = acting("loan_officer").business_date
    running = approved("C0000003", product_id)
    loan_id = lending.draw_contract(
        acting("loan_officer"), application_id=running,
        tranches=(
            lending.PlannedTranche(today, Money(60_000, "XOF")),
            lending.PlannedTranche(today + timedelta(days=45), Money(50_000, "XOF")),
            lending.PlannedTranche(today + timedelta(days=90), Money(40_000, "XOF")),
        ),
    )  # fmt: skip
    for amount in (40_000, 20_000):
        lending.disburse(acting("teller"), loan_id=loan_id, amount=Money(amount, "XOF"))
    approved("C0000004", product_id)


def approved(client: str, product_id: UUID) -> UUID:
    """An application of a hundred and fifty thousand that was approved."""
    from nafa.clients import queries as clients
    from nafa.lending import commands as lending
    from nafa.lib.money import Money

    application_id = lending.submit_application(
        acting("loan_officer"), client_id=clients.client_id_of(client), product_id=product_id,
        amount=Money(150_000, "XOF"), instalment_count=12, purpose="Construction d'un atelier",
    )  # fmt: skip
    lending.decide_application(
        acting("branch_manager"), application_id=application_id, outcome="APPROVED"
    )
    return application_id


def building_product() -> UUID:
    """A loan for building, in four tranches at most, which the contract foresees."""
    from nafa.lending import commands as lending

    terms: dict[str, Any] = {
        "rate": "12", "rate_unit": "YEAR", "unit": "MONTHS", "multiple": 5,
        "charges": [{"name": "Dossier", "measure": "PERCENT_OF_LOAN", "value": "1"}],
    }  # fmt: skip
    return lending.define_product(
        acting("administrator"), code="BAT", name="Crédit construction",
        rules={
            "currency": "XOF", "lowest_amount": "100000", "highest_amount": "5000000",
            "lowest_count": 6, "highest_count": 36, "client_kinds": ["PERSON"],
            "tranches": {"most": 4, "within_days": 180, "is_planned": True, "while_late": False},
            "terms": terms,
        },
    )  # fmt: skip
