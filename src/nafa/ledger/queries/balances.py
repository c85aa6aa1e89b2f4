"""Balances: the present ones by key, past ones from the lines."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection

from nafa.ledger.errors import AccountUnknown
from nafa.ledger.models import Account
from nafa.lib.money import Money

_PRESENT = """
SELECT a.id, a.currency, coalesce(b.debit_minor - b.credit_minor, 0)
FROM ledger_account a LEFT JOIN ledger_balance b ON b.account_id = a.id
WHERE a.id = ANY(%s::uuid[])
"""

_PAST = """
SELECT a.id, a.currency, coalesce(sum(l.debit_minor - l.credit_minor), 0)::bigint
FROM ledger_account a LEFT JOIN ledger_line l ON l.account_id = a.id AND l.value_date <= %s
WHERE a.id = ANY(%s::uuid[]) GROUP BY a.id, a.currency
"""

_OF_OWNER = """
SELECT a.chart_code, a.id, a.currency, coalesce(b.debit_minor - b.credit_minor, 0)
FROM ledger_account a LEFT JOIN ledger_balance b ON b.account_id = a.id
WHERE a.owner_kind = %s AND a.owner_id = %s ORDER BY a.chart_code
"""


def balances(account_ids: Iterable[UUID], *, on: date | None = None) -> dict[UUID, Money]:
    """Debit balances (debits minus credits) of accounts, now or at the end of a past day."""
    ids = list(account_ids)
    with connection.cursor() as cursor:
        if on is None:
            cursor.execute(_PRESENT, [ids])
        else:
            cursor.execute(_PAST, [on, ids])
        return {row[0]: Money(int(row[2]), row[1]) for row in cursor.fetchall()}


def balance(account_id: UUID, *, on: date | None = None) -> Money:
    """The debit balance of one account; a credit balance is negative."""
    return balances([account_id], on=on)[account_id]


def balances_of_owner(kind: str, owner_id: UUID) -> dict[str, tuple[UUID, Money]]:
    """The accounts of a loan, a till or a saver by chart code, with their debit balances."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_OWNER, [kind, owner_id])
        return {row[0]: (row[1], Money(int(row[3]), row[2])) for row in cursor.fetchall()}


def account_of(*, code: str, currency: str, branch_id: UUID | None) -> UUID:
    """The institution's own account of a chart code in a branch. Refuses: AccountUnknown."""
    owned_by_none = Account.objects.filter(chart_id=code, currency=currency, owner_id=None)
    found = next((one for one in owned_by_none if one.branch_id == branch_id), None)
    if found is None:
        raise AccountUnknown(currency=currency)
    return found.id
