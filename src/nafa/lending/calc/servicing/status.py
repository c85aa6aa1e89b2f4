"""Where a loan stands."""

from enum import StrEnum


class Status(StrEnum):
    """Where a loan stands in its life."""

    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    ACTIVE = "ACTIVE"
    CLOSED = "CLOSED"
    OVERPAID = "OVERPAID"
    WRITTEN_OFF = "WRITTEN_OFF"
