"""What the administrator does at the door: the policy, lost factors, delays, sessions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nafa.kernel.access import policy, sessions, trail
from nafa.kernel.access.people import checked_password, standing_of
from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command, registered
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.models import CodeApp, Passkey, RecoveryCode, Role, SecurityPolicy, User

MANAGE = "identity.manage"


def _nobody(ctx: Context, inputs: Mapping[str, Any]) -> Linked:  # noqa: ARG001
    return Linked(None, "")


def _person(ctx: Context, inputs: Mapping[str, Any]) -> Linked:  # noqa: ARG001
    return Linked(None, _user(inputs["user_id"]).full_name)


def _user(user_id: UUID) -> User:
    found = User.objects.filter(id=user_id).first()
    if found is None:
        raise NotFound(kind="user", id=user_id)
    return found


@command(permission=MANAGE, linked=_nobody)
def define_security_policy(ctx: Context, *, rules: dict[str, Any]) -> UUID:
    """Say what is demanded at the door from now on. Refuses: InvalidInput (the rule at fault)."""
    read = policy.read_policy(rules)
    known = {policy.EVERYONE, *Role.objects.values_list("code", flat=True)}
    for name, roles in (
        ("second_factor", read.second_factor),
        ("idle_minutes", read.idle_minutes),
        ("hours", read.hours),
        ("networks", read.networks),
    ):
        if strange := sorted(set(roles) - known):
            raise InvalidInput(field=name, reason=strange[0])
    specs = registered()
    for name in read.proofs:
        if name not in specs or specs[name].linked is None:
            raise InvalidInput(field="proofs", reason=name)
    made = SecurityPolicy.objects.create(
        id=ctx.new_id(), rules=rules, defined_at=ctx.now, defined_by_id=ctx.actor_id
    )
    ctx.concerns("security_policy", made.id)
    return made.id


@command(permission=MANAGE, linked=_person)
def reset_password(ctx: Context, *, user_id: UUID, password: str) -> None:
    """Give a person another first password, in confidence; their sessions end.

    Refuses: NotFound, PasswordTooShort, PasswordTooLong, PasswordKnown, PasswordNames.
    """
    user = _user(user_id)
    alone = not standing_of(user).needs_factor
    user.set_password(
        checked_password(password, person=(user.full_name, user.username), is_only_factor=alone)
    )
    user.password_chosen_at = None
    user.save(update_fields=["password", "password_chosen_at"])
    sessions.end_all(user.id, actor_id=ctx.actor_id)
    trail.note("password.reset", user_id=user.id, actor_id=ctx.actor_id)
    ctx.concerns("user", user.id)


@command(permission=MANAGE, linked=_person)
def remove_factors(ctx: Context, *, user_id: UUID, reason: str) -> None:
    """After a lost telephone: passkeys, app and recovery codes no longer count; sessions end.

    Refuses: NotFound, InvalidInput (no reason).
    """
    user = _user(user_id)
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    Passkey.objects.filter(user=user, revoked_at=None).update(revoked_at=ctx.now)
    CodeApp.objects.filter(user=user, removed_at=None).update(removed_at=ctx.now)
    codes = RecoveryCode.objects.filter(user=user, used_at=None, replaced_at=None)
    codes.update(replaced_at=ctx.now)
    sessions.end_all(user.id, actor_id=ctx.actor_id)
    trail.note("factors.removed", user_id=user.id, actor_id=ctx.actor_id)
    ctx.concerns("user", user.id)


@command(permission=MANAGE)
def lift_delay(ctx: Context, *, user_id: UUID) -> None:
    """Let a person try again at once after too many failures. Refuses: NotFound."""
    user = _user(user_id)
    trail.note(
        trail.DELAY_LIFTED, user_id=user.id, actor_id=ctx.actor_id,
        account=trail.account_token(user.username),
    )  # fmt: skip
    ctx.concerns("user", user.id)


@command(permission=MANAGE)
def end_sessions(ctx: Context, *, user_id: UUID) -> int:
    """Send a person out everywhere; how many sessions ended. Refuses: NotFound."""
    user = _user(user_id)
    ended = sessions.end_all(user.id, actor_id=ctx.actor_id)
    ctx.concerns("user", user.id)
    return ended
