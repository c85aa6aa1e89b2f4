"""Break-glass: a role taken for a few hours, told at once, marked, and looked at afterwards."""

from datetime import timedelta
from uuid import UUID

from nafa.kernel import notices
from nafa.kernel.access import trail
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.control.errors import OwnRequest
from nafa.kernel.control.rules import rules_of
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.identity.contexts import people_with
from nafa.kernel.locks import lock_number
from nafa.kernel.models import EmergencyGrant, Role

REVIEW = "access.review"
SHORTEST_REASON = 10


@command(permission="access.take_emergency")
def take_emergency_role(ctx: Context, *, role_code: str, reason: str, hours: int) -> UUID:
    """Take a role that the rules name, for some hours. Those who review are told at once; every
    act until the end is marked. Duties kept apart are not asked about: that is what is reviewed.

    Refuses: InvalidInput (role not named by the rules, reason too short, too many hours, one is
    already taken).
    """
    actor_id, allowed = ctx.demand_person(), rules_of(ctx.control_id).emergency
    role = Role.objects.filter(code=role_code).first()
    if role is None or role_code not in allowed.roles:
        raise InvalidInput(field="role_code", reason=role_code)
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidInput(field="reason", reason="too_short")
    if not 1 <= hours <= allowed.hours:
        raise InvalidInput(field="hours", reason=str(hours))
    own = EmergencyGrant.objects.filter(user_id=actor_id, given_back_at=None)
    if own.filter(ends_at__gt=ctx.now).exists():
        raise InvalidInput(field="role_code", reason="already_taken")
    taken = EmergencyGrant.objects.create(
        id=ctx.new_id(), user_id=actor_id, role=role, branch_id=ctx.branch_id,
        reason=reason.strip(), taken_at=ctx.now, ends_at=ctx.now + timedelta(hours=hours),
    )  # fmt: skip
    trail.note("emergency.taken", user_id=actor_id, values={"role": role_code})
    for person in people_with(REVIEW):
        notices.notify(
            user_id=person.id, event_id=-lock_number(f"{taken.id}"), kind="emergency.taken",
            subject_kind="emergency", subject_id=taken.id,
            values={"person": taken.user.full_name, "role": role_code, "reason": taken.reason},
        )  # fmt: skip
    ctx.concerns("user", actor_id)
    ctx.concerns("emergency", taken.id)
    return taken.id


@command(permission="access.take_emergency")
def give_emergency_back(ctx: Context, *, emergency_id: UUID) -> None:
    """End one's emergency before its time. Refuses: NotFound."""
    own = EmergencyGrant.objects.filter(
        id=emergency_id, user_id=ctx.demand_person(), given_back_at=None, ends_at__gt=ctx.now
    )
    if not own.update(given_back_at=ctx.now):
        raise NotFound(kind="emergency", id=emergency_id)
    ctx.concerns("emergency", emergency_id)


@command(permission=REVIEW)
def review_emergency(ctx: Context, *, emergency_id: UUID, finding: str) -> None:
    """Somebody else has looked at every act of an emergency that is over.

    Refuses: NotFound (also while it runs, or reviewed), OwnRequest, InvalidInput (no finding).
    """
    if not finding.strip():
        raise InvalidInput(field="finding", reason="empty")
    taken = EmergencyGrant.objects.select_for_update().filter(
        id=emergency_id, reviewed_at=None
    ).first()  # fmt: skip
    if taken is None or (taken.given_back_at is None and taken.ends_at > ctx.now):
        raise NotFound(kind="emergency", id=emergency_id)
    if taken.user_id == ctx.actor_id:
        raise OwnRequest()
    taken.reviewed_at, taken.reviewed_by_id, taken.finding = ctx.now, ctx.actor_id, finding.strip()
    taken.save(update_fields=["reviewed_at", "reviewed_by", "finding"])
    ctx.concerns("emergency", taken.id)
