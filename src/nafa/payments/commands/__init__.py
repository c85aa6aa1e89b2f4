"""What changes tills and moves money."""

from nafa.payments.commands._open_till import open_till
from nafa.payments.commands._payouts import (
    cash_payout,
    confirm_payout,
    fail_payout,
    order_payout,
    payout_account,
    resend_payout,
)
from nafa.payments.commands._sessions import close_session, open_session
from nafa.payments.commands._transfer import supply_till, transfer_cash

__all__ = [
    "cash_payout",
    "close_session",
    "confirm_payout",
    "fail_payout",
    "open_session",
    "open_till",
    "order_payout",
    "payout_account",
    "resend_payout",
    "supply_till",
    "transfer_cash",
]
