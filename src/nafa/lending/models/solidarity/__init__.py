"""Tables of loans to groups: meetings, shares, who paid for whom, collection sheets."""

from nafa.lending.models.solidarity.shares import (
    MeetingPlan,
    MemberPayback,
    MemberShare,
    ShareContribution,
    ShareTaker,
    ShareTransfer,
)
from nafa.lending.models.solidarity.sheet import CollectionLine, CollectionSheet

__all__ = [
    "CollectionLine",
    "CollectionSheet",
    "MeetingPlan",
    "MemberPayback",
    "MemberShare",
    "ShareContribution",
    "ShareTaker",
    "ShareTransfer",
]
