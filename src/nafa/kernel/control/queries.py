"""What waits for whom, and every waiting command as those who decide see it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from nafa.kernel.context import Context
from nafa.kernel.control import approval
from nafa.kernel.control.approval import Difference, Status, amount_of, levels_of
from nafa.kernel.control.deciding import DECIDE, demand_may_decide, roles_now
from nafa.kernel.errors import DomainError, NotFound
from nafa.kernel.models import ApprovalVoice, Assignment, Delegation, WaitingCommand
from nafa.lib.money import Money

MOST_COUNTED = 100
SEES_ALL = "audit.view"
SECRET_INPUTS = frozenset({"password", "code"})


class WaitingRow(NamedTuple):
    """A waiting command in a list."""

    id: UUID
    name: str
    maker_id: UUID
    maker: str
    amount: Money | None
    payee: str
    given_at: datetime
    expires_date: date
    status: str
    level: int
    levels: int
    roles: tuple[str, ...]


class Voice(NamedTuple):
    """Who approved, and for whom."""

    person: str
    for_person: str
    at: datetime
    level: int


class WaitingView(NamedTuple):
    """A waiting command whole: its difference or its inputs, its voices, how it ended."""

    row: WaitingRow
    differences: tuple[Difference, ...]
    inputs: dict[str, Any]
    voices: tuple[Voice, ...]
    wanted: int
    given: int
    closed_at: datetime | None
    closed_by: str
    reason: str
    rule: str


def waiting_for(ctx: Context, *, limit: int = 200) -> list[WaitingRow]:
    """What waits for a decision that the actor may take, the oldest first."""
    return [_row(ctx, one) for one in _decidable(ctx, limit=limit)]


def count_waiting_for(ctx: Context) -> int:
    """How many requests wait for the actor: beside the entry, on every page."""
    if not ctx.may(DECIDE) or ctx.actor_id is None:
        return 0
    return len(_decidable(ctx, limit=MOST_COUNTED))


def mine(ctx: Context, *, limit: int = 100) -> list[WaitingRow]:
    """What the actor gave that waits or waited, the latest first."""
    found = _all().filter(maker_id=ctx.demand_person()).order_by("-given_at", "-id")
    return [_row(ctx, one) for one in found[:limit]]


def seen(ctx: Context, waiting_id: UUID) -> WaitingView:
    """One request. Refuses: NotFound, also to those who neither made it, nor may decide or audit
    it, and OtherBranch."""
    kept = _all().filter(id=waiting_id).first()
    may_see = kept is not None and (
        kept.maker_id == ctx.actor_id or ctx.may(DECIDE) or ctx.may(SEES_ALL)
    )
    if kept is None or not may_see:
        raise NotFound(kind="request", id=waiting_id)
    if kept.maker_id != ctx.actor_id:
        ctx.demand_branch(kept.branch_id)
    voices = ApprovalVoice.objects.select_related("person", "for_person").filter(waiting=kept)
    heard = tuple(
        Voice(v.person.full_name, v.for_person.full_name if v.for_person else "", v.at, v.level)
        for v in voices.order_by("at")
    )
    preview = approval.opened(kept, "preview") if kept.sealed_preview else []
    return WaitingView(
        row=_row(ctx, kept),
        differences=tuple(Difference(**one) for one in preview),
        inputs=_without_secrets(approval.opened(kept, "inputs")),
        voices=heard,
        wanted=levels_of(kept)[kept.level].quorum,
        given=sum(one.level == kept.level for one in heard),
        closed_at=kept.closed_at,
        closed_by=kept.closed_by.full_name if kept.closed_by else "",
        reason=kept.reason,
        rule=kept.rule,
    )


def _without_secrets(inputs: dict[str, Any]) -> dict[str, Any]:
    return {name: "•••" if name in SECRET_INPUTS else value for name, value in inputs.items()}


def objection(ctx: Context, waiting_id: UUID) -> DomainError | None:
    """Why the actor may not decide a request, or nothing."""
    kept = WaitingCommand.objects.get(id=waiting_id)
    try:
        ctx.demand(DECIDE)
        demand_may_decide(ctx, kept, None)
    except DomainError as refusal:
        return refusal
    return None


class Lender(NamedTuple):
    """A colleague in whose stead the actor may approve."""

    id: UUID
    name: str


def lenders(ctx: Context) -> list[Lender]:
    """Those who have lent the actor their voice for this business date."""
    found = Delegation.objects.select_related("from_user").filter(
        permission=DECIDE, to_user_id=ctx.demand_person(), revoked_at=None,
        start_date__lte=ctx.business_date, end_date__gte=ctx.business_date,
    )  # fmt: skip
    return sorted({Lender(one.from_user_id, one.from_user.full_name) for one in found})


def _all() -> "QuerySet[WaitingCommand]":
    return WaitingCommand.objects.select_related("maker", "closed_by")


def _decidable(ctx: Context, *, limit: int) -> list[WaitingCommand]:
    """The open requests at whose level the actor, or who lent them a voice, holds a role."""
    found = _all().filter(status=Status.WAITING, expires_date__gte=ctx.business_date)
    found = found.exclude(maker_id=ctx.demand_person()).order_by("given_at", "id")
    if ctx.branch_id is not None:
        found = found.filter(Q(branch_id=ctx.branch_id) | Q(branch_id__isnull=True))
    waiting = list(found[:limit])
    if not waiting:
        return []
    people = [ctx.demand_person(), *(one.id for one in lenders(ctx))]
    held = list(
        Assignment.objects.filter(user_id__in=people).values_list("role__code", "branch_id")
    )
    spoke = set(
        ApprovalVoice.objects.filter(
            waiting__in=waiting, person_id=ctx.actor_id
        ).values_list("waiting_id", flat=True)
    )  # fmt: skip
    return [
        one for one in waiting
        if one.id not in spoke and _holds(held, one, roles_now(one, on=ctx.business_date))
    ]  # fmt: skip


def _holds(
    held: Iterable[tuple[str, UUID | None]], kept: WaitingCommand, roles: tuple[str, ...]
) -> bool:
    return any(
        role in roles and (kept.branch_id is None or branch in (None, kept.branch_id))
        for role, branch in held
    )


def _row(ctx: Context, kept: WaitingCommand) -> WaitingRow:
    is_late = kept.status == Status.WAITING and ctx.business_date > kept.expires_date
    return WaitingRow(
        id=kept.id, name=kept.name, maker_id=kept.maker_id, maker=kept.maker.full_name,
        amount=amount_of(kept), payee=str(approval.opened(kept, "payee")),
        given_at=kept.given_at, expires_date=kept.expires_date,
        status="EXPIRED" if is_late else kept.status, level=kept.level + 1,
        levels=len(kept.levels), roles=roles_now(kept, on=ctx.business_date),
    )  # fmt: skip
