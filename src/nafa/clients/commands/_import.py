"""Bringing clients in from another system, thousands at a time."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from nafa.clients.models import Client, Contact
from nafa.clients.queries.search import tokens_of
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.copying import copy_rows
from nafa.kernel.numbering import next_number
from nafa.lib.ids import derived_id


class ImportedClient(NamedTuple):
    """A client as the other system knew them; checked before, under an id that stays the same."""

    id: UUID
    former_number: str
    kind: str
    given_names: str
    family_name: str
    sex: str
    birth_date: date | None
    phone: str
    address: str
    locality: str
    activity: str
    branch_id: UUID
    joined_date: date


@command(permission="import.run")
def import_clients(ctx: Context, *, rows: Sequence[ImportedClient]) -> int:
    """Register clients brought in from elsewhere, found also by their former number.

    Nobody is compared with the register: what another system kept as two clients stays two.
    """
    first = {
        kind: next_number(kind.lower(), count=count)
        for kind, count in (("client", _count(rows, "PERSON")), ("group", _count(rows, "GROUP")))
        if count
    }
    clients, contacts = [], []
    for row in rows:
        counter, letter = ("group", "G") if row.kind == "GROUP" else ("client", "C")
        clients.append(_client(row, f"{letter}{first[counter]:07d}"))
        first[counter] += 1
        if row.phone:
            contacts.append(
                Contact(
                    id=derived_id(row.id, "phone"),
                    client_id=row.id,
                    kind=Contact.Kind.PHONE,
                    value=row.phone,
                )
            )
        ctx.concerns("client", row.id)
    copy_rows(Client, clients)
    copy_rows(Contact, contacts)
    return len(clients)


def _count(rows: Sequence[ImportedClient], kind: str) -> int:
    return sum(row.kind == kind for row in rows)


def _client(row: ImportedClient, number: str) -> Client:
    return Client(
        id=row.id,
        number=number,
        kind=Client.Kind(row.kind),
        branch_id=row.branch_id,
        given_names=row.given_names,
        family_name=row.family_name,
        birth_date=row.birth_date.isoformat() if row.birth_date else "",
        address=row.address,
        sex=Client.Sex(row.sex),
        locality=row.locality,
        activity=row.activity,
        joined_date=row.joined_date,
        search_tokens=tokens_of(
            name=f"{row.given_names} {row.family_name}",
            birth_date=row.birth_date,
            phones=[row.phone] if row.phone else [],
            documents=[row.former_number],
        ),
    )
