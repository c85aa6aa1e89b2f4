"""Reading the credit committee: sessions, the room, what waits for an agenda."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lending.calc.origination.ballot import Ballot, Choice, Tally, tally
from nafa.lending.models import (
    AgendaItem,
    Application,
    CommitteeSeat,
    CommitteeSession,
    CommitteeVote,
)
from nafa.lending.queries.applications import ApplicationRow, rows_of
from nafa.lib.money import Money


class SessionRow(NamedTuple):
    """A session in a list."""

    id: UUID
    number: str
    branch: str
    held_date: date
    place: str
    quorum: int
    chair_id: UUID
    chair: str
    secretary_id: UUID
    secretary: str
    status: str
    item_count: int
    minutes_file_id: UUID | None
    minutes_digest: str
    opened_at: datetime | None
    closed_at: datetime | None


class SeatRow(NamedTuple):
    """A member of a session."""

    member_id: UUID
    name: str
    is_present: bool


class VoteRow(NamedTuple):
    """A vote on the present proposal."""

    member_id: UUID
    name: str
    choice: str
    reason: str
    voted_at: datetime


class ItemRow(NamedTuple):
    """An application before the committee, the proposal, its votes and what they come to."""

    id: UUID
    place: int
    application: ApplicationRow
    amount: Money
    instalment_count: int
    conditions: str
    proposal_number: int
    outcome: str
    reason: str
    votes: tuple[VoteRow, ...]
    tally: Tally


class SessionView(NamedTuple):
    """A session with its members and its agenda."""

    row: SessionRow
    seats: tuple[SeatRow, ...]
    items: tuple[ItemRow, ...]


def ballots_of(item: AgendaItem) -> tuple[Ballot, ...]:
    """The votes on the present proposal."""
    found = CommitteeVote.objects.filter(item_id=item.id, proposal_number=item.proposal_number)
    return tuple(
        Ballot(one.member_id, Choice(one.choice)) for one in found.order_by("voted_at", "member")
    )


def sessions(ctx: Context, *, limit: int = 100) -> list[SessionRow]:
    """Sessions of the actor's branch and of the institution, the latest first."""
    found = CommitteeSession.objects.select_related("branch", "chair", "secretary")
    if ctx.branch_id is not None:
        found = found.filter(Q(branch_id=ctx.branch_id) | Q(branch=None))
    kept = list(found.order_by("-held_date", "-number")[:limit])
    counts: dict[UUID, int] = {}
    ids = [one.id for one in kept]
    for session_id in AgendaItem.objects.filter(session_id__in=ids).values_list(
        "session_id", flat=True
    ):
        counts[session_id] = counts.get(session_id, 0) + 1
    return [_row(one, counts.get(one.id, 0)) for one in kept]


def _row(one: CommitteeSession, item_count: int) -> SessionRow:
    return SessionRow(
        id=one.id,
        number=one.number,
        branch=one.branch.name if one.branch else "",
        held_date=one.held_date,
        place=one.place,
        quorum=one.quorum,
        chair_id=one.chair_id,
        chair=one.chair.full_name,
        secretary_id=one.secretary_id,
        secretary=one.secretary.full_name,
        status=one.status,
        item_count=item_count,
        minutes_file_id=one.minutes_file_id,
        minutes_digest=one.minutes_digest,
        opened_at=one.opened_at,
        closed_at=one.closed_at,
    )


def session_id_of(number: str) -> UUID:
    """The id of the session with a number. Refuses: NotFound."""
    found = CommitteeSession.objects.filter(number=number).values_list("id", flat=True).first()
    if found is None:
        raise NotFound(kind="committee", id=number)
    return found


def session_view(ctx: Context, session_id: UUID) -> SessionView:
    """One session. Refuses: NotFound, OtherBranch."""
    found = CommitteeSession.objects.select_related("branch", "chair", "secretary")
    session = found.filter(id=session_id).first()
    if session is None:
        raise NotFound(kind="committee", id=session_id)
    ctx.demand_branch(session.branch_id)
    items = items_of(session)
    return SessionView(_row(session, len(items)), seats_of(session_id), items)


def seats_of(session_id: UUID) -> tuple[SeatRow, ...]:
    """The members of a session by name."""
    found = CommitteeSeat.objects.select_related("member").filter(session_id=session_id)
    return tuple(
        SeatRow(one.member_id, one.member.full_name, one.is_present)
        for one in found.order_by("member__full_name", "member_id")
    )


def items_of(session: CommitteeSession) -> tuple[ItemRow, ...]:
    """The agenda in its order, with the votes on each proposal."""
    items = list(AgendaItem.objects.filter(session_id=session.id).order_by("place"))
    ids = [one.application_id for one in items]
    rows = {row.id: row for row in rows_of(Application.objects.filter(id__in=ids))}
    votes: dict[tuple[UUID, int], list[VoteRow]] = {}
    cast = CommitteeVote.objects.select_related("member").filter(item__in=items)
    for one in cast.order_by("voted_at", "member"):
        votes.setdefault((one.item_id, one.proposal_number), []).append(
            VoteRow(one.member_id, one.member.full_name, one.choice, one.reason, one.voted_at)
        )
    return tuple(
        _item(one, rows[one.application_id], votes.get((one.id, one.proposal_number), []), session)
        for one in items
    )


def _item(
    one: AgendaItem, row: ApplicationRow, votes: list[VoteRow], session: CommitteeSession
) -> ItemRow:
    ballots = [Ballot(vote.member_id, Choice(vote.choice)) for vote in votes]
    return ItemRow(
        id=one.id,
        place=one.place,
        application=row,
        amount=Money(one.amount_minor, row.amount.currency),
        instalment_count=one.instalment_count,
        conditions=one.conditions,
        proposal_number=one.proposal_number,
        outcome=one.outcome,
        reason=one.reason,
        votes=tuple(votes),
        tally=tally(ballots, chair_id=session.chair_id),
    )


def waiting_for_agenda(ctx: Context, *, branch_id: UUID | None = None) -> list[ApplicationRow]:
    """Applications at the committee's level that no open agenda holds, the oldest first."""
    found = Application.objects.filter(
        status=Application.Status.SUBMITTED, route__is_committee=True
    ).exclude(agenda_items__outcome=AgendaItem.Outcome.OPEN)
    for place in (ctx.branch_id, branch_id):
        if place is not None:
            found = found.filter(branch_id=place)
    return rows_of(found.order_by("submitted_at", "number"))


def next_items(ctx: Context) -> list[tuple[SessionRow, ItemRow]]:
    """What the reader's next sessions treat: files of sessions planned or open where they sit."""
    seats = CommitteeSeat.objects.filter(
        member_id=ctx.actor_id or UUID(int=0),
        session__status__in=(CommitteeSession.Status.PLANNED, CommitteeSession.Status.OPEN),
    )
    found = CommitteeSession.objects.select_related("branch", "chair", "secretary").filter(
        id__in=seats.values("session_id")
    )
    return [
        (_row(session, 0), item)
        for session in found.order_by("held_date", "number")
        for item in items_of(session)
        if item.outcome == AgendaItem.Outcome.OPEN
    ]
