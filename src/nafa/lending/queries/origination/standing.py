"""How an application stands, and what the reader may do with it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from nafa.kernel.context import Context
from nafa.kernel.models import Assignment
from nafa.lending.calc.origination.voices import (
    Proposal,
    Voice,
    approvals_of,
    has_spoken,
    standing_proposal,
)
from nafa.lending.models import Application, ApprovalRoute, Decision
from nafa.lending.queries.origination.deciders import DelegationRow, delegations


class Stand(StrEnum):
    """Why the reader may or may not approve an application."""

    MINE = "MINE"
    DELEGATED = "DELEGATED"
    OWN = "OWN"
    GIVEN = "GIVEN"
    COMMITTEE = "COMMITTEE"
    OTHER_LEVEL = "OTHER_LEVEL"
    ABOVE_LIMIT = "ABOVE_LIMIT"
    EXPIRED = "EXPIRED"
    NOT_WAITING = "NOT_WAITING"


MAY_APPROVE = (Stand.MINE, Stand.DELEGATED)


class Standing(NamedTuple):
    """The level of an application, the voices it has and needs, and the reader's part in it."""

    stand: Stand
    level: str
    roles: tuple[str, ...]
    given: int
    wanted: int
    proposal: Proposal
    expires_date: date | None
    approval_expires_date: date | None
    delegation: DelegationRow | None

    @property
    def may_approve(self) -> bool:
        return self.stand in MAY_APPROVE

    @property
    def may_refuse(self) -> bool:
        """Refusing asks for the same level as approving, but not for the limit or the date."""
        return self.stand in (*MAY_APPROVE, Stand.ABOVE_LIMIT, Stand.EXPIRED, Stand.GIVEN)

    @property
    def may_return(self) -> bool:
        return self.stand not in (Stand.OWN, Stand.NOT_WAITING)


def voices_of(rows: Iterable[Decision]) -> tuple[Voice, ...]:
    """Decisions of one round as voices, in the order of time."""
    return tuple(
        Voice(
            row.decided_by_id, row.for_user_id, row.outcome,
            Proposal(row.amount_minor, row.instalment_count),
        )
        for row in rows
    )  # fmt: skip


def round_voices(application: Application) -> tuple[Voice, ...]:
    """The voices of the present round."""
    rows = Decision.objects.filter(application_id=application.id, round=application.round)
    return voices_of(rows.order_by("decided_at", "id"))


def asked_of(application: Application) -> Proposal:
    return Proposal(application.asked_amount_minor, application.asked_instalment_count)


def standings(ctx: Context, found: Sequence[Application]) -> dict[UUID, Standing]:
    """How each application stands for the reader; a fixed number of statements."""
    ids = [one.id for one in found]
    routes = {one.application_id: one for one in ApprovalRoute.objects.filter(pk__in=ids)}
    rows: dict[UUID, list[Decision]] = {}
    rounds = {one.id: one.round for one in found}
    for row in Decision.objects.filter(application_id__in=ids).order_by("decided_at", "id"):
        if row.round == rounds[row.application_id]:
            rows.setdefault(row.application_id, []).append(row)
    held = delegations(to_id=ctx.actor_id, on=ctx.business_date) if ctx.actor_id else []
    roles = _roles({ctx.actor_id, *(one.from_id for one in held)})
    return {
        one.id: _standing(
            ctx, one, routes.get(one.id), voices_of(rows.get(one.id, ())), held, roles
        )
        for one in found
    }


def standings_of(ctx: Context, application_ids: Iterable[UUID]) -> dict[UUID, Standing]:
    """How applications stand for the reader, by their ids."""
    return standings(ctx, list(Application.objects.filter(id__in=list(application_ids))))


def standing_of(ctx: Context, application_id: UUID) -> Standing:
    """How one application stands for the reader."""
    return standings_of(ctx, [application_id])[application_id]


