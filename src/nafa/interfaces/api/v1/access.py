"""Who calls, and with which key: token log-in and `Idempotency-Key`."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest
from ninja.security import HttpBearer

from nafa.interfaces.addresses import address_of
from nafa.interfaces.consultations import attach
from nafa.kernel import clock
from nafa.kernel.access.trail import Visitor
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput
from nafa.kernel.identity.contexts import context_for
from nafa.kernel.models import User
from nafa.kernel.tokens.queries import narrowed, token_in_force
from nafa.lib.ids import uuid7_at

LONGEST_KEY = 200
KEY_IN_USE = "nafa.key"


class Token(HttpBearer):
    """`Authorization: Bearer …`: a token of `POST /api/v1/token`, or a key with its scopes."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The person the token stands for. Refuses: OutsideHours, OutsidePlaces."""
        found = token_in_force(token, visitor=caller(request))
        if found is None:
            return None
        request.META[KEY_IN_USE] = found  # no header can have this name
        return found.user


def caller(request: HttpRequest) -> Visitor:
    """Where a call comes from."""
    return Visitor(
        address=address_of(request), channel="api", label=request.headers.get("User-Agent", "")[:80]
    )


def _proof(request: HttpRequest) -> UUID | None:
    given = request.headers.get("Nafa-Proof", "")
    try:
        return UUID(given) if given else None
    except ValueError:
        raise InvalidInput(field="Nafa-Proof", reason="not_an_identifier") from None


def _branch(request: HttpRequest) -> UUID | None:
    wanted = request.headers.get("Nafa-Branch", "")
    try:
        return UUID(wanted) if wanted else None
    except ValueError:
        raise InvalidInput(field="Nafa-Branch", reason="not_an_identifier") from None


def _context(request: HttpRequest, *, key: str) -> Context:
    """Who the key stands for, with the rights that both the person and the key hold."""
    ctx = context_for(
        request.auth,  # type: ignore[attr-defined]
        channel="api",
        key=key,
        branch_id=_branch(request),
    )
    return attach(request, narrowed(ctx, request.META[KEY_IN_USE]))


def reader(request: HttpRequest, permission: str) -> Context:
    """The context of a reading call. Refuses: NotPermitted, OtherBranch."""
    ctx = _context(request, key=f"read/{uuid7_at(clock.now())}")
    ctx.demand(permission)
    return ctx


def writer(request: HttpRequest) -> Context:
    """The context of a writing call. Refuses: InvalidInput (no usable Idempotency-Key)."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key or len(key) > LONGEST_KEY or not key.isprintable():
        raise InvalidInput(field="Idempotency-Key", reason="missing_or_too_long")
    return replace(_context(request, key=f"api/{key}"), proof=_proof(request))
