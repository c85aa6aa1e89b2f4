"""Bulk append and posting in sets through the gate, against raw binary COPY of the same rows."""

import time
from collections.abc import Callable
from datetime import date
from uuid import uuid4

from _ledger_books import DISTRIBUTIONS, Draw, open_books, transfers, uniform
from _ledger_common import (
    Figures,
    at_least,
    in_turns,
    make_peers,
    middle,
    rounded,
    superuser,
)
from _ledger_copy import Limit

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import system_context
from nafa.ledger import commands as ledger

ACCOUNTS = 10_000
BULK_RATIO, SET_RATIO, HOT_RATIO = 0.5, 0.2, 0.9
SET_SIZES = (1_000, 5_000)
INCLUDED = {
    "ours": "the gate (right, key, audit row), checks, packing of the drafts' rows, COPY into the"
    " session's table, entries, lines, limits, balances, commit",
    "limit": "packing of the same drafts' rows, COPY of entries and of lines into tables of the"
    " same columns, partitions and indexes without checks and triggers, commit",
    "limit_of_ready_bytes": "the same without packing: the server alone",
}
_at_hand: list[ledger.Draft] = []


@command(permission="ledger.record")
def append_at_hand(ctx: Context, *, count: int) -> int:
    """Append the drafts at hand: what an import does that reads a file by itself."""
    return ledger.append_many(ctx, _at_hand[:count])


@command(permission="ledger.record")
def post_at_hand(ctx: Context, *, start: int, size: int) -> None:
    """Post so many of the drafts at hand as one set."""
    ledger.post_many(ctx, _at_hand[start : start + size])


def measure_bulk(*, entries: int, rounds: int) -> Figures:
    """Append with balances folded, and both limits, in turns on rows of their own."""
    day, limit = _prepared()

    def limited(_round: int) -> float:
        lay_out(entries, uniform, day)
        return limit.with_packing(_at_hand)

    def ours(_round: int) -> float:  # the same drafts
        begun = time.perf_counter()
        append_at_hand(system_context(key=str(uuid4())), count=entries)
        return entries / (time.perf_counter() - begun)

    def ready(_round: int) -> float:
        lay_out(entries, uniform, day)
        return limit.of_ready_bytes(_at_hand)

    runs: dict[str, Callable[[int], float]] = {
        "limit": limited,
        "ours": ours,
        "limit_of_ready_bytes": ready,
    }
    in_turns(1, runs)  # warm-up: caches, partitions, plans
    found = in_turns(rounds, {name: _after_checkpoint(run) for name, run in runs.items()})
    ours_rate = middle(found["ours"])
    return {
        "included": INCLUDED,
        "accounts": ACCOUNTS,
        "entries_per_second": {name: rounded(rates) for name, rates in found.items()},
        "ratio_to_ready_bytes": round(ours_rate / middle(found["limit_of_ready_bytes"]), 3),
        "verdicts": [
            at_least(
                "bulk append to raw COPY", measured=ours_rate,
                limit=middle(found["limit"]), ratio=BULK_RATIO,
            )
        ],
    }  # fmt: skip


def measure_sets(*, entries: int, rounds: int) -> Figures:
    """Sets of 1,000 and 5,000 with balances and limits at each commit, by kind of account."""
    day, limit = _prepared()
    figures: Figures = {
        "included": INCLUDED, "accounts": ACCOUNTS, "sizes": {}, "verdicts": [],
    }  # fmt: skip
    for size in SET_SIZES:

        def posted(kind: str, size: int = size) -> float:
            lay_out(entries, DISTRIBUTIONS[kind], day)
            begun = time.perf_counter()
            for start in range(0, entries, size):
                post_at_hand(system_context(key=str(uuid4())), start=start, size=size)
            return entries / (time.perf_counter() - begun)

        runs: dict[str, Callable[[int], float]] = {
            kind: lambda _n, kind=kind: posted(kind)  # type: ignore[misc]
            for kind in DISTRIBUTIONS
        }
        runs["limit"] = lambda _n: limit.with_packing(_at_hand)
        posted("uniform")
        found = in_turns(rounds, {name: _after_checkpoint(run) for name, run in runs.items()})
        figures["sizes"][size] = {name: rounded(rates) for name, rates in found.items()}
        figures["verdicts"] += [
            at_least(
                f"sets of {size}, {kind}, to raw COPY", measured=middle(found[kind]),
                limit=middle(found["limit"]), ratio=SET_RATIO,
            )
            for kind in DISTRIBUTIONS
        ]  # fmt: skip
        figures["verdicts"].append(
            at_least(
                f"sets of {size}, one hot account to uniform", measured=middle(found["hot"]),
                limit=middle(found["uniform"]), ratio=HOT_RATIO,
            )
        )  # fmt: skip
    return figures


def _prepared() -> tuple[date, Limit]:
    day = open_books(ACCOUNTS)
    with superuser() as session:
        make_peers(session)
    return day, Limit(day)


def lay_out(count: int, draw: Draw, day: date, *, accounts: int = ACCOUNTS) -> None:
    """Fresh drafts for the next run; making them is not part of any figure."""
    seed = int.from_bytes(uuid4().bytes[:4], "big")
    _at_hand[:] = transfers(count, draw=draw, accounts=accounts, day=day, seed=seed)


def _after_checkpoint(run: Callable[[int], float]) -> Callable[[int], float]:
    """No run pays for the pages that the one before it left to write."""

    def measured(number: int) -> float:
        with superuser() as session:
            session.execute("CHECKPOINT")
        return run(number)

    return measured
