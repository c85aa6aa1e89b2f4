"""Rules of control, reviews of access, roles taken in emergencies, cases of the watch."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from nafa.interfaces.api.v1.access import reader, writer
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.people import VIEW
from nafa.interfaces.api.v1.values import Created, Long, Short
from nafa.kernel.control import emergencies, reviewing
from nafa.kernel.control.reviewing import REVIEW
from nafa.kernel.control.rules import latest_policy
from nafa.kernel.errors import NotFound
from nafa.kernel.models import AccessReview, AccessReviewLine, EmergencyGrant, SecurityAlert
from nafa.kernel.watch import commands, queries

SHOWN = 200
router = Router(tags=["oversight"])


class RulesOut(Schema):
    """The rules of control in force; none when the institution has written none."""

    defined_at: datetime | None
    rules: dict[str, Any]


class ReviewOut(Schema):
    """A review of everybody's rights."""

    id: UUID
    label: str
    due_date: date
    opened_at: datetime
    closed_at: datetime | None
    conclusion: str
    unanswered: int


class ReviewLineOut(Schema):
    """One role of one person in a review, and what was answered."""

    id: UUID
    user_id: UUID
    person: str
    role_code: str
    branch_id: UUID | None
    permissions: list[str]
    answer: str
    reason: str


class ReviewFull(ReviewOut):
    """A review with its lines."""

    lines: list[ReviewLineOut]


class Answering(Schema):
    """Whether a right stays; withdrawn with a reason."""

    keeps: bool
    reason: Long = ""


class Answered(Schema):
    """What was written down: CONFIRMED, WITHDRAWN, or GONE where the right had ended before."""

    answer: str


class Signature(Schema):
    """What the review concludes."""

    conclusion: Long


class Taking(Schema):
    """Which role, why, for how long."""

    role_code: Short
    reason: Long
    hours: Annotated[int, Field(ge=1, le=24)]


class Finding(Schema):
    """What the review of an emergency found."""

    finding: Long


class EmergencyOut(Schema):
    """A role taken in an emergency."""

    id: UUID
    user_id: UUID
    person: str
    role_code: str
    branch_id: UUID | None
    reason: str
    taken_at: datetime
    ends_at: datetime
    given_back_at: datetime | None
    reviewed_at: datetime | None
    finding: str


class AlertOut(Schema):
    """A case of the watch."""

    id: UUID
    number: int
    rule: str
    severity: str
    user_id: UUID | None
    address: str
    opened_at: datetime
    first_at: datetime
    last_at: datetime
    assigned_to_id: UUID | None
    conclusion: str
    explanation: str
    closed_at: datetime | None


class Assigning(Schema):
    """Who looks at a case."""

    user_id: UUID


class Closing(Schema):
    """What was found."""

    conclusion: Literal["HARMLESS", "ERROR", "INCIDENT"]
    explanation: Long


@router.get("/control-rules", response={200: RulesOut, **REFUSALS})
def rules(request: HttpRequest) -> RulesOut:
    """Which acts wait for others, which duties are apart, how far roles go."""
    reader(request, VIEW)
    latest = latest_policy()
    if latest is None:
        return RulesOut(defined_at=None, rules={})
    return RulesOut(defined_at=latest.defined_at, rules=latest.rules)


@router.get("/access-reviews", response={200: list[ReviewOut], **REFUSALS})
def reviews(request: HttpRequest) -> Any:
    """The reviews of access, the latest first."""
    reader(request, REVIEW)
    return [_review(one) for one in AccessReview.objects.order_by("-label")[:SHOWN]]


def _review(one: AccessReview) -> dict[str, Any]:
    return {
        "id": one.id, "label": one.label, "due_date": one.due_date, "opened_at": one.opened_at,
        "closed_at": one.closed_at, "conclusion": one.conclusion,
        "unanswered": one.lines.filter(answer="").count(),
    }  # fmt: skip


@router.post("/access-reviews", response={201: Created, **REFUSALS})
def open_review(request: HttpRequest) -> tuple[int, Created]:
    """Open the review of this quarter."""
    return 201, Created(id=str(reviewing.open_access_review(writer(request))))


@router.get("/access-reviews/{review_id}", response={200: ReviewFull, **REFUSALS})
def review(request: HttpRequest, review_id: UUID) -> Any:
    """One review with its lines."""
    reader(request, REVIEW)
    one = AccessReview.objects.filter(id=review_id).first()
    if one is None:
        raise NotFound(kind="access review", id=review_id)
    lines = one.lines.select_related("user", "role").order_by("user__full_name", "role__code", "id")
    return {**_review(one), "lines": [_line(line) for line in lines]}


