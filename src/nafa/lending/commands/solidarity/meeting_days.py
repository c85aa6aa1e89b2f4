"""The first due date of a group's weekly loan: a day on which the group meets."""

from datetime import date, timedelta
from uuid import UUID

from nafa.lending.calc.product import ProductRules
from nafa.lending.queries.solidarity.groups import meeting_of

WEEKLY = "WEEKS"


def first_meeting(client_id: UUID, rules: ProductRules, *, on: date) -> date | None:
    """The first meeting at least one period after a day; the others follow it week by week.

    Nothing for loans that are not repaid by weeks, and where no meeting is planned.
    """
    if rules.shared.get("unit") != WEEKLY:
        return None
    period = timedelta(weeks=int(rules.shared.get("every", 1)))
    meeting = meeting_of(client_id, on=on + period)
    return meeting.next_date if meeting else None
