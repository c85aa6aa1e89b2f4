"""What happened at the door, written down and counted."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Max, QuerySet

from nafa.kernel import clock
from nafa.kernel.access.throttle import ADDRESS_WINDOW, WINDOW, Failures, Seen
from nafa.kernel.audit.kinds import CONFIGURATION, LOG_IN, REFUSAL
from nafa.kernel.audit.origin import Origin
from nafa.kernel.audit.writing import append
from nafa.kernel.models import Device, SecurityEvent
from nafa.kernel.secrets import blind_token
from nafa.lib.ids import uuid7_at

LOGGED_IN, REFUSED, DELAYED = "log_in.done", "log_in.refused", "log_in.delayed"
DELAY_LIFTED = "delay.lifted"


class Visitor(NamedTuple):
    """Where an attempt comes from: address, digest of the device's cookie, its browser."""

    address: str
    device: bytes | None = None
    label: str = ""
    channel: str = "web"


SELF = Visitor(address="", channel="cli")


def account_token(username: str) -> int:
    """The number under which the attempts on a log-in name are counted."""
    return blind_token(username.strip().casefold(), purpose="account")


def note(
    kind: str,
    *,
    visitor: Visitor = SELF,
    user_id: UUID | None = None,
    actor_id: UUID | None = None,
    account: int | None = None,
    values: dict[str, str] | None = None,
) -> None:
    """Write down what happened. `values` never holds a secret or a name typed by a stranger."""
    at = clock.now()
    SecurityEvent.objects.create(
        id=uuid7_at(at),
        at=at,
        kind=kind,
        user_id=user_id,
        actor_id=actor_id or user_id,
        account=account,
        address=visitor.address,
        device=visitor.device,
        channel=visitor.channel,
        values=values or {},
    )
    append(
        at=at,
        kind=_kind_of(kind),
        name=kind,
        actor_id=actor_id or user_id,
        subjects=(("user", user_id),) if user_id else (),
        channel=visitor.channel,
        details=values,
        came_from=Origin(visitor.address, visitor.device),
    )


def _kind_of(event: str) -> str:
    if "refused" in event or event == DELAYED:
        return REFUSAL
    return LOG_IN if event.startswith(("log_in", "session", "screen", "log_out")) else CONFIGURATION


def hold_account(account: int) -> None:
    """One attempt on an account at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [account])


def seen_of(account: int, visitor: Visitor, *, user_id: UUID | None, now: datetime) -> Seen:
    """What the log knows of this account, device and address."""
    is_known = (
        user_id is not None
        and visitor.device is not None
        and visitor.device in _known_devices(user_id)
    )
    refused = SecurityEvent.objects.filter(kind=REFUSED)
    # Coming in settles the failures of that device only; lifting the delay settles all.
    settled = SecurityEvent.objects.filter(account=account)
    lifted, known = settled.filter(kind=DELAY_LIFTED), _known_devices(user_id)
    if is_known:
        since = _last(lifted | settled.filter(kind=LOGGED_IN, device=visitor.device))
        on_account = refused.filter(account=account, device=visitor.device)
    else:
        since = _last(lifted)
        on_account = refused.filter(account=account).exclude(device__in=known)
    on_account = on_account.filter(at__gt=max(since or now - WINDOW, now - WINDOW))
    recent = refused.filter(at__gt=now - ADDRESS_WINDOW)
    on_device = recent.filter(device=visitor.device) if visitor.device else recent.none()
    on_address = recent.filter(address=visitor.address) if visitor.address else recent.none()
    return Seen(_count(on_account), _count(on_device), _count(on_address), is_known)


def _known_devices(user_id: UUID | None) -> list[bytes]:
    if user_id is None:
        return []
    found = Device.objects.filter(user_id=user_id, revoked_at=None)
    return [bytes(digest) for digest in found.values_list("digest", flat=True)]


def _last(found: "QuerySet[SecurityEvent]") -> datetime | None:
    at: datetime | None = found.aggregate(at=Max("at"))["at"]
    return at


def _count(found: "QuerySet[SecurityEvent]") -> Failures:
    instants = list(found.order_by("-at").values_list("at", flat=True)[:200])
    return Failures(len(instants), instants[0] if instants else None)
