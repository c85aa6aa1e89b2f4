"""What a credit line demands before money leaves, and the commitment it stands for in the books."""

from datetime import date
from uuid import UUID

from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.context import Context
from nafa.kernel.wording import date_words
from nafa.ledger import commands as ledger
from nafa.ledger import queries as books
from nafa.lending import line_errors
from nafa.lending.calc.line import LineStanding
from nafa.lending.calc.postings import Role
from nafa.lending.models import CreditLine, Loan, LoanProgress
from nafa.lending.queries.lines import fees_due, standings, status_of
from nafa.lib.money import Money


def demand_drawable(ctx: Context, line: CreditLine) -> None:
    """Refuses: LineNotOpen, LineExpired, LineFeesDue, LineLate (a loan of the line is late)."""
    if line.status != CreditLine.Status.OPEN:
        raise line_errors.LineNotOpen(number=line.number, status=line.status)
    if ctx.business_date > line.end_date:
        raise line_errors.LineExpired(number=line.number, end=date_words(line.end_date))
    due = fees_due(line.id, currency=line.currency)
    if due:
        raise line_errors.LineFeesDue(amount=due)
    late = LoanProgress.objects.filter(
        loan__line_id=line.id, loan__status=Loan.Status.ACTIVE, days_late__gt=0
    )
    number = late.order_by("-days_late").values_list("loan__number", flat=True).first()
    if number is not None:
        raise line_errors.LineLate(number=number)


def wanted_commitment(line: CreditLine, standing: LineStanding, *, on: date) -> Money:
    """What the institution must still pay when it is asked; nothing once nothing may be drawn."""
    if status_of(line, on=on) != CreditLine.Status.OPEN:
        return Money.zero(line.currency)
    return standing.commitment


def keep_commitment(ctx: Context, line: CreditLine, standing: LineStanding | None = None) -> bool:
    """Post what the commitment of a line has changed by; whether it has."""
    standing = standing or standings([line], on=ctx.business_date)[line.id]
    held = books.balance(line.commitment_account_id)
    change = wanted_commitment(line, standing, on=ctx.business_date) - held
    if not change:
        return False
    amount = max(change, -change)
    pair = (line.commitment_account_id, _counterpart(ctx, line))
    debit, credit = pair if change.is_positive else pair[::-1]
    ledger.post(
        ctx.under(f"commitment/{line.id}"),
        kind="line.commitment",
        value_date=ctx.business_date,
        lines=[ledger.debit(debit, amount), ledger.credit(credit, amount)],
        reference=line.number,
        branch_id=line.branch_id,
    )
    return True


def _counterpart(ctx: Context, line: CreditLine) -> UUID:
    key = ledger.AccountKey(
        code=institution_pack().account_for(Role.COMMITMENT_CONTRA),
        currency=line.currency,
        branch_id=line.branch_id,
    )
    return ledger.open_accounts(ctx, [key])[0]
