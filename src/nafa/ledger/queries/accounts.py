"""The chart of accounts and the accounts opened under it."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from nafa.kernel.errors import NotFound
from nafa.ledger.queries.wordings import with_typed_words
from nafa.lib.money import Money

_CHART = """
SELECT c.code, c.label_fr, c.label_en, c.parent_code, c.is_leaf, c.normal_side, c.is_confirmed,
       count(a.id), coalesce(sum(b.debit_minor - b.credit_minor), 0)::bigint
FROM ledger_chartaccount c LEFT JOIN ledger_account a ON a.chart_code = c.code
LEFT JOIN ledger_balance b ON b.account_id = a.id
WHERE %(prefix)s = '' OR c.code LIKE %(prefix)s || '%%'
GROUP BY c.code, c.label_fr, c.label_en, c.parent_code, c.is_leaf, c.normal_side, c.is_confirmed
ORDER BY c.code
"""

_ACCOUNTS = """
SELECT a.id, a.chart_code, c.label_fr, c.label_en, a.name, a.currency, coalesce(br.name, ''),
       a.owner_kind, a.owner_id, coalesce(b.debit_minor - b.credit_minor, 0), a.branch_id,
       c.normal_side, a.minimum_minor, a.maximum_minor, a.closed_at, b.pending_debit_minor,
       b.pending_credit_minor
FROM ledger_account a JOIN ledger_chartaccount c ON c.code = a.chart_code
LEFT JOIN ledger_balance b ON b.account_id = a.id
LEFT JOIN kernel_branch br ON br.id = a.branch_id
"""

_BOOKED = """
SELECT e.id, e.number, e.kind, e.booked_at, e.value_date, e.reference, e.memo, l.debit_minor,
       l.credit_minor
FROM ledger_line l JOIN ledger_entry e ON e.id = l.entry_id AND e.booked_at = l.booked_at
WHERE l.account_id = %s AND l.booked_date = %s ORDER BY e.number
"""


class ChartRow(NamedTuple):
    """An account of the chart with how many accounts are open under it, and their balance."""

    code: str
    label_fr: str
    label_en: str
    parent_code: str
    is_leaf: bool
    normal_side: str
    is_confirmed: bool
    account_count: int
    net_minor: int


class AccountRow(NamedTuple):
    """An open account with its present debit balance."""

    id: UUID
    code: str
    label_fr: str
    label_en: str
    name: str
    currency: str
    branch: str
    owner_kind: str
    owner_id: UUID | None
    net_minor: int
    branch_id: UUID | None
    normal_side: str
    minimum_minor: int | None
    maximum_minor: int | None
    closed_at: datetime | None
    pending_debit_minor: int
    pending_credit_minor: int

    @property
    def net(self) -> Money:
        """Debits minus credits."""
        return Money(self.net_minor, self.currency)


class BookedRow(NamedTuple):
    """A movement of an account, as it was booked during a day."""

    entry_id: UUID
    number: int
    kind: str
    booked_at: datetime
    value_date: date
    reference: str
    memo: str
    debit_minor: int
    credit_minor: int


def chart(*, prefix: str = "") -> list[ChartRow]:
    """The chart of accounts by code, all of it or what begins with a prefix."""
    with connection.cursor() as cursor:
        cursor.execute(_CHART, {"prefix": prefix})
        return [ChartRow(*row) for row in cursor.fetchall()]


def accounts(*, code: str, limit: int = 200) -> list[AccountRow]:
    """The accounts open under a chart account, the largest balances first."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ACCOUNTS + " WHERE a.chart_code = %s"
            " ORDER BY abs(coalesce(b.debit_minor - b.credit_minor, 0)) DESC, a.id LIMIT %s",
            [code, limit],
        )
        return [AccountRow(*row) for row in cursor.fetchall()]


def account(account_id: UUID) -> AccountRow:
    """One account. Refuses: NotFound."""
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS + " WHERE a.id = %s", [account_id])
        row = cursor.fetchone()
    if row is None:
        raise NotFound(kind="account", id=account_id)
    return AccountRow(*row)


def accounts_of_owner(kind: str, owner_id: UUID) -> list[AccountRow]:
    """The accounts of a loan, a till or a saver, by chart code."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ACCOUNTS + " WHERE a.owner_kind = %s AND a.owner_id = %s ORDER BY a.chart_code",
            [kind, owner_id],
        )
        return [AccountRow(*row) for row in cursor.fetchall()]


def booked_on(account_id: UUID, day: date) -> list[BookedRow]:
    """The movements of an account that were booked on a day, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(_BOOKED, [account_id, day])
        found = [BookedRow(*row) for row in cursor.fetchall()]
    return with_typed_words(found, [one.entry_id for one in found])
