"""Who clients are, as their papers say: for statements that go to an authority or a register."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from nafa.clients.models import Client, IdentityDocument


class Identity(NamedTuple):
    """A person or a group with the latest identity paper."""

    number: str
    kind: str
    given_names: str
    family_name: str
    sex: str
    birth_date: date | None
    locality: str
    document_kind: str
    document_number: str


def identities_of(client_ids: Iterable[UUID]) -> dict[UUID, Identity]:
    """The identities of many clients, in two statements."""
    ids = list(client_ids)
    papers = {
        paper.client_id: paper
        for paper in IdentityDocument.objects.filter(client_id__in=ids).order_by(
            "recorded_at", "id"
        )
    }
    found = {}
    for client in Client.objects.filter(id__in=ids):
        born, paper = str(client.birth_date or ""), papers.get(client.id)
        found[client.id] = Identity(
            number=client.number,
            kind=client.kind,
            given_names=str(client.given_names),
            family_name=str(client.family_name),
            sex=client.sex,
            birth_date=date.fromisoformat(born) if born else None,
            locality=client.locality,
            document_kind=paper.kind if paper else "",
            document_number=str(paper.number) if paper else "",
        )
    return found
