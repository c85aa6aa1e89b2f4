"""Posting: one entry or thousands as one set, in the transaction of the running command."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection

from nafa.kernel.context import Context
from nafa.ledger import errors
from nafa.ledger.calc.entry import Draft, Line, fault_of, without_empty_lines
from nafa.ledger.commands._batch import fill_batch, open_batch, post_batch
from nafa.ledger.commands._refusals import refusal_of_fault, refusals
from nafa.ledger.commands._wording import keep_wording
from nafa.ledger.models import Entry
from nafa.lib.invariants import ensure

LINES_POSTED_ONE_BY_ONE = 32
APPEND_CHUNK = 50_000

_POST_ONE = """
SELECT ledger_post(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,
                   %s::uuid[], %s::bigint[], %s::bigint[], %s::text[])
"""

_POST_TWO = """
SELECT ledger_post_two(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,
                       %s::uuid, %s::uuid, %s::bigint, %s::bigint, %s)
"""

Watcher = Callable[[int], None]


def post(
    ctx: Context,
    *,
    kind: str,
    value_date: date,
    lines: Iterable[Line],
    reference: str = "",
    memo: str = "",
    wording: str = "",
    typed_reference: str = "",
    branch_id: UUID | None = None,
    reverses_id: UUID | None = None,
) -> UUID:
    """Post one entry inside the running command and give its id. Empty lines are left out.

    `memo` and `reference` are what the program says and stay in the journal for ever; `wording`
    and `typed_reference` are what a person typed: they may name somebody, and lie sealed beside
    the journal.

    Refuses: EntryUnbalanced, EntryMalformed, AmountAbsurd, AccountUnknown, AccountClosed,
    PeriodClosed, DateAhead, ClockBehind, AlreadyReversed, BalanceTooLow, BalanceTooHigh.
    """
    draft = Draft(
        id=ctx.new_id(),
        kind=kind,
        value_date=value_date,
        lines=without_empty_lines(lines),
        reference=reference,
        memo=memo,
        branch_id=branch_id or ctx.branch_id,
        reverses_id=reverses_id,
    )
    post_many(ctx, [draft])
    keep_wording(ctx, [draft.id], wording, typed_reference)
    return draft.id


def post_many(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Post entries as one set: all or none, each account's balance moved once, in sorted order.

    Limits hold for the balances after the whole set. An id that is in the journal with the same
    content is left as it is; with other content EntryExists. Refuses what `post` refuses, with the
    place of the entry in the set.
    """
    ensure(ctx.command_id is not None, "entries are posted inside a command")
    if not drafts:
        return
    check_drafts(ctx, drafts)
    _demand_new_groups(drafts)
    if len(drafts) == 1 and len(drafts[0].lines) <= LINES_POSTED_ONE_BY_ONE:
        _post_one(ctx, drafts[0])
        return
    open_batch()
    fill_batch(drafts)
    post_batch(ctx, count=len(drafts))


def append_many(ctx: Context, drafts: Iterable[Draft], *, watch: Watcher = lambda _: None) -> int:
    """Post a long row of entries in chunks, balances folded with each; how many were given.

    All of it commits with the running command. `watch` is told how many entries are through.
    Places in refusals count from the first entry. Refuses what `post_many` refuses; limits hold
    after every chunk.
    """
    ensure(ctx.command_id is not None, "entries are posted inside a command")
    source, through = iter(drafts), 0
    while chunk := list(islice(source, APPEND_CHUNK)):
        try:
            check_drafts(ctx, chunk, several=True)
            _demand_new_groups(chunk)
            open_batch()
            fill_batch(chunk)
            post_batch(ctx, count=max(len(chunk), 2))
        except errors.PostingRefused as refusal:
            if "place" in refusal.values:
                refusal.values["place"] += through
            raise
        through += len(chunk)
        watch(through)
    return through


def check_drafts(ctx: Context, drafts: Sequence[Draft], *, several: bool = False) -> None:
    """Refuse drafts that are wrong in themselves, and two of a set with one id."""
    count = len(drafts) + several
    seen: set[UUID] = set()
    for place, draft in enumerate(drafts, start=1):
        where = {"place": place} if count > 1 else {}
        fault = fault_of(draft)
        if fault is not None:
            raise refusal_of_fault(fault, place=place, count=count)
        if draft.value_date > ctx.business_date:
            raise errors.DateAhead(
                value_date=draft.value_date, business_date=ctx.business_date, **where
            )
        if draft.id in seen:
            raise errors.EntryExists(id=draft.id, **where)
        seen.add(draft.id)


def _demand_new_groups(drafts: Sequence[Draft]) -> None:
    """Refuse entries that would join a group of other entries in the journal."""
    groups = {draft.group_id for draft in drafts if draft.group_id is not None}
    if not groups:
        return
    given = {draft.id for draft in drafts}
    for known in Entry.objects.filter(group_id__in=groups).exclude(id__in=given)[:1]:
        place = next(n for n, one in enumerate(drafts, 1) if one.group_id == known.group_id)
        raise errors.GroupIncomplete(**({"place": place} if len(drafts) > 1 else {}))


def _post_one(ctx: Context, draft: Draft) -> None:
    first, second = draft.lines[:2]
    head: list[Any] = [
        draft.id, draft.kind, draft.value_date, ctx.business_date, ctx.now, ctx.command_id,
        draft.branch_id, draft.group_id, draft.reference, draft.memo, draft.reverses_id,
    ]  # fmt: skip
    with refusals(), connection.cursor() as cursor:
        if len(draft.lines) == 2 and first.currency == second.currency:
            pair: list[Any] = [
                first.account_id,
                second.account_id,
                first.debit_minor,
                first.credit_minor,
            ]
            cursor.execute(_POST_TWO, [*head, *pair, first.currency])
            return
        accounts, debits, credits_, currencies = zip(
            *((one.account_id, one.debit_minor, one.credit_minor, one.currency)
              for one in draft.lines), strict=True,
        )  # fmt: skip
        cursor.execute(
            _POST_ONE, [*head, list(accounts), list(debits), list(credits_), list(currencies)]
        )
