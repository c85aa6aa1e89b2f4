"""Commands that wait for others: what waits, and the decisions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from nafa.interfaces.api.v1.access import reader, writer
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.values import Amount, Long
from nafa.kernel.control import deciding, queries
from nafa.kernel.control.queries import WaitingRow

router = Router(tags=["approvals"])


class RequestShort(Schema):
    """A command that waits, or waited."""

    id: UUID
    command: str
    maker: str
    amount: Amount | None
    payee: str
    given_at: datetime
    expires_date: date
    status: str
    level: int
    levels: int
    roles: list[str]


class DifferenceShown(Schema):
    """What would change."""

    name: str
    before: str
    after: str


class RequestFull(RequestShort):
    """A request with its inputs, and the voices that were given."""

    differences: list[DifferenceShown]
    inputs: dict[str, Any]
    given: int
    wanted: int
    reason: str


class Approving(Schema):
    """For whom one approves; for oneself when nobody is named."""

    for_user_id: UUID | None = None


class Refusing(Approving):
    """Why not."""

    reason: Long


class Decided(Schema):
    """What the request is now: WAITING for others, DONE, or FAILED when it was carried out."""

    status: str


def _short(row: WaitingRow) -> dict[str, Any]:
    return {
        "id": row.id, "command": row.name, "maker": row.maker,
        "amount": Amount.of(row.amount) if row.amount else None, "payee": row.payee,
        "given_at": row.given_at, "expires_date": row.expires_date, "status": row.status,
        "level": row.level, "levels": row.levels, "roles": list(row.roles),
    }  # fmt: skip


@router.get("/approvals", response={200: list[RequestShort], **REFUSALS})
def waiting(request: HttpRequest) -> Any:
    """What waits for the caller's decision, the oldest first."""
    ctx = reader(request, deciding.DECIDE)
    return [_short(row) for row in queries.waiting_for(ctx)]


@router.get("/approvals/asked", response={200: list[RequestShort], **REFUSALS})
def asked(request: HttpRequest) -> Any:
    """What the caller gave that waits, or waited."""
    return [_short(row) for row in queries.mine(reader(request, deciding.ASK))]


@router.get("/approvals/{waiting_id}", response={200: RequestFull, **REFUSALS})
def one(request: HttpRequest, waiting_id: UUID) -> Any:
    """One request, whole."""
    found = queries.seen(reader(request, deciding.ASK), waiting_id)
    return {
        **_short(found.row), "differences": [d._asdict() for d in found.differences],
        "inputs": found.inputs, "given": found.given, "wanted": found.wanted,
        "reason": found.reason,
    }  # fmt: skip


@router.post("/approvals/{waiting_id}/approval", response={200: Decided, **REFUSALS})
def approve(request: HttpRequest, waiting_id: UUID, body: Approving) -> Any:
    """Approve; the last voice carries the command out."""
    status = deciding.approve_waiting(
        writer(request), waiting_id=waiting_id, for_user_id=body.for_user_id
    )
    return {"status": status}


@router.post("/approvals/{waiting_id}/refusal", response={204: None, **REFUSALS})
def refuse(request: HttpRequest, waiting_id: UUID, body: Refusing) -> tuple[int, None]:
    """Refuse, with the reason; the request is closed."""
    deciding.reject_waiting(
        writer(request), waiting_id=waiting_id, reason=body.reason, for_user_id=body.for_user_id
    )
    return 204, None


@router.post("/approvals/{waiting_id}/withdrawal", response={204: None, **REFUSALS})
def withdraw(request: HttpRequest, waiting_id: UUID) -> tuple[int, None]:
    """Take one's own request back."""
    deciding.withdraw_waiting(writer(request), waiting_id=waiting_id)
    return 204, None
