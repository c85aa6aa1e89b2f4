"""Giving an application its level: from the policy, the amount, the product, the risk."""

from datetime import timedelta

from nafa.kernel.models import Branch
from nafa.lending.calc.origination.policy import Case, policy_from_plain
from nafa.lending.models import Application, ApprovalPolicy, ApprovalRoute
from nafa.lending.queries.origination.policies import policy_in_force


def route_application(application: Application) -> ApprovalRoute | None:
    """The level by the policy of the day of submission; none without a policy.

    Called again when the risk class of the application changes before it is decided.
    """
    kept = policy_in_force(application.submitted_date)
    if kept is None:
        return None
    return keep_route(application, kept)


def keep_route(application: Application, kept: ApprovalPolicy) -> ApprovalRoute:
    """Write down the level that a version of the policy gives the application."""
    policy = policy_from_plain(kept.rules)
    level = policy.level_of(
        Case(
            amount_minor=application.asked_amount_minor,
            product=application.version.product.code,
            branch=Branch.objects.values_list("code", flat=True).get(id=application.branch_id),
            risk_class=application.risk_class,
        )
    )
    route, _made = ApprovalRoute.objects.update_or_create(
        application_id=application.id,
        defaults={
            "policy": kept,
            "level": level.name,
            "roles": list(level.roles),
            "quorum": level.quorum,
            "is_committee": level.is_committee,
            "expires_date": application.submitted_date + timedelta(days=policy.application_days),
            "approval_expires_date": None,
        },
    )
    return route
