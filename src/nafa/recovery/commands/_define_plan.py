"""Deciding the plan of recovery."""

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.recovery import errors
from nafa.recovery.calc.plan import Plan, PlanInvalid, plan_to_plain, steps_from_plain
from nafa.recovery.models import PlanVersion


@command(permission="recovery.configure")
def define_plan(
    ctx: Context,
    *,
    steps: tuple[tuple[str, str, int], ...],
    from_hour: int,
    until_hour: int,
    on_sundays: bool,
) -> int:
    """The plan from the business date on: steps as (code, kind, days late); its number.

    Acts keep the step they were taken under. Refuses: PlanNotPossible.
    """
    try:
        plan = Plan(steps_from_plain(steps), from_hour, until_hour, on_sundays)
    except PlanInvalid as invalid:
        raise errors.PlanNotPossible(place=invalid.place, reason=invalid.reason) from invalid
    latest = PlanVersion.objects.order_by("-number").values_list("number", flat=True).first()
    number = (latest or 0) + 1
    PlanVersion.objects.create(
        number=number,
        since_date=ctx.business_date,
        plan=plan_to_plain(plan),
        command_id=ctx.command_id,
    )
    return number
