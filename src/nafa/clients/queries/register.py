"""The register: one client, lists, members, documents."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from nafa.clients.errors import ClientRestricted
from nafa.clients.models import Client, Contact, IdentityDocument, Interaction, Membership
from nafa.clients.queries.privacy import (
    DOTS,
    PROTECT,
    is_hidden,
    is_masked,
    masked,
    masked_name,
)
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound


class ClientView(NamedTuple):
    """Everything a file shows of a client."""

    id: UUID
    number: str
    kind: str
    status: str
    name: str
    given_names: str
    family_name: str
    sex: str
    birth_date: date | None
    branch_id: UUID
    branch: str
    officer_id: UUID | None
    officer: str
    address: str
    locality: str
    marital_status: str
    household_size: int | None
    dependants: int | None
    activity: str
    activity_sector: str
    monthly_income_minor: int | None
    monthly_expense_minor: int | None
    photo_id: UUID | None
    joined_date: date
    phone: str
    document: str
    language: str


class ClientRow(NamedTuple):
    """A client in a list."""

    id: UUID
    number: str
    kind: str
    status: str
    name: str
    branch: str
    officer: str
    locality: str
    activity: str
    phone: str
    joined_date: date


class MemberRow(NamedTuple):
    """A member of a group."""

    membership_id: UUID
    client_id: UUID
    number: str
    name: str
    role: str
    joined_date: date


class DocumentView(NamedTuple):
    """An identity paper."""

    id: UUID
    kind: str
    number: str
    issued_date: date | None
    expires_date: date | None
    scan_id: UUID | None


class InteractionView(NamedTuple):
    """A visit, call or note."""

    id: UUID
    kind: str
    text: str
    at: datetime
    actor: str


def _found(ctx: Context, client_id: UUID) -> Client:
    client = Client.objects.select_related("branch", "officer").filter(id=client_id).first()
    if client is None:
        raise NotFound(kind="client", id=client_id)
    ctx.demand_branch(client.branch_id)
    if client.is_restricted and ctx.command_id is not None and not ctx.may(PROTECT):
        raise ClientRestricted(number=client.number)
    ctx.saw("client", client_id)
    return client


def get_client(ctx: Context, client_id: UUID) -> ClientView:
    """One client, masked for who may not see personal data.

    Refuses: NotFound, OtherBranch, ClientRestricted (to a command).
    """
    client = _found(ctx, client_id)
    view = _view(client)
    return _masked_view(view) if is_masked(ctx) and client.kind == Client.Kind.PERSON else view


def in_clear(ctx: Context, client_id: UUID) -> ClientView:
    """The whole, for whoever was just allowed to see it. Refuses: NotFound, OtherBranch."""
    return _view(_found(ctx, client_id))


def _masked_view(view: ClientView) -> ClientView:
    return view._replace(
        name=masked_name(view.given_names, view.family_name),
        given_names=view.given_names[:1],
        family_name=view.family_name[:3] + DOTS,
        birth_date=None,
        address=masked(view.address),
        phone=masked(view.phone),
        document=masked(view.document),
        photo_id=None,
    )


def _view(client: Client) -> ClientView:
    phone = Contact.objects.filter(client=client, kind="PHONE").order_by("-is_main", "id").first()
    paper = IdentityDocument.objects.filter(client=client).order_by("-recorded_at").first()
    born = str(client.birth_date or "")
    return ClientView(
        id=client.id,
        number=client.number,
        kind=client.kind,
        status=client.status,
        name=client.name,
        given_names=str(client.given_names),
        family_name=str(client.family_name),
        sex=client.sex,
        birth_date=date.fromisoformat(born) if born else None,
        branch_id=client.branch_id,
        branch=client.branch.name,
        officer_id=client.officer_id,
        officer=client.officer.full_name if client.officer else "",
        address=str(client.address),
        locality=client.locality,
        marital_status=client.marital_status,
        household_size=client.household_size,
        dependants=client.dependants,
        activity=client.activity,
        activity_sector=client.activity_sector,
        monthly_income_minor=client.monthly_income_minor,
        monthly_expense_minor=client.monthly_expense_minor,
        photo_id=client.photo_id,
        joined_date=client.joined_date,
        phone=str(phone.value) if phone else "",
        document=f"{paper.kind} {paper.number}" if paper else "",
        language=client.language,
    )


def client_id_of(number: str) -> UUID:
    """The id of the client with a number (`C0000012`). Refuses: NotFound."""
    found = Client.objects.filter(number__iexact=number).values_list("id", flat=True).first()
    if found is None:
        raise NotFound(kind="client", id=number)
    return found


def shown_rows(ctx: Context, clients: Iterable[Client]) -> list[ClientRow]:
    """Rows for a list: masked, and without restricted files, where the actor may not see more."""
    rows = rows_of(one for one in clients if not is_hidden(ctx, one))
    if not is_masked(ctx):
        return rows
    return [row._replace(phone=masked(row.phone), name=_masked_row(row)) for row in rows]


def _masked_row(row: ClientRow) -> str:
    if row.kind == Client.Kind.GROUP:
        return row.name
    given, _space, family = row.name.rpartition(" ")
    return masked_name(given, family)


def rows_of(clients: Iterable[Client]) -> list[ClientRow]:
    """List rows of clients whose branch and officer are loaded, in the given order."""
    clients = list(clients)
    phones: dict[UUID, str] = {}
    contacts = Contact.objects.filter(client_id__in=[c.id for c in clients], kind="PHONE")
    for contact in contacts.order_by("is_main", "-id"):
        phones[contact.client_id] = str(contact.value)
    return [
        ClientRow(
            id=c.id,
            number=c.number,
            kind=c.kind,
            status=c.status,
            name=c.name,
            branch=c.branch.name,
            officer=c.officer.full_name if c.officer else "",
            locality=c.locality,
            activity=c.activity,
            phone=phones.get(c.id, ""),
            joined_date=c.joined_date,
        )
        for c in clients
    ]


def list_clients(
    ctx: Context,
    *,
    kind: str = "",
    officer_id: UUID | None = None,
    before: str = "",
    limit: int = 50,
) -> list[ClientRow]:
    """Clients of the actor's branch, newest first; `before` is the last number of the page."""
    found = Client.objects.select_related("branch", "officer").order_by("-number")
    if ctx.branch_id is not None:
        found = found.filter(branch_id=ctx.branch_id)
    if kind:
        found = found.filter(kind=kind)
    if officer_id is not None:
        found = found.filter(officer_id=officer_id)
    if before:
        found = found.filter(number__lt=before)
    if not ctx.may(PROTECT):
        found = found.filter(is_restricted=False)
    rows = shown_rows(ctx, found[:limit])
    ctx.looked_for("", [row.id for row in rows])
    return rows


