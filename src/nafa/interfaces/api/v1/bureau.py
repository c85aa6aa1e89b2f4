"""The credit bureau: agreements, questions, reports, monthly files."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from nafa.interfaces.api.v1.access import reader, writer
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.values import Amount, Created
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.errors import NotFound
from nafa.kernel.secrets.files import read_file
from nafa.lending import queries
from nafa.lending.calc.origination.bureau import report_to_plain
from nafa.lending.commands.origination.consulting import (
    CONSULT,
    consult_bureau,
    record_bureau_consent,
)
from nafa.lending.commands.origination.month_file import SEND, make_bureau_file, send_bureau_file
from nafa.lending.queries.origination.bureau import (
    FileRow,
    bureau_file,
    bureau_files,
    consultation_by_id,
)

router = Router(tags=["credit bureau"])


class NewBureauConsent(Schema):
    """What the client says, and since when."""

    kind: Literal["GIVEN", "INFORMED", "WITHDRAWN"]
    given_date: date


class NewQuestion(Schema):
    """About whom; empty for the borrower, one of the members for a group."""

    client_id: UUID | None = None


class QuestionShown(Schema):
    """A question and what became of it; `report` as far as it may still be used."""

    id: UUID
    client_id: UUID
    application_id: UUID
    status: str
    asked_date: date
    refusal: str
    report: dict[str, Any] | None


class NewFile(Schema):
    """A day of the month."""

    month: date


class FileShown(Schema):
    """A monthly file."""

    id: UUID
    number: str
    month: date
    as_of_date: date
    digest: str
    loan_count: int
    party_count: int
    left_out_count: int
    outstanding: Amount
    status: str
    sent_at: datetime | None
    receipt: str
    refusal: str


def _file_shown(row: FileRow) -> FileShown:
    values = row._asdict() | {"outstanding": Amount.of(row.outstanding)}
    return FileShown(**{name: values[name] for name in FileShown.model_fields})


@router.post("/clients/{client_id}/bureau-consents", response={201: Created, **REFUSALS})
def agree(request: HttpRequest, client_id: UUID, body: NewBureauConsent) -> tuple[int, Created]:
    """Write down whether a client agrees that the bureau is asked and told."""
    made = record_bureau_consent(
        writer(request), client_id=client_id, kind=body.kind, given_date=body.given_date
    )
    return 201, Created(id=str(made))


@router.post(
    "/applications/{application_id}/bureau-questions", response={201: QuestionShown, **REFUSALS}
)
def ask(request: HttpRequest, application_id: UUID, body: NewQuestion) -> tuple[int, QuestionShown]:
    """Ask the bureau. A bureau that does not answer gives the status UNREACHABLE."""
    ctx = writer(request)
    made = consult_bureau(ctx, application_id=application_id, client_id=body.client_id)
    return 201, question(request, made)


@router.get("/bureau-questions/{question_id}", response={200: QuestionShown, **REFUSALS})
def question(request: HttpRequest, question_id: UUID) -> QuestionShown:
    """One question with its report."""
    ctx = reader(request, CONSULT)
    found = consultation_by_id(question_id)
    if found is None:
        raise NotFound(kind="consultation", id=question_id)
    queries.application_view(ctx, found.application_id)
    years = institution_pack().bureau_data_years(ctx.business_date)
    usable = found.report.usable(on=ctx.business_date, years=years) if found.report else None
    return QuestionShown(
        id=found.id,
        client_id=found.client_id,
        application_id=found.application_id,
        status=found.status,
        asked_date=found.asked_date,
        refusal=found.refusal,
        report=report_to_plain(usable) if usable else None,
    )


@router.post("/bureau-files", response={201: Created, **REFUSALS})
def make_file(request: HttpRequest, body: NewFile) -> tuple[int, Created]:
    """Make the file of a month that is closed."""
    return 201, Created(id=str(make_bureau_file(writer(request), month=body.month)))


@router.get("/bureau-files", response={200: list[FileShown], **REFUSALS})
def list_files(request: HttpRequest) -> list[FileShown]:
    """Every monthly file, the latest month first."""
    reader(request, SEND)
    return [_file_shown(row) for row in bureau_files()]


@router.post("/bureau-files/{file_id}/sending", response={200: FileShown, **REFUSALS})
def send_file(request: HttpRequest, file_id: UUID) -> FileShown:
    """Hand a file to the bureau: the same bytes every time."""
    send_bureau_file(writer(request), file_id=file_id)
    return _file_shown(_found(file_id))


@router.get("/bureau-files/{file_id}/content", response={200: None, **REFUSALS})
def file_content(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The bytes of a file, as JSON Lines."""
    reader(request, SEND)
    content, media_type = read_file(_found(file_id).file_id)
    return HttpResponse(content, content_type=media_type)


def _found(file_id: UUID) -> FileRow:
    row = bureau_file(file_id)
    if row is None:
        raise NotFound(kind="file", id=file_id)
    return row
