"""Bringing savings accounts and what belongs to them in from another system, in sets."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.copying import copy_rows
from nafa.kernel.identity.contexts import institution
from nafa.kernel.numbering import next_number
from nafa.ledger import commands as ledger
from nafa.savings.commands._accounts import OWNER_KIND
from nafa.savings.models import Card, Holder, SavingsAccount, StandingOrder


class ImportedAccount(NamedTuple):
    """An account as the other system kept it. Without a minimum it may be overdrawn, as there."""

    id: UUID
    former_number: str
    client_id: UUID
    branch_id: UUID
    kind: str
    opened_date: date
    minimum_minor: int | None


class ImportedHolder(NamedTuple):
    """A person's right on an account."""

    id: UUID
    account_id: UUID
    client_id: UUID
    role: str
    since_date: date


class ImportedCard(NamedTuple):
    """A card given to a holder."""

    id: UUID
    holder_id: UUID
    kind: str
    issued_date: date


class ImportedOrder(NamedTuple):
    """A standing order."""

    id: UUID
    account_id: UUID
    amount_minor: int
    payee_bank: str
    payee_account: str
    purpose: str


@command(permission="import.run")
def import_accounts(ctx: Context, *, rows: Sequence[ImportedAccount]) -> int:
    """Open accounts under new numbers with empty balances; who owns them comes with the holders."""
    currency, pack = institution().currency, institution_pack()
    first = next_number("savings", count=len(rows))
    numbers = [f"E{first + place:07d}" for place in range(len(rows))]
    ledger_ids = ledger.open_accounts(
        ctx,
        [
            ledger.AccountKey(
                code=pack.account_for(f"SAVINGS_{row.kind}"),
                currency=currency,
                branch_id=row.branch_id,
                owner_kind=OWNER_KIND,
                owner_id=row.id,
                name=number,
                minimum_minor=row.minimum_minor,
            )
            for row, number in zip(rows, numbers, strict=True)
        ],
    )
    copy_rows(
        SavingsAccount,
        (
            SavingsAccount(
                id=row.id,
                number=number,
                former_number=row.former_number,
                client_id=row.client_id,
                branch_id=row.branch_id,
                kind=SavingsAccount.Kind(row.kind),
                currency=currency,
                account_id=ledger_id,
                opened_date=row.opened_date,
            )
            for row, number, ledger_id in zip(rows, numbers, ledger_ids, strict=True)
        ),
    )
    for row in rows:
        ctx.concerns("savings", row.id)
    return len(rows)


@command(permission="import.run")
def import_holders(ctx: Context, *, rows: Sequence[ImportedHolder]) -> int:
    """Let people hold accounts, as owners or proxies."""
    del ctx
    copy_rows(
        Holder,
        (
            Holder(
                id=row.id,
                account_id=row.account_id,
                client_id=row.client_id,
                role=Holder.Role(row.role),
                since_date=row.since_date,
            )
            for row in rows
        ),
    )
    return len(rows)


@command(permission="import.run")
def import_cards(ctx: Context, *, rows: Sequence[ImportedCard]) -> int:
    """Keep the cards that holders were given."""
    del ctx
    copy_rows(Card, (Card(**row._asdict()) for row in rows))
    return len(rows)


@command(permission="import.run")
def import_orders(ctx: Context, *, rows: Sequence[ImportedOrder]) -> int:
    """Keep standing orders."""
    for account_id in {row.account_id for row in rows}:
        ctx.concerns("savings", account_id)
    currency = institution().currency
    copy_rows(StandingOrder, (StandingOrder(**row._asdict(), currency=currency) for row in rows))
    return len(rows)
