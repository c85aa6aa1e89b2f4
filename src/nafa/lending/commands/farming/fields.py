"""Applications for a field: the due date follows the harvest, the amount what the field costs."""

from decimal import Decimal
from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.lending import farming_errors as errors
from nafa.lending.commands._apply import submit_application
from nafa.lending.commands.farming.harvest import check_cap
from nafa.lending.models import FarmPlan
from nafa.lending.queries.farming.calendars import preview_field
from nafa.lib.money import Money

ONE_INSTALMENT = 1


@command(permission="lending.apply")
def submit_farm_application(
    ctx: Context,
    *,
    client_id: UUID,
    product_id: UUID,
    calendar_id: UUID,
    season_year: int,
    hectares: Decimal,
    amount: Money,
    purpose: str,
) -> UUID:
    """Ask for a loan for a field: one repayment after the harvest, interest until then.

    Refuses: NotFound, SeasonOver, AboveFieldCap, and what `submit_application` refuses.
    """
    field = preview_field(calendar_id, hectares=hectares, season_year=season_year)
    if field.due_date <= ctx.business_date:
        raise errors.SeasonOver(crop=field.calendar.crop, year=season_year, due_date=field.due_date)
    check_cap(field, hectares, amount)
    application_id = submit_application(
        ctx.under("application"),
        client_id=client_id,
        product_id=product_id,
        amount=amount,
        instalment_count=ONE_INSTALMENT,
        purpose=purpose,
        first_due_date=field.due_date,
    )
    FarmPlan.objects.create(
        application_id=application_id,
        calendar_id=calendar_id,
        season_year=season_year,
        hectares=hectares,
        due_date=field.due_date,
        cap_minor=field.cap.minor,
    )
    ctx.concerns("application", application_id)
    return application_id
