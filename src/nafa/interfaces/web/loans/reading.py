"""Loans, receipts and orders named in an address by their number, as people know them."""

from nafa.interfaces.web.addresses import View, found_by
from nafa.lending import queries
from nafa.lending.queries.life.changes import request_id_of
from nafa.lending.queries.lines import line_id_of
from nafa.payments.queries import payout_id_of


def loan(view: View) -> View:
    """The view of a loan, whose address holds its identifier or its number."""
    return found_by(view, "loan_id", queries.loan_id_of)


def line(view: View) -> View:
    """The view of a credit line, whose address holds its identifier or its number."""
    return found_by(view, "line_id", line_id_of)


def operation(view: View) -> View:
    """The view of an operation, whose address holds its identifier or its receipt number."""
    return found_by(view, "fact_id", queries.fact_id_of)


def change(view: View) -> View:
    """The view of a change that was asked for, whose address holds its identifier or number."""
    return found_by(view, "request_id", request_id_of)


def order(view: View) -> View:
    """The view of an order to pay, whose address holds its identifier or its number."""
    return found_by(view, "payout_id", payout_id_of)
