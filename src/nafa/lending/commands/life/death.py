"""The death of a borrower, and what the insurer of the loan answers."""

from datetime import date
from uuid import UUID

from nafa.kernel.access.proofs import amount_entered
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.lending import errors, events, life_errors
from nafa.lending.calc.loan_events import EventKind
from nafa.lending.commands._facts import FactNote, FactReceipt, record_fact
from nafa.lending.commands.life.guarantees import money_account
from nafa.lending.commands.origination.filing import keep_scan
from nafa.lending.models import DeathReport, Loan
from nafa.lending.queries.reading import known_fold
from nafa.lending.queries.state import find_loan
from nafa.lib.money import Money
from nafa.payments import queries as payments


@command(permission="lending.record_death")
def record_death(
    ctx: Context, *, loan_id: UUID, death_date: date, paper: bytes | None = None, insurer: str = ""
) -> UUID:
    """Write down that the borrower has died, with the paper; with an insurer, claim the loan.

    What is claimed is what closes the loan today. Refuses: NotFound, OtherBranch, LoanNotActive,
    DateAhead, DeathKnown, FileNotAccepted.
    """
    loan = find_loan(ctx, loan_id, lock=True)
    if loan.status != Loan.Status.ACTIVE:
        raise errors.LoanNotActive(number=loan.number, status=loan.status)
    if death_date > ctx.business_date:
        raise InvalidInput(field="death_date", reason=death_date.isoformat())
    if DeathReport.objects.filter(loan_id=loan.id).exists():
        raise life_errors.DeathKnown(number=loan.number)
    claimed = known_fold(loan, on=ctx.business_date).settlement().sum if insurer.strip() else None
    DeathReport.objects.create(
        loan_id=loan.id,
        death_date=death_date,
        paper_id=keep_scan(ctx, paper) if paper else None,
        reported_date=ctx.business_date,
        insurer=insurer.strip(),
        claim=DeathReport.Claim.FILED if claimed else DeathReport.Claim.NONE,
        claimed_minor=claimed.minor if claimed else 0,
    )
    ctx.concerns("loan", loan.id)
    ctx.concerns("client", loan.client_id)
    ctx.publish(events.BorrowerDied(loan.id, loan.client_id))
    return loan.id


@command(permission="lending.record_claim", linked=amount_entered)
def pay_claim(ctx: Context, *, loan_id: UUID, amount: Money) -> FactReceipt:
    """Take what the insurer pays, into one's till or the bank: it settles the loan when it is
    enough, else it is a repayment and the heirs go on with the rest.

    Refuses: NotFound, OtherBranch, NoClaim, LoanNotActive, AmountNotPositive, CurrencyOther,
    AboveOwed (more than closes the loan).
    """
    loan, report = _claim(ctx, loan_id)
    if loan.status != Loan.Status.ACTIVE:
        raise errors.LoanNotActive(number=loan.number, status=loan.status)
    payments.check_amount(amount, currency=loan.currency)
    before = known_fold(loan, on=ctx.business_date)
    settlement = before.settlement().sum
    if amount > settlement:
        raise life_errors.AboveOwed(amount=amount, owed=settlement)
    receipt = record_fact(
        ctx,
        loan,
        kind=EventKind.SETTLED if amount == settlement else EventKind.REPAID,
        value_date=ctx.business_date,
        before=before,
        amount=amount,
        cash_account_id=money_account(ctx, loan),
        note=FactNote(reason=report.insurer),
    )
    DeathReport.objects.filter(loan_id=loan.id).update(
        claim=DeathReport.Claim.PAID, answered_date=ctx.business_date, fact_id=receipt.fact_id
    )
    ctx.publish(events.RepaymentReceived(loan.id, receipt.fact_id, amount))
    return receipt


@command(permission="lending.record_claim")
def reject_claim(ctx: Context, *, loan_id: UUID, answer: str) -> None:
    """Write down that the insurer pays nothing, and why; the heirs go on with the loan.

    Refuses: NotFound, OtherBranch, NoClaim, InvalidInput (no answer).
    """
    if not answer.strip():
        raise InvalidInput(field="answer", reason="empty")
    loan, _ = _claim(ctx, loan_id)
    report = DeathReport.objects.get(loan_id=loan.id)
    report.claim, report.answered_date = DeathReport.Claim.REJECTED, ctx.business_date
    report.answer = answer.strip()
    report.save(update_fields=["claim", "answered_date", "answer"])
    ctx.concerns("loan", loan.id)


def _claim(ctx: Context, loan_id: UUID) -> tuple[Loan, DeathReport]:
    loan = find_loan(ctx, loan_id, lock=True)
    report = DeathReport.objects.filter(loan_id=loan.id).first()
    if report is None:
        raise NotFound(kind="death", id=loan_id)
    if report.claim != DeathReport.Claim.FILED:
        raise life_errors.NoClaim(number=loan.number)
    return loan, report
