"""Declaring who is an insider, and which clients count as one borrower."""

from uuid import UUID

from nafa.clients import errors
from nafa.clients.models import Client, Connection, InsiderMark
from nafa.clients.queries import get_client
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.models import User

DECLARE = "clients.declare_tie"


@command(permission=DECLARE)
def declare_insider(
    ctx: Context, *, client_id: UUID, kind: str, reason: str, user_id: UUID | None = None
) -> UUID:
    """Mark a client as a director, one of the staff, or related to one, from today.

    `user_id` names whose log-in that person has: they then act on no loan of the client. Loans to
    insiders are limited together (UMOA ratio R03). Refuses: NotFound, OtherBranch, InvalidInput
    (no reason, unknown kind), InsiderAlready, StaffLinked (the person is another client already).
    """
    client = get_client(ctx, client_id)
    if kind not in InsiderMark.Kind.values:
        raise InvalidInput(field="kind", reason="unknown")
    _demand_reason(reason)
    if InsiderMark.objects.filter(client_id=client_id, until_date=None).exists():
        raise errors.InsiderAlready(number=client.number)
    if user_id is not None:
        _demand_free(user_id, kind)
    ctx.concerns("client", client_id)
    return InsiderMark.objects.create(
        id=ctx.new_id(), client_id=client_id, kind=kind, user_id=user_id, reason=reason.strip(),
        since_date=ctx.business_date, recorded_by_id=ctx.actor_id,
    ).id  # fmt: skip


@command(permission=DECLARE)
def end_insider(ctx: Context, *, mark_id: UUID) -> None:
    """The client is no insider any more from today. Refuses: NotFound, OtherBranch."""
    mark = InsiderMark.objects.filter(id=mark_id, until_date=None).first()
    if mark is None:
        raise NotFound(kind="insider_mark", id=mark_id)
    get_client(ctx, mark.client_id)
    InsiderMark.objects.filter(id=mark_id).update(until_date=ctx.business_date)
    ctx.concerns("client", mark.client_id)


@command(permission=DECLARE)
def connect_clients(ctx: Context, *, client_id: UUID, number: str, reason: str) -> UUID:
    """Declare that a client and another, given by number, count as one borrower (ratio R04).

    Refuses: NotFound, OtherBranch, InvalidInput (no reason, the client themselves),
    ConnectedAlready.
    """
    client = get_client(ctx, client_id)
    other = Client.objects.filter(number=number.strip()).first()
    if other is None:
        raise NotFound(kind="client", id=number.strip())
    if other.id == client_id:
        raise InvalidInput(field="number", reason="same_client")
    _demand_reason(reason)
    first, second = sorted((client_id, other.id))
    if Connection.objects.filter(first_id=first, second_id=second, until_date=None).exists():
        raise errors.ConnectedAlready(number=client.number, other=other.number)
    ctx.concerns("client", client_id)
    ctx.concerns("client", other.id)
    return Connection.objects.create(
        id=ctx.new_id(), first_id=first, second_id=second, reason=reason.strip(),
        since_date=ctx.business_date, recorded_by_id=ctx.actor_id,
    ).id  # fmt: skip


@command(permission=DECLARE)
def end_connection(ctx: Context, *, connection_id: UUID) -> None:
    """The two clients are borrowers apart from today. Refuses: NotFound, OtherBranch."""
    found = Connection.objects.filter(id=connection_id, until_date=None).first()
    if found is None:
        raise NotFound(kind="connection", id=connection_id)
    get_client(ctx, found.first_id)
    Connection.objects.filter(id=connection_id).update(until_date=ctx.business_date)
    ctx.concerns("client", found.first_id)
    ctx.concerns("client", found.second_id)


def _demand_free(user_id: UUID, kind: str) -> None:
    """Refuses: NotFound, StaffLinked (a person of the staff is one client)."""
    user = User.objects.filter(id=user_id).first()
    if user is None:
        raise NotFound(kind="user", id=user_id)
    staff = InsiderMark.objects.select_related("client").filter(
        user_id=user_id, kind=InsiderMark.Kind.STAFF, until_date=None
    )
    taken = staff.first()
    if kind == InsiderMark.Kind.STAFF and taken is not None:
        raise errors.StaffLinked(person=user.full_name, number=taken.client.number)


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