def _line(line: AccessReviewLine) -> dict[str, Any]:
    return {
        "id": line.id, "user_id": line.user_id, "person": line.user.full_name,
        "role_code": line.role.code, "branch_id": line.branch_id,
        "permissions": line.permissions, "answer": line.answer, "reason": line.reason,
    }  # fmt: skip


@router.post("/access-reviews/lines/{line_id}/answer", response={200: Answered, **REFUSALS})
def answer(request: HttpRequest, line_id: UUID, body: Answering) -> Answered:
    """Confirm one right of one person, or withdraw it at once."""
    told = reviewing.answer_review_line(writer(request), line_id=line_id, **body.model_dump())
    return Answered(answer=told)


@router.post("/access-reviews/{review_id}/signature", response={204: None, **REFUSALS})
def sign(request: HttpRequest, review_id: UUID, body: Signature) -> tuple[int, None]:
    """Sign a review off."""
    reviewing.close_access_review(writer(request), review_id=review_id, conclusion=body.conclusion)
    return 204, None


@router.get("/emergencies", response={200: list[EmergencyOut], **REFUSALS})
def taken(request: HttpRequest) -> Any:
    """Roles taken in emergencies, the latest first."""
    reader(request, REVIEW)
    found = EmergencyGrant.objects.select_related("user", "role").order_by("-taken_at", "-id")
    return [
        {
            "id": one.id, "user_id": one.user_id, "person": one.user.full_name,
            "role_code": one.role.code, "branch_id": one.branch_id, "reason": one.reason,
            "taken_at": one.taken_at, "ends_at": one.ends_at, "finding": one.finding,
            "given_back_at": one.given_back_at, "reviewed_at": one.reviewed_at,
        }
        for one in found[:SHOWN]
    ]  # fmt: skip


@router.post("/emergencies", response={201: Created, **REFUSALS})
def take(request: HttpRequest, body: Taking) -> tuple[int, Created]:
    """Take a role that the rules name, for some hours; those who review are told at once."""
    made = emergencies.take_emergency_role(writer(request), **body.model_dump())
    return 201, Created(id=str(made))


@router.post("/emergencies/{emergency_id}/end", response={204: None, **REFUSALS})
def give_back(request: HttpRequest, emergency_id: UUID) -> tuple[int, None]:
    """End one's own emergency before its time."""
    emergencies.give_emergency_back(writer(request), emergency_id=emergency_id)
    return 204, None


@router.post("/emergencies/{emergency_id}/review", response={204: None, **REFUSALS})
def look_at(request: HttpRequest, emergency_id: UUID, body: Finding) -> tuple[int, None]:
    """Somebody else has looked at every act of an emergency."""
    emergencies.review_emergency(writer(request), emergency_id=emergency_id, finding=body.finding)
    return 204, None


@router.get("/alerts", response={200: list[AlertOut], **REFUSALS})
def alerts(request: HttpRequest, closed: bool = False) -> Any:
    """The cases that wait, or the closed ones, the latest happening first."""
    reader(request, commands.WATCH)
    return [_case(one) for one in queries.alerts(is_closed=closed)]


@router.get("/alerts/{alert_id}", response={200: AlertOut, **REFUSALS})
def alert(request: HttpRequest, alert_id: UUID) -> Any:
    """One case."""
    reader(request, commands.WATCH)
    return _case(queries.alert(alert_id))


def _case(case: SecurityAlert) -> dict[str, Any]:
    return {name: getattr(case, name) for name in AlertOut.model_fields}


@router.post("/alerts/{alert_id}/assignment", response={204: None, **REFUSALS})
def give(request: HttpRequest, alert_id: UUID, body: Assigning) -> tuple[int, None]:
    """Give a case to somebody who watches."""
    commands.assign_alert(writer(request), alert_id=alert_id, user_id=body.user_id)
    return 204, None


@router.post("/alerts/{alert_id}/closure", response={204: None, **REFUSALS})
def close(request: HttpRequest, alert_id: UUID, body: Closing) -> tuple[int, None]:
    """Close a case with what was found."""
    commands.close_alert(writer(request), alert_id=alert_id, **body.model_dump())
    return 204, None
