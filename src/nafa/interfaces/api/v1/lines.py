"""Credit lines: opened, drawn on, suspended, renewed, closed."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from nafa.interfaces.api.v1.access import reader, writer
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.drawing import NewReason
from nafa.interfaces.api.v1.values import Amount, Created
from nafa.lending.commands import lines as commands
from nafa.lending.queries import lines as queries

router = Router(tags=["credit lines"])


class LineShown(Schema):
    """A line: its ceiling, what is used and free, until when it runs."""

    id: UUID
    number: str
    client_id: UUID
    client: str
    product: str
    status: str
    ceiling: Amount
    used: Amount
    free: Amount
    start_date: date
    end_date: date


class LineFull(LineShown):
    """One line with the fees that are not paid and the loans that were drawn."""

    fees_due: Amount
    draws: list[str]


class NewDraw(Schema):
    """How much is drawn, over how many instalments."""

    amount: Amount
    instalment_count: int = Field(ge=1, le=600)
    first_due_date: date | None = None


def _shown(row: queries.LineRow) -> dict[str, Any]:
    held = row.standing
    values = {name: getattr(row, name) for name in LineShown.model_fields if hasattr(row, name)}
    return values | {
        "ceiling": Amount.of(held.ceiling),
        "used": Amount.of(held.used),
        "free": Amount.of(held.free),
    }


@router.post("/applications/{application_id}/line", response={201: Created, **REFUSALS})
def open_line(request: HttpRequest, application_id: UUID) -> tuple[int, Created]:
    """Open the credit line of an approved application; gives the line's id."""
    made = commands.open_line(writer(request), application_id=application_id)
    return 201, Created(id=str(made))


@router.get("/lines", response={200: list[LineShown], **REFUSALS})
def list_lines(
    request: HttpRequest, client_id: UUID | None = None, closed: bool = False
) -> list[LineShown]:
    """Credit lines of your branch, newest first."""
    ctx = reader(request, "lending.view")
    rows = queries.lines(ctx, client_id=client_id, is_open=not closed)
    return [LineShown(**_shown(row)) for row in rows]


@router.get("/lines/{line_id}", response={200: LineFull, **REFUSALS})
def line(request: HttpRequest, line_id: UUID) -> LineFull:
    """One credit line."""
    view = queries.line_view(reader(request, "lending.view"), line_id)
    return LineFull(
        **_shown(view.row), fees_due=Amount.of(view.fees_due), draws=queries.draws_of(line_id)
    )


@router.post("/lines/{line_id}/draws", response={201: Created, **REFUSALS})
def draw(request: HttpRequest, line_id: UUID, body: NewDraw) -> tuple[int, Created]:
    """Make a draw: a loan under contract, to be paid out today; gives the loan's id."""
    made = commands.draw_on_line(
        writer(request),
        line_id=line_id,
        amount=body.amount.money(),
        instalment_count=body.instalment_count,
        first_due_date=body.first_due_date,
    )
    return 201, Created(id=str(made))


@router.post("/lines/{line_id}/fees/payment", response={201: Amount, **REFUSALS})
def pay_fees(request: HttpRequest, line_id: UUID) -> tuple[int, Amount]:
    """Take the unpaid fees of a line into your till."""
    return 201, Amount.of(commands.pay_line_fees(writer(request), line_id=line_id))


@router.post("/lines/{line_id}/suspension", response={204: None, **REFUSALS})
def suspend(request: HttpRequest, line_id: UUID, body: NewReason) -> tuple[int, None]:
    """Let nothing more be drawn for now."""
    commands.suspend_line(writer(request), line_id=line_id, reason=body.reason)
    return 204, None


@router.post("/lines/{line_id}/resumption", response={204: None, **REFUSALS})
def resume(request: HttpRequest, line_id: UUID, body: NewReason) -> tuple[int, None]:
    """Let a suspended line be drawn on again."""
    commands.resume_line(writer(request), line_id=line_id, reason=body.reason)
    return 204, None


@router.post("/lines/{line_id}/renewal", response={201: date, **REFUSALS})
def renew(request: HttpRequest, line_id: UUID, body: NewReason) -> tuple[int, date]:
    """Let a line run on; its new last day."""
    return 201, commands.renew_line(writer(request), line_id=line_id, reason=body.reason)


@router.post("/lines/{line_id}/closing", response={204: None, **REFUSALS})
def close(request: HttpRequest, line_id: UUID, body: NewReason) -> tuple[int, None]:
    """End a line whose loans and fees are paid."""
    commands.close_line(writer(request), line_id=line_id, reason=body.reason)
    return 204, None
