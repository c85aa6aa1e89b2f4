"""What contracts about goods ask of others: the limits of risk. Bound at start-up."""

from typing import Protocol
from uuid import UUID

from nafa.kernel.context import Context
from nafa.lib.money import Money


class RiskLimits(Protocol):
    """The limits of the jurisdiction on one borrower and on insiders."""

    def __call__(self, ctx: Context, *, client_id: UUID, asked: Money) -> None:
        """Hold what is asked for, with all a client has already, against the limits.

        Refuses: in the words of who keeps the limits.
        """


class _Bound:
    limits: RiskLimits | None = None


def bind_limits(limits: RiskLimits | None) -> None:
    """Connect who keeps the limits of risk."""
    _Bound.limits = limits


def demand_within_limits(ctx: Context, *, client_id: UUID, asked: Money) -> None:
    """Refuses: what the limits of risk refuse; nothing where nobody keeps them."""
    if _Bound.limits is not None:
        _Bound.limits(ctx, client_id=client_id, asked=asked)
