"""Paying out a loan from the teller's till."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from nafa.clients import queries as clients
from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.lending import errors, events
from nafa.lending.calc.loan_events import EventKind
from nafa.lending.calc.postings import Role
from nafa.lending.commands._accounts import open_loan_accounts
from nafa.lending.commands._facts import FactReceipt, record_fact
from nafa.lending.commands.farming.open_vouchers import demand_no_vouchers
from nafa.lending.commands.origination.approval import approvers_of, demand_complete_approval
from nafa.lending.commands.origination.readiness import demand_within_limits
from nafa.lending.commands.origination.signing import demand_signature
from nafa.lending.models import Loan, LoanProgress
from nafa.lending.queries.state import find_loan
from nafa.lib.money import Money
from nafa.payments import queries as payments


def linked_disbursement(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """What a proof of a disbursement is bound to. Refuses: what `ready_loan` refuses."""
    loan = ready_loan(ctx, inputs["loan_id"])
    number, name = clients.names_of([loan.client_id])[loan.client_id]
    return Linked(Money(loan.principal_minor, loan.currency), f"{name} ({number}, {loan.number})")


@command(permission="lending.disburse", linked=linked_disbursement)
def disburse(ctx: Context, *, loan_id: UUID) -> FactReceipt:
    """Pay a contract out in cash from the till one holds; fees at disbursement are kept back.

    Refuses: NotFound, OtherBranch, LoanNotReady, ContractOutdated (drawn up for another day),
    ContractUnsigned (where the policy wants a signature),
    ApprovalIncomplete, ApprovalExpired, SamePersonDisburses, SingleBorrowerExceeded,
    InsidersExceeded, VouchersOpen (inputs are ordered), NoOpenTill, CurrencyOther, BalanceTooLow
    (the till has not enough).
    """
    loan = ready_loan(ctx, loan_id)
    till = payments.own_till(ctx.actor_id)
    payments.check_amount(Money(loan.principal_minor, loan.currency), currency=till.currency)
    receipt = pay_out(ctx, loan, till.account_id)
    ctx.concerns("till", till.till_id)
    return receipt


def ready_loan(ctx: Context, loan_id: UUID) -> Loan:
    """The contract whose money may leave now, locked. Refuses: what `check_ready` refuses,
    NotFound, OtherBranch, VouchersOpen."""
    loan = find_loan(ctx, loan_id, lock=True)
    check_ready(ctx, loan)
    demand_no_vouchers(loan)
    return loan


def check_ready(ctx: Context, loan: Loan) -> None:
    """Refuses: LoanNotReady, ContractOutdated, ApprovalIncomplete, ApprovalExpired,
    SamePersonDisburses, SingleBorrowerExceeded, InsidersExceeded."""
    if loan.status != Loan.Status.CONTRACTED:
        raise errors.LoanNotReady(number=loan.number, status=loan.status)
    if loan.disbursement_date != ctx.business_date:
        raise errors.ContractOutdated(
            contract_date=loan.disbursement_date, business_date=ctx.business_date
        )
    demand_signature(loan)
    if loan.application is not None:
        demand_complete_approval(ctx, loan.application)
        demand_within_limits(ctx, loan.application)
        if ctx.actor_id in approvers_of(loan.application):
            raise errors.SamePersonDisburses()


def pay_out(ctx: Context, loan: Loan, account_id: UUID) -> FactReceipt:
    """Put the money of a contract out of an account: a till's, or one where the borrower has it.

    Refuses: BalanceTooLow.
    """
    amount = Money(loan.principal_minor, loan.currency)
    start_loan(ctx, loan)
    receipt = record_fact(
        ctx,
        loan,
        kind=EventKind.DISBURSED,
        value_date=ctx.business_date,
        amount=amount,
        cash_account_id=account_id,
    )
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
