"""Questions that are asked once and for a short time."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from nafa.kernel import clock
from nafa.kernel.access import errors
from nafa.kernel.models import Challenge
from nafa.lib.ids import uuid7_at

LIFETIME = timedelta(minutes=3)
KEPT_FOR = timedelta(days=1)
CHALLENGE_BYTES = 32
MOST_FAILURES = 5
Purpose = Challenge.Purpose


def ask(purpose: Purpose, *, user_id: UUID | None) -> Challenge:
    """A fresh random challenge; for one person, or for whoever will say who they are."""
    now = clock.now()
    return Challenge.objects.create(
        id=uuid7_at(now),
        purpose=purpose,
        user_id=user_id,
        challenge=secrets.token_bytes(CHALLENGE_BYTES),
        asked_at=now,
        expires_at=now + LIFETIME,
    )


def take(challenge_id: UUID, purpose: Purpose, *, user_id: UUID | None) -> Challenge:
    """The challenge, which nobody else can answer from now on. Refuses: ChallengeOver."""
    now = clock.now()
    asked = Challenge.objects.filter(user=None) if user_id is None else _of(user_id)
    open_one = asked.filter(
        id=challenge_id, purpose=purpose, answered_at=None, void_at=None, expires_at__gt=now
    )
    if open_one.update(answered_at=now) != 1:
        raise errors.ChallengeOver()
    return Challenge.objects.get(id=challenge_id)


def forget_old() -> int:
    """Remove questions that are over and prove nothing; how many. Answered proofs are kept."""
    over = Challenge.objects.filter(expires_at__lt=clock.now() - KEPT_FOR)
    asked = over.exclude(purpose=Purpose.PROOF) | over.filter(answered_at=None)
    count, _tables = asked.delete()
    return count


def _of(user_id: UUID) -> QuerySet[Challenge]:
    return Challenge.objects.filter(user_id=user_id)
