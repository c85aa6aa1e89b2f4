"""Posting the movements that another system recorded on savings accounts."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.ledger import commands as ledger
from nafa.lib.invariants import ensure
from nafa.lib.money import Money
from nafa.savings.calc.natures import entry_kind, posting_role
from nafa.savings.models import SavingsAccount


class ImportedMovement(NamedTuple):
    """A movement of an account. `direction` is IN or OUT; `nature` says where it came from."""

    id: UUID
    account_id: UUID
    direction: str
    nature: str
    amount_minor: int
    value_date: date
    reference: str
    memo: str


@command(permission="import.run")
def import_movements(ctx: Context, *, rows: Sequence[ImportedMovement]) -> int:
    """Post one entry a movement, dated as it was, against the account of its nature and branch.

    Refuses: DateAhead, PeriodClosed, EntryExists, BalanceTooLow, AmountAbsurd.
    """
    accounts = SavingsAccount.objects.in_bulk({row.account_id for row in rows})
    counterparts = _counterparts(ctx, rows, accounts)
    drafts = []
    for row in rows:
        account = accounts[row.account_id]
        amount = Money(row.amount_minor, account.currency)
        ensure(row.direction in ("IN", "OUT"), "money comes in or goes out")
        own = amount if row.direction == "IN" else -amount
        drafts.append(
            ledger.Draft(
                id=row.id,
                kind=entry_kind(row.nature, direction=row.direction),
                value_date=row.value_date,
                lines=(
                    ledger.debit(counterparts[_place(row, account)], own),
                    ledger.credit(account.account_id, own),
                ),
                reference=row.reference,
                branch_id=account.branch_id,
            )
        )
    ledger.append_many(ctx, drafts)
    ledger.keep_wordings(ctx, {row.id: row.memo for row in rows})
    for account_id in accounts:
        ctx.concerns("savings", account_id)
    return len(drafts)


Place = tuple[str, UUID, str]


def _place(row: ImportedMovement, account: SavingsAccount) -> Place:
    return (
        posting_role(row.nature, account_kind=account.kind),
        account.branch_id,
        account.currency,
    )


def _counterparts(
    ctx: Context, rows: Sequence[ImportedMovement], accounts: dict[UUID, SavingsAccount]
) -> dict[Place, UUID]:
    places = sorted({_place(row, accounts[row.account_id]) for row in rows})
    pack = institution_pack()
    ids = ledger.open_accounts(
        ctx,
        [
            ledger.AccountKey(code=pack.account_for(role), currency=currency, branch_id=branch_id)
            for role, branch_id, currency in places
        ],
    )
    return dict(zip(places, ids, strict=True))
