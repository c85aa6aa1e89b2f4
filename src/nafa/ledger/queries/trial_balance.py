"""The trial balance at any date, and the check that it is zero."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from nafa.lib.money import Money

_ROWS = """
SELECT c.code, c.label_fr, c.label_en, a.currency, c.is_confirmed,
       coalesce(sum(l.debit_minor) FILTER (WHERE l.value_date < %(since)s), 0)::bigint,
       coalesce(sum(l.credit_minor) FILTER (WHERE l.value_date < %(since)s), 0)::bigint,
       coalesce(sum(l.debit_minor) FILTER (WHERE l.value_date >= %(since)s), 0)::bigint,
       coalesce(sum(l.credit_minor) FILTER (WHERE l.value_date >= %(since)s), 0)::bigint
FROM (SELECT account_id, value_date, sum(debit_minor) AS debit_minor,
             sum(credit_minor) AS credit_minor
      FROM ledger_movement WHERE value_date <= %(on)s GROUP BY account_id, value_date) l
JOIN ledger_account a ON a.id = l.account_id
JOIN ledger_chartaccount c ON c.code = a.chart_code
WHERE %(branch)s::uuid IS NULL OR a.branch_id = %(branch)s::uuid
GROUP BY c.code, c.label_fr, c.label_en, a.currency, c.is_confirmed ORDER BY c.code, a.currency
"""


class TrialRow(NamedTuple):
    """One chart account: opening sums before the period, movements in it."""

    code: str
    label_fr: str
    label_en: str
    currency: str
    is_confirmed: bool
    opening_debit: int
    opening_credit: int
    debit: int
    credit: int

    @property
    def closing_net(self) -> int:
        """Debits minus credits at the end of the period, in minor units."""
        return self.opening_debit - self.opening_credit + self.debit - self.credit


def trial_balance(
    *, on: date, since: date | None = None, branch_id: UUID | None = None
) -> list[TrialRow]:
    """Sums by chart account and currency up to the end of a day, movements since another."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {"on": on, "since": since or date.min, "branch": branch_id})
        return [TrialRow(*row) for row in cursor.fetchall()]


def differences(*, on: date) -> list[Money]:
    """Debits minus credits of each currency whose books do not balance at a date."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.currency, sum(m.debit_minor - m.credit_minor)::bigint"
            " FROM ledger_movement m JOIN ledger_account a ON a.id = m.account_id"
            " WHERE m.value_date <= %s GROUP BY a.currency"
            " HAVING sum(m.debit_minor) <> sum(m.credit_minor) ORDER BY a.currency",
            [on],
        )
        return [Money(int(minor), currency) for currency, minor in cursor.fetchall()]


def faults_of_day(day: date) -> list[Money]:
    """Currencies in which the entries booked on a day, or all present balances, do not balance."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.currency, sum(l.debit_minor - l.credit_minor)::bigint FROM ledger_entry e"
            " JOIN ledger_line l ON l.entry_id = e.id AND l.booked_at = e.booked_at"
            " WHERE e.booked_date = %s GROUP BY l.currency"
            " HAVING sum(l.debit_minor) <> sum(l.credit_minor)"
            " UNION ALL SELECT a.currency, sum(b.debit_minor - b.credit_minor)::bigint"
            " FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id"
            " GROUP BY a.currency HAVING sum(b.debit_minor) <> sum(b.credit_minor)",
            [day],
        )
        return [Money(int(minor), currency) for currency, minor in cursor.fetchall()]
