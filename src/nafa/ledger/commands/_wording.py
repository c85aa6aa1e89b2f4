"""What a person typed for an entry: sealed beside the journal, never inside it."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import connection

from nafa.kernel.context import Context
from nafa.ledger.models import Wording
from nafa.lib.invariants import ensure

BATCH = 2_000


def keep_wording(ctx: Context, entry_ids: Iterable[UUID], text: str, reference: str = "") -> None:
    """Keep the words of a person for entries of the running command; no words, nothing kept."""
    ensure(ctx.command_id is not None, "words are kept inside the command that posts")
    text, reference = text.strip(), reference.strip()
    if text or reference:
        Wording.objects.bulk_create(
            Wording(entry_id=one, text=text, reference=reference) for one in entry_ids
        )


def keep_wordings(ctx: Context, texts: Mapping[UUID, str]) -> None:
    """Keep other words for each entry; an entry that has some keeps those."""
    ensure(ctx.command_id is not None, "words are kept inside the command that posts")
    Wording.objects.bulk_create(
        (Wording(entry_id=one, text=text.strip()) for one, text in texts.items() if text.strip()),
        batch_size=BATCH,
        ignore_conflicts=True,
    )


_FORGET = """
DELETE FROM ledger_wording w USING ledger_entry e, kernel_commandsubject s
WHERE e.id = w.entry_id AND s.command_id = e.command_id AND s.kind = %s AND s.subject_id = %s
"""
_FORGET_OF_OWNERS = """
DELETE FROM ledger_wording w USING ledger_line l, ledger_account a
WHERE l.entry_id = w.entry_id AND a.id = l.account_id AND a.owner_id = ANY (%s)
"""


def forget_wordings(
    ctx: Context, *, kind: str, subject_id: UUID, owner_ids: Iterable[UUID] = ()
) -> None:
    """Erase what was typed for the entries of an object, and for those on the accounts of owners;
    the entries and the chain stay whole."""
    ensure(ctx.command_id is not None, "words are erased inside a command")
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [kind, subject_id])
        cursor.execute(_FORGET_OF_OWNERS, [list(owner_ids)])
