"""The borrower's budget: recording it, and holding a loan against it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.lending import origination_errors as errors
from nafa.lending.calc.origination.cash_flow import (
    CashFlowRefused,
    cash_flow_from_plain,
    cash_flow_to_plain,
)
from nafa.lending.calc.origination.policy import policy_from_plain
from nafa.lending.calc.terms_plain import terms_from_plain
from nafa.lending.commands._apply import lock_application
from nafa.lending.commands.origination.routing import route_application
from nafa.lending.commands.origination.scoring import demand_unfrozen, keep_score
from nafa.lending.models import Application, ApprovalRoute, BudgetRecord
from nafa.lending.queries.origination.budgets import capacity_of
from nafa.lib.money import Money


@command(permission="lending.apply")
def record_budget(ctx: Context, *, application_id: UUID, figures: Mapping[str, Any]) -> UUID:
    """Write down the income and expenses of the borrower; the application is scored again.

    Refuses: NotFound, OtherBranch, FileFrozen (a voice was given), BudgetNotPossible.
    """
    application = lock_application(ctx, application_id)
    demand_unfrozen(application)
    try:
        flow = cash_flow_from_plain(figures)
    except CashFlowRefused as refused:
        raise errors.BudgetNotPossible(field=refused.field, reason=refused.code) from refused
    made = BudgetRecord.objects.create(
        id=ctx.new_id(),
        application_id=application_id,
        figures=cash_flow_to_plain(flow),
        recorded_at=ctx.now,
        recorded_by_id=ctx.actor_id,
    )
    keep_score(ctx, application)
    if application.status == Application.Status.SUBMITTED:
        route_application(application)
    return made.id


def demand_capacity(ctx: Context, application: Application, route: ApprovalRoute) -> None:
    """Hold the terms on the object against the budget, where the policy binds.

    Refuses: BudgetMissing, CapacityExceeded (the first month that does not hold).
    """
    policy = policy_from_plain(route.policy.rules)
    if policy.capacity_percent is None or not policy.is_capacity_binding:
        return
    found = capacity_of(
        application.id,
        client_id=application.client_id,
        terms=terms_from_plain(application.terms),
        on=ctx.business_date,
    )
    if found is None:
        raise errors.BudgetMissing(number=application.number)
    short = found.short_months(policy.capacity_percent)
    if short:
        first = short[0]
        raise errors.CapacityExceeded(
            month=f"{date(first.year, first.month, 1):%m/%Y}",
            due=Money(first.due_minor, application.currency),
            allowed=Money(first.allowed_minor(policy.capacity_percent), application.currency),
        )
