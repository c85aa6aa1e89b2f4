"""What secures a loan, used: a guarantor called, savings taken, a pledge sold."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.secrets.files import store_file
from nafa.ledger import commands as ledger
from nafa.lending import errors, events, life_errors
from nafa.lending.calc.loan_events import EventKind
from nafa.lending.calc.origination.coverage import GuaranteeKind
from nafa.lending.calc.postings import Role
from nafa.lending.commands._facts import FactNote, FactReceipt, record_fact
from nafa.lending.commands._told import told
from nafa.lending.documents.guarantor_call import call_pdf
from nafa.lending.models import Guarantee, GuarantorCall, Loan
from nafa.lending.queries.origination.guarantees import secured_by
from nafa.lending.queries.reading import known_fold
from nafa.lending.queries.repayment import debt_of
from nafa.lending.queries.state import Folded, find_loan
from nafa.lib.money import Money
from nafa.payments import queries as payments

RUNNING = (Loan.Status.ACTIVE, Loan.Status.WRITTEN_OFF)
SOLD = (GuaranteeKind.PLEDGE, GuaranteeKind.MORTGAGE)


@command(permission="lending.call_guarantee")
def call_guarantor(
    ctx: Context, *, loan_id: UUID, guarantee_id: UUID, amount: Money, answer_by: date
) -> UUID:
    """Ask a guarantor, by letter, to pay what a late borrower owes; the letter is kept.

    Refuses: NotFound, OtherBranch, LoanNotActive, NothingOverdue, NotAGuarantor, AboveOwed,
    InvalidInput (a day that is not to come).
    """
    loan, folded = _late(ctx, loan_id)
    guarantee = _held(loan, guarantee_id)
    if guarantee.kind != GuaranteeKind.PERSONAL or guarantee.guarantor_id is None:
        raise life_errors.NotAGuarantor(number=loan.number)
    if answer_by <= ctx.business_date:
        raise InvalidInput(field="answer_by", reason=answer_by.isoformat())
    debt = debt_of(folded)
    if not amount.is_positive or amount > debt:
        raise life_errors.AboveOwed(amount=amount, owed=debt)
    pdf = call_pdf(ctx, loan=loan, guarantee=guarantee, amount=amount, answer_by=answer_by)
    made = GuarantorCall.objects.create(
        id=ctx.new_id(),
        loan_id=loan.id,
        guarantee_id=guarantee.id,
        asked_minor=amount.minor,
        answer_by_date=answer_by,
        called_date=ctx.business_date,
        letter_id=store_file(ctx, content=pdf, media_type="application/pdf"),
    )
    _tell(ctx, loan)
    ctx.concerns("client", guarantee.guarantor_id)
    ctx.publish(events.GuarantorCalled(loan.id, guarantee.guarantor_id, amount))
    return made.id


def _savings_held(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """The savings that are blocked for the loan, all of which may be used."""
    loan = find_loan(ctx, inputs["loan_id"])
    guarantee = _held(loan, inputs["guarantee_id"])
    return told(loan, guarantee.value_minor)


@command(permission="lending.realise_guarantee", linked=_savings_held)
def use_savings(ctx: Context, *, loan_id: UUID, guarantee_id: UUID, reason: str) -> FactReceipt:
    """Use blocked savings for a late loan: all of them, or what closes the loan (posting rule C23).

    What is left over is free again for the saver. Refuses: NotFound, OtherBranch, InvalidInput (no
    reason), LoanNotActive, NothingOverdue, NotSavings.
    """
    _demand_reason(reason)
    loan, before = _late(ctx, loan_id)
    guarantee = _held(loan, guarantee_id)
    if guarantee.hold_id is None:
        raise life_errors.NotSavings(number=loan.number)
    held = Money(guarantee.value_minor, guarantee.currency)
    kind, amount = _use(before, held)
    deposits = ledger.account_for(
        ctx,
        ledger.AccountKey(
            code=institution_pack().account_for(Role.GUARANTEE_DEPOSIT),
            currency=loan.currency,
            branch_id=guarantee.application.branch_id,
        ),
    )
    ledger.post_hold(ctx, hold_id=guarantee.hold_id, amount=amount)
    receipt = _receive(ctx, loan, before, kind, amount, deposits, guarantee, reason)
    if guarantee.guarantor_id is not None:
        ctx.concerns("client", guarantee.guarantor_id)
    return receipt


def _proceeds(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """What the pledge was sold for."""
    return Linked(inputs["proceeds"], told(find_loan(ctx, inputs["loan_id"]), 0).payee)


@command(permission="lending.realise_guarantee", linked=_proceeds)
def sell_pledge(
    ctx: Context, *, loan_id: UUID, guarantee_id: UUID, proceeds: Money, reason: str
) -> FactReceipt:
    """Take the proceeds of a pledge or mortgage that was sold, into one's till or the bank.

    What exceeds the debt is owed to the borrower. Refuses: NotFound, OtherBranch, InvalidInput (no
    reason), LoanNotActive, NothingOverdue, NotAPledge, AmountNotPositive, CurrencyOther.
    """
    _demand_reason(reason)
    loan, before = _late(ctx, loan_id)
    guarantee = _held(loan, guarantee_id)
    if guarantee.kind not in SOLD:
        raise life_errors.NotAPledge(number=loan.number)
    payments.check_amount(proceeds, currency=loan.currency)
    kind, amount = _use(before, proceeds)
    account_id = money_account(ctx, loan)
    receipt = _receive(ctx, loan, before, kind, amount, account_id, guarantee, reason)
    surplus = proceeds - amount
    if surplus.is_positive:
        _owe(ctx, loan, account_id, surplus)
    return receipt


def money_account(ctx: Context, loan: Loan) -> UUID:
    """Where money comes in: the till one holds, else the bank account of the loan's branch."""
    own = payments.open_session_of(ctx.actor_id) if ctx.actor_id else None
    if own is not None:
        return own.account_id
    return ledger.account_for(
        ctx,
        ledger.AccountKey(
            code=institution_pack().account_for("BANK"),
            currency=loan.currency,
            branch_id=loan.branch_id,
        ),
    )


