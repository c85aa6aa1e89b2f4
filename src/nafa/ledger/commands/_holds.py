"""Pending entries: amounts set aside, then posted wholly or partly, voided, or expired.

What is set aside to leave an account counts against its limit at once; what is set aside to come in
does not count before it is posted.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.ledger import errors
from nafa.ledger.calc.entry import Draft, Line
from nafa.ledger.commands._post import check_drafts, post_many
from nafa.ledger.commands._refusals import refusals
from nafa.ledger.models import Hold, HoldEnd, HoldLine
from nafa.lib.invariants import ensure
from nafa.lib.money import Money

EXPIRED_AT_ONCE = 1_000

_PLACE = """
SELECT ledger_place_hold(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s,
                         %s::uuid[], %s::bigint[], %s::bigint[], %s::text[])
"""


def place_hold(ctx: Context, *, draft: Draft, expires_at: datetime | None = None) -> UUID:
    """Set the amounts of an entry aside, inside a command; the hold has the draft's id.

    Refuses: HoldExpired (the end lies in the past), and what `post` refuses of an entry.
    """
    ensure(ctx.command_id is not None, "amounts are set aside inside a command")
    if expires_at is not None and expires_at <= ctx.now:
        raise errors.HoldExpired(expires_at=expires_at)
    check_drafts(ctx, [draft])
    lines = draft.lines
    with refusals(), connection.cursor() as cursor:
        cursor.execute(
            _PLACE,
            [
                draft.id, draft.kind, draft.value_date, ctx.business_date, ctx.now, expires_at,
                ctx.command_id, draft.branch_id, draft.reference, draft.memo,
                [line.account_id for line in lines], [line.debit_minor for line in lines],
                [line.credit_minor for line in lines], [line.currency for line in lines],
            ],
        )  # fmt: skip
    return draft.id


def post_hold(ctx: Context, *, hold_id: UUID, amount: Money | None = None) -> UUID:
    """Post what was set aside, or a part of it; the rest is released. The id of the entry.

    A part is possible for an entry of two lines. The entry takes effect on the business date.
    Refuses: NotFound, HoldEnded, HoldExpired, HoldExceeded, HoldIndivisible, and what `post` does.
    """
    ensure(ctx.command_id is not None, "amounts set aside are posted inside a command")
    hold, lines = _found(hold_id)
    if hold.expires_at is not None and hold.expires_at <= ctx.now:
        raise errors.HoldExpired(expires_at=hold.expires_at)
    if amount is not None:
        lines = _part(lines, amount)
    draft = Draft(
        id=ctx.new_id(),
        kind=hold.kind,
        value_date=ctx.business_date,
        lines=lines,
        reference=hold.reference,
        memo=hold.memo,
        branch_id=hold.branch_id,
    )
    _end(ctx, hold_id, "posted", entry_id=draft.id)
    post_many(ctx, [draft])
    return draft.id


def void_hold(ctx: Context, *, hold_id: UUID) -> None:
    """Release what was set aside; nothing is posted. Refuses: NotFound, HoldEnded."""
    ensure(ctx.command_id is not None, "amounts set aside are released inside a command")
    _found(hold_id)
    _end(ctx, hold_id, "voided")


@command(permission="ledger.expire_holds", during_close=True)
def expire_holds(ctx: Context) -> int:
    """Release what was set aside until a moment that has passed; how many holds."""
    ended = HoldEnd.objects.values("hold_id")
    due = Hold.objects.filter(expires_at__lte=ctx.now).exclude(id__in=ended).order_by("id")
    hold_ids = list(due.values_list("id", flat=True)[:EXPIRED_AT_ONCE])
    for hold_id in hold_ids:
        _end(ctx, hold_id, "expired")
    return len(hold_ids)


def _found(hold_id: UUID) -> tuple[Hold, tuple[Line, ...]]:
    hold = Hold.objects.filter(id=hold_id).first()
    if hold is None:
        raise NotFound(kind="hold", id=hold_id)
    rows = HoldLine.objects.filter(hold_id=hold_id).order_by("number")
    return hold, tuple(
        Line(row.account_id, row.debit_minor, row.credit_minor, row.currency) for row in rows
    )


def _part(lines: tuple[Line, ...], amount: Money) -> tuple[Line, ...]:
    if len(lines) != 2:
        raise errors.HoldIndivisible(count=len(lines))
    held = Money(lines[0].debit_minor + lines[0].credit_minor, lines[0].currency)
    if amount.currency != held.currency or not 0 < amount.minor <= held.minor:
        raise errors.HoldExceeded(amount=amount, held=held)
    return tuple(
        line._replace(
            debit_minor=min(line.debit_minor, amount.minor),
            credit_minor=min(line.credit_minor, amount.minor),
        )
        for line in lines
    )


def _end(ctx: Context, hold_id: UUID, outcome: str, *, entry_id: UUID | None = None) -> None:
    values: list[Any] = [hold_id, outcome, ctx.now, ctx.command_id, entry_id]
    with refusals(), connection.cursor() as cursor:
        cursor.execute("SELECT ledger_end_hold(%s, %s, %s, %s, %s)", values)
