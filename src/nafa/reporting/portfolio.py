"""The loan portfolio: outstanding, portfolio at risk, collections, disbursements."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from nafa.lib.money import Money

_SUMS = """
SELECT s.as_of_date, s.currency, sum(s.loan_count), sum(s.outstanding_minor), sum(s.par1_minor),
       sum(s.par30_minor), sum(s.par90_minor), sum(s.late_count), sum(s.overdue_minor)
FROM lending_portfoliosnapshot s
WHERE s.as_of_date = ANY(%(days)s::date[])
    AND (%(branch)s::uuid IS NULL OR s.branch_id = %(branch)s::uuid)
    AND (%(officer)s::uuid IS NULL OR s.officer_id = %(officer)s::uuid)
GROUP BY s.as_of_date, s.currency ORDER BY s.as_of_date
"""

_LAST = "SELECT max(as_of_date) FROM lending_portfoliosnapshot WHERE as_of_date <= %s"

_TODAY = """
SELECT
    (SELECT coalesce(sum(i.principal_minor + i.interest_minor + i.fee_minor), 0)
     FROM lending_instalment i JOIN lending_loan l ON l.id = i.loan_id AND l.status = 'ACTIVE'
     WHERE i.due_date = %(day)s
        AND (%(branch)s::uuid IS NULL OR l.branch_id = %(branch)s::uuid)
        AND (%(officer)s::uuid IS NULL OR l.officer_id = %(officer)s::uuid)),
    (SELECT coalesce(sum(f.principal_minor + f.interest_minor + f.fee_minor + f.penalty_minor), 0)
     FROM lending_loanfact f JOIN lending_loan l ON l.id = f.loan_id
     WHERE f.recorded_date = %(day)s AND (f.kind IN ('REPAID', 'SETTLED', 'PREPAID')
            OR (f.kind = 'REVERSED' AND f.cash_account_id IS NOT NULL))
        AND (%(branch)s::uuid IS NULL OR l.branch_id = %(branch)s::uuid)
        AND (%(officer)s::uuid IS NULL OR l.officer_id = %(officer)s::uuid)),
    (SELECT coalesce(sum(l.principal_minor - coalesce(p.undrawn_minor, 0)), 0)
     FROM lending_loan l LEFT JOIN lending_loanprogress p ON p.loan_id = l.id
     WHERE l.disbursement_date >= %(month)s AND l.disbursement_date <= %(day)s
        AND l.status <> 'CONTRACTED' AND l.status <> 'CANCELLED'
        AND (%(branch)s::uuid IS NULL OR l.branch_id = %(branch)s::uuid)
        AND (%(officer)s::uuid IS NULL OR l.officer_id = %(officer)s::uuid))
"""

_WEEKS = """
SELECT date_trunc('week', l.disbursement_date)::date, count(*),
       sum(l.principal_minor - coalesce(p.undrawn_minor, 0))
FROM lending_loan l LEFT JOIN lending_loanprogress p ON p.loan_id = l.id
WHERE l.disbursement_date >= %(since)s AND l.disbursement_date <= %(day)s
    AND l.status <> 'CONTRACTED' AND l.status <> 'CANCELLED'
    AND (%(branch)s::uuid IS NULL OR l.branch_id = %(branch)s::uuid)
GROUP BY 1 ORDER BY 1
"""

_BY = """
SELECT {key}, {label}, s.currency, sum(s.loan_count), sum(s.outstanding_minor), sum(s.par1_minor),
       sum(s.par30_minor), sum(s.par90_minor), sum(s.late_count), sum(s.overdue_minor)
