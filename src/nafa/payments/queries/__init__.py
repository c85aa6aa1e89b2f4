"""Reading tills and orders to pay."""

from nafa.payments.queries.payouts import PayoutRow, payout, payout_id_of, payouts
from nafa.payments.queries.sessions import SessionRow, sessions
from nafa.payments.queries.tills import (
    OwnTill,
    TillRow,
    check_amount,
    find_till,
    open_session_of,
    own_till,
    tills,
)

__all__ = [
    "OwnTill",
    "PayoutRow",
    "SessionRow",
    "TillRow",
    "check_amount",
    "find_till",
    "open_session_of",
    "own_till",
    "payout",
    "payout_id_of",
    "payouts",
    "sessions",
    "tills",
]
