"""Sessions and devices of people: begun, used, locked, ended; listed and revoked."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from nafa.kernel import clock
from nafa.kernel.access import trail
from nafa.kernel.access.trail import Visitor
from nafa.kernel.models import Device, LogInSession, User
from nafa.lib.ids import uuid7_at

LONGEST = timedelta(hours=12)  # a working day
FRESH_FOR = timedelta(minutes=15)
TOUCH_EVERY = timedelta(seconds=20)
Strength = LogInSession.Strength


def begin(user: User, *, visitor: Visitor, strength: Strength) -> LogInSession:
    """A person has come in; the device is known from now on."""
    now = clock.now()
    device, _ = Device.objects.update_or_create(
        user=user,
        digest=visitor.device or b"",
        defaults={
            "label": visitor.label,
            "last_seen_at": now,
            "last_address": visitor.address,
            "revoked_at": None,
        },
        create_defaults={
            "id": uuid7_at(now),
            "label": visitor.label,
            "first_seen_at": now,
            "last_seen_at": now,
            "last_address": visitor.address,
        },
    )
    trail.note(
        trail.LOGGED_IN, visitor=visitor, user_id=user.id,
        account=trail.account_token(user.username), values={"strength": strength.value},
    )  # fmt: skip
    return LogInSession.objects.create(
        id=uuid7_at(now), user=user, device=device, address=visitor.address, strength=strength,
        began_at=now, proved_at=now, last_used_at=now,
    )  # fmt: skip


def open_session(session_id: UUID, *, user_id: UUID) -> LogInSession | None:
    """The session while it is neither ended nor older than a working day."""
    return LogInSession.objects.filter(
        id=session_id, user_id=user_id, ended_at=None, began_at__gt=clock.now() - LONGEST
    ).first()  # fmt: skip


def touch(session: LogInSession, *, address: str) -> None:
    """The session was used; written at most every few seconds."""
    now = clock.now()
    if now - session.last_used_at >= TOUCH_EVERY or address != session.address:
        LogInSession.objects.filter(id=session.id).update(last_used_at=now, address=address)


def is_locked(session: LogInSession, *, idle_minutes: int) -> bool:
    """Locked by the person, or not touched for too long."""
    idle = clock.now() - session.last_used_at
    return session.locked_at is not None or idle >= timedelta(minutes=idle_minutes)


def is_fresh(session: LogInSession) -> bool:
    """Whether the person proved lately to be there: at the log-in, or at a locked screen."""
    return clock.now() - session.proved_at < FRESH_FOR


def lock(session: LogInSession) -> None:
    """The person leaves the screen, or it was idle; pages are shut until a proof."""
    changed = LogInSession.objects.filter(id=session.id, locked_at=None)
    if changed.update(locked_at=clock.now()):
        trail.note("screen.locked", user_id=session.user_id)


def unlock(session: LogInSession, *, visitor: Visitor) -> None:
    """The person proved to be there."""
    LogInSession.objects.filter(id=session.id).update(
        locked_at=None, last_used_at=clock.now(), proved_at=clock.now()
    )
    trail.note("screen.unlocked", visitor=visitor, user_id=session.user_id)


def end(session: LogInSession, *, reason: str) -> None:
    """The session is over; its cookie opens nothing."""
    _end(LogInSession.objects.filter(id=session.id), reason=reason)


def end_one(user_id: UUID, session_id: UUID) -> None:
    """A person ends one of their own sessions."""
    _end(LogInSession.objects.filter(user_id=user_id, id=session_id), reason="revoked")


def end_all(user_id: UUID, *, but: UUID | None = None, actor_id: UUID | None = None) -> int:
    """End the sessions of a person, except one; how many."""
    found = LogInSession.objects.filter(user_id=user_id)
    if but is not None:
        found = found.exclude(id=but)
    return _end(found, reason="revoked", actor_id=actor_id)


def forget_device(user_id: UUID, device_id: UUID) -> None:
    """A device is no longer known; its sessions end."""
    now = clock.now()
    if Device.objects.filter(user_id=user_id, id=device_id, revoked_at=None).update(revoked_at=now):
        trail.note("device.revoked", user_id=user_id)
    _end(LogInSession.objects.filter(user_id=user_id, device_id=device_id), reason="revoked")


def _end(found: QuerySet[LogInSession], *, reason: str, actor_id: UUID | None = None) -> int:
    open_ones = list(found.filter(ended_at=None))
    found.filter(ended_at=None).update(ended_at=clock.now(), end_reason=reason)
    for one in open_ones:
        trail.note(
            "log_in.ended", user_id=one.user_id, actor_id=actor_id, values={"reason": reason}
        )
    return len(open_ones)


def open_sessions(user_id: UUID) -> list[LogInSession]:
    """The sessions of a person that are open, the last used first."""
    since: datetime = clock.now() - LONGEST
    found = LogInSession.objects.select_related("device").filter(
        user_id=user_id, ended_at=None, began_at__gt=since
    )
    return list(found.order_by("-last_used_at"))


def known_devices(user_id: UUID) -> list[Device]:
    """The devices on which a person has logged in, the last used first."""
    return list(Device.objects.filter(user_id=user_id, revoked_at=None).order_by("-last_seen_at"))
