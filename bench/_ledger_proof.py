"""The log and the full check, for `nafa bench ledger`: entries a second, with the goal beside."""

import os
from typing import Any

from _measuring import timed

from nafa.ledger.commands import extend_log
from nafa.ledger.queries import verify

GOAL_PER_SECOND = 200_000


def measure_proof() -> dict[str, Any]:
    """Take everything into the log, then check books and log in full; findings must be none.

    To be called on a filled database, outside of any transaction, with statistics up to date.
    """
    workers = os.cpu_count() or 1
    figures: dict[str, Any] = {"workers": workers, "goal_per_second": GOAL_PER_SECOND}
    with timed(figures, "extend_seconds"):
        extended = extend_log()
    with timed(figures, "verify_seconds"):
        found = verify(workers=workers)
    assert not found.findings, found.findings
    figures["leaves"] = found.leaves
    if extended.added:
        figures["extended_per_second"] = round(extended.added / figures["extend_seconds"])
    figures["verified_per_second"] = round(found.leaves / figures["verify_seconds"])
    return figures
