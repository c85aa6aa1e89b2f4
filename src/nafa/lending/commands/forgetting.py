"""What people typed about a borrower, erased with the file; contracts and figures stay."""

from uuid import UUID

from django.db.models import Q

from nafa.kernel.audit.erasure import NOTHING, erase_commands_of
from nafa.kernel.context import Context
from nafa.lending.models import (
    AgendaItem,
    AnswerSheet,
    Application,
    BureauConsultation,
    CollectionLine,
    CommitteeVote,
    ContractSignature,
    DeathReport,
    Decision,
    FieldVisit,
    Guarantee,
    LineEvent,
    Loan,
    LoanFact,
    LoanRequest,
    LoanTransfer,
    ShareTransfer,
)
from nafa.lib.invariants import ensure


def forget_typed_words(ctx: Context, *, client_id: UUID) -> None:
    """Empty reasons, notes, purposes, answers and comments about a person's loans and shares."""
    ensure(ctx.command_id is not None, "words are erased inside a command")
    loans = Loan.objects.filter(client_id=client_id).values_list("id", flat=True)
    erase_commands_of("loan", loans)
    erase_commands_of(
        "application",
        Application.objects.filter(client_id=client_id).values_list("id", flat=True),
    )
    LoanFact.objects.filter(loan__client_id=client_id).update(reason=NOTHING)
    LoanRequest.objects.filter(loan__client_id=client_id).update(
        reason=NOTHING, decision_reason=NOTHING
    )
    LoanTransfer.objects.filter(loan__client_id=client_id).update(reason=NOTHING)
    Decision.objects.filter(application__client_id=client_id).update(reason=NOTHING)
    FieldVisit.objects.filter(application__client_id=client_id).update(note=NOTHING)
    AgendaItem.objects.filter(application__client_id=client_id).update(reason=NOTHING)
    CommitteeVote.objects.filter(item__application__client_id=client_id).update(reason=NOTHING)
    _forget_files(client_id)
    _forget_life(client_id)


def _forget_files(client_id: UUID) -> None:
    """What applications and their files say; a guarantor is named in the files of others too."""
    files = Q(application__client_id=client_id)
    Application.objects.filter(client_id=client_id).update(purpose=NOTHING)
    Decision.objects.filter(files).update(conditions=NOTHING)
    AgendaItem.objects.filter(files).update(conditions=NOTHING)
    AnswerSheet.objects.filter(files).update(answers=NOTHING)
    Guarantee.objects.filter(files | Q(guarantor_id=client_id)).update(
        description=NOTHING, valued_by=NOTHING, release_reason=NOTHING
    )
    BureauConsultation.objects.filter(client_id=client_id, report__isnull=False).update(
        report=NOTHING
    )


def _forget_life(client_id: UUID) -> None:
    """What was said at signing, on collection sheets, of lines, of shares, and after a death."""
    loans = Q(loan__client_id=client_id)
    ContractSignature.objects.filter(loans).update(witness=NOTHING)
    DeathReport.objects.filter(loans).update(answer=NOTHING)
    CollectionLine.objects.filter(loans | Q(member_id=client_id) | Q(payer_id=client_id)).update(
        comment=NOTHING
    )
    LineEvent.objects.filter(line__client_id=client_id).update(reason=NOTHING)
    ShareTransfer.objects.filter(loans | Q(leaver_id=client_id)).update(reason=NOTHING)
