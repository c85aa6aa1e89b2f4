"""Deciding who decides: a new version of the institution's levels of approval."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.models import Role
from nafa.kernel.numbering import next_number
from nafa.lending import origination_errors as errors
from nafa.lending.calc.origination.policy import (
    Policy,
    PolicyRefused,
    policy_from_plain,
    policy_to_plain,
)
from nafa.lending.models import ApprovalPolicy


@command(permission="lending.define_policy")
def define_approval_policy(
    ctx: Context, *, rules: Mapping[str, Any], effective_from: date | None = None
) -> UUID:
    """Give the institution a new version of its levels of approval, from a day on (today).

    Applications that were submitted before keep the version they were submitted under. Refuses:
    PolicyNotPossible (level and field are named), RoleUnknown, PolicyDateTaken (in the past).
    """
    day = effective_from or ctx.business_date
    if day < ctx.business_date:
        raise errors.PolicyDateTaken(day=day, business_date=ctx.business_date)
    policy = read_policy(rules)
    made = ApprovalPolicy.objects.create(
        id=ctx.new_id(),
        number=next_number("approval_policy"),
        effective_from=day,
        rules=policy_to_plain(policy),
        made_at=ctx.now,
        made_by_id=ctx.actor_id,
    )
    ctx.concerns("approval_policy", made.id)
    return made.id


def read_policy(rules: Mapping[str, Any]) -> Policy:
    """The policy as values. Refuses: PolicyNotPossible, RoleUnknown."""
    try:
        policy = policy_from_plain(rules)
    except PolicyRefused as refused:
        raise errors.PolicyNotPossible(
            field=refused.field, reason=refused.code, level=refused.level
        ) from refused
    known = set(Role.objects.values_list("code", flat=True))
    for level in policy.levels:
        for role in level.roles:
            if role not in known:
                raise errors.RoleUnknown(role=role)
    return policy
