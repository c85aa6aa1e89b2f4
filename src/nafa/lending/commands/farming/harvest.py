"""The due date and the cap that a field gives its loan."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from nafa.lending import farming_errors as errors
from nafa.lending.queries.farming.calendars import FieldPreview, plan_of
from nafa.lib.money import Money


def check_cap(field: FieldPreview, hectares: Decimal, amount: Money) -> None:
    """Refuses: AboveFieldCap, when the field costs less than what is asked for."""
    if amount.currency != field.cap.currency or amount > field.cap:
        raise errors.AboveFieldCap(
            hectares=hectares, crop=field.calendar.crop, cap=field.cap, amount=amount
        )


def harvest_date(application_id: UUID, *, amount: Money) -> date | None:
    """When a field's loan is due, so that it is drawn up and submitted again for that day.

    Nothing where the application is for no field. Refuses: AboveFieldCap.
    """
    plan = plan_of(application_id)
    if plan is None:
        return None
    check_cap(FieldPreview(plan.calendar, plan.cap, plan.due_date), plan.hectares, amount)
    return plan.due_date
