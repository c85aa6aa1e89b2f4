"""The ledger's tables."""

from nafa.ledger.models.account import Account, Balance, ChartAccount
from nafa.ledger.models.entry import Entry, Hold, HoldEnd, HoldLine, Line, Period, Wording

__all__ = [
    "Account",
    "Balance",
    "ChartAccount",
    "Entry",
    "Hold",
    "HoldEnd",
    "HoldLine",
    "Line",
    "Period",
    "Wording",
]
