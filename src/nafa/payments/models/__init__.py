"""Tills and their sessions. The cash itself is a balance of the ledger."""

from nafa.payments.models.till import Till, TillSession

__all__ = ["Till", "TillSession"]
