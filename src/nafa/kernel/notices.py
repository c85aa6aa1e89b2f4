"""Telling a person of the staff, once an event; the person marks it as read."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from nafa.kernel import clock
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.kernel.models import StaffNotice
from nafa.lib.ids import uuid7_at


class NoticeRow(NamedTuple):
    """A notice as its person reads it; `values` go into the words of its kind."""

    id: UUID
    kind: str
    subject_kind: str
    subject_id: UUID
    values: Mapping[str, str]
    created_at: datetime


def notify(
    *,
    user_id: UUID,
    event_id: int,
    kind: str,
    subject_kind: str,
    subject_id: UUID,
    values: Mapping[str, str],
) -> None:
    """Tell a person of an event; telling again changes nothing."""
    at = clock.now()
    StaffNotice.objects.bulk_create(
        [
            StaffNotice(
                id=uuid7_at(at),
                user_id=user_id,
                event_id=event_id,
                kind=kind,
                subject_kind=subject_kind,
                subject_id=subject_id,
                values=dict(values),
                created_at=at,
            )
        ],
        ignore_conflicts=True,
    )


def unread(ctx: Context, *, limit: int = 20) -> list[NoticeRow]:
    """What the actor has not read yet, the latest first."""
    if ctx.actor_id is None:
        return []
    found = StaffNotice.objects.filter(user_id=ctx.actor_id, read_at=None).order_by("-created_at")
    return [
        NoticeRow(n.id, n.kind, n.subject_kind, n.subject_id, n.values, n.created_at)
        for n in found[:limit]
    ]


def mark_read(ctx: Context, *, notice_id: UUID) -> None:
    """The actor has read a notice. Refuses: NotFound (also when it is somebody else's)."""
    own = StaffNotice.objects.filter(id=notice_id)
    if not own.filter(user_id=ctx.actor_id or UUID(int=0)).exists():
        raise NotFound(kind="notice", id=notice_id)
    own.filter(read_at=None).update(read_at=ctx.now)


def mark_all_read(ctx: Context) -> None:
    """The actor has read every notice that was there until now."""
    own = StaffNotice.objects.filter(user_id=ctx.actor_id or UUID(int=0), read_at=None)
    own.filter(created_at__lte=ctx.now).update(read_at=ctx.now)
