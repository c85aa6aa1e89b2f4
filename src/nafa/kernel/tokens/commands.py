"""Making and taking back keys of the API. The key itself never passes the gate: only its digest."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.models import ApiToken
from nafa.kernel.permissions import declare
from nafa.kernel.tokens import errors

MAKE, MANAGE = declare("identity.make_token"), "identity.manage"
LONGEST_DAYS = 365
LONGEST_LABEL = 80


class NewKey(NamedTuple):
    """A key as it is shown once, and what is kept of it."""

    text: str
    digest: bytes


def new_key() -> NewKey:
    """256 random bits, and their digest."""
    text = secrets.token_urlsafe(32)
    return NewKey(text, digest_of(text))


def digest_of(text: str) -> bytes:
    """What is kept of a key. It is random and long, so one round of SHA-256 cannot be undone."""
    return hashlib.sha256(text.encode()).digest()


def demand_scopes(scopes: Iterable[str], *, held: Iterable[str]) -> list[str]:
    """Scopes that the owner holds, sorted. Refuses: ScopesMissing, ScopeTooWide."""
    asked, owned = sorted(set(scopes)), set(held)
    if not asked:
        raise errors.ScopesMissing()
    if beyond := [one for one in asked if one not in owned]:
        raise errors.ScopeTooWide(scope=beyond[0])
    return asked


def _own_key(ctx: Context, inputs: Mapping[str, Any]) -> Linked:  # noqa: ARG001
    return Linked(None, str(inputs["label"]))


@command(permission=MAKE, linked=_own_key)
def make_token(
    ctx: Context, *, digest: str, label: str, scopes: tuple[str, ...], expires_at: datetime
) -> UUID:
    """Keep a key of one's own, by the digest of what was shown.

    Refuses: InvalidInput (no label, no digest), ScopesMissing, ScopeTooWide, TokenTooLong.
    """
    if ctx.actor_id is None or len(digest) != hashlib.sha256().digest_size * 2:
        raise InvalidInput(field="digest", reason=digest[:8])
    if not label.strip() or len(label) > LONGEST_LABEL:
        raise InvalidInput(field="label", reason=label[:LONGEST_LABEL])
    if not timedelta(days=1) <= expires_at - ctx.now <= timedelta(days=LONGEST_DAYS):
        raise errors.TokenTooLong(days=LONGEST_DAYS)
    made = ApiToken.objects.create(
        id=ctx.new_id(),
        user_id=ctx.actor_id,
        digest=bytes.fromhex(digest),
        label=label.strip(),
        scopes=demand_scopes(scopes, held=ctx.permissions),
        created_at=ctx.now,
        expires_at=expires_at,
    )
    ctx.concerns("user", ctx.actor_id)
    return made.id


@command(permission=MAKE)
def revoke_token(ctx: Context, *, token_id: UUID) -> None:
    """Take a key back at once: one's own, or anybody's with the right over log-ins.

    Refuses: NotFound (also when it is somebody else's).
    """
    found = ApiToken.objects.filter(id=token_id)
    if not ctx.may(MANAGE):
        found = found.filter(user_id=ctx.actor_id or UUID(int=0))
    token = found.first()
    if token is None:
        raise NotFound(kind="token", id=token_id)
    found.filter(revoked_at=None).update(revoked_at=ctx.now)
    ctx.concerns("user", token.user_id)
