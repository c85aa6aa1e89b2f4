"""Two small loans: one is paid by an order that waits (V0000001), one is under contract."""

from uuid import UUID

from stage_credit import acting


def furnish_payouts() -> None:
    """The teller orders; the accountant is to carry it out."""
    from nafa.journeys.loan_money import disburse_by_payout

    first, _second = contract("C0000003"), contract("C0000004")
    disburse_by_payout(
        acting("teller"), loan_id=first, channel="MOBILE_MONEY", destination="+221 77 301 22 45",
        holder="Fatou Sarr",
    )  # fmt: skip


def contract(number: str) -> UUID:
    """A contract of a hundred and fifty thousand for a client."""
    from nafa.clients import queries as clients
    from nafa.lending import commands as lending
    from nafa.lending import queries as loans
    from nafa.lib.money import Money

    client_id = clients.client_id_of(number)
    product = next(one for one in loans.products() if one.code == "IND")
    application_id = lending.submit_application(
        acting("loan_officer"), client_id=client_id, product_id=product.id,
        amount=Money(150_000, "XOF"), instalment_count=6, purpose="Étal au marché Castors",
    )  # fmt: skip
    lending.decide_application(
        acting("branch_manager"), application_id=application_id, outcome="APPROVED"
    )
    return lending.draw_contract(acting("loan_officer"), application_id=application_id)
