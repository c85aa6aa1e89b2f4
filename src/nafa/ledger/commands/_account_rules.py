"""What an account allows: its limits, and its end."""

from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.ledger import errors
from nafa.ledger.commands._refusals import refusals
from nafa.ledger.models import Account, Balance
from nafa.lib.money import Money


@command(permission="ledger.configure")
def set_limits(
    ctx: Context, *, account_id: UUID, minimum_minor: int | None, maximum_minor: int | None
) -> None:
    """Say how low and how high the balance may be, on its normal side, in minor units.

    Refuses: NotFound, LimitsCrossed, BalanceTooLow and BalanceTooHigh (it lies outside already).
    """
    account = _found(account_id)
    if minimum_minor is not None and maximum_minor is not None and minimum_minor > maximum_minor:
        raise errors.LimitsCrossed(
            minimum=Money(minimum_minor, account.currency),
            maximum=Money(maximum_minor, account.currency),
        )
    with refusals():
        Account.objects.filter(id=account_id).update(
            minimum_minor=minimum_minor, maximum_minor=maximum_minor
        )
    ctx.concerns("account", account_id)


@command(permission="ledger.configure")
def close_account(ctx: Context, *, account_id: UUID) -> None:
    """Close an empty account for good; nothing is posted to it any more.

    Refuses: NotFound, AccountClosed, AccountNotEmpty.
    """
    account = _found(account_id)
    if account.closed_at is not None:
        raise errors.AccountClosed(currency=account.currency)
    Account.objects.filter(id=account_id).update(closed_at=ctx.now)
    balance = Balance.objects.get(account_id=account_id)
    net = balance.debit_minor - balance.credit_minor
    pending = balance.pending_debit_minor + balance.pending_credit_minor
    if net or pending:
        raise errors.AccountNotEmpty(
            account=account.name or account.chart_id,
            balance=Money(net, account.currency),
            pending=Money(pending, account.currency),
        )
    ctx.concerns("account", account_id)


def _found(account_id: UUID) -> Account:
    account = Account.objects.select_for_update().filter(id=account_id).first()
    if account is None:
        raise NotFound(kind="account", id=account_id)
    return account
