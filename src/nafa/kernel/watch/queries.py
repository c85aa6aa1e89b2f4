"""Cases as they are listed and opened."""

from uuid import UUID

from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.kernel.models import SecurityAlert

SHOWN = 200


def open_alerts(ctx: Context) -> int:
    """How many cases wait, without those that concern the reader."""
    found = SecurityAlert.objects.filter(closed_at=None)
    return found.exclude(user_id=ctx.actor_id).count() if ctx.actor_id else found.count()


def alerts(*, is_closed: bool) -> list[SecurityAlert]:
    """Cases, the latest happening first."""
    found = SecurityAlert.objects.select_related("user", "assigned_to")
    return list(found.filter(closed_at__isnull=not is_closed).order_by("-last_at", "-id")[:SHOWN])


def alert(alert_id: UUID) -> SecurityAlert:
    """One case. Refuses: NotFound."""
    found = SecurityAlert.objects.select_related("user", "assigned_to", "closed_by")
    case = found.filter(id=alert_id).first()
    if case is None:
        raise NotFound(kind="security_alert", id=alert_id)
    return case
