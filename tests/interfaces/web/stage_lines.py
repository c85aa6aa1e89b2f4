"""Credit lines: one with a draw and a fee that is due (L0000001)."""

from stage_credit import acting


def furnish_lines() -> None:
    """A trader has a line of two million; three hundred thousand are drawn, a fee is asked for."""
    from nafa.clients import queries as clients
    from nafa.lending import commands as lending
    from nafa.lending.commands import lines
    from nafa.lib.money import Money

    product_id = lending.define_product(
        acting("administrator"), code="LIG", name="Ligne de trésorerie",
        rules={
            "currency": "XOF", "lowest_amount": "100000", "highest_amount": "5000000",
            "lowest_count": 1, "highest_count": 12, "client_kinds": ["PERSON"],
            "line": {"months": 12, "is_revolving": True, "engagement_percent": "1"},
            "terms": {"rate": "12", "rate_unit": "YEAR", "unit": "MONTHS", "multiple": 5},
        },
    )  # fmt: skip
    application_id = lending.submit_application(
        acting("loan_officer"), client_id=clients.client_id_of("C0000003"), product_id=product_id,
        amount=Money(2_000_000, "XOF"), instalment_count=6, purpose="Stock avant la Tabaski",
    )  # fmt: skip
    lending.decide_application(
        acting("general_manager"), application_id=application_id, outcome="APPROVED"
    )
    line_id = lines.open_line(acting("loan_officer"), application_id=application_id)
    lines.pay_line_fees(acting("teller"), line_id=line_id)
    loan_id = lines.draw_on_line(
        acting("loan_officer"), line_id=line_id, amount=Money(300_000, "XOF"), instalment_count=3
    )
    lending.disburse(acting("teller"), loan_id=loan_id)
