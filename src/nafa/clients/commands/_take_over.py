"""Taking persons over in sets: for imports of a register and for large test institutions."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from nafa.clients import errors
from nafa.clients.models import Client, Contact
from nafa.clients.queries.search import tokens_of
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.numbering import next_number

BATCH = 1_000


class TakenPerson(NamedTuple):
    """A person of the register that is taken over. The phone is E.164 or empty."""

    given_names: str
    family_name: str
    sex: str = ""
    birth_date: date | None = None
    phone: str = ""
    locality: str = ""
    activity: str = ""


@command(permission="clients.take_over")
def take_over_clients(
    ctx: Context, *, branch_id: UUID, officer_id: UUID | None, people: Sequence[TakenPerson]
) -> tuple[UUID, ...]:
    """Bring persons in as they stand in another register, duplicates too; their ids in order.

    Refuses: NameMissing.
    """
    if not all(one.family_name.strip() for one in people):
        raise errors.NameMissing()
    first = next_number("client", count=len(people))
    rows = [
        Client(
            id=ctx.new_id(),
            number=f"C{first + place:07d}",
            kind=Client.Kind.PERSON,
            branch_id=branch_id,
            officer_id=officer_id,
            given_names=one.given_names.strip(),
            family_name=one.family_name.strip(),
            birth_date=one.birth_date.isoformat() if one.birth_date else "",
            address="",
            sex=Client.Sex(one.sex),
            locality=one.locality,
            activity=one.activity,
            joined_date=ctx.business_date,
            search_tokens=tokens_of(
                name=f"{one.given_names} {one.family_name}",
                birth_date=one.birth_date,
                phones=[one.phone] if one.phone else [],
                documents=[],
            ),
        )
        for place, one in enumerate(people)
    ]
    Client.objects.bulk_create(rows, batch_size=BATCH)
    Contact.objects.bulk_create(
        (
            Contact(id=ctx.new_id(), client_id=row.id, kind="PHONE", value=one.phone)
            for row, one in zip(rows, people, strict=True)
            if one.phone
        ),
        batch_size=BATCH,
    )
    return tuple(row.id for row in rows)
