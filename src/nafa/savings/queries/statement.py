"""The statement of an account as its owner reads it."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from nafa.kernel.context import Context
from nafa.ledger import queries as books
from nafa.lib.money import Money
from nafa.savings.queries.accounts import find_account

_OF_ENTRIES = """
SELECT s.id, sum(l.credit_minor - l.debit_minor)::bigint
FROM unnest(%s::uuid[]) AS e (id) JOIN ledger_line l ON l.entry_id = e.id
JOIN savings_savingsaccount s ON s.account_id = l.account_id
WHERE s.id = ANY(%s::uuid[]) GROUP BY s.id
"""


class StatementRow(NamedTuple):
    """A movement: what came in or went out, and the client's money after it."""

    entry_id: UUID
    kind: str
    value_date: date
    reference: str
    memo: str
    paid_in: Money
    paid_out: Money
    balance: Money


def statement(
    ctx: Context,
    account_id: UUID,
    *,
    since: date | None = None,
    until: date | None = None,
    limit: int = 500,
) -> list[StatementRow]:
    """The latest movements of an account, oldest first. Refuses: NotFound, OtherBranch."""
    account = find_account(ctx, account_id)
    currency = account.currency
    return [
        StatementRow(
            entry_id=row.entry_id,
            kind=row.kind,
            value_date=row.value_date,
            reference=row.reference,
            memo=row.memo,
            paid_in=Money(row.credit_minor, currency),
            paid_out=Money(row.debit_minor, currency),
            balance=Money(-row.net_after, currency),
        )
        for row in books.statement(account.account_id, since=since, until=until, limit=limit)
    ]


def sums_of_entries(account_ids: Sequence[UUID], entry_ids: Sequence[UUID]) -> dict[UUID, int]:
    """What entries brought to each account, in minor units: in minus out."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_ENTRIES, [list(entry_ids), list(account_ids)])
        return {row[0]: int(row[1]) for row in cursor.fetchall()}
