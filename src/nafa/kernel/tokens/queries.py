"""Keys of the API as they are used and listed."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from nafa.kernel import clock
from nafa.kernel.access import entry
from nafa.kernel.access.people import standing_of
from nafa.kernel.access.trail import Visitor
from nafa.kernel.context import Context
from nafa.kernel.models import ApiToken
from nafa.kernel.tokens.commands import MANAGE, digest_of

TOUCH_EVERY = timedelta(minutes=1)
SHOWN = 200


def token_in_force(text: str, *, visitor: Visitor) -> ApiToken | None:
    """The key of this text while it is good, in its person's hours and at their places.

    Its use is written down. Refuses: OutsideHours, OutsidePlaces.
    """
    now = clock.now()
    found = (
        ApiToken.objects.select_related("user", "grant")
        .filter(digest=digest_of(text), expires_at__gt=now, revoked_at=None, user__is_active=True)
        .filter(Q(grant=None) | Q(grant__revoked_at=None, grant__program__revoked_at=None))
        .first()
    )
    if found is None:
        return None
    entry.demand_admission(found.user, standing_of(found.user), visitor=visitor)
    is_stale = found.last_used_at is None or now - found.last_used_at >= TOUCH_EVERY
    if is_stale or found.last_address != visitor.address:
        found.last_used_at, found.last_address = now, visitor.address
        found.save(update_fields=["last_used_at", "last_address"])
    return found


def narrowed(ctx: Context, token: ApiToken) -> Context:
    """The context with the rights that person and key both hold."""
    if token.scopes is None:
        return ctx
    return replace(ctx, permissions=ctx.permissions & frozenset(token.scopes))


def tokens(ctx: Context) -> list[ApiToken]:
    """Keys with scopes that are good, newest first: one's own, or everybody's with the right."""
    found = ApiToken.objects.select_related("user", "grant__program").filter(
        scopes__isnull=False, revoked_at=None, expires_at__gt=clock.now()
    )
    if not ctx.may(MANAGE):
        found = found.filter(user_id=ctx.actor_id or UUID(int=0))
    return list(found.order_by("-created_at", "-id")[:SHOWN])
