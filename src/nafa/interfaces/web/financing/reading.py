"""Contracts, things and receipts named in an address by their number."""

from nafa.assets import queries
from nafa.interfaces.web.addresses import View, found_by


def contract(view: View) -> View:
    """The view of a contract, whose address holds its identifier or its number."""
    return found_by(view, "contract_id", queries.contract_id_of)


def asset(view: View) -> View:
    """The view of a thing, whose address holds its identifier or its number."""
    return found_by(view, "asset_id", queries.asset_id_of)


def operation(view: View) -> View:
    """The view of an operation, whose address holds its identifier or its receipt number."""
    return found_by(view, "fact_id", queries.fact_id_of)
