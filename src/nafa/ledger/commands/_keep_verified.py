"""The nightly check: what came since the last sound one, and how far that now reaches."""

from collections.abc import Callable

from django.db import connection

from nafa.kernel import clock
from nafa.ledger.queries.verification import Verification, last_verified, verify


def verify_since_last(*, workers: int = 1) -> Verification:
    """Check what came since the last check that found nothing; keep how far it reached."""
    since = last_verified()
    found = verify(since=since, workers=workers)
    if found.reached is not None and found.reached != since:
        _keep(found, is_full=since is None)
    return found


def verify_in_full(
    *, workers: int = 1, watch: Callable[[int, int], None] = lambda _done, _total: None
) -> Verification:
    """Check everything; keep how far it reached when nothing was found."""
    found = verify(workers=workers, watch=watch)
    if found.reached is not None:
        _keep(found, is_full=True)
    return found


def _keep(found: Verification, *, is_full: bool) -> None:
    assert found.reached is not None
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_verified (checkpoint_number, size, root, booked_date, is_full,"
            " verified_at) VALUES (%s, %s, %s, %s, %s, %s)",
            [*found.reached, is_full, clock.now()],
        )
