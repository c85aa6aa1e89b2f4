"""What a person changes of their own log-in: password, app, passkeys. Written to the trail."""

from uuid import UUID

from nafa.kernel import clock
from nafa.kernel.access import codes, errors, sessions, trail
from nafa.kernel.access.passkeys import LONGEST_NAME
from nafa.kernel.access.people import checked_password, standing_of
from nafa.kernel.models import ApiToken, Passkey, User


def choose_password(user: User, *, password: str, session_id: UUID | None) -> None:
    """Another password; every other session and every token of the API ends.

    Refuses: PasswordTooShort, PasswordTooLong, PasswordKnown, PasswordNames.
    """
    alone = not standing_of(user).has_factor
    user.set_password(
        checked_password(password, person=(user.full_name, user.username), is_only_factor=alone)
    )
    user.password_chosen_at = clock.now()
    user.save(update_fields=["password", "password_chosen_at"])
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=clock.now())
    sessions.end_all(user.id, but=session_id)
    trail.note("password.changed", user_id=user.id)


def drop_passkey(user: User, *, passkey_id: UUID) -> None:
    """A passkey no longer counts. Refuses: LastFactor (the role must have one)."""
    own = Passkey.objects.filter(user=user, revoked_at=None)
    standing = standing_of(user)
    if standing.needs_factor and not standing.has_app and own.count() <= 1:
        raise errors.LastFactor()
    if own.filter(id=passkey_id).update(revoked_at=clock.now()):
        trail.note("passkey.removed", user_id=user.id)


def drop_app(user: User) -> None:
    """The app no longer counts. Refuses: LastFactor (the role must have one)."""
    standing = standing_of(user)
    if standing.needs_factor and not standing.has_passkey:
        raise errors.LastFactor()
    codes.remove_app(user)


def passkeys_of(user: User) -> list[Passkey]:
    """The passkeys that count, the newest first."""
    return list(Passkey.objects.filter(user=user, revoked_at=None).order_by("-created_at"))


def name_passkey(user: User, *, passkey_id: UUID, name: str) -> None:
    """Another name for a passkey of one's own."""
    Passkey.objects.filter(user=user, id=passkey_id).update(name=name[:LONGEST_NAME])
