"""Tills, their sessions, and orders to pay. The money itself is a balance of the ledger."""

from nafa.payments.models.payout import Payout
from nafa.payments.models.till import Till, TillSession

__all__ = ["Payout", "Till", "TillSession"]
