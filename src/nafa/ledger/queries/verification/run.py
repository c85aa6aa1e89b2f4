"""The whole check of the books: journal, log, balances, seals; in full or from the last time on."""

from collections.abc import Callable
from datetime import date

from django.db import connection

from nafa.ledger.calc.tlog.tiles import FULL_WIDTH, TileMissing
from nafa.ledger.queries.log import state
from nafa.ledger.queries.verification import books
from nafa.ledger.queries.verification.beside import Sessions
from nafa.ledger.queries.verification.checkpoints import checkpoint_findings, outside_findings
from nafa.ledger.queries.verification.findings import Finding, Verification, Verified
from nafa.ledger.queries.verification.log import walk_log
from nafa.ledger.queries.verification.trail import trail_findings

Watcher = Callable[[int, int], None]


def last_verified() -> Verified | None:
    """How far the books were found sound the last time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT checkpoint_number, size, root, booked_date FROM ledger_verified"
            " WHERE finding = '' ORDER BY number DESC LIMIT 1"
        )
        row = cursor.fetchone()
        return None if row is None else Verified(row[0], row[1], bytes(row[2]), row[3])


def standing_finding() -> str:
    """The first bad record of the last full check; nothing when a check since found none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT finding FROM ledger_verified ORDER BY number DESC LIMIT 1")
        row = cursor.fetchone()
        return "" if row is None else str(row[0])


def verify(
    *,
    limit: int = 20,
    since: Verified | None = None,
    workers: int = 1,
    watch: Watcher = lambda _done, _total: None,
    outside: str = "",
    vkey: str = "",
) -> Verification:
    """Recompute leaves from entries, the signed roots from leaves, balances and seals from lines.

    With `since` only what came after it; the earlier part is held by its root and by the sealed
    balances. `outside` is a checkpoint kept elsewhere, `vkey` the key that must have signed it.
    At most `limit` findings a kind; the first one is the first bad record.

    Raises NoteInvalid when `outside` is no checkpoint signed by that key.
    """
    latest = state.latest_checkpoint()
    start = since.size // FULL_WIDTH * FULL_WIDTH if since else 0
    findings = outside_findings(outside, vkey) if outside else []
    if since is not None:
        findings += _since_findings(since)
    findings += checkpoint_findings(after=since.checkpoint_number if since else 0, limit=limit)
    day = since.booked_date if since else None
    with Sessions(workers) as sessions:
        journal_checked = sessions.begin(_journal, day, limit)
        holds_checked = sessions.begin(books.pending_findings, limit=limit)
        closings_checked = sessions.begin(books.closing_findings, since=day, limit=limit)
        if latest is not None:
            findings += _log_findings(start, latest.size, limit, sessions, watch)
        counted, summed, waiting, found = journal_checked()
        if findings or counted.lines != counted.promised:
            findings += books.stray_lines(since=day, limit=limit)
        findings += found
        findings += trail_findings(since=since.size if since else 0, limit=limit)
        findings += summed + holds_checked() + closings_checked()
    return Verification(
        entries=counted.entries,
        lines=counted.lines,
        accounts=counted.accounts,
        leaves=latest.size - start if latest else 0,
        waiting=waiting,
        totals=books.totals(),
        findings=tuple(findings),
        reached=_reached(latest) if latest and not findings else None,
        vkeys=tuple(key.verifier.vkey for key in state.log_keys()),
    )


def _log_findings(
    start: int, size: int, limit: int, sessions: Sessions, watch: Watcher
) -> list[Finding]:
    try:
        found = walk_log(start=start, size=size, limit=limit, sessions=sessions, watch=watch)
    except TileMissing as fault:
        found = [Finding("tile", fault.key.written, "deleted")]
    return found + _size_findings(start, size)


def _since_findings(since: Verified) -> list[Finding]:
    """What was found sound before must still be what the log says of that size."""
    row = state.checkpoint(since.checkpoint_number)
    try:
        is_same = state.root_at(since.size) == since.root
    except TileMissing as fault:
        return [Finding("tile", fault.key.written, "deleted")]
    if row is None or (row.size, row.root) != (since.size, since.root):
        return [Finding("checkpoint", str(since.checkpoint_number), "changed")]
    return [] if is_same else [Finding("tile", str(since.size), "root")]


_RUNS = """
SELECT coalesce(sum(least(position + leaves, %(size)s) - greatest(position, %(start)s))
           FILTER (WHERE position < %(size)s), 0)::bigint,
       min(before) FILTER (WHERE position <> before AND position < %(size)s),
       coalesce(max(position + leaves), 0),
       (SELECT size FROM ledger_checkpoint ORDER BY number DESC LIMIT 1)
FROM (SELECT position, leaves, lag(position + leaves, 1, least(position, %(start)s))
          OVER (ORDER BY position) AS before
      FROM ledger_leaf WHERE position + leaves > %(start)s) r
"""


def _size_findings(start: int, size: int) -> list[Finding]:
    """As many leaves as the checkpoint says; the log may have grown since it was read."""
    with connection.cursor() as cursor:
        cursor.execute(_RUNS, {"start": start, "size": size})
        count, gap, end, latest = cursor.fetchone()
    if count != size - start or gap is not None:
        first = min(end, size) if gap is None else gap
        return [Finding("leaf", str(first), "deleted", f"{count} / {size - start}")]
    if end != latest:
        return [Finding("leaf", str(latest), "inserted", f"{end} / {latest}")]
    return []


def _journal(
    since: date | None, limit: int
) -> tuple[books.Counts, list[Finding], int, list[Finding]]:
    """How much there is and what does not sum up; how many entries wait for the log, and what is
    wrong with those."""
    counted, summed = books.journal_sums(since=since, limit=limit)
    with connection.cursor() as cursor:
        cursor.execute("SELECT settled FROM ledger_logmark WHERE kind = 1")
        settled = cursor.fetchone()[0]
    waiting, found = books.outside_log(since=since, counted=counted, settled=settled, limit=limit)
    return counted, summed, waiting, found


def _reached(latest: state.CheckpointRow) -> Verified:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(booked_date) FROM ledger_day")
        return Verified(latest.number, latest.size, latest.root, cursor.fetchone()[0])
