"""What a person typed for an entry: sealed beside the journal, never inside it."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from nafa.kernel.context import Context
from nafa.ledger.models import Wording
from nafa.lib.invariants import ensure


def keep_wording(ctx: Context, entry_ids: Iterable[UUID], text: str) -> None:
    """Keep the words of a person for entries of the running command; no words, nothing kept."""
    ensure(ctx.command_id is not None, "words are kept inside the command that posts")
    if text.strip():
        Wording.objects.bulk_create(Wording(entry_id=one, text=text.strip()) for one in entry_ids)


_FORGET = """
DELETE FROM ledger_wording w USING ledger_entry e, kernel_commandsubject s
WHERE e.id = w.entry_id AND s.command_id = e.command_id AND s.kind = %s AND s.subject_id = %s
"""


def forget_wordings(ctx: Context, *, kind: str, subject_id: UUID) -> None:
    """Erase what was typed for the entries of an object; the entries and the chain stay whole."""
    ensure(ctx.command_id is not None, "words are erased inside a command")
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [kind, subject_id])
