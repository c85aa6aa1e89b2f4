"""Events of the weather: declared by one, applied by another to all concerned loans at once."""

from datetime import date
from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.kernel.numbering import next_number
from nafa.lending import events
from nafa.lending import farming_errors as errors
from nafa.lending.commands._fact_sets import record_events
from nafa.lending.commands._facts import FactNote
from nafa.lending.models import WeatherDeferral, WeatherEvent
from nafa.lending.queries.farming.weather import concerned


@command(permission="lending.ask_change")
def declare_weather(
    ctx: Context,
    *,
    kind: str,
    crop: str,
    zone: str,
    season_year: int,
    until_date: date,
    bears_interest: bool,
    reason: str,
) -> UUID:
    """Declare what happened to a crop in a zone, and until when its loans shall be put off.

    No loan is touched yet. Refuses: WeatherNotPossible (kind, crop, zone, reason, a date that is
    not ahead), NoLoanConcerned.
    """
    found = _objection(ctx, kind, crop, zone, reason, until_date)
    if found:
        raise errors.WeatherNotPossible(field=found[0], reason=found[1])
    event = WeatherEvent(
        id=ctx.new_id(),
        kind=kind,
        crop=crop.strip(),
        zone=zone.strip(),
        season_year=season_year,
        until_date=until_date,
        bears_interest=bears_interest,
        reason=reason.strip(),
        branch_id=ctx.branch_id,
        declared_by_id=ctx.actor_id,
        declared_at=ctx.now,
        declared_date=ctx.business_date,
    )
    if not concerned(ctx, event):
        raise _nobody(event)
    event.number = f"ME{next_number('weather'):05d}"
    WeatherEvent.objects.bulk_create([event])
    ctx.concerns("weather", event.id)
    return event.id


def _objection(
    ctx: Context, kind: str, crop: str, zone: str, reason: str, until_date: date
) -> tuple[str, str] | None:
    if kind not in WeatherEvent.Kind.values:
        return "kind", "unknown"
    for field, text in (("crop", crop), ("zone", zone), ("reason", reason)):
        if not text.strip():
            return field, "empty"
    return ("until_date", "past") if until_date <= ctx.business_date else None


@command(permission="lending.decide_change")
def defer_for_weather(ctx: Context, *, event_id: UUID) -> int:
    """Put off every loan that a declared event concerns, all or none; how many.

    Each loan gets a deferment as one asked for singly would have been; interest goes on or rests
    as it was declared. Refuses: NotFound, OtherBranch, WeatherDecided, OwnWeatherEvent,
    NoLoanConcerned, FactOutOfPlace.
    """
    event = _waiting(ctx, event_id)
    if event.declared_by_id == ctx.actor_id:
        raise errors.OwnWeatherEvent(number=event.number)
    found = concerned(ctx, event, lock=True)
    if not found:
        raise _nobody(event)
    facts = record_events(
        ctx,
        [(one.before, one.event) for one in found],
        note=FactNote(reason=f"{event.number} {event.reason}"),
    )
    WeatherDeferral.objects.bulk_create(
        WeatherDeferral(
            event=event,
            loan_id=fact.loan_id,
            fact_id=fact.id,
            former_date=one.former_date,
            new_date=one.new_date,
        )
        for one, fact in zip(found, facts, strict=True)
    )
    _decide(ctx, event, WeatherEvent.Status.APPLIED)
    for fact in facts:
        ctx.publish(events.LoanChanged(fact.loan_id, fact.id, "DEFERMENT"))
    return len(facts)


@command(permission="lending.ask_change")
def withdraw_weather(ctx: Context, *, event_id: UUID) -> None:
    """Take a declared event back. Refuses: NotFound, OtherBranch, WeatherDecided."""
    _decide(ctx, _waiting(ctx, event_id), WeatherEvent.Status.WITHDRAWN)


def _waiting(ctx: Context, event_id: UUID) -> WeatherEvent:
    event = WeatherEvent.objects.select_for_update().filter(id=event_id).first()
    if event is None:
        raise NotFound(kind="weather", id=event_id)
    ctx.demand_branch(event.branch_id)
    if event.status != WeatherEvent.Status.DECLARED:
        raise errors.WeatherDecided(number=event.number, status=event.status)
    return event


def _decide(ctx: Context, event: WeatherEvent, status: WeatherEvent.Status) -> None:
    WeatherEvent.objects.filter(id=event.id).update(
        status=status, decided_by_id=ctx.actor_id, decided_at=ctx.now
    )
    ctx.concerns("weather", event.id)


def _nobody(event: WeatherEvent) -> errors.NoLoanConcerned:
    return errors.NoLoanConcerned(
        crop=event.crop, zone=event.zone, year=event.season_year, until=event.until_date
    )
