"""The loans that an event of the weather concerns, and what a deferment would do to each."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lending import life_errors
from nafa.lending.calc.loan_events import LoanEvent
from nafa.lending.models import Loan, WeatherDeferral, WeatherEvent
from nafa.lending.queries.folding import folds
from nafa.lending.queries.life.drafts import deferment, drafted
from nafa.lending.queries.repayment import debt_of
from nafa.lending.queries.state import Folded
from nafa.lib.money import Money


class Concerned(NamedTuple):
    """A loan that would be put off, before and after."""

    before: Folded
    event: LoanEvent
    former_date: date
    new_date: date


class DeferralRow(NamedTuple):
    """A loan on the list of an event; `debt_after` is known before the dates are moved."""

    loan_id: UUID
    number: str
    client: str
    former_date: date
    new_date: date
    debt: Money
    debt_after: Money


class WeatherRow(NamedTuple):
    """An event."""

    id: UUID
    number: str
    kind: str
    crop: str
    zone: str
    season_year: int
    until_date: date
    bears_interest: bool
    reason: str
    status: str
    declared_by: str
    declared_by_id: UUID | None
    declared_at: datetime
    decided_by: str


def weather_events(ctx: Context, *, limit: int = 50) -> list[WeatherRow]:
    """Events of all branches and of the actor's, the latest first."""
    found = WeatherEvent.objects.select_related("declared_by", "decided_by")
    if ctx.branch_id is not None:
        found = found.filter(Q(branch_id=ctx.branch_id) | Q(branch_id__isnull=True))
    return [_row(one) for one in found.order_by("-declared_at", "-number")[:limit]]


def weather_called(ctx: Context, number: str) -> WeatherEvent:
    """The event of a number. Refuses: NotFound, OtherBranch."""
    found = WeatherEvent.objects.select_related("declared_by", "decided_by")
    one = found.filter(number=number).first()
    if one is None:
        raise NotFound(kind="weather", id=number)
    ctx.demand_branch(one.branch_id)
    return one


def weather_row(one: WeatherEvent) -> WeatherRow:
    """An event as it is shown."""
    return _row(one)


def _row(one: WeatherEvent) -> WeatherRow:
    return WeatherRow(
        one.id, one.number, one.kind, one.crop, one.zone, one.season_year, one.until_date,
        one.bears_interest, one.reason, one.status,
        one.declared_by.full_name if one.declared_by else "", one.declared_by_id,
        one.declared_at, one.decided_by.full_name if one.decided_by else "",
    )  # fmt: skip


def concerned(ctx: Context, event: WeatherEvent, *, lock: bool = False) -> list[Concerned]:
    """The running loans of the crop, zone and season that are due before the new date.

    Those whose dates lie later already, or that owe nothing, are left as they are.
    """
    loans = Loan.objects.select_for_update(of=("self",)) if lock else Loan.objects.all()
    loans = loans.filter(
        status=Loan.Status.ACTIVE,
        application__farm_plan__calendar__crop=event.crop,
        application__farm_plan__calendar__zone=event.zone,
        application__farm_plan__season_year=event.season_year,
    )
    if event.branch_id is not None:
        loans = loans.filter(branch_id=event.branch_id)
    asked = {"until": event.until_date.isoformat(), "bears_interest": event.bears_interest}
    found = []
    for folded in folds(list(loans.order_by("id")), on=ctx.business_date).values():
        unmet = [due.due_date for due in folded.state.dues if due.parts.sum]
        if not unmet or unmet[0] >= event.until_date:
            continue
        try:
            draft = drafted(ctx, folded, deferment, asked)
        except life_errors.ChangeNotPossible:
            continue
        assert draft.event.plan is not None
        found.append(Concerned(folded, draft.event, unmet[0], draft.event.plan.due_dates[0]))
    return found


def preview_deferrals(ctx: Context, event: WeatherEvent) -> list[DeferralRow]:
    """What each concerned loan owes now, and would owe with its dates moved."""
    found = concerned(ctx, event)
    names = clients.names_of(one.before.loan.client_id for one in found)
    return [
        DeferralRow(
            one.before.loan.id, one.before.loan.number, names[one.before.loan.client_id][1],
            one.former_date, one.new_date, debt_of(one.before),
            debt_of(one.before.with_event(
                one.event._replace(id="trial", order=len(one.before.events) + 1)
            )),
        )
        for one in found
    ]  # fmt: skip


def deferrals_of(event_id: UUID) -> list[DeferralRow]:
    """The loans that an event put off, with what they owe now."""
    found = list(
        WeatherDeferral.objects.select_related("loan").filter(event_id=event_id).order_by("id")
    )
    names = clients.names_of(one.loan.client_id for one in found)
    return [
        DeferralRow(
            one.loan_id, one.loan.number, names[one.loan.client_id][1], one.former_date,
            one.new_date, Money.zero(one.loan.currency), Money.zero(one.loan.currency),
        )
        for one in found
    ]  # fmt: skip
