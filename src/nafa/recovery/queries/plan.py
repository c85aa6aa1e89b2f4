"""The plan in force."""

from datetime import date
from typing import NamedTuple

from nafa.recovery.calc.plan import USUAL, Plan, plan_from_plain
from nafa.recovery.models import PlanVersion


class PlanInForce(NamedTuple):
    """`number` 0: the institution has decided nothing yet, and the usual plan is proposed."""

    number: int
    since_date: date | None
    plan: Plan


def plan_in_force(on: date) -> PlanInForce:
    """The latest version that had begun on a day, or the usual plan."""
    found = PlanVersion.objects.filter(since_date__lte=on).order_by("-number").first()
    if found is None:
        return PlanInForce(0, None, USUAL)
    return PlanInForce(found.number, found.since_date, plan_from_plain(found.plan))
