"""People of the institution: arriving, changing post, leaving; roles; rights lent for a time."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from nafa.interfaces.api.v1.access import reader, writer
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.values import Created, Long, Short, rows_of
from nafa.kernel.control import defining, lent, people
from nafa.kernel.control.delegating import LEND, delegate_right, take_right_back
from nafa.kernel.control.rights import why
from nafa.kernel.errors import NotFound
from nafa.kernel.identity.commands import assign_role
from nafa.kernel.models import Assignment, Role, User

VIEW = "identity.view"
Minor = Annotated[int, Field(ge=0, le=9_000_000_000_000_000)]
router = Router(tags=["people and rights"])


class Post(Schema):
    """A role in a branch, or in all when none is named, and up to what it approves."""

    role_code: Short
    branch_id: UUID | None = None
    approval_limit_minor: Minor | None = None


class NewPost(Post):
    """The post somebody changes to."""

    job_title: Short = ""


class NewColleague(NewPost):
    """Somebody who begins, with a first password that is told in confidence."""

    username: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00]*$")]
    full_name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]*$")]
    password: Short


class Because(Schema):
    """Why."""

    reason: Long


class RoleHeld(Schema):
    """A role that somebody holds."""

    id: UUID
    role_code: str
    branch_id: UUID | None
    approval_limit_minor: int | None


class Colleague(Schema):
    """Somebody who logs in, with the roles held."""

    id: UUID
    username: str
    full_name: str
    job_title: str
    is_active: bool
    roles: list[RoleHeld]


class Ended(Schema):
    """What ended when a person left."""

    roles: int
    sessions: int
    tokens: int
    delegations: int


class RightSource(Schema):
    """Where a right comes from: a role, an emergency, a colleague; its branch, limits, end."""

    kind: str
    role: str
    branch: str
    act_minor: int | None
    day_minor: int | None
    until: date | None


class RightHeld(Schema):
    """One right with all its sources."""

    permission: str
    sources: list[RightSource]


class RoleDefined(Schema):
    """What a role is called, and the rights it gives."""

    label_fr: Short
    label_en: Short
    home: Short
    permissions: Annotated[list[Short], Field(max_length=500)]


class RoleOut(RoleDefined):
    """A role."""

    code: str


class NewLoan(Schema):
    """One of one's own rights, lent to a colleague between two dates."""

    to_user_id: UUID
    permission: Short
    start_date: date
    end_date: date
    reason: Long
    up_to_minor: Minor | None = None


class Lent(Schema):
    """A right that somebody lent to somebody."""

    id: UUID
    permission: str
    from_user_id: UUID
    from_name: str
    to_user_id: UUID
    to_name: str
    branch_id: UUID | None
    up_to_minor: int | None
    currency: str
    start_date: date
    end_date: date
    reason: str
    revoked_at: datetime | None


@router.get("/people", response={200: list[Colleague], **REFUSALS})
def everyone(request: HttpRequest, before: Short = "", limit: int = 50) -> Any:
    """Everyone who logs in, by log-in name; `before` is the last name of the page before."""
    reader(request, VIEW)
    found = User.objects.filter(username__gt=before).order_by("username")
    shown = list(found[: rows_of(limit)])
    held: dict[UUID, list[dict[str, Any]]] = {}
    for one in Assignment.objects.select_related("role").filter(user__in=shown).order_by("id"):
        held.setdefault(one.user_id, []).append(_held(one))
    return [_colleague(one, held.get(one.id, [])) for one in shown]


def _held(one: Assignment) -> dict[str, Any]:
    return {
        "id": one.id, "role_code": one.role.code, "branch_id": one.branch_id,
        "approval_limit_minor": one.approval_limit_minor,
    }  # fmt: skip


def _colleague(user: User, roles: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": user.id, "username": user.username, "full_name": user.full_name,
        "job_title": user.job_title, "is_active": user.is_active, "roles": roles,
    }  # fmt: skip


