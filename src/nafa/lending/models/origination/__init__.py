"""Tables of the way from an application to its approval."""

from nafa.lending.models.origination.approval import ApprovalPolicy, ApprovalRoute, Delegation
from nafa.lending.models.origination.committee import (
    AgendaItem,
    CommitteeSeat,
    CommitteeSession,
    CommitteeVote,
)

__all__ = [
    "AgendaItem",
    "ApprovalPolicy",
    "ApprovalRoute",
    "CommitteeSeat",
    "CommitteeSession",
    "CommitteeVote",
    "Delegation",
]