def _late(ctx: Context, loan_id: UUID) -> tuple[Loan, Folded]:
    """A loan that is late or lost. Refuses: LoanNotActive, NothingOverdue."""
    loan = find_loan(ctx, loan_id, lock=True)
    if loan.status not in RUNNING:
        raise errors.LoanNotActive(number=loan.number, status=loan.status)
    folded = known_fold(loan, on=ctx.business_date)
    is_late = folded.lateness(ctx.business_date).is_late
    is_dead = hasattr(loan, "death")
    if not is_late and not is_dead and loan.status == Loan.Status.ACTIVE:
        raise life_errors.NothingOverdue(number=loan.number)
    return loan, folded


def _held(loan: Loan, guarantee_id: UUID) -> Guarantee:
    """A guarantee of the loan that still secures it. Refuses: NotFound."""
    found = Guarantee.objects.select_for_update(of=("self",)).filter(
        id=guarantee_id, application__in=secured_by(loan.id), status=Guarantee.Status.HELD
    )
    guarantee = found.first()
    if guarantee is None:
        raise NotFound(kind="guarantee", id=guarantee_id)
    return guarantee


def _use(folded: Folded, offered: Money) -> tuple[EventKind, Money]:
    """What an amount does: it closes the loan when it is enough, else it pays all it can."""
    if folded.loan.status == Loan.Status.WRITTEN_OFF:
        return EventKind.REPAID, min(offered, debt_of(folded))
    settlement = folded.settlement().sum
    return (
        (EventKind.SETTLED, settlement) if offered >= settlement else (EventKind.REPAID, offered)
    )  # fmt: skip


def _receive(
    ctx: Context,
    loan: Loan,
    before: Folded,
    kind: EventKind,
    amount: Money,
    account_id: UUID,
    guarantee: Guarantee,
    reason: str,
) -> FactReceipt:
    receipt = record_fact(
        ctx,
        loan,
        kind=kind,
        value_date=ctx.business_date,
        before=before,
        amount=amount,
        cash_account_id=account_id,
        note=FactNote(reason.strip(), guarantee.guarantor_id, guarantee.id),
    )
    guarantee.status, guarantee.released_at = Guarantee.Status.REALISED, ctx.now
    guarantee.release_reason = reason.strip()
    guarantee.save(update_fields=["status", "released_at", "release_reason"])
    ctx.publish(events.RepaymentReceived(loan.id, receipt.fact_id, amount))
    return receipt


def _owe(ctx: Context, loan: Loan, account_id: UUID, surplus: Money) -> None:
    credit_account = ledger.account_for(
        ctx,
        ledger.AccountKey(
            code=institution_pack().account_for(Role.CLIENT_CREDIT, term=loan.term_class),
            currency=loan.currency,
            branch_id=loan.branch_id,
        ),
    )
    ledger.post(
        ctx.under("surplus"),
        kind="loan.surplus",
        value_date=ctx.business_date,
        lines=[ledger.debit(account_id, surplus), ledger.credit(credit_account, surplus)],
        reference=loan.number,
        branch_id=loan.branch_id,
    )


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")


def _tell(ctx: Context, loan: Loan) -> None:
    ctx.concerns("loan", loan.id)
    ctx.concerns("client", loan.client_id)
