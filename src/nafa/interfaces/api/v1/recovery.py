"""Recovery of late loans and contracts: the work list, contacts, letters, who follows them."""

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from nafa.interfaces.api.v1.access import reader, writer
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.values import Amount, Created, DecimalText, Long, Short, rows_of
from nafa.recovery import commands, queries

router = Router(tags=["recovery"])
MOST_SKIPPED = 1_000_000


class ClaimShown(Schema):
    """A late file: `kind` is LOAN or the kind of the contract, `reason` why it is listed."""

    id: UUID
    kind: str
    number: str
    client_id: UUID
    client: str
    collector: str
    days_late: int
    overdue: Amount
    reason: str
    step: str
    promise: Amount | None
    promise_date: date | None
    last_act_date: date | None


class Place(Schema):
    """In degrees (WGS 84)."""

    latitude: DecimalText
    longitude: DecimalText


class NewAct(Schema):
    """A contact and what came of it; a promise has an amount and a date."""

    kind: Literal["CALL", "VISIT", "GUARANTOR", "LEGAL"]
    result: Literal["REACHED", "PROMISED", "ABSENT", "REFUSED", "MOVED"]
    step_code: Short = ""
    note: Long = ""
    promised: Amount | None = None
    promised_date: date | None = None
    place: Place | None = None


class NewLetter(Schema):
    """The step whose letter is made."""

    step_code: Short


class NewCollector(Schema):
    """Who follows the file from now on."""

    collector_id: UUID


@router.get("/recovery", response={200: list[ClaimShown], **REFUSALS})
def work_list(
    request: HttpRequest,
    reason: Short = "",
    skip: int = 0,
    limit: int = 50,
) -> list[ClaimShown]:
    """Late files of your branch in the order in which they want attention."""
    ctx = reader(request, "recovery.view")
    rows = queries.work_list(
        ctx,
        reason=reason,
        skip=min(max(skip, 0), MOST_SKIPPED),
        limit=rows_of(limit),
    )
    return [_shown(row) for row in rows]


def _shown(row: queries.WorkRow) -> ClaimShown:
    values = {name: getattr(row, name) for name in ClaimShown.model_fields if hasattr(row, name)}
    return ClaimShown(
        **values
        | {
            "id": row.claim_id,
            "overdue": Amount.of(row.overdue),
            "reason": row.reason.value,
            "step": row.step.code if row.step else "",
            "promise": Amount.of(row.promise) if row.promise else None,
        }
    )


@router.post("/recovery/{claim_id}/acts", response={201: Created, **REFUSALS})
def record(request: HttpRequest, claim_id: UUID, body: NewAct) -> tuple[int, Created]:
    """Write a contact down, with the promise it brought."""
    place = body.place
    made = commands.record_act(
        writer(request),
        claim_id=claim_id,
        kind=body.kind,
        result=body.result,
        step_code=body.step_code,
        note=body.note,
        promised=body.promised.money("promised") if body.promised else None,
        promised_date=body.promised_date,
        place=(Decimal(place.latitude), Decimal(place.longitude)) if place else None,
    )
    return 201, Created(id=str(made))


@router.post("/recovery/{claim_id}/letters", response={201: Created, **REFUSALS})
def write_letter(request: HttpRequest, claim_id: UUID, body: NewLetter) -> tuple[int, Created]:
    """Make the letter of a step; it is kept sealed, and printed from the file."""
    made = commands.write_letter(writer(request), claim_id=claim_id, step_code=body.step_code)
    return 201, Created(id=str(made))


@router.post("/recovery/{claim_id}/collector", response={204: None, **REFUSALS})
def hand_over(request: HttpRequest, claim_id: UUID, body: NewCollector) -> tuple[int, None]:
    """Give the file to somebody else to recover."""
    commands.hand_over(writer(request), claim_id=claim_id, collector_id=body.collector_id)
    return 204, None
