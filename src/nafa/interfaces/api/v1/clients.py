"""Clients: register, find, read."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from nafa.clients import commands, queries
from nafa.interfaces.api.v1.access import reader, writer
from nafa.interfaces.api.v1.problems import KEPT, PROOF_WANTED
from nafa.interfaces.api.v1.values import Created, Long, Short, rows_of

router = Router(tags=["clients"])
REFUSALS = dict.fromkeys((KEPT, 401, 403, 404, 409, 422, PROOF_WANTED, 503))
"""What a call may be told beside its own answer. `described` gives them the form of a Problem:
a model of its own for each status of each operation would take seconds at every start."""


class NewPerson(Schema):
    """What a person tells at registration."""

    given_names: Short
    family_name: Short
    sex: Short = ""
    birth_date: date | None = None
    phone: Short = ""
    branch_id: UUID | None = None
    address: Long = ""
    locality: Short = ""
    activity: Short = ""
    document_kind: Short = ""
    document_number: Short = ""
    not_a_duplicate_because: Long = ""
    language: Short = ""


class NewGroup(Schema):
    """A group with the persons who found it."""

    name: Short
    member_ids: list[UUID] = []
    branch_id: UUID | None = None
    locality: Short = ""
    activity: Short = ""


class ClientShort(Schema):
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


class ClientFull(ClientShort):
    """A client's file."""

    given_names: str
    family_name: str
    sex: str
    birth_date: date | None
    address: str
    language: str


@router.get("/clients", response={200: list[ClientShort], **REFUSALS})
def list_clients(
    request: HttpRequest, search: Short = "", kind: Short = "", before: Short = "", limit: int = 50
) -> list[ClientShort]:
    """Clients of your branch, newest first; with `search` by name, number, phone or paper."""
    ctx = reader(request, "clients.view")
    limit = rows_of(limit)
    if search.strip():
        found = queries.search(ctx, search, kind=kind, limit=limit)
    else:
        found = queries.list_clients(ctx, kind=kind, before=before, limit=limit)
    return [ClientShort(**row._asdict()) for row in found]


@router.post("/clients", response={201: Created, **REFUSALS})
def register(request: HttpRequest, body: NewPerson) -> tuple[int, Created]:
    """Register a person."""
    values = body.model_dump()
    if values["sex"] not in ("", "F", "M"):
        values["sex"] = ""
    return 201, Created(id=str(commands.register_person(writer(request), **values)))


@router.post("/groups", response={201: Created, **REFUSALS})
def register_group(request: HttpRequest, body: NewGroup) -> tuple[int, Created]:
    """Register a group."""
    return 201, Created(id=str(commands.register_group(writer(request), **body.model_dump())))


@router.get("/clients/{client_id}", response={200: ClientFull, **REFUSALS})
def client(request: HttpRequest, client_id: UUID) -> ClientFull:
    """One client's file."""
    view = queries.get_client(reader(request, "clients.view"), client_id)
    wanted = ClientFull.model_fields.keys()
    return ClientFull(**{name: value for name, value in view._asdict().items() if name in wanted})
