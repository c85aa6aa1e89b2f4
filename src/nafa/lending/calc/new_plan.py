"""A new plan for what is left of a loan: what was agreed, as plain values.

The due dates are written out, so that a plan says the same whatever calendar is in force later. The
amounts are not: they follow from what is owed on the day the plan starts, so that a payment which
arrives late, or is taken back, changes them as it should.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple

from nafa.lending.calc.refusals import TermsRefused

MOST_DATES = 600
HIGHEST_RATE = 1000


class PlanKind(StrEnum):
    """Why there is a new plan.

    A deferment keeps the principal of each instalment and moves its date; a rescheduling lays the
    same debt over other dates; a restructuring may also change the rate and turn interest into
    principal; a prepayment follows money that came early; a tranche lays more money, and an index
    another rate, over what the coming instalments owe: what fell due before stays due.
    """

    DEFERMENT = "DEFERMENT"
    RESCHEDULING = "RESCHEDULING"
    RESTRUCTURING = "RESTRUCTURING"
    PREPAYMENT = "PREPAYMENT"
    TRANCHE = "TRANCHE"
    INDEX = "INDEX"


class UnpaidInterest(StrEnum):
    """Where interest goes that was earned before the plan and is not paid."""

    WITH_THE_FIRST = "WITH_THE_FIRST"
    SPREAD = "SPREAD"
    CAPITALISED = "CAPITALISED"


class NewPlan(NamedTuple):
    """What was agreed: the dates still to come and how amounts are laid over them.

    No interest runs before `interest_from`; without it interest runs from the day of the plan.
    Without a rate the one in force stays. `grace_principal` of its instalments repay nothing.
    """

    kind: PlanKind
    due_dates: tuple[date, ...]
    interest_from: date | None = None
    rate: Decimal | None = None
    unpaid_interest: UnpaidInterest = UnpaidInterest.WITH_THE_FIRST
    grace_principal: int = 0

    @property
    def keeps_dues(self) -> bool:
        """Whether what fell due before the plan stays due as it is."""
        return self.kind in (PlanKind.TRANCHE, PlanKind.INDEX)


def check_plan(plan: NewPlan, *, on: date) -> None:
    """Refuses: TermsRefused (no date or too many, a date not after the day or not after the one
    before, interest from before the day or after the first date, a rate out of range)."""
    dates = plan.due_dates
    if not 1 <= len(dates) <= MOST_DATES:
        raise TermsRefused("terms.out_of_range", "count", value=len(dates), highest=MOST_DATES)
    if dates[0] <= on or any(later <= earlier for earlier, later in pairwise(dates)):
        raise TermsRefused("terms.dates_backwards", "first_due_date", value=dates[0])
    if plan.interest_from is not None and not on <= plan.interest_from < dates[0]:
        raise TermsRefused("terms.out_of_range", "interest_from", value=plan.interest_from)
    rate = plan.rate
    if rate is not None and not (rate.is_finite() and 0 <= rate <= HIGHEST_RATE):
        raise TermsRefused("terms.out_of_range", "rate", value=rate, highest=HIGHEST_RATE)


def plan_to_plain(plan: NewPlan) -> dict[str, Any]:
    """The plan as JSON holds it."""
    return {
        "kind": plan.kind.value,
        "due_dates": [one.isoformat() for one in plan.due_dates],
        "interest_from": plan.interest_from.isoformat() if plan.interest_from else None,
        "rate": str(plan.rate) if plan.rate is not None else None,
        "unpaid_interest": plan.unpaid_interest.value,
        "grace_principal": plan.grace_principal,
    }


def plan_from_plain(given: Mapping[str, Any]) -> NewPlan:
    """The plan that `plan_to_plain` wrote."""
    start, rate = given["interest_from"], given["rate"]
    return NewPlan(
        PlanKind(given["kind"]),
        tuple(date.fromisoformat(one) for one in given["due_dates"]),
        date.fromisoformat(start) if start else None,
        Decimal(rate) if rate is not None else None,
        UnpaidInterest(given["unpaid_interest"]),
        given.get("grace_principal", 0),
    )
