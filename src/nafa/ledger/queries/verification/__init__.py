"""Checking the books: every record recomputed, the first wrong one named."""

from nafa.ledger.queries.verification.findings import (
    CurrencyTotal,
    Finding,
    Verification,
    Verified,
)
from nafa.ledger.queries.verification.run import last_verified, standing_finding, verify

__all__ = [
    "CurrencyTotal", "Finding", "Verification", "Verified", "last_verified", "standing_finding",
    "verify",
]  # fmt: skip
