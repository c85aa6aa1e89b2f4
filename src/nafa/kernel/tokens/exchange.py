"""Codes and pairs of tokens of a grant: made, used once, ended together when one comes back."""

from datetime import timedelta
from uuid import UUID

from nafa.kernel import clock
from nafa.kernel.access import trail
from nafa.kernel.models import ApiToken, AuthorizationCode, Program, ProgramGrant, RefreshToken
from nafa.kernel.tokens.commands import digest_of
from nafa.lib.ids import uuid7_at

CODE_LIVES = timedelta(seconds=60)
REFRESH_LIVES = timedelta(days=30)
TOKEN_SECONDS = 3600


def program_of(program_id: str) -> Program | None:
    """A program that may ask."""
    try:
        return Program.objects.filter(id=UUID(program_id), revoked_at=None).first()
    except ValueError:
        return None


def keep_code(text: str, *, grant_id: UUID, return_address: str, challenge: str) -> None:
    """A code for a grant, good for a minute."""
    AuthorizationCode.objects.create(
        digest=digest_of(text), grant_id=grant_id, return_address=return_address,
        challenge=challenge, expires_at=clock.now() + CODE_LIVES,
    )  # fmt: skip


def code_of(text: str, *, program_id: UUID) -> AuthorizationCode | None:
    """A code that is good. One that comes a second time ends its grant: somebody has a copy."""
    found = (
        AuthorizationCode.objects.select_for_update(of=("self",))
        .select_related("grant__user", "grant__program")
        .filter(digest=digest_of(text), grant__program_id=program_id)
        .first()
    )
    if found is None:
        return None
    if found.used_at is not None:
        end_grant(found.grant, why="code")
        return None
    return found if found.expires_at > clock.now() and is_alive(found.grant) else None


def refresh_of(text: str, *, program_id: UUID | None = None) -> RefreshToken | None:
    """A refresh token that is good. One that comes a second time ends its grant."""
    found = (
        RefreshToken.objects.select_for_update(of=("self",))
        .select_related("grant__user", "grant__program")
        .filter(digest=digest_of(text))
        .first()
    )
    if found is None or (program_id is not None and found.grant.program_id != program_id):
        return None
    if found.used_at is not None:
        end_grant(found.grant, why="refresh")
        return None
    return found if found.expires_at > clock.now() and is_alive(found.grant) else None


def is_alive(grant: ProgramGrant) -> bool:
    """Neither the grant nor its program was taken back, and the person still works here."""
    return grant.revoked_at is None and grant.program.revoked_at is None and grant.user.is_active


def end_grant(grant: ProgramGrant, *, why: str) -> None:
    """All tokens of the grant open nothing any more."""
    now = clock.now()
    ProgramGrant.objects.filter(id=grant.id, revoked_at=None).update(revoked_at=now)
    ApiToken.objects.filter(grant=grant, revoked_at=None).update(revoked_at=now)
    trail.note("program.grant_ended", user_id=grant.user_id, values={"why": why})


def keep_tokens(grant: ProgramGrant, *, access: str, refresh: str, scopes: list[str]) -> None:
    """A token of the API for an hour and, where the program asks again, one to renew it."""
    now = clock.now()
    ApiToken.objects.create(
        id=uuid7_at(now), user_id=grant.user_id, digest=digest_of(access), grant=grant,
        label=grant.program.name, scopes=scopes, created_at=now,
        expires_at=now + timedelta(seconds=TOKEN_SECONDS),
    )  # fmt: skip
    if refresh:
        RefreshToken.objects.create(
            digest=digest_of(refresh), grant=grant, scopes=scopes, expires_at=now + REFRESH_LIVES
        )
    trail.note("program.token_issued", user_id=grant.user_id)
