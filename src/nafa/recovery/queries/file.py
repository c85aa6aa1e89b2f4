"""What was done and promised on one late file, and who may be given files."""

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from nafa.kernel.context import Context
from nafa.kernel.models import Assignment
from nafa.lib.money import Money
from nafa.recovery.calc.plan import Step
from nafa.recovery.models import Act, Collector, Promise
from nafa.recovery.queries.claims import Late, Owed, find_owed, lateness_of
from nafa.recovery.queries.plan import PlanInForce, plan_in_force

LATEST_PROMISE_DAYS = 60
WORK = "recovery.work"


class ActRow(NamedTuple):
    """A contact or a letter as the file shows it."""

    id: UUID
    kind: str
    step_code: str
    result: str
    note: str
    done_by: str
    done_at: datetime
    days_late: int
    overdue: Money
    is_outside_hours: bool
    place: tuple[Decimal, Decimal] | None
    has_letter: bool
    promise: "PromiseRow | None"


class PromiseRow(NamedTuple):
    """A promise and what became of it."""

    made_date: date
    due_date: date
    amount: Money
    status: str
    paid: Money


class RecoveryFile(NamedTuple):
    """The recovery of one file."""

    late: Late
    collector_id: UUID | None
    collector: str
    in_force: PlanInForce
    step: Step | None
    open_promise: PromiseRow | None
    acts: tuple[ActRow, ...]


class Colleague(NamedTuple):
    """Someone to whom a file may be handed over."""

    id: UUID
    name: str


def steps_done(late: Late) -> frozenset[str]:
    """Codes of the steps taken since the arrears began."""
    if late.since_date is None:
        return frozenset()
    acts = Act.objects.filter(claim_id=late.owed.id, done_date__gte=late.since_date)
    return frozenset(acts.exclude(step_code="").values_list("step_code", flat=True))


def recovery_file(ctx: Context, claim_id: UUID) -> RecoveryFile:
    """Everything about the recovery of a file, newest act first. Refuses: NotFound, OtherBranch."""
    late = lateness_of(ctx, claim_id)
    in_force = plan_in_force(ctx.business_date)
    promises = {one.act_id: one for one in Promise.objects.filter(claim_id=claim_id)}
    given = Collector.objects.select_related("collector").filter(claim_id=claim_id).first()
    officer = late.owed.officer
    person = given.collector if given is not None else officer
    still = next((one for one in promises.values() if one.status == Promise.Status.OPEN), None)
    return RecoveryFile(
        late=late,
        collector_id=person.id if person else None,
        collector=person.full_name if person else "",
        in_force=in_force,
        step=in_force.plan.due(late.days_late, steps_done(late)) if late.days_late else None,
        open_promise=_promise_row(still) if still else None,
        acts=tuple(
            _act_row(act, promises.get(act.id))
            for act in Act.objects.select_related("done_by")
            .filter(claim_id=claim_id)
            .order_by("-done_at", "-id")
        ),
    )


def letter_of(ctx: Context, act_id: UUID) -> tuple[Act, Owed] | None:
    """The act with its letter and its file, when it has one. Refuses: OtherBranch."""
    act = Act.objects.filter(id=act_id, letter__isnull=False).first()
    return None if act is None else (act, find_owed(ctx, act.claim_id))


def colleagues(branch_id: UUID) -> list[Colleague]:
    """Who recovers in a branch, by name."""
    held = Assignment.objects.select_related("user", "role").filter(
        user__is_active=True, role__permissions__contains=[WORK]
    )
    found = {
        one.user_id: Colleague(one.user_id, one.user.full_name)
        for one in held
        if one.branch_id in (None, branch_id)
    }
    return sorted(found.values(), key=lambda one: one.name)


def _act_row(act: Act, promise: Promise | None) -> ActRow:
    place = None
    if act.latitude is not None and act.longitude is not None:
        place = (act.latitude, act.longitude)
    return ActRow(
        id=act.id,
        kind=act.kind,
        step_code=act.step_code,
        result=act.result,
        note=act.note,
        done_by=act.done_by.full_name if act.done_by else "",
        done_at=act.done_at,
        days_late=act.days_late,
        overdue=Money(act.overdue_minor, act.currency),
        is_outside_hours=act.is_outside_hours,
        place=place,
        has_letter=act.letter_id is not None,
        promise=_promise_row(promise) if promise else None,
    )


def _promise_row(promise: Promise) -> PromiseRow:
    return PromiseRow(
        made_date=promise.made_date,
        due_date=promise.due_date,
        amount=Money(promise.amount_minor, promise.currency),
        status=promise.status,
        paid=Money(promise.paid_minor, promise.currency),
    )
