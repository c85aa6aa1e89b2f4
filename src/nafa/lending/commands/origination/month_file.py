"""The file that the credit bureau gets each month: made once, kept, sent as often as needed."""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound, Unavailable
from nafa.kernel.identity.contexts import institution
from nafa.kernel.numbering import next_number
from nafa.kernel.secrets.files import read_file, store_file
from nafa.lending import bureau_errors as errors
from nafa.lending.calc.credit_file import Totals, foot_line, head_line, loan_lines
from nafa.lending.models import BureauFile
from nafa.lending.ports import MonthFile, connected_bureau
from nafa.lending.queries.credit_file import Borrowed, agreed_clients, month_of_loans
from nafa.lending.queries.origination.bureau import accepted_consents

SEND = "lending.send_bureau_file"
MEDIA_TYPE = "application/x-ndjson"
Status = BureauFile.Status


@command(permission=SEND)
def make_bureau_file(ctx: Context, *, month: date) -> UUID:
    """Make and keep the file of the month that a day lies in.

    Loans that ran on its last day or ended during it, with borrowers and guarantors; where the
    jurisdiction asks for consent, nobody is told of without it, and loans left out are counted.
    Refuses: MonthNotOver, FileMade.
    """
    first = month.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if last >= ctx.business_date:
        raise errors.MonthNotOver(day=last)
    made = BureauFile.objects.filter(month=first).first()
    if made is not None:
        raise errors.FileMade(number=made.number)
    accepted = accepted_consents(last)
    agreed = agreed_clients(last=last, accepted=accepted) if accepted else None
    number, house = f"BC{next_number('bureau_file'):05d}", institution()
    head = head_line(
        institution=house.name, country=institution_pack().code, currency=house.currency,
        month=first, as_of=last, number=number,
    )  # fmt: skip
    content, totals, left_out = _written(
        head, month_of_loans(first=first, last=last, agreed=agreed)
    )
    file = BureauFile.objects.create(
        id=ctx.new_id(), number=number, month=first, as_of_date=last,
        file_id=store_file(ctx, content=content, media_type=MEDIA_TYPE),
        digest=hashlib.sha256(content).hexdigest(), loan_count=totals.loans,
        party_count=totals.parties, left_out_count=left_out,
        outstanding_minor=totals.outstanding_minor, currency=house.currency,
        made_at=ctx.now, made_by_id=ctx.actor_id,
    )  # fmt: skip
    ctx.concerns("bureau_file", file.id)
    return file.id


def _written(head: bytes, rows: Iterator[Borrowed]) -> tuple[bytes, Totals, int]:
    """The bytes, what the foot says, and how many loans were left out."""
    parts, totals, left_out = [head], Totals(), 0
    for loan, parties in rows:
        if not parties:
            left_out += 1
            continue
        parts.append(loan_lines(loan, parties))
        totals = totals.with_loan(loan, parties)
    parts.append(foot_line(totals))
    return b"".join(parts), totals, left_out


def send_bureau_file(ctx: Context, *, file_id: UUID) -> UUID:
    """Hand a file to the bureau, and keep its receipt or why it refused.

    Refuses: BureauNotConnected, NotFound, FileSent, BureauUnreachable (no answer in time: the file
    stays as it was, and the same bytes are sent the next time).
    """
    ctx.demand(SEND)
    bureau = connected_bureau()
    if bureau is None:
        raise errors.BureauNotConnected()
    file = BureauFile.objects.filter(id=file_id).first()
    if file is None:
        raise NotFound(kind="file", id=file_id)
    if file.status == Status.SENT:
        raise errors.FileSent(number=file.number, receipt=file.receipt)
    content, _media_type = read_file(file.file_id)
    try:
        answer = bureau.take_file(MonthFile(file.id, file.month, file.digest, content))
    except Unavailable as fault:
        raise errors.BureauUnreachable() from fault
    return keep_bureau_receipt(ctx, file_id=file.id, receipt=answer.receipt, refusal=answer.refusal)


@command(permission=SEND)
def keep_bureau_receipt(ctx: Context, *, file_id: UUID, receipt: str, refusal: str) -> UUID:
    """Keep what the bureau answered to a file. A receipt stays. Refuses: NotFound."""
    file = BureauFile.objects.select_for_update().filter(id=file_id).first()
    if file is None:
        raise NotFound(kind="file", id=file_id)
    ctx.concerns("bureau_file", file.id)
    if file.status != Status.SENT:
        status = Status.REFUSED if refusal else Status.SENT
        BureauFile.objects.filter(id=file_id).update(
            status=status, receipt=receipt, refusal=refusal, sent_at=ctx.now
        )
    return file.id
