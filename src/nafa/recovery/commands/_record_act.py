"""Writing down a contact, with the promise it brought."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils.timezone import localtime

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.wording import date_words
from nafa.lib.money import Money
from nafa.recovery import errors
from nafa.recovery.calc.plan import Plan
from nafa.recovery.commands._claims import open_claim
from nafa.recovery.models import Act, Promise
from nafa.recovery.queries import LATEST_PROMISE_DAYS, Late, lateness_of, plan_in_force
from nafa.recovery.queries.claims import last_order

Place = tuple[Decimal, Decimal]


@command(permission="recovery.work")
def record_act(
    ctx: Context,
    *,
    claim_id: UUID,
    kind: str,
    result: str,
    step_code: str = "",
    note: str = "",
    promised: Money | None = None,
    promised_date: date | None = None,
    place: tuple[Decimal, Decimal] | None = None,
) -> UUID:
    """A call, a visit or another contact with what it brought; `place` in degrees (WGS 84).

    A promise takes the place of one that was open. A contact outside the hours of the plan is
    kept and marked. Refuses: NotFound, OtherBranch, NotLate, StepUnknown, PromiseIncomplete,
    PromiseDateOut (60 days), PromiseAboveDebt, PlaceIncomplete.
    """
    late = demand_late(ctx, claim_id)
    plan = plan_in_force(ctx.business_date).plan
    check_step(plan, step_code, kind)
    is_promise = Act.Result(result) is Act.Result.PROMISED
    if (promised is not None, promised_date is not None) != (is_promise, is_promise):
        raise errors.PromiseIncomplete()
    check_place(place)
    act = keep_act(
        ctx, late, plan, kind=kind, result=result, step_code=step_code, note=note, place=place
    )
    if promised is not None and promised_date is not None:
        _check_promise(ctx, late, promised, promised_date)
        _keep_promise(ctx, act, promised, promised_date)
    return act.id


def demand_late(ctx: Context, claim_id: UUID) -> Late:
    """The file, locked. Refuses: NotFound, OtherBranch, NotLate."""
    late = lateness_of(ctx, claim_id, lock=True)
    if late.days_late == 0:
        raise errors.NotLate(number=late.owed.number)
    return late


def check_step(plan: Plan, step_code: str, kind: str) -> None:
    """Refuses: StepUnknown, when the plan has no such step of this kind."""
    step = plan.step(step_code)
    if step_code and (step is None or step.kind != kind):
        raise errors.StepUnknown(step=step_code)


def check_place(place: Place | None) -> None:
    """Refuses: PlaceIncomplete, what is no latitude and longitude."""
    if place is not None and not (abs(place[0]) <= 90 and abs(place[1]) <= 180):
        raise errors.PlaceIncomplete(latitude=place[0], longitude=place[1])


def keep_act(
    ctx: Context,
    late: Late,
    plan: Plan,
    *,
    kind: str,
    result: str,
    step_code: str,
    note: str = "",
    place: Place | None = None,
    letter_id: UUID | None = None,
    letter_digest: str = "",
) -> Act:
    """Write the act with the state of the file at that moment."""
    ctx.concerns(late.owed.file_kind, late.owed.id)
    ctx.concerns("client", late.owed.client_id)
    return Act.objects.create(
        id=ctx.new_id(),
        claim_id=open_claim(late.owed),
        step_code=step_code,
        kind=Act.Kind(kind),
        result=Act.Result(result),
        note=note.strip(),
        done_by_id=ctx.actor_id,
        done_at=ctx.now,
        done_date=ctx.business_date,
        days_late=late.days_late,
        overdue_minor=late.overdue.minor,
        currency=late.overdue.currency,
        is_outside_hours=letter_id is None and not plan.allows(localtime(ctx.now)),
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        letter_id=letter_id,
        letter_digest=letter_digest,
        command_id=ctx.command_id,
    )


def _check_promise(ctx: Context, late: Late, promised: Money, promised_date: date) -> None:
    latest = ctx.business_date + timedelta(days=LATEST_PROMISE_DAYS)
    if not ctx.business_date <= promised_date <= latest:
        raise errors.PromiseDateOut(due_date=date_words(promised_date), latest=date_words(latest))
    if not promised.is_positive:
        raise errors.PromiseIncomplete()
    if promised > late.overdue:
        raise errors.PromiseAboveDebt(amount=promised, overdue=late.overdue)


def _keep_promise(ctx: Context, act: Act, promised: Money, promised_date: date) -> None:
    Promise.objects.filter(claim_id=act.claim_id, status=Promise.Status.OPEN).update(
        status=Promise.Status.REPLACED, settled_date=ctx.business_date
    )
    Promise.objects.create(
        id=ctx.new_id(),
        claim_id=act.claim_id,
        act=act,
        made_date=ctx.business_date,
        due_date=promised_date,
        amount_minor=promised.minor,
        currency=promised.currency,
        facts_before=last_order(act.claim_id),
    )