@router.post("/people", response={201: Created, **REFUSALS})
def arrives(request: HttpRequest, body: NewColleague) -> tuple[int, Created]:
    """Somebody begins: the log-in and the role, at once or not at all."""
    return 201, Created(id=str(people.person_arrives(writer(request), **body.model_dump())))


@router.get("/people/{user_id}/rights", response={200: list[RightHeld], **REFUSALS})
def rights_of(request: HttpRequest, user_id: UUID) -> Any:
    """What one person can do, and why."""
    ctx = reader(request, VIEW)
    if not User.objects.filter(id=user_id).exists():
        raise NotFound(kind="user", id=user_id)
    return [
        {"permission": one.permission, "sources": [source._asdict() for source in one.sources]}
        for one in why(user_id, now=ctx.now, on=ctx.business_date).rights
    ]


@router.post("/people/{user_id}/post", response={201: Created, **REFUSALS})
def moves(request: HttpRequest, user_id: UUID, body: NewPost) -> tuple[int, Created]:
    """Somebody changes post: every former right ends the same instant."""
    made = people.person_moves(writer(request), user_id=user_id, **body.model_dump())
    return 201, Created(id=str(made))


@router.post("/people/{user_id}/departure", response={200: Ended, **REFUSALS})
def leaves(request: HttpRequest, user_id: UUID, body: Because) -> Any:
    """Somebody leaves: the log-in closes and every right ends."""
    ended = people.person_leaves(writer(request), user_id=user_id, reason=body.reason)
    return ended._asdict()


@router.post("/people/{user_id}/roles", response={201: Created, **REFUSALS})
def give_role(request: HttpRequest, user_id: UUID, body: Post) -> tuple[int, Created]:
    """Somebody holds one role more."""
    made = assign_role(writer(request), user_id=user_id, **body.model_dump())
    return 201, Created(id=str(made))


@router.post("/people/roles/{assignment_id}/withdrawal", response={204: None, **REFUSALS})
def take_role(request: HttpRequest, assignment_id: UUID, body: Because) -> tuple[int, None]:
    """Somebody no longer holds a role."""
    defining.withdraw_role(writer(request), assignment_id=assignment_id, reason=body.reason)
    return 204, None


@router.get("/roles", response={200: list[RoleOut], **REFUSALS})
def roles(request: HttpRequest) -> Any:
    """The roles of the institution with their rights."""
    reader(request, VIEW)
    fields = ("code", "label_fr", "label_en", "home", "permissions")
    return list(Role.objects.order_by("code").values(*fields))


@router.put("/roles/{code}", response={200: Created, **REFUSALS})
def set_role(request: HttpRequest, code: Short, body: RoleDefined) -> Created:
    """Make a role, or give it other rights; they count at once."""
    made = defining.define_role(writer(request), code=code, **body.model_dump())
    return Created(id=str(made))


@router.get("/lent-rights", response={200: list[Lent], **REFUSALS})
def lent_rights(request: HttpRequest) -> Any:
    """The rights that the caller lent, and those lent to the caller, the latest first."""
    ctx = reader(request, LEND)
    found = [*lent.given(ctx.demand_person()), *lent.held(ctx.demand_person())]
    return [one._asdict() for one in sorted(found, key=lambda one: one.id, reverse=True)]


@router.post("/lent-rights", response={201: Created, **REFUSALS})
def lend(request: HttpRequest, body: NewLoan) -> tuple[int, Created]:
    """Let a colleague use one of one's own rights for a time."""
    return 201, Created(id=str(delegate_right(writer(request), **body.model_dump())))


@router.post("/lent-rights/{delegation_id}/end", response={204: None, **REFUSALS})
def take_back(request: HttpRequest, delegation_id: UUID) -> tuple[int, None]:
    """Take a right back before its date."""
    take_right_back(writer(request), delegation_id=delegation_id)
    return 204, None
