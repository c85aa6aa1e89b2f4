"""What people typed about a borrower, erased with the file; contracts and figures stay."""

from uuid import UUID

from nafa.kernel.context import Context
from nafa.lending.models import (
    AgendaItem,
    CommitteeVote,
    Decision,
    FieldVisit,
    Guarantee,
    LoanFact,
    LoanRequest,
    LoanTransfer,
)
from nafa.lib.invariants import ensure

NOTHING = b""  # as a sealed column holds no text


def forget_typed_words(ctx: Context, *, client_id: UUID) -> None:
    """Empty reasons and notes of the loans and applications of a person."""
    ensure(ctx.command_id is not None, "words are erased inside a command")
    LoanFact.objects.filter(loan__client_id=client_id).update(reason=NOTHING)
    LoanRequest.objects.filter(loan__client_id=client_id).update(
        reason=NOTHING, decision_reason=NOTHING
    )
    LoanTransfer.objects.filter(loan__client_id=client_id).update(reason=NOTHING)
    Decision.objects.filter(application__client_id=client_id).update(reason=NOTHING)
    FieldVisit.objects.filter(application__client_id=client_id).update(note=NOTHING)
    Guarantee.objects.filter(application__client_id=client_id).update(release_reason=NOTHING)
    AgendaItem.objects.filter(application__client_id=client_id).update(reason=NOTHING)
    CommitteeVote.objects.filter(item__application__client_id=client_id).update(reason=NOTHING)
