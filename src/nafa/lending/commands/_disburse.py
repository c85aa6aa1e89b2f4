"""Paying out a loan, at once or in tranches, from the teller's till or another account."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.lending import errors, events
from nafa.lending.calc.loan_events import EventKind
from nafa.lending.calc.postings import Role
from nafa.lending.calc.schedule import kept_back
from nafa.lending.commands._accounts import open_loan_accounts
from nafa.lending.commands._facts import FactReceipt, record_fact
from nafa.lending.commands._line_guards import demand_drawable, keep_commitment
from nafa.lending.commands._told import told
from nafa.lending.commands._tranches import record_tranche, tranche_amount
from nafa.lending.commands.farming.open_vouchers import demand_no_vouchers
from nafa.lending.commands.origination.approval import approvers_of, demand_complete_approval
from nafa.lending.commands.origination.readiness import demand_within_limits
from nafa.lending.commands.origination.signing import demand_signature
from nafa.lending.commands.own_loans import demand_not_own
from nafa.lending.models import Application, CreditLine, Loan, LoanProgress
from nafa.lending.queries.reading import known_fold
from nafa.lending.queries.state import Folded, find_loan
from nafa.lib.money import Money
from nafa.payments import queries as payments


class Payout(NamedTuple):
    """Money of a contract that may leave now: how much of it, and the loan before."""

    before: Folded
    amount: Money
    is_first: bool

    @property
    def loan(self) -> Loan:
        return self.before.loan

    @property
    def kept(self) -> Money:
        """What is kept back of it."""
        terms, signed = self.before.terms, self.before.signed
        return kept_back(terms, signed, self.amount, is_first=self.is_first)


def linked_disbursement(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """What a proof of a disbursement is bound to. Refuses: what `ready_payout` refuses."""
    payout = ready_payout(ctx, inputs["loan_id"], inputs.get("amount"))
    return told(payout.loan, payout.amount.minor)


@command(permission="lending.disburse", linked=linked_disbursement)
def disburse(ctx: Context, *, loan_id: UUID, amount: Money | None = None) -> FactReceipt:
    """Pay a contract out in cash from the till one holds; fees at disbursement are kept back.

    Of a contract in tranches: the `amount` asked for, or all that it allows today; a later one is
    laid over the coming instalments. Refuses: NotFound, OtherBranch, LoanNotReady,
    ContractOutdated (drawn up for another day), ContractUnsigned (where the policy wants a
    signature), OwnLoan (or of one tied), ApprovalIncomplete, ApprovalExpired,
    SamePersonDisburses, SingleBorrowerExceeded, InsidersExceeded, VouchersOpen (inputs are
    ordered), what `tranche_amount` refuses, NoOpenTill, CurrencyOther, BalanceTooLow (the till has
    not enough).
    """
    payout = ready_payout(ctx, loan_id, amount)
    till = payments.own_till(ctx.actor_id)
    payments.check_amount(payout.amount, currency=till.currency)
    receipt = pay_out(ctx, payout, till.account_id)
    ctx.concerns("till", till.till_id)
    return receipt


def ready_payout(ctx: Context, loan_id: UUID, amount: Money | None = None) -> Payout:
    """The money of a contract that may leave now, the loan locked. Refuses: what `check_ready`
    and `tranche_amount` refuse, NotFound, OtherBranch, VouchersOpen."""
    loan = find_loan(ctx, loan_id, lock=True)
    if loan.status == Loan.Status.ACTIVE:
        return _next_tranche(ctx, loan, amount)
    check_ready(ctx, loan)
    demand_no_vouchers(loan)
    return first_payout(ctx, loan, amount)


def first_payout(ctx: Context, loan: Loan, amount: Money | None = None) -> Payout:
    """The first money of a contract. Refuses: what `tranche_amount` refuses."""
    before = known_fold(loan, on=ctx.business_date)
    return Payout(before, tranche_amount(before, amount), is_first=True)


def _next_tranche(ctx: Context, loan: Loan, amount: Money | None) -> Payout:
    """Refuses: LoanNotReady (paid out at once), OwnLoan, SamePersonDisburses,
    SingleBorrowerExceeded, InsidersExceeded, and what `tranche_amount` refuses."""
    before = known_fold(loan, on=ctx.business_date)
    if not before.terms.is_drawn:
        raise errors.LoanNotReady(number=loan.number, status=loan.status)
    demand_not_own(loan.client_id, ctx.actor_id)
    if loan.application is not None:
        _demand_other_person(ctx, loan.application)
        demand_within_limits(ctx, loan.application)
    return Payout(before, tranche_amount(before, amount), is_first=False)


def check_ready(ctx: Context, loan: Loan) -> None:
    """Refuses: LoanNotReady, ContractOutdated, OwnLoan, ApprovalIncomplete, ApprovalExpired,
    SamePersonDisburses, SingleBorrowerExceeded, InsidersExceeded, and what a line refuses."""
    if loan.status != Loan.Status.CONTRACTED:
        raise errors.LoanNotReady(number=loan.number, status=loan.status)
    if loan.disbursement_date != ctx.business_date:
        raise errors.ContractOutdated(
            contract_date=loan.disbursement_date, business_date=ctx.business_date
        )
    demand_not_own(loan.client_id, ctx.actor_id)
    demand_signature(loan)
    if loan.line is not None:
        _demand_line(ctx, loan.line)
    if loan.application is not None:
        demand_complete_approval(ctx, loan.application)
        demand_within_limits(ctx, loan.application)
        _demand_other_person(ctx, loan.application)


def _demand_line(ctx: Context, line: CreditLine) -> None:
    """Refuses: LineNotOpen, LineExpired, LineFeesDue, LineLate, SamePersonDisburses,
    SingleBorrowerExceeded, InsidersExceeded."""
    demand_drawable(ctx, line)
    _demand_other_person(ctx, line.application)
    demand_within_limits(ctx, line.application)


def _demand_other_person(ctx: Context, application: Application) -> None:
    """Refuses: SamePersonDisburses, who approved it."""
    if ctx.actor_id in approvers_of(application):
        raise errors.SamePersonDisburses()


def pay_out(ctx: Context, payout: Payout, account_id: UUID) -> FactReceipt:
    """Put money of a contract out of an account: a till's, or one where the borrower has it.

    Refuses: BalanceTooLow.
    """
    loan, amount = payout.loan, payout.amount
    if payout.is_first:
        start_loan(ctx, loan)
        receipt = record_fact(
            ctx,
            loan,
            kind=EventKind.DISBURSED,
            value_date=ctx.business_date,
            before=payout.before,
            amount=amount,
            cash_account_id=account_id,
        )
    else:
        receipt = record_tranche(ctx, payout.before, amount, account_id=account_id)
    if loan.line is not None:
        keep_commitment(ctx, loan.line)
        ctx.concerns("credit_line", loan.line.id)
    ctx.publish(events.LoanDisbursed(loan.id, amount))
    return receipt


def start_loan(ctx: Context, loan: Loan) -> LoanProgress:
    """Open the loan's accounts and its progress row."""
    accounts = open_loan_accounts(ctx, loan)
    loan.interest_account_id = accounts[Role.INTEREST_RECEIVABLE]
    loan.penalty_account_id = accounts[Role.PENALTY_RECEIVABLE]
    Loan.objects.filter(id=loan.id).update(
        interest_account_id=loan.interest_account_id,
        penalty_account_id=loan.penalty_account_id,
    )
    yesterday = loan.disbursement_date - timedelta(days=1)
    return LoanProgress.objects.create(
        loan_id=loan.id,
        principal_account_id=accounts[Role.PRINCIPAL],
        as_of_date=yesterday,
        penalty_through_date=yesterday,
    )
