"""Balances: the present ones by key, past ones from the lines."""

from collections.abc import Iterable
from datetime import date, datetime
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

# Sealed days give their totals; what was booked after them, up to the instant, gives its lines.
_PAST = """
WITH sealed AS (
    SELECT booked_date, sealed_at - interval '2 days' AS not_before FROM ledger_day
    WHERE sealed_at <= %(known_at)s::timestamptz ORDER BY booked_date DESC LIMIT 1)
SELECT a.id, a.currency, (coalesce((
        SELECT sum(t.debit_minor - t.credit_minor) FROM ledger_daytotal t
        WHERE t.account_id = a.id AND t.booked_date <= (SELECT booked_date FROM sealed)
            AND t.value_date <= %(on)s::date), 0) + coalesce((
        SELECT sum(l.debit_minor - l.credit_minor) FROM ledger_line l
        WHERE l.account_id = a.id AND l.value_date <= %(on)s::date
            AND l.booked_date > coalesce((SELECT booked_date FROM sealed), '-infinity')
            AND l.booked_at > coalesce((SELECT not_before FROM sealed), '-infinity')
            AND l.booked_at <= %(known_at)s::timestamptz), 0))::bigint
FROM ledger_account a WHERE a.id = ANY(%(ids)s::uuid[])
"""

_OF_OWNER = """
SELECT a.chart_code, a.id, a.currency, coalesce(b.debit_minor - b.credit_minor, 0)
FROM ledger_account a LEFT JOIN ledger_balance b ON b.account_id = a.id
WHERE a.owner_kind = %s AND a.owner_id = %s ORDER BY a.chart_code
"""


def balances(
    account_ids: Iterable[UUID], *, on: date | None = None, known_at: datetime | None = None
) -> dict[UUID, Money]:
    """Debit balances (debits minus credits): now, at the end of a past day, as known at an instant.

    `on` takes what has effect up to that value date; `known_at` what had been booked by then, so
    that a later correction of an earlier day does not show.
    """
    ids = list(account_ids)
    with connection.cursor() as cursor:
        if on is None and known_at is None:
            cursor.execute(_PRESENT, [ids])
        else:
            cursor.execute(
                _PAST, {"on": on or "infinity", "known_at": known_at or "infinity", "ids": ids}
            )
        return {row[0]: Money(int(row[2]), row[1]) for row in cursor.fetchall()}


def balance(account_id: UUID, *, on: date | None = None, known_at: datetime | None = None) -> Money:
    """The debit balance of one account; a credit balance is negative."""
    return balances([account_id], on=on, known_at=known_at)[account_id]


def is_a_hold_due(at: datetime) -> bool:
    """Whether something set aside should have ended by then."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM ledger_hold h WHERE h.expires_at <= %s AND NOT EXISTS"
            " (SELECT FROM ledger_holdend e WHERE e.hold_id = h.id))",
            [at],
        )
        return bool(cursor.fetchone()[0])


def pending(account_id: UUID) -> tuple[Money, Money]:
    """What is set aside on an account: debits and credits that are not posted yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT currency, pending_debit_minor, pending_credit_minor FROM ledger_balance"
            " WHERE account_id = %s",
            [account_id],
        )
        currency, debits, credits = cursor.fetchone()
    return Money(debits, currency), Money(credits, currency)


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
