"""What a fact says beside its amount, as JSON holds it: a charge, a plan, the fact it speaks of."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from nafa.lending.calc.loan_events import LoanEvent, NewCharge
from nafa.lending.calc.new_plan import NewPlan, plan_from_plain, plan_to_plain


def data_of(event: LoanEvent) -> dict[str, Any]:
    """The details of an event; nothing for one that has none."""
    data: dict[str, Any] = {}
    if event.charge is not None:
        data["charge"] = {
            "name": event.charge.name,
            "due_date": event.charge.due_date.isoformat(),
        }
    if event.plan is not None:
        data["plan"] = plan_to_plain(event.plan)
    if event.charge_id is not None:
        data["charge_id"] = event.charge_id
    return data


def charge_of(data: Mapping[str, Any]) -> NewCharge | None:
    """The charge that a fact adds."""
    found = data.get("charge")
    if found is None:
        return None
    return NewCharge(found["name"], date.fromisoformat(found["due_date"]))


def plan_of(data: Mapping[str, Any]) -> NewPlan | None:
    """The plan that a fact agrees."""
    found = data.get("plan")
    return None if found is None else plan_from_plain(found)
