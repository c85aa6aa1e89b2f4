"""Reading tills."""

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
    "SessionRow",
    "TillRow",
    "check_amount",
    "find_till",
    "open_session_of",
    "own_till",
    "sessions",
    "tills",
]
