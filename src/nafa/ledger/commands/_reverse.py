"""Undoing an entry by a new one: facts are added, never changed."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.ledger import errors
from nafa.ledger.calc.entry import Draft, mirrored
from nafa.ledger.calc.entry import Line as DraftLine
from nafa.ledger.commands._post import post_many
from nafa.ledger.commands._wording import keep_wording
from nafa.ledger.models import Entry, Line, Wording
from nafa.lib.money import Money

MANUAL = "journal.manual"


def post_reversal(ctx: Context, *, entry_id: UUID, value_date: date, wording: str = "") -> UUID:
    """Post the mirror of an entry, inside a command; a group of entries is undone as a whole.

    Refuses: NotFound, AlreadyReversed.
    """
    entry = Entry.objects.filter(id=entry_id).first()
    if entry is None:
        raise NotFound(kind="entry", id=entry_id)
    group = [entry]
    if entry.group_id is not None:
        group = list(Entry.objects.filter(group_id=entry.group_id).order_by("number"))
    group_id = None if entry.group_id is None else ctx.new_id()
    drafts = {one.id: _mirror(ctx, one, value_date, group_id) for one in group}
    post_many(ctx, list(drafts.values()))
    typed = {one.entry_id: one.reference for one in Wording.objects.filter(entry_id__in=drafts)}
    for old_id, draft in drafts.items():
        keep_wording(ctx, [draft.id], wording, typed.get(old_id, ""))
    return drafts[entry_id].id


def _mirror(ctx: Context, entry: Entry, value_date: date, group_id: UUID | None) -> Draft:
    lines = Line.objects.filter(entry_id=entry.id, booked_at=entry.booked_at).order_by("number")
    return Draft(
        id=ctx.new_id(),
        kind=f"{entry.kind}.reversal",
        value_date=value_date,
        lines=mirrored(
            DraftLine(row.account_id, row.debit_minor, row.credit_minor, row.currency)
            for row in lines
        ),
        reference=entry.reference,
        branch_id=entry.branch_id,
        reverses_id=entry.id,
        group_id=group_id,
    )


def _linked(ctx: Context, inputs: Mapping[str, Any]) -> Linked:  # noqa: ARG001
    """The sum of the entry, and its number."""
    entry = Entry.objects.filter(id=inputs["entry_id"]).first()
    if entry is None:
        raise NotFound(kind="entry", id=inputs["entry_id"])
    lines = list(Line.objects.filter(entry_id=entry.id, booked_at=entry.booked_at))
    debits = sum(line.debit_minor for line in lines)
    return Linked(Money(debits, lines[0].currency) if lines else None, f"N° {entry.number}")


@command(permission="ledger.reverse", linked=_linked)
def reverse_entry(ctx: Context, *, entry_id: UUID, reason: str) -> UUID:
    """Reverse a manual entry at the business date.

    Refuses: NotFound, OtherBranch, AlreadyReversed, ReversalNotHere (it belongs to a file).
    """
    entry = Entry.objects.filter(id=entry_id).first()
    if entry is None:
        raise NotFound(kind="entry", id=entry_id)
    ctx.demand_branch(entry.branch_id)
    if entry.kind != MANUAL:
        raise errors.ReversalNotHere(number=entry.number, kind=entry.kind)
    reversal_id = post_reversal(
        ctx, entry_id=entry_id, value_date=ctx.business_date, wording=reason
    )
    ctx.concerns("entry", entry_id)
    ctx.concerns("entry", reversal_id)
    return reversal_id
