"""The checks of the books that are kept: how far they are sound, or what was found in them."""

from collections.abc import Callable

from django.db import connection

from nafa.kernel import clock
from nafa.ledger.queries.log.state import latest_checkpoint
from nafa.ledger.queries.verification import (
    Verification,
    Verified,
    last_verified,
    standing_finding,
    verify,
)


def verify_since_last(*, workers: int = 1) -> Verification:
    """Check what came since the last check that found nothing; keep how far it reached.

    After a full check that found something nothing earlier is trusted: this one is full as well.
    """
    if standing_finding():
        return verify_in_full(workers=workers)
    since = last_verified()
    found = verify(since=since, workers=workers)
    if found.reached is not None and found.reached != since:
        _keep(found.reached, is_full=since is None)
    return found


def verify_in_full(
    *, workers: int = 1, watch: Callable[[int, int], None] = lambda _done, _total: None
) -> Verification:
    """Check everything; keep how far it reached, or the first thing that was found."""
    found = verify(workers=workers, watch=watch)
    if found.reached is not None:
        _keep(found.reached, is_full=True)
    elif found.findings:
        latest, first = latest_checkpoint(), found.findings[0]
        where = (latest.number, latest.size, latest.root) if latest else (0, 0, b"")
        told = f"{first.record} {first.name} {first.fault}"
        _keep(Verified(*where, None), is_full=True, finding=told)
    return found


def _keep(reached: Verified, *, is_full: bool, finding: str = "") -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_verified (checkpoint_number, size, root, booked_date, is_full,"
            " finding, verified_at) VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [*reached, is_full, finding, clock.now()],
        )
