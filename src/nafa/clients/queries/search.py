"""Search over sealed names: blind tokens find candidates, their opened names rank them."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from nafa.clients.calc.duplicates import Likeness, Person, likeness
from nafa.clients.calc.identity import query_terms, rank, search_terms
from nafa.clients.models import Client, Contact, IdentityDocument
from nafa.clients.queries.register import ClientRow, rows_of, shown_rows
from nafa.kernel.context import Context
from nafa.kernel.secrets import blind_tokens

PURPOSE = "client.search"
CANDIDATES = 150


class DuplicateHit(NamedTuple):
    """Somebody who is perhaps the same person, and why."""

    client: ClientRow
    likeness: Likeness


def tokens_of(
    *,
    name: str,
    birth_date: date | None,
    phones: Sequence[str],
    documents: Sequence[str],
) -> list[int]:
    """The blind tokens under which a client is found."""
    terms = search_terms(
        name=name,
        birth_year=birth_date.year if birth_date else None,
        phones=tuple(phones),
        documents=tuple(documents),
    )
    return blind_tokens(terms, purpose=PURPOSE)


def search(ctx: Context, text: str, *, kind: str = "", limit: int = 20) -> list[ClientRow]:
    """Clients by name, number, phone, paper or birth year: any order, forgiving the spelling."""
    by_number = Client.objects.filter(number__iexact=text.strip())
    terms = query_terms(text)
    if not terms and not by_number.exists():
        return []
    found = Client.objects.select_related("branch", "officer")
    if ctx.branch_id is not None:
        found = found.filter(branch_id=ctx.branch_id)
    if kind:
        found = found.filter(kind=kind)
    exact = list(found.filter(number__iexact=text.strip()))
    wanted = blind_tokens(terms, purpose=PURPOSE)
    hits = exact or list(found.filter(search_tokens__contains=wanted)[:CANDIDATES])
    by_id = {client.id: client for client in hits}
    order = rank(text, [(client.id, client.name) for client in hits])
    ctx.looked_for(text.strip(), order[:limit])
    return shown_rows(ctx, [by_id[client_id] for client_id in order[:limit]])


def find_duplicates(
    *,
    name: str,
    birth_date: date | None,
    phone: str,
    document: str,
    except_id: UUID | None = None,
) -> list[DuplicateHit]:
    """Registered persons who are perhaps the same, in every branch, the likest first."""
    asked = Person(name=name, birth_date=birth_date, phone=phone, document=document)
    probes = [query_terms(text) for text in (name, phone, document) if text]
    found: dict[UUID, Client] = {}
    for terms in probes:
        if terms:
            tokens = blind_tokens(terms, purpose=PURPOSE)
            hits = Client.objects.select_related("branch", "officer").filter(
                kind=Client.Kind.PERSON, search_tokens__contains=tokens
            )
            found.update({client.id: client for client in hits[:CANDIDATES]})
    found.pop(except_id, None) if except_id else None
    scored = [(client, likeness(asked, _person(client))) for client in found.values()]
    likely = [(client, score) for client, score in scored if score.is_warning]
    likely.sort(key=lambda pair: (-pair[1].score, pair[0].number))
    return [DuplicateHit(rows_of([client])[0], score) for client, score in likely[:5]]


def _person(client: Client) -> Person:
    born = str(client.birth_date or "")
    phone = Contact.objects.filter(client=client, kind="PHONE").order_by("-is_main", "id").first()
    paper = IdentityDocument.objects.filter(client=client).order_by("-recorded_at").first()
    return Person(
        name=client.name,
        birth_date=date.fromisoformat(born) if born else None,
        phone=str(phone.value) if phone else "",
        document=str(paper.number) if paper else "",
    )
