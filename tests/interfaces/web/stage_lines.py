"""Credit lines: one with a draw and a fee that was paid (L0000001), at the rate of an index."""

from decimal import Decimal

from stage_credit import acting


def furnish_lines() -> None:
    """A trader has a line of a hundred and fifty thousand; sixty thousand are drawn."""
    from nafa.clients import queries as clients
    from nafa.lending import commands as lending
    from nafa.lending.commands import lines
    from nafa.lending.commands.rate_indexes import define_index, state_index
    from nafa.lib.money import Money

    admin = acting("administrator")
    define_index(admin, code="TMM", name="Taux du marché monétaire", source="Banque centrale")
    state_index(
        acting("administrator"), code="TMM", effective_date=admin.business_date,
        percent=Decimal("5.5"), source="Communiqué du comité monétaire, septembre 2026",
    )  # fmt: skip
    product_id = lending.define_product(
        acting("administrator"), code="LIG", name="Ligne de trésorerie",
        rules={
            "currency": "XOF", "lowest_amount": "100000", "highest_amount": "5000000",
            "lowest_count": 1, "highest_count": 12, "client_kinds": ["PERSON"],
            "index": {"code": "TMM", "margin": "6.5", "floor": "10", "ceiling": "15"},
            "line": {"months": 12, "is_revolving": True, "engagement_percent": "1"},
            "terms": {"rate": "12", "rate_unit": "YEAR", "unit": "MONTHS", "multiple": 5},
        },
    )  # fmt: skip
    application_id = lending.submit_application(
        acting("loan_officer"), client_id=clients.client_id_of("C0000003"), product_id=product_id,
        amount=Money(150_000, "XOF"), instalment_count=6, purpose="Stock avant la Tabaski",
    )  # fmt: skip
    lending.decide_application(
        acting("branch_manager"), application_id=application_id, outcome="APPROVED"
    )
    line_id = lines.open_line(acting("loan_officer"), application_id=application_id)
    lines.pay_line_fees(acting("teller"), line_id=line_id)
    loan_id = lines.draw_on_line(
        acting("loan_officer"), line_id=line_id, amount=Money(60_000, "XOF"), instalment_count=3
    )
    lending.disburse(acting("teller"), loan_id=loan_id)
