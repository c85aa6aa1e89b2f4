"""Opening and closing savings accounts."""

from uuid import UUID

from nafa.clients import queries as clients
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import institution
from nafa.kernel.numbering import next_number
from nafa.ledger import commands as ledger
from nafa.ledger import queries as books
from nafa.savings import errors, events
from nafa.savings.models import Holder, SavingsAccount
from nafa.savings.queries.accounts import find_account

OWNER_KIND = "savings"


@command(permission="savings.open")
def open_account(
    ctx: Context, *, client_id: UUID, kind: str = "SIGHT", minimum_minor: int = 0
) -> UUID:
    """Open an account for a client in the client's branch; the client is its owner.

    The balance never falls below `minimum_minor`. Refuses: NotFound, OtherBranch, KindUnknown.
    """
    client = clients.get_client(ctx, client_id)
    if kind not in SavingsAccount.Kind.values:
        raise errors.KindUnknown(kind=kind)
    account_id, number = ctx.new_id(), f"E{next_number('savings'):07d}"
    currency = institution().currency
    ledger_id = ledger.account_for(
        ctx,
        ledger.AccountKey(
            code=institution_pack().account_for(f"SAVINGS_{kind}"),
            currency=currency,
            branch_id=client.branch_id,
            owner_kind=OWNER_KIND,
            owner_id=account_id,
            name=number,
            minimum_minor=minimum_minor,
        ),
    )
    SavingsAccount.objects.create(
        id=account_id,
        number=number,
        client_id=client_id,
        branch_id=client.branch_id,
        kind=kind,
        currency=currency,
        account_id=ledger_id,
        opened_date=ctx.business_date,
    )
    Holder.objects.create(
        id=ctx.new_id(),
        account_id=account_id,
        client_id=client_id,
        role=Holder.Role.OWNER,
        since_date=ctx.business_date,
    )
    ctx.concerns("savings", account_id)
    ctx.concerns("client", client_id)
    ctx.publish(events.AccountOpened(account_id, client_id))
    return account_id


@command(permission="savings.open")
def close_account(ctx: Context, *, account_id: UUID) -> None:
    """Close an account that holds nothing.

    Refuses: NotFound, OtherBranch, AccountClosed, BalanceNotZero.
    """
    account = find_account(ctx, account_id, lock=True)
    if account.status == SavingsAccount.Status.CLOSED:
        raise errors.AccountClosed(number=account.number, closed_date=account.closed_date)
    balance = -books.balance(account.account_id)
    if balance:
        raise errors.BalanceNotZero(number=account.number, balance=balance)
    SavingsAccount.objects.filter(id=account_id).update(
        status=SavingsAccount.Status.CLOSED, closed_date=ctx.business_date
    )
    ctx.concerns("savings", account_id)
    ctx.concerns("client", account.client_id)
    ctx.publish(events.AccountClosed(account_id, ctx.business_date))