FROM lending_portfoliosnapshot s {join}
WHERE s.as_of_date = %(day)s AND (%(branch)s::uuid IS NULL OR s.branch_id = %(branch)s::uuid)
GROUP BY 1, 2, 3 ORDER BY 5 DESC
"""
_BY_BRANCH = _BY.format(
    key="s.branch_id", label="b.name", join="JOIN kernel_branch b ON b.id = s.branch_id"
)
_BY_OFFICER = _BY.format(
    key="s.officer_id",
    label="coalesce(u.full_name, '')",
    join="LEFT JOIN kernel_user u ON u.id = s.officer_id",
)
_BY_PRODUCT = _BY.format(
    key="s.product_id", label="p.name", join="JOIN lending_product p ON p.id = s.product_id"
)


class Portfolio(NamedTuple):
    """Sums at the close of a day. PAR N: the whole outstanding of loans late over N days."""

    as_of_date: date
    loan_count: int
    outstanding: Money
    par1: Money
    par30: Money
    par90: Money
    late_count: int
    overdue: Money

    def share_percent(self, part: Money) -> Decimal | None:
        """A part of the outstanding in percent, or nothing when nothing is outstanding."""
        if not self.outstanding:
            return None
        share = Decimal(part.minor) * 100 / self.outstanding.minor
        return share.quantize(Decimal("0.01"))


class PortfolioBy(NamedTuple):
    """A portfolio of one branch, officer or product."""

    key: UUID | None
    label: str
    sums: Portfolio


class Today(NamedTuple):
    """What the running day brings."""

    due: Money
    received: Money
    disbursed_this_month: Money


class Week(NamedTuple):
    """Disbursements of a week that starts on a Monday."""

    monday: date
    loan_count: int
    amount: Money


def last_closed_day(upto: date) -> date | None:
    """The latest day with a snapshot."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [upto])
        found: date | None = cursor.fetchone()[0]
        return found


def _portfolio(day: date, currency: str, sums: Sequence[int]) -> Portfolio:
    count, outstanding, par1, par30, par90, late, overdue = (int(one) for one in sums)
    return Portfolio(
        day,
        count,
        Money(outstanding, currency),
        Money(par1, currency),
        Money(par30, currency),
        Money(par90, currency),
        late,
        Money(overdue, currency),
    )


def portfolios(
    days: Sequence[date], *, branch_id: UUID | None = None, officer_id: UUID | None = None
) -> list[Portfolio]:
    """The portfolio at the close of each of the days that has a snapshot."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, {"days": list(days), "branch": branch_id, "officer": officer_id})
        return [_portfolio(row[0], row[1], row[2:]) for row in cursor.fetchall()]


def portfolio_series(
    *, upto: date, weeks: int = 26, branch_id: UUID | None = None, officer_id: UUID | None = None
) -> list[Portfolio]:
    """The portfolio once a week up to a day: for the charts."""
    days = [upto - timedelta(days=7 * back) for back in range(weeks - 1, -1, -1)]
    return portfolios(days, branch_id=branch_id, officer_id=officer_id)


def portfolio_by_branch(day: date, *, branch_id: UUID | None = None) -> list[PortfolioBy]:
    """The portfolio of each branch at the close of a day, the largest first."""
    return _by(_BY_BRANCH, day, branch_id)


def portfolio_by_officer(day: date, *, branch_id: UUID | None = None) -> list[PortfolioBy]:
    """The portfolio of each officer at the close of a day, the largest first."""
    return _by(_BY_OFFICER, day, branch_id)


def portfolio_by_product(day: date, *, branch_id: UUID | None = None) -> list[PortfolioBy]:
    """The portfolio of each product at the close of a day, the largest first."""
    return _by(_BY_PRODUCT, day, branch_id)


def _by(statement: str, day: date, branch_id: UUID | None) -> list[PortfolioBy]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"day": day, "branch": branch_id})
        return [
            PortfolioBy(row[0], row[1], _portfolio(day, row[2], row[3:]))
            for row in cursor.fetchall()
        ]


def today(
    *, day: date, currency: str, branch_id: UUID | None = None, officer_id: UUID | None = None
) -> Today:
    """What falls due and what was received on a day, and what the month has disbursed."""
    parameters = {
        "day": day,
        "month": day.replace(day=1),
        "branch": branch_id,
        "officer": officer_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TODAY, parameters)
        due, received, disbursed = (int(one) for one in cursor.fetchone())
    return Today(Money(due, currency), Money(received, currency), Money(disbursed, currency))


def disbursements_by_week(
    *, day: date, currency: str, weeks: int = 13, branch_id: UUID | None = None
) -> list[Week]:
    """Disbursements of the last weeks, weeks without any included."""
    monday = day - timedelta(days=day.weekday())
    mondays = [monday - timedelta(days=7 * back) for back in range(weeks - 1, -1, -1)]
    with connection.cursor() as cursor:
        cursor.execute(_WEEKS, {"since": mondays[0], "day": day, "branch": branch_id})
        found = {row[0]: (int(row[1]), int(row[2])) for row in cursor.fetchall()}
    return [
        Week(one, found.get(one, (0, 0))[0], Money(found.get(one, (0, 0))[1], currency))
        for one in mondays
    ]
