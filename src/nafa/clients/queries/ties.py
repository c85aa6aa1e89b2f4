"""Who is an insider, and which clients count as one borrower."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from nafa.clients.models import Connection, InsiderMark
from nafa.clients.queries.register import get_client, names_of
from nafa.kernel.context import Context

_GROUP = """
WITH RECURSIVE tied (id) AS (
    SELECT %(client)s::uuid
    UNION
    SELECT CASE WHEN c.first_id = t.id THEN c.second_id ELSE c.first_id END
    FROM tied t JOIN clients_connection c ON t.id IN (c.first_id, c.second_id)
    WHERE c.until_date IS NULL)
SELECT id FROM tied
"""


_STAFF_BEHIND = """
WITH RECURSIVE behind (id) AS (
    SELECT %(client)s::uuid
    UNION SELECT m.member_id FROM clients_membership m
    WHERE m.group_id = %(client)s::uuid AND m.left_date IS NULL),
tied (id) AS (
    SELECT id FROM behind
    UNION
    SELECT CASE WHEN c.first_id = t.id THEN c.second_id ELSE c.first_id END
    FROM tied t JOIN clients_connection c ON t.id IN (c.first_id, c.second_id)
    WHERE c.until_date IS NULL)
SELECT DISTINCT i.user_id FROM clients_insidermark i JOIN tied ON tied.id = i.client_id
WHERE i.until_date IS NULL AND i.user_id IS NOT NULL
"""


class InsiderRow(NamedTuple):
    """The mark of an insider."""

    id: UUID
    kind: str
    reason: str
    since_date: date
    person: str = ""


class StaffRow(NamedTuple):
    """A client who is one of the staff; without a person where the log-in was not named."""

    client_id: UUID
    number: str
    name: str
    user_id: UUID | None
    person: str
    since_date: date


class ConnectionRow(NamedTuple):
    """Another client who counts with this one."""

    id: UUID
    client_id: UUID
    number: str
    name: str
    reason: str
    since_date: date


class Ties(NamedTuple):
    """What limits lending to a client."""

    insider: InsiderRow | None
    connections: tuple[ConnectionRow, ...]


def ties_of(ctx: Context, client_id: UUID) -> Ties:
    """The ties of a client that stand. Refuses: NotFound, OtherBranch."""
    get_client(ctx, client_id)
    mark = (
        InsiderMark.objects.select_related("user")
        .filter(client_id=client_id, until_date=None)
        .first()
    )
    insider = None
    if mark is not None:
        person = mark.user.full_name if mark.user else ""
        insider = InsiderRow(mark.id, mark.kind, mark.reason, mark.since_date, person)
    first = Connection.objects.filter(first_id=client_id, until_date=None)
    rows = [*first, *Connection.objects.filter(second_id=client_id, until_date=None)]
    others = [one.second_id if one.first_id == client_id else one.first_id for one in rows]
    names = names_of(others)
    return Ties(
        insider,
        tuple(
            ConnectionRow(one.id, other, *names[other], one.reason, one.since_date)
            for one, other in zip(rows, others, strict=True)
        ),
    )


def one_borrower(client_id: UUID) -> frozenset[UUID]:
    """The client and everyone tied to them, directly or through others."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUP, {"client": client_id})
        return frozenset(row[0] for row in cursor.fetchall())


def insiders() -> frozenset[UUID]:
    """The clients who are insiders today."""
    return frozenset(
        InsiderMark.objects.filter(until_date=None).values_list("client_id", flat=True)
    )


def is_staff(client_id: UUID) -> bool:
    """Whether the client is one of the staff today."""
    marks = InsiderMark.objects.filter(client_id=client_id, until_date=None)
    return marks.filter(kind=InsiderMark.Kind.STAFF).exists()


def staff() -> list[StaffRow]:
    """The clients who are staff today, by number."""
    marks = InsiderMark.objects.select_related("client", "user").filter(
        kind=InsiderMark.Kind.STAFF, until_date=None
    )
    return [
        StaffRow(
            one.client_id, one.client.number, one.client.name, one.user_id,
            one.user.full_name if one.user else "", one.since_date,
        )
        for one in marks.order_by("client__number")
    ]  # fmt: skip


def staff_behind(client_id: UUID) -> frozenset[UUID]:
    """The persons of the staff for whom this client is themselves or one of theirs: by the mark of
    the client, of a member of the group, or of a client who counts as one borrower with them."""
    with connection.cursor() as cursor:
        cursor.execute(_STAFF_BEHIND, {"client": client_id})
        return frozenset(row[0] for row in cursor.fetchall())
