"""Sessions of the credit committee: convening, the agenda, opening, closing with minutes."""

import hashlib
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.kernel.numbering import next_number
from nafa.kernel.secrets.files import store_file
from nafa.lending import origination_errors as errors
from nafa.lending.commands._apply import lock_application
from nafa.lending.documents.minutes import minutes_pdf
from nafa.lending.models import AgendaItem, ApprovalRoute, CommitteeSeat, CommitteeSession
from nafa.lending.models.application import Application
from nafa.lending.queries.origination.deciders import approvers

HOLD = "lending.hold_committee"
Status = CommitteeSession.Status


@command(permission=HOLD)
def convene_committee(
    ctx: Context,
    *,
    held_date: date,
    chair_id: UUID,
    secretary_id: UUID,
    member_ids: Sequence[UUID],
    quorum: int,
    branch_id: UUID | None = None,
    place: str = "",
) -> UUID:
    """Call the members of the committee together on a day; the chair is one of them.

    Refuses: OtherBranch, SessionNotPossible (a day in the past, the chair no member, a member
    without the right to approve, a quorum that cannot be reached).
    """
    ctx.demand_branch(branch_id)
    members = list(dict.fromkeys(member_ids))
    found = _objection(ctx, held_date, chair_id, members, quorum)
    if found:
        raise errors.SessionNotPossible(field=found[0], reason=found[1])
    session = CommitteeSession.objects.create(
        id=ctx.new_id(),
        number=f"CC{next_number('committee'):05d}",
        branch_id=branch_id or ctx.branch_id,
        held_date=held_date,
        place=place.strip(),
        quorum=quorum,
        chair_id=chair_id,
        secretary_id=secretary_id,
        status=Status.PLANNED,
        convened_at=ctx.now,
    )
    CommitteeSeat.objects.bulk_create(
        [CommitteeSeat(session_id=session.id, member_id=member) for member in members]
    )
    ctx.concerns("committee", session.id)
    return session.id


def _objection(
    ctx: Context, held_date: date, chair_id: UUID, members: Sequence[UUID], quorum: int
) -> tuple[str, str] | None:
    """The field at fault and the reason's code."""
    if held_date < ctx.business_date:
        return "held_date", "past"
    if chair_id not in members:
        return "chair_id", "chair"
    if not set(members) <= {one.id for one in approvers()}:
        return "member_ids", "without_right"
    if not 1 <= quorum <= len(members):
        return "quorum", "quorum"
    return None


@command(permission=HOLD)
def put_on_agenda(ctx: Context, *, session_id: UUID, application_ids: Sequence[UUID]) -> int:
    """Put applications that wait for the committee on the agenda; how many.

    Refuses: NotFound, OtherBranch, SessionNotOpen (closed), NotForCommittee, OnAgendaAlready.
    """
    session = lock_session(ctx, session_id, Status.PLANNED, Status.OPEN)
    place = AgendaItem.objects.filter(session_id=session_id).count()
    for application_id in dict.fromkeys(application_ids):
        place += 1
        _add_item(ctx, session, application_id, place)
    return len(set(application_ids))


def _add_item(ctx: Context, session: CommitteeSession, application_id: UUID, place: int) -> None:
    application = lock_application(ctx, application_id)
    route = ApprovalRoute.objects.filter(application_id=application_id).first()
    of_other_branch = session.branch_id not in (None, application.branch_id)
    is_waiting = application.status == Application.Status.SUBMITTED
    if route is None or not route.is_committee or not is_waiting or of_other_branch:
        raise errors.NotForCommittee(number=application.number)
    known = AgendaItem.objects.select_related("session").filter(
        application_id=application_id, outcome=AgendaItem.Outcome.OPEN
    )
    other = known.first()
    if other is not None:
        raise errors.OnAgendaAlready(number=application.number, session=other.session.number)
    AgendaItem.objects.create(
        id=ctx.new_id(),
        session_id=session.id,
        application_id=application_id,
        place=place,
        amount_minor=application.asked_amount_minor,
        instalment_count=application.asked_instalment_count,
    )


@command(permission=HOLD)
def open_committee(ctx: Context, *, session_id: UUID, present_ids: Sequence[UUID]) -> None:
    """Note who came and begin. Refuses: NotFound, OtherBranch, SessionNotOpen, QuorumMissing,
    NotOfThisCommittee (somebody noted as present is no member), SessionNotPossible (too early)."""
    session = lock_session(ctx, session_id, Status.PLANNED)
    if ctx.business_date < session.held_date:
        raise errors.SessionNotPossible(field="present_ids", reason="early")
    seats = CommitteeSeat.objects.filter(session_id=session_id)
    present = set(present_ids)
    if not present <= set(seats.values_list("member_id", flat=True)):
        raise errors.NotOfThisCommittee(who=errors.MEMBERS, number=session.number)
    if len(present) < session.quorum:
        raise errors.QuorumMissing(given=len(present), wanted=session.quorum)
    seats.filter(member_id__in=present).update(is_present=True)
    CommitteeSession.objects.filter(id=session_id).update(status=Status.OPEN, opened_at=ctx.now)


@command(permission=HOLD)
def close_committee(ctx: Context, *, session_id: UUID) -> str:
    """End the session: what was not decided is postponed, the minutes are made and kept.

    Gives the digest (SHA-256) of the minutes. Refuses: NotFound, OtherBranch, SessionNotOpen,
    NotOfThisCommittee (only the chair or the secretary closes).
    """
    session = lock_session(ctx, session_id, Status.OPEN)
    demand_seat(ctx, session, session.chair_id, session.secretary_id)
    AgendaItem.objects.filter(session_id=session_id, outcome=AgendaItem.Outcome.OPEN).update(
        outcome=AgendaItem.Outcome.POSTPONED, closed_at=ctx.now
    )
    session.closed_at = ctx.now
    pdf = minutes_pdf(session)
    digest = hashlib.sha256(pdf).hexdigest()
    CommitteeSession.objects.filter(id=session_id).update(
        status=Status.CLOSED,
        closed_at=ctx.now,
        minutes_file_id=store_file(ctx, content=pdf, media_type="application/pdf"),
        minutes_digest=digest,
    )
    return digest


def lock_session(ctx: Context, session_id: UUID, *wanted: str) -> CommitteeSession:
    """The session, held until the command ends. Refuses: NotFound, OtherBranch, SessionNotOpen."""
    found = CommitteeSession.objects.select_for_update().filter(id=session_id).first()
    if found is None:
        raise NotFound(kind="committee", id=session_id)
    ctx.demand_branch(found.branch_id)
    if found.status not in wanted:
        raise errors.SessionNotOpen(number=found.number, status=found.status)
    ctx.concerns("committee", found.id)
    return found


def demand_seat(ctx: Context, session: CommitteeSession, *people: UUID) -> None:
    """Refuses: NotOfThisCommittee, when the actor is none of these persons."""
    if ctx.actor_id not in people:
        who = errors.CHAIR if len(people) == 1 else errors.CHAIR_OR_SECRETARY
        raise errors.NotOfThisCommittee(who=who, number=session.number)
