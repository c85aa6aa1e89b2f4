"""Cash in and out of savings accounts at a till, and taking an operation back."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from nafa.clients import queries as clients
from nafa.kernel.access.proofs import Linked, amount_entered
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.numbering import next_number
from nafa.ledger import commands as ledger
from nafa.ledger import queries as books
from nafa.lib.money import Money
from nafa.payments import queries as payments
from nafa.savings import errors, events
from nafa.savings.models import Operation, SavingsAccount
from nafa.savings.queries.accounts import find_account


class SavingsReceipt(NamedTuple):
    """What the receipt shows. The balance is the client's money after the operation."""

    operation_id: UUID
    entry_id: UUID
    receipt_number: str
    amount: Money
    balance: Money


@command(permission="savings.deposit", linked=amount_entered)
def deposit(ctx: Context, *, account_id: UUID, amount: Money, memo: str = "") -> SavingsReceipt:
    """Take cash into the till one holds and put it on an account.

    Refuses: NotFound, OtherBranch, AccountClosed, NoOpenTill, CurrencyOther, AmountNotPositive,
    AmountTooLarge.
    """
    account = _open_account(ctx, account_id)
    till = _till_for(ctx, account, amount)
    entry_id = ledger.post(
        ctx,
        kind="savings.deposit",
        value_date=ctx.business_date,
        lines=[
            ledger.debit(till.account_id, amount),
            ledger.credit(account.account_id, amount),
        ],
        reference=account.number,
        wording=memo.strip(),
        branch_id=account.branch_id,
    )
    receipt = _record(ctx, account, Operation.Kind.DEPOSIT, amount, entry_id)
    ctx.concerns("till", till.till_id)
    ctx.publish(events.MoneyDeposited(account_id, receipt.operation_id, amount))
    return receipt


def _linked(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """The cash, and the account that it leaves."""
    account = _open_account(ctx, inputs["account_id"])
    number, name = clients.names_of([account.client_id])[account.client_id]
    return Linked(inputs["amount"], f"{name} ({number}, {account.number})")


@command(permission="savings.withdraw", linked=_linked)
def withdraw(ctx: Context, *, account_id: UUID, amount: Money, memo: str = "") -> SavingsReceipt:
    """Pay cash out of the till one holds from an account.

    Refuses: NotFound, OtherBranch, AccountClosed, NoOpenTill, CurrencyOther, AmountNotPositive,
    AmountTooLarge, BalanceTooLow (the account would fall below its minimum, or the till is short).
    """
    account = _open_account(ctx, account_id)
    till = _till_for(ctx, account, amount)
    entry_id = ledger.post(
        ctx,
        kind="savings.withdrawal",
        value_date=ctx.business_date,
        lines=[
            ledger.debit(account.account_id, amount),
            ledger.credit(till.account_id, amount),
        ],
        reference=account.number,
        wording=memo.strip(),
        branch_id=account.branch_id,
    )
    receipt = _record(ctx, account, Operation.Kind.WITHDRAWAL, amount, entry_id)
    ctx.concerns("till", till.till_id)
    ctx.publish(events.MoneyWithdrawn(account_id, receipt.operation_id, amount))
    return receipt


def _linked_reversal(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """The money that is taken back, and the account it was booked on."""
    target = Operation.objects.filter(id=inputs["operation_id"]).first()
    if target is None:
        raise NotFound(kind="operation", id=inputs["operation_id"])
    account = _open_account(ctx, target.account_id)
    number, name = clients.names_of([account.client_id])[account.client_id]
    payee = f"{name} ({number}, {account.number}, {target.receipt_number})"
    return Linked(Money(target.amount_minor, account.currency), payee)


@command(permission="savings.reverse", linked=_linked_reversal)
def reverse_operation(ctx: Context, *, operation_id: UUID, reason: str) -> SavingsReceipt:
    """Take a deposit or withdrawal back at the business date; the cash goes where it came from.

    Refuses: NotFound, OtherBranch, InvalidInput (no reason), OperationNotReversible,
    AccountClosed, BalanceTooLow (the money is no longer there).
    """
    target = Operation.objects.filter(id=operation_id).first()
    if target is None:
        raise NotFound(kind="operation", id=operation_id)
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    account = _open_account(ctx, target.account_id)
    if target.kind == Operation.Kind.REVERSAL:
        raise errors.OperationNotReversible(receipt=target.receipt_number, reason=target.kind)
    if Operation.objects.filter(target_id=operation_id).exists():
        raise errors.OperationNotReversible(
            receipt=target.receipt_number, reason="already_reversed"
        )
    entry_id = ledger.post_reversal(
        ctx, entry_id=target.entry_id, value_date=ctx.business_date, wording=reason.strip()
    )
    amount = Money(target.amount_minor, account.currency)
    receipt = _record(ctx, account, Operation.Kind.REVERSAL, amount, entry_id, target)
    ctx.publish(events.OperationReversed(account.id, receipt.operation_id, operation_id))
    return receipt


def _open_account(ctx: Context, account_id: UUID) -> SavingsAccount:
    """The locked account. Refuses: NotFound, OtherBranch, AccountClosed."""
    account = find_account(ctx, account_id, lock=True)
    if account.status != SavingsAccount.Status.OPEN:
        raise errors.AccountClosed(number=account.number, closed_date=account.closed_date)
    return account


def _till_for(ctx: Context, account: SavingsAccount, amount: Money) -> payments.OwnTill:
    till = payments.own_till(ctx.actor_id)
    payments.check_amount(amount, currency=till.currency)
    payments.check_amount(amount, currency=account.currency)
    return till


def _record(
    ctx: Context,
    account: SavingsAccount,
    kind: Operation.Kind,
    amount: Money,
    entry_id: UUID,
    target: Operation | None = None,
) -> SavingsReceipt:
    operation = Operation.objects.create(
        id=ctx.new_id(),
        account_id=account.id,
        kind=kind,
        amount_minor=amount.minor,
        value_date=ctx.business_date,
        entry_id=entry_id,
        target=target,
        receipt_number=f"R{next_number('receipt'):08d}",
        command_id=ctx.command_id,
    )
    ctx.concerns("savings", account.id)
    ctx.concerns("client", account.client_id)
    balance = -books.balance(account.account_id)
    return SavingsReceipt(operation.id, entry_id, operation.receipt_number, amount, balance)
