"""Somebody arrives, changes post or leaves: one act each, and no right is left over."""

from typing import NamedTuple
from uuid import UUID

from nafa.kernel.access import sessions, trail
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.identity.commands import assign_role, create_user
from nafa.kernel.models import ApiToken, Assignment, Delegation, EmergencyGrant, User

MANAGE = "identity.manage"


class Departure(NamedTuple):
    """What ended when a person left."""

    roles: int
    sessions: int
    tokens: int
    delegations: int


@command(permission=MANAGE)
def person_arrives(
    ctx: Context,
    *,
    username: str,
    full_name: str,
    password: str,
    role_code: str,
    branch_id: UUID | None,
    job_title: str = "",
    approval_limit_minor: int | None = None,
) -> UUID:
    """Somebody begins: a log-in and their role in their branch, at once or not at all.

    Refuses: as create_user and assign_role.
    """
    user_id = create_user(
        ctx.under("user"), username=username, full_name=full_name, password=password,
        job_title=job_title,
    )  # fmt: skip
    assign_role(
        ctx.under("role"), user_id=user_id, role_code=role_code, branch_id=branch_id,
        approval_limit_minor=approval_limit_minor,
    )  # fmt: skip
    ctx.concerns("user", user_id)
    return user_id


@command(permission=MANAGE)
def person_moves(
    ctx: Context,
    *,
    user_id: UUID,
    role_code: str,
    branch_id: UUID | None,
    job_title: str = "",
    approval_limit_minor: int | None = None,
) -> UUID:
    """Somebody changes post: every former role and everything lent ends the same instant.

    Refuses: NotFound, InvalidInput (oneself), DutiesHeldTogether.
    """
    user = _other(ctx, user_id)
    _end_rights(ctx, user.id)
    sessions.end_all(user.id, actor_id=ctx.actor_id)
    if job_title.strip():
        User.objects.filter(id=user.id).update(job_title=job_title.strip())
    ctx.concerns("user", user.id)
    return assign_role(
        ctx.under("role"), user_id=user.id, role_code=role_code, branch_id=branch_id,
        approval_limit_minor=approval_limit_minor,
    )  # fmt: skip


@command(permission=MANAGE)
def person_leaves(ctx: Context, *, user_id: UUID, reason: str) -> Departure:
    """Somebody leaves: the log-in closes; roles, sessions, tokens, delegations end at once.

    What they had begun stays and is handed over. Refuses: NotFound, InvalidInput (oneself, no
    reason).
    """
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    user = _other(ctx, user_id)
    roles, delegations = _end_rights(ctx, user.id)
    ended = sessions.end_all(user.id, actor_id=ctx.actor_id)
    tokens = ApiToken.objects.filter(user_id=user.id, revoked_at=None, expires_at__gt=ctx.now)
    User.objects.filter(id=user.id).update(is_active=False)
    trail.note("person.left", user_id=user.id, actor_id=ctx.actor_id)
    ctx.concerns("user", user.id)
    return Departure(roles, ended, tokens.update(revoked_at=ctx.now), delegations)


def _other(ctx: Context, user_id: UUID) -> User:
    user = User.objects.select_for_update().filter(id=user_id, is_active=True).first()
    if user is None:
        raise NotFound(kind="user", id=user_id)
    if user.id == ctx.actor_id:
        raise InvalidInput(field="user_id", reason="oneself")
    return user


def _end_rights(ctx: Context, user_id: UUID) -> tuple[int, int]:
    """End roles, emergencies and what was lent, both ways; how many roles and delegations."""
    roles, _by_kind = Assignment.objects.filter(user_id=user_id).delete()
    EmergencyGrant.objects.filter(user_id=user_id, given_back_at=None, ends_at__gt=ctx.now).update(
        given_back_at=ctx.now
    )
    lent = Delegation.objects.filter(revoked_at=None, end_date__gte=ctx.business_date)
    ended = lent.filter(from_user_id=user_id).update(revoked_at=ctx.now)
    ended += lent.filter(to_user_id=user_id).update(revoked_at=ctx.now)
    return roles, ended
