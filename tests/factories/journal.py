"""Commands that tests post with: what a module's own commands do, without a module around it."""

from datetime import date, datetime
from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.ledger import commands as ledger
from nafa.lib.money import Money


@command(permission="ledger.record")
def open_accounts(ctx: Context, *, keys: tuple[ledger.AccountKey, ...]) -> tuple[UUID, ...]:
    """Open accounts. Refuses as `ledger.open_accounts`."""
    return tuple(ledger.open_accounts(ctx, keys))


@command(permission="ledger.record")
def post_set(ctx: Context, *, drafts: tuple[ledger.Draft, ...]) -> None:
    """Post a set. Refuses as `ledger.post_many`."""
    ledger.post_many(ctx, drafts)


@command(permission="ledger.record")
def append_set(ctx: Context, *, drafts: tuple[ledger.Draft, ...]) -> int:
    """Post a long row of entries. Refuses as `ledger.append_many`."""
    return ledger.append_many(ctx, drafts)


@command(permission="ledger.record")
def undo(ctx: Context, *, entry_id: UUID, value_date: date) -> UUID:
    """Post the mirror of an entry. Refuses as `ledger.post_reversal`."""
    return ledger.post_reversal(ctx, entry_id=entry_id, value_date=value_date)


@command(permission="ledger.record")
def set_aside(ctx: Context, *, draft: ledger.Draft, expires_at: datetime | None) -> UUID:
    """Place a hold. Refuses as `ledger.place_hold`."""
    return ledger.place_hold(ctx, draft=draft, expires_at=expires_at)


@command(permission="ledger.record")
def take(ctx: Context, *, hold_id: UUID, amount: Money | None) -> UUID:
    """Post a hold. Refuses as `ledger.post_hold`."""
    return ledger.post_hold(ctx, hold_id=hold_id, amount=amount)


@command(permission="ledger.record")
def let_go(ctx: Context, *, hold_id: UUID) -> None:
    """Void a hold. Refuses as `ledger.void_hold`."""
    ledger.void_hold(ctx, hold_id=hold_id)


@command(permission="ledger.record")
def change_money(
    ctx: Context, *, given: Money, received: Money, accounts: tuple[UUID, ...]
) -> UUID:
    """Post an exchange: from, its position, to, its position. Refuses as `post_exchange`."""
    return ledger.post_exchange(
        ctx, given=given, from_account=accounts[0], given_position=accounts[1],
        received=received, to_account=accounts[2], received_position=accounts[3],
    )  # fmt: skip