def waiting_for(ctx: Context) -> int:
    """How many applications of the branch wait for the reader's own approval."""
    found = Application.objects.filter(status=Application.Status.SUBMITTED).exclude(
        Q(officer_id=ctx.actor_id) | Q(submitted_by_id=ctx.actor_id)
    )
    if ctx.branch_id is not None:
        found = found.filter(branch_id=ctx.branch_id)
    waiting = list(found)
    if not waiting:
        return 0
    return sum(one.may_approve for one in standings(ctx, waiting).values())


_Roles = Mapping[UUID, Sequence[tuple[UUID | None, str]]]


def _roles(people: set[UUID | None]) -> _Roles:
    found: dict[UUID, list[tuple[UUID | None, str]]] = {}
    rows = Assignment.objects.filter(user_id__in=[one for one in people if one is not None])
    for user_id, branch_id, code in rows.values_list("user_id", "branch_id", "role__code"):
        found.setdefault(user_id, []).append((branch_id, code))
    return found


def _holds(roles: _Roles, person: UUID | None, route: ApprovalRoute, branch_id: UUID) -> bool:
    if person is None:
        return False
    return any(
        code in route.roles and place in (None, branch_id) for place, code in roles.get(person, ())
    )


def _standing(
    ctx: Context,
    one: Application,
    route: ApprovalRoute | None,
    voices: tuple[Voice, ...],
    held: Sequence[DelegationRow],
    roles: _Roles,
) -> Standing:
    proposal = standing_proposal(voices, asked=asked_of(one))
    stand, delegation = _stand(ctx, one, route, voices, held, roles)
    return Standing(
        stand=stand,
        level=route.level if route else "",
        roles=tuple(route.roles) if route else (),
        given=len(approvals_of(voices, proposal)),
        wanted=route.quorum if route else 1,
        proposal=proposal,
        expires_date=route.expires_date if route else None,
        approval_expires_date=route.approval_expires_date if route else None,
        delegation=delegation,
    )


def _stand(
    ctx: Context,
    one: Application,
    route: ApprovalRoute | None,
    voices: tuple[Voice, ...],
    held: Sequence[DelegationRow],
    roles: _Roles,
) -> tuple[Stand, DelegationRow | None]:
    if one.status != Application.Status.SUBMITTED:
        return Stand.NOT_WAITING, None
    if ctx.actor_id in (one.submitted_by_id, one.officer_id):
        return Stand.OWN, None
    if route is None:
        limit = ctx.approval_limit_minor
        within = limit is not None and one.amount_minor <= limit
        return (Stand.MINE if within else Stand.ABOVE_LIMIT), None
    if route.is_committee:
        return Stand.COMMITTEE, None
    spoken = has_spoken(approvals_of(voices, standing_proposal(voices, asked=asked_of(one))),
                        [ctx.actor_id])  # fmt: skip
    if spoken:
        return Stand.GIVEN, None
    return _at_level(ctx, one, route, voices, held, roles)


def _at_level(
    ctx: Context,
    one: Application,
    route: ApprovalRoute,
    voices: tuple[Voice, ...],
    held: Sequence[DelegationRow],
    roles: _Roles,
) -> tuple[Stand, DelegationRow | None]:
    """The reader's part at a level of persons: by their own role, else by a delegation."""
    proposal = standing_proposal(voices, asked=asked_of(one))
    delegation = None
    if not _holds(roles, ctx.actor_id, route, one.branch_id):
        delegation = next(
            (
                row
                for row in held
                if _holds(roles, row.from_id, route, one.branch_id)
                and row.from_id not in (one.submitted_by_id, one.officer_id)
                and not has_spoken(approvals_of(voices, proposal), [row.from_id])
            ),
            None,
        )
        if delegation is None:
            return Stand.OTHER_LEVEL, None
    limit = delegation.up_to.minor if delegation else ctx.approval_limit_minor
    if limit is not None and proposal.amount_minor > limit:
        return Stand.ABOVE_LIMIT, delegation
    if ctx.business_date > route.expires_date:
        return Stand.EXPIRED, delegation
    return (Stand.DELEGATED if delegation else Stand.MINE), delegation
