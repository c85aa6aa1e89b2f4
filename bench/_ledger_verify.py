"""The log over many entries, and the full check of journal, log, balances and seals."""

import os
import time
from datetime import date
from uuid import uuid4

from _ledger_books import open_books, uniform
from _ledger_common import Figures, at_least, superuser
from _ledger_sets import ACCOUNTS, append_at_hand, lay_out

from nafa.journeys.end_of_day import close_day
from nafa.kernel.identity.contexts import system_context
from nafa.ledger import commands as ledger

CHUNK, ENTRIES_PER_SECOND = 100_000, 200_000


def measure(*, entries: int, rounds: int) -> Figures:
    """Bring the books to so many entries, log them, then check everything several times.

    What the parts before this one left in the journal is logged and checked as well.
    """
    day = open_books(ACCOUNTS)
    _bring_to(entries, day)
    begun = time.perf_counter()
    extended = ledger.extend_log()
    logging = time.perf_counter() - begun
    close_day(system_context(key=str(uuid4())))  # a sealed day: its balances are checked too
    ledger.extend_log()
    with superuser() as session:
        session.execute("VACUUM ANALYZE")
    workers = os.cpu_count() or 1
    rates, findings, found = [], 0, ledger.verify_in_full(workers=workers)
    for _ in range(rounds):
        begun = time.perf_counter()
        found = ledger.verify_in_full(workers=workers)
        rates.append(found.entries / (time.perf_counter() - begun))
        findings += len(found.findings)
    begun = time.perf_counter()
    ledger.verify_since_last(workers=workers)
    nightly = time.perf_counter() - begun
    return {
        "entries_checked": found.entries,
        "leaves_checked": found.leaves,
        "workers": workers,
        "findings": findings,
        "leaves_logged_per_second": round(extended.added / logging, 1),
        "nightly_check_seconds": round(nightly, 2),
        "verdicts": [
            at_least(
                "full verify", measured=sorted(rates)[len(rates) // 2],
                limit=ENTRIES_PER_SECOND, ratio=1,
            ),
            {"name": "the books are sound", "holds": findings == 0},
        ],
    }  # fmt: skip


def _bring_to(entries: int, day: date) -> None:
    with superuser() as session:
        row = session.execute("SELECT count(*) FROM ledger_entry").fetchone()
    missing = entries - (row[0] if row else 0)
    while missing > 0:
        size = min(missing, CHUNK)
        lay_out(size, uniform, day)
        append_at_hand(system_context(key=str(uuid4())), count=size)
        missing -= size
