"""Personal data: consents, restriction, a copy, erasure; and the trail for whoever checks."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from nafa.clients import commands
from nafa.clients import queries as clients
from nafa.interfaces.api.v1.access import reader, writer
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.values import Created, Long, Short, rows_of
from nafa.journeys import personal_data
from nafa.kernel.audit.kinds import KINDS
from nafa.kernel.audit.reading import Asked, search
from nafa.kernel.errors import InvalidInput
from nafa.kernel.wording import value_words

router = Router(tags=["personal data"])


class NewConsent(Schema):
    """To what the client agreed, and which text they read."""

    purpose: Short
    text_version: Short


class Purpose(Schema):
    """Which agreement is taken back."""

    purpose: Short


class Reason(Schema):
    """Why it is done."""

    reason: Long


class ConsentOut(Schema):
    """What a client said of a use of their data."""

    purpose: str
    kind: str
    text_version: str
    channel: str
    said_date: date
    recorded_at: datetime
    recorded_by: str


class Kept(Schema):
    """Until when the law has a file kept."""

    until: date | None
    rule: str
    open_contract: str


class Copy(Schema):
    """Everything that is held of a person, by part."""

    parts: dict[str, Any]


class TrailOut(Schema):
    """One thing that was done, refused or read."""

    number: int
    at: datetime
    kind: str
    name: str
    actor_id: UUID | None
    actor: str
    role: str
    subject_kind: str
    subject_id: UUID | None
    channel: str
    address: str
    command_id: UUID | None
    code: str


@router.get("/clients/{client_id}/consents", response={200: list[ConsentOut], **REFUSALS})
def consents(request: HttpRequest, client_id: UUID) -> list[ConsentOut]:
    """What a client agreed to, newest first."""
    clients.get_client(reader(request, "clients.view"), client_id)
    return [ConsentOut(**row._asdict()) for row in clients.consents_of(client_id)]


@router.post("/clients/{client_id}/consents", response={201: Created, **REFUSALS})
def give_consent(request: HttpRequest, client_id: UUID, body: NewConsent) -> tuple[int, Created]:
    """The client agrees to a use."""
    made = commands.give_consent(writer(request), client_id=client_id, **body.model_dump())
    return 201, Created(id=str(made))


@router.post("/clients/{client_id}/consents/withdraw", response={201: Created, **REFUSALS})
def withdraw_consent(request: HttpRequest, client_id: UUID, body: Purpose) -> tuple[int, Created]:
    """The client takes an agreement back."""
    made = commands.withdraw_consent(writer(request), client_id=client_id, purpose=body.purpose)
    return 201, Created(id=str(made))


@router.post("/clients/{client_id}/restriction", response={201: Created, **REFUSALS})
def restrict(request: HttpRequest, client_id: UUID, body: Reason) -> tuple[int, Created]:
    """Only keep the file from now on."""
    made = commands.restrict_processing(writer(request), client_id=client_id, reason=body.reason)
    return 201, Created(id=str(made))


@router.delete("/clients/{client_id}/restriction", response={200: Created, **REFUSALS})
def lift(request: HttpRequest, client_id: UUID) -> Created:
    """Work on the file again."""
    return Created(id=str(commands.lift_restriction(writer(request), client_id=client_id)))


@router.post("/clients/{client_id}/reveal", response={200: Copy, **REFUSALS})
def reveal(request: HttpRequest, client_id: UUID, body: Reason) -> Copy:
    """Show in clear what is masked; the reason stays in the trail."""
    ctx = writer(request)
    commands.reveal_personal(ctx, client_id=client_id, reason=body.reason)
    return Copy(parts=_plain(clients.in_clear(ctx, client_id)._asdict()))


@router.get("/clients/{client_id}/duty-to-keep", response={200: Kept, **REFUSALS})
def duty(request: HttpRequest, client_id: UUID) -> Kept:
    """Until when the law has the file kept."""
    found = personal_data.duty_to_keep(reader(request, "clients.view"), client_id)
    return Kept(**found._asdict())


@router.get("/clients/{client_id}/copy", response={200: Copy, **REFUSALS})
def copy(request: HttpRequest, client_id: UUID) -> Copy:
    """Everything that is held of a person."""
    ctx = reader(request, "clients.export_person")
    personal_data.export_person(ctx, client_id=client_id)
    return Copy(parts=_plain(personal_data.person_file(ctx, client_id)))


@router.delete("/clients/{client_id}/person", response={200: Created, **REFUSALS})
def erase(request: HttpRequest, client_id: UUID) -> Created:
    """Erase who the client was, once nothing bars it."""
    return Created(id=str(personal_data.erase_person(writer(request), client_id=client_id)))


@router.get("/trail", response={200: list[TrailOut], **REFUSALS})
def trail(
    request: HttpRequest,
    person: UUID | None = None,
    object: UUID | None = None,
    kind: Short = "",
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
) -> list[TrailOut]:
    """What was done, read and refused, the newest first."""
    ctx = reader(request, "audit.view")
    if kind and kind not in KINDS:
        raise InvalidInput(field="kind", reason=kind)
    if any(one is not None and one.tzinfo is None for one in (since, until)):
        raise InvalidInput(field="since", reason="no_time_zone")
    asked = Asked(person, object, kind, since, until, ctx.branch_id)
    wanted = TrailOut.model_fields.keys()
    return [
        TrailOut(**{name: value for name, value in row._asdict().items() if name in wanted})
        for row in search(asked, limit=rows_of(limit))
    ]


def _plain(value: Any) -> Any:
    """As JSON can hold it; money and dates as people read them."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int) else value_words(value)
