"""The institution's levels of approval: the version in force on a day, and every version."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from nafa.lending.calc.origination.policy import Policy, policy_from_plain
from nafa.lending.models import ApprovalPolicy, ApprovalRoute


class PolicyRow(NamedTuple):
    """A version of the policy, by whom and when, and from which day it holds."""

    number: int
    effective_from: date
    made_at: datetime
    made_by: str
    policy: Policy


def policy_in_force(on: date) -> ApprovalPolicy | None:
    """The latest version that holds on a day; none while the institution has no policy."""
    return (
        ApprovalPolicy.objects.filter(effective_from__lte=on)
        .order_by("-effective_from", "-number")
        .first()
    )


def policies() -> list[PolicyRow]:
    """Every version, newest first."""
    found = ApprovalPolicy.objects.select_related("made_by").order_by("-number")
    return [
        PolicyRow(
            one.number, one.effective_from, one.made_at,
            one.made_by.full_name if one.made_by else "", policy_from_plain(one.rules),
        )
        for one in found
    ]  # fmt: skip


def policy_of(application_id: UUID) -> Policy | None:
    """The policy an application was submitted under; none where the institution had none."""
    route = ApprovalRoute.objects.select_related("policy").filter(pk=application_id).first()
    return policy_from_plain(route.policy.rules) if route else None
