"""Statements by code, as tables that any format can show."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, pgettext

from nafa.kernel.identity.contexts import institution
from nafa.ledger import queries as books
from nafa.lib.money import Money
from nafa.reporting import errors
from nafa.reporting.portfolio import Portfolio, last_closed_day, portfolio_by_branch, portfolios

Cell = str | int | Money | None


@dataclass(frozen=True)
class Column:
    """A column: a stable name for programs, a heading for people."""

    name: str
    heading: str


@dataclass(frozen=True)
class Statement:
    """A statement at a date. The totals are rows of their own; money is Money."""

    code: str
    title: str
    as_of_date: date
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[tuple[Cell, ...], ...] = ()

    def plain(self) -> dict[str, Any]:
        """For JSON: every row by column name."""
        names = [column.name for column in self.columns]
        return {
            "code": self.code,
            "title": self.title,
            "institution": institution().name,
            "as_of_date": self.as_of_date,
            "rows": [dict(zip(names, row, strict=True)) for row in self.rows],
            "totals": [dict(zip(names, row, strict=True)) for row in self.totals],
        }


def statement(code: str, *, on: date) -> Statement:
    """The statement of a code at the end of a day.

    Refuses: StatementUnknown, DateNotReached, DayNotClosed (a portfolio before the first close).
    """
    if code not in STATEMENTS:
        raise errors.StatementUnknown(code=code, known=", ".join(STATEMENTS))
    today = institution().business_date
    if on > today:
        raise errors.DateNotReached(asked_date=on, business_date=today)
    return STATEMENTS[code](on)


def _trial_balance(on: date) -> Statement:
    columns = (
        Column("code", pgettext("statement", "Account")),
        Column("label", pgettext("statement", "Title")),
        Column("debit", pgettext("statement", "Debits")),
        Column("credit", pgettext("statement", "Credits")),
        Column("debit_balance", pgettext("statement", "Debit balance")),
        Column("credit_balance", pgettext("statement", "Credit balance")),
    )
    found = books.trial_balance(on=on)
    is_english = (get_language() or "fr").startswith("en")
    rows = tuple(
        (
            row.code,
            row.label_en if is_english and row.label_en else row.label_fr,
            Money(row.opening_debit + row.debit, row.currency),
            Money(row.opening_credit + row.credit, row.currency),
            Money(max(row.closing_net, 0), row.currency),
            Money(max(-row.closing_net, 0), row.currency),
        )
        for row in found
    )
    return Statement(
        "TRIAL_BALANCE",
        pgettext("statement", "Trial balance"),
        on,
        columns,
        rows,
        tuple(_total(rows, currency) for currency in sorted({row.currency for row in found})),
    )


def _total(rows: tuple[tuple[Cell, ...], ...], currency: str) -> tuple[Cell, ...]:
    """The sums of the money columns of one currency."""
    columns = list(zip(*rows, strict=True))[2:]
    sums = (
        sum(one.minor for one in cells if isinstance(one, Money) and one.currency == currency)
        for cells in columns
    )
    return (pgettext("statement", "Total"), currency, *(Money(minor, currency) for minor in sums))


def _portfolio(on: date) -> Statement:
    day = last_closed_day(on)
    if day is None:
        raise errors.DayNotClosed(asked_date=on)
    columns = (
        Column("branch", pgettext("statement", "Branch")),
        Column("loans", pgettext("statement", "Loans")),
        Column("outstanding", pgettext("statement", "Outstanding principal")),
        Column("par1", pgettext("statement", "PAR 1")),
        Column("par30", pgettext("statement", "PAR 30")),
        Column("par90", pgettext("statement", "PAR 90")),
        Column("late", pgettext("statement", "Late loans")),
        Column("overdue", pgettext("statement", "Overdue")),
    )
    return Statement(
        "PORTFOLIO",
        pgettext("statement", "Loan portfolio"),
        day,
        columns,
        tuple(_portfolio_row(one.label, one.sums) for one in portfolio_by_branch(day)),
        tuple(_portfolio_row(pgettext("statement", "Total"), sums) for sums in portfolios([day])),
    )


def _portfolio_row(label: str, sums: Portfolio) -> tuple[Cell, ...]:
    return (
        label,
        sums.loan_count,
        sums.outstanding,
        sums.par1,
        sums.par30,
        sums.par90,
        sums.late_count,
        sums.overdue,
    )


STATEMENTS: Mapping[str, Callable[[date], Statement]] = {
    "TRIAL_BALANCE": _trial_balance,
    "PORTFOLIO": _portfolio,
}
