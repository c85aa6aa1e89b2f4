"""What a file must show before anybody's approval of it counts."""

from uuid import UUID

from nafa.kernel.context import Context
from nafa.lending import origination_errors as errors
from nafa.lending.calc.origination.exposure import Limit
from nafa.lending.commands.origination.budgeting import demand_capacity
from nafa.lending.commands.origination.consulting import demand_bureau
from nafa.lending.commands.origination.filing import demand_whole_file
from nafa.lending.commands.origination.securing import demand_cover
from nafa.lending.models import Application, ApprovalRoute
from nafa.lending.queries.origination.exposures import exposures
from nafa.lib.money import Money

EXCEEDED = {
    Limit.SINGLE_BORROWER: errors.SingleBorrowerExceeded,
    Limit.INSIDERS: errors.InsidersExceeded,
}


def demand_ready(ctx: Context, application: Application, route: ApprovalRoute | None) -> None:
    """Hold the file and the terms on the object against everything that is asked of them.

    Refuses: FileIncomplete, BureauMissing, BudgetMissing, CapacityExceeded, CoverageTooLow (where
    the policy asks for them), SingleBorrowerExceeded, InsidersExceeded.
    """
    demand_whole_file(application)
    if route is not None:
        demand_bureau(ctx, application, route)
        demand_capacity(ctx, application, route)
    demand_cover(ctx, application)
    demand_within_limits(ctx, application)


def demand_within_limits(ctx: Context, application: Application) -> None:
    """Refuses: SingleBorrowerExceeded, InsidersExceeded; not where own funds are unknown."""
    amount = Money(application.amount_minor, application.currency)
    demand_room(ctx, client_id=application.client_id, asked=amount, application_id=application.id)


def demand_room(
    ctx: Context, *, client_id: UUID, asked: Money, application_id: UUID | None = None
) -> None:
    """Hold an amount asked for against the limits of risk, with all the client has already.

    Refuses: SingleBorrowerExceeded, InsidersExceeded; not where own funds are unknown.
    """
    for one in exposures(
        client_id, asked=asked, on=ctx.business_date, application_id=application_id
    ):
        if one.is_exceeded:
            raise EXCEEDED[one.limit](
                lent=one.lent, asked=one.asked, together=one.together, ceiling=one.ceiling
            )
