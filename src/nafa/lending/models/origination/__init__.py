"""Tables of the way from an application to its approval."""

from nafa.lending.models.origination.approval import ApprovalPolicy, ApprovalRoute, Delegation

__all__ = ["ApprovalPolicy", "ApprovalRoute", "Delegation"]