def names_of(client_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Number and name of clients, for lists of other modules."""
    wanted = set(client_ids)
    only = Client.objects.filter(id__in=wanted).only(
        "id", "number", "kind", "given_names", "family_name"
    )
    return {client.id: (client.number, client.name) for client in only}


def contacts_of(client_ids: Iterable[UUID]) -> dict[UUID, ClientRow]:
    """Names, telephones and places of clients, for lists of those who go to see them."""
    found = Client.objects.select_related("branch", "officer").filter(id__in=set(client_ids))
    return {row.id: row for row in rows_of(found)}


def members_of(group_id: UUID) -> list[MemberRow]:
    """Present members of a group, officers of the group first."""
    found = Membership.objects.select_related("member").filter(group_id=group_id, left_date=None)
    places = {role: place for place, role in enumerate(Membership.Role.values)}
    rows = [
        MemberRow(m.id, m.member_id, m.member.number, m.member.name, m.role, m.joined_date)
        for m in found
    ]
    return sorted(rows, key=lambda row: (places[row.role], row.number))


def groups_of(client_id: UUID) -> list[MemberRow]:
    """The groups a person belongs to."""
    found = Membership.objects.select_related("group").filter(member_id=client_id, left_date=None)
    return [
        MemberRow(m.id, m.group_id, m.group.number, m.group.name, m.role, m.joined_date)
        for m in found.order_by("joined_date")
    ]


def documents_of(client_id: UUID, *, ctx: Context | None = None) -> list[DocumentView]:
    """Identity papers, newest first; masked for an actor who may not see personal data."""
    hide = masked if ctx is not None and is_masked(ctx) else str
    found = IdentityDocument.objects.filter(client_id=client_id).order_by("-recorded_at")
    return [
        DocumentView(d.id, d.kind, hide(str(d.number)), d.issued_date, d.expires_date, d.scan_id)
        for d in found
    ]


def interactions_of(client_id: UUID) -> list[InteractionView]:
    """Visits, calls and notes, newest first."""
    found = Interaction.objects.select_related("actor").filter(client_id=client_id)
    return [
        InteractionView(i.id, i.kind, str(i.text), i.at, i.actor.full_name if i.actor else "")
        for i in found.order_by("-at")[:200]
    ]


def known_clients(client_ids: Iterable[UUID]) -> set[UUID]:
    """Which of the ids are clients."""
    found = Client.objects.filter(id__in=list(client_ids))
    return set(found.values_list("id", flat=True))


def branches_of(client_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The branch of each client."""
    found = Client.objects.filter(id__in=list(client_ids))
    return dict(found.values_list("id", "branch_id"))
