"""Commands that tests post with: what a module's own commands do, without a module around it."""

from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.ledger import commands as ledger


@command(permission="ledger.record")
def open_accounts(ctx: Context, *, keys: tuple[ledger.AccountKey, ...]) -> tuple[UUID, ...]:
    """Open accounts. Refuses as `ledger.open_accounts`."""
    return tuple(ledger.open_accounts(ctx, keys))


@command(permission="ledger.record")
def post_set(ctx: Context, *, drafts: tuple[ledger.Draft, ...]) -> None:
    """Post a set. Refuses as `ledger.post_many`."""
    ledger.post_many(ctx, drafts)
