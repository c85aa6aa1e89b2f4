"""The ledger's tables."""

from nafa.ledger.models.account import Account, Balance, ChartAccount
from nafa.ledger.models.entry import Entry, Line, Period

__all__ = ["Account", "Balance", "ChartAccount", "Entry", "Line", "Period"]
