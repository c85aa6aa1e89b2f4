"""What people typed about a debtor, erased with the file; acts, dates and promises stay."""

from uuid import UUID

from django.db.models import Q

from nafa.kernel.audit.erasure import NOTHING
from nafa.kernel.context import Context
from nafa.lib.invariants import ensure
from nafa.recovery.models import Act


def forget_typed_words(ctx: Context, *, client_id: UUID) -> None:
    """Empty the notes of the acts of recovery on a person's loans and contracts."""
    ensure(ctx.command_id is not None, "words are erased inside a command")
    Act.objects.filter(
        Q(claim__loan__client_id=client_id) | Q(claim__contract__client_id=client_id)
    ).update(note=NOTHING)
