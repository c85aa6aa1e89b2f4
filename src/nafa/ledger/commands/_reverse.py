"""Undoing an entry by a new one: facts are added, never changed."""

from datetime import date
from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.ledger import errors
from nafa.ledger.calc.entry import Line as DraftLine
from nafa.ledger.calc.entry import mirrored
from nafa.ledger.commands._post import post
from nafa.ledger.models import Entry, Line

MANUAL = "journal.manual"


def post_reversal(ctx: Context, *, entry_id: UUID, value_date: date, memo: str = "") -> UUID:
    """Post the mirror of an entry, inside a command. Refuses: NotFound, AlreadyReversed."""
    entry = Entry.objects.filter(id=entry_id).first()
    if entry is None:
        raise NotFound(kind="entry", id=entry_id)
    if Entry.objects.filter(reverses_id=entry_id).exists():
        raise errors.AlreadyReversed(number=entry.number)
    lines = Line.objects.filter(entry_id=entry_id).order_by("number")
    return post(
        ctx,
        kind=f"{entry.kind}.reversal",
        value_date=value_date,
        lines=mirrored(
            DraftLine(row.account_id, row.debit_minor, row.credit_minor, row.currency)
            for row in lines
        ),
        reference=entry.reference,
        memo=memo,
        branch_id=entry.branch_id,
        reverses_id=entry_id,
    )


@command(permission="ledger.reverse")
def reverse_entry(ctx: Context, *, entry_id: UUID, reason: str) -> UUID:
    """Reverse a manual entry at the business date.

    Refuses: NotFound, AlreadyReversed, ReversalNotHere (the entry belongs to a file).
    """
    entry = Entry.objects.filter(id=entry_id).first()
    if entry is None:
        raise NotFound(kind="entry", id=entry_id)
    if entry.kind != MANUAL:
        raise errors.ReversalNotHere(number=entry.number, kind=entry.kind)
    reversal_id = post_reversal(ctx, entry_id=entry_id, value_date=ctx.business_date, memo=reason)
    ctx.concerns("entry", entry_id)
    ctx.concerns("entry", reversal_id)
    return reversal_id
