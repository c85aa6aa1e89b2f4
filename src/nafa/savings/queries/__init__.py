"""Reading savings accounts."""

from nafa.savings.queries.accounts import (
    AccountRow,
    AccountView,
    HolderRow,
    OperationRow,
    OrderRow,
    account_by_number,
    account_view,
    accounts,
    find_account,
    known_accounts,
    known_cards,
    known_holders,
    known_orders,
    opening_dates,
)
from nafa.savings.queries.statement import StatementRow, statement, sums_of_entries

__all__ = [
    "AccountRow",
    "AccountView",
    "HolderRow",
    "OperationRow",
    "OrderRow",
    "StatementRow",
    "account_by_number",
    "account_view",
    "accounts",
    "find_account",
    "known_accounts",
    "known_cards",
    "known_holders",
    "known_orders",
    "opening_dates",
    "statement",
    "sums_of_entries",
]
