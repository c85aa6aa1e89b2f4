"""Loans: lists, one file, what is due."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.ledger import queries as books
from nafa.lending.models import Loan, LoanFact, LoanOrigin
from nafa.lending.queries.reading import known_fold
from nafa.lending.queries.state import Folded, find_loan
from nafa.lib.money import Money

_LIST = """
SELECT l.id, l.number, l.client_id, pr.name, br.name, coalesce(u.full_name, ''), l.status,
       l.currency, l.principal_minor, coalesce(b.debit_minor - b.credit_minor, 0),
       coalesce(p.days_late, 0),
       coalesce(p.overdue_principal_minor + p.overdue_interest_minor, 0),
       l.disbursement_date, l.maturity_date, coalesce(p.class_code, '')
FROM lending_loan l
JOIN lending_productversion v ON v.id = l.version_id
JOIN lending_product pr ON pr.id = v.product_id
JOIN kernel_branch br ON br.id = l.branch_id
LEFT JOIN kernel_user u ON u.id = l.officer_id
LEFT JOIN lending_loanprogress p ON p.loan_id = l.id
LEFT JOIN ledger_balance b ON b.account_id = p.principal_account_id
WHERE (%(branch)s::uuid IS NULL OR l.branch_id = %(branch)s::uuid)
    AND (%(officer)s::uuid IS NULL OR l.officer_id = %(officer)s::uuid)
    AND (%(client)s::uuid IS NULL OR l.client_id = %(client)s::uuid)
    AND (%(status)s = '' OR l.status = %(status)s
        OR (%(status)s = 'RESTRUCTURED' AND l.restructured_date IS NOT NULL
            AND l.status = 'ACTIVE'))
    AND (%(number)s = '' OR l.number = %(number)s)
    AND (%(before)s = '' OR l.number < %(before)s)
    AND (%(after_number)s = '' OR p.days_late < %(after_days)s
        OR (p.days_late = %(after_days)s AND l.number > %(after_number)s))
    AND (%(late)s = 0 OR (p.days_late >= %(late)s AND l.status = 'ACTIVE'))
"""
_NEWEST = " ORDER BY l.number DESC LIMIT %(limit)s"
_LATEST = " ORDER BY p.days_late DESC, l.number LIMIT %(limit)s"
_TOTALS = f"""
SELECT count(*), coalesce(sum(f.principal), 0), coalesce(sum(f.outstanding), 0),
       coalesce(sum(f.overdue), 0)
FROM ({_LIST}) AS f (id, number, client_id, product, branch, officer, status, currency, principal,
                     outstanding, days_late, overdue, disbursed, maturity, class_code)
"""  # noqa: S608 - constants only

_DUE = """
SELECT l.id, l.number, l.client_id, coalesce(u.full_name, ''), l.currency, i.number, i.due_date,
       i.principal_minor + i.interest_minor + i.fee_minor, coalesce(p.days_late, 0),
       coalesce(p.overdue_principal_minor + p.overdue_interest_minor, 0)
FROM lending_instalment i
JOIN lending_loan l ON l.id = i.loan_id AND l.status = 'ACTIVE'
LEFT JOIN lending_loanprogress p ON p.loan_id = l.id
LEFT JOIN kernel_user u ON u.id = l.officer_id
WHERE i.due_date = %(day)s
    AND (%(branch)s::uuid IS NULL OR l.branch_id = %(branch)s::uuid)
    AND (%(officer)s::uuid IS NULL OR l.officer_id = %(officer)s::uuid)
ORDER BY p.days_late DESC NULLS LAST, l.number LIMIT %(limit)s
"""


class LoanRow(NamedTuple):
    """A loan in a list. Lateness is as the last day close left it, or the last operation."""

    id: UUID
    number: str
    client_id: UUID
    client: str
    product: str
    branch: str
    officer: str
    status: str
    principal: Money
    outstanding: Money
    days_late: int
    overdue: Money
    disbursement_date: date
    maturity_date: date
    class_code: str


class DueRow(NamedTuple):
    """An instalment due on a day."""

    loan_id: UUID
    loan_number: str
    client_id: UUID
    client: str
    officer: str
    instalment_number: int
    due_date: date
    amount: Money
    days_late: int
    overdue: Money


class FactRow(NamedTuple):
    """A fact of a loan as its file shows it."""

    id: UUID
    order: int
    kind: str
    value_date: date
    recorded_date: date
    amount: Money | None
    principal: Money
    interest: Money
    fee: Money
    penalty: Money
    receipt_number: str
    entry_id: UUID | None
    entry_number: int | None
    actor: str
    is_reversed: bool


class LoanTotals(NamedTuple):
    """Sums of a whole list, whatever page of it is shown."""

    loan_count: int
    principal: Money
    outstanding: Money
    overdue: Money


class LoanView(NamedTuple):
    """One loan: its row and its state on the business date."""

    row: LoanRow
    folded: Folded
    teg_percent: Decimal
    contract_file_id: UUID | None


def _loan_rows(rows: list[tuple]) -> list[LoanRow]:  # type: ignore[type-arg]
    names = clients.names_of(row[2] for row in rows)
    return [
        LoanRow(
            id=row[0],
            number=row[1],
            client_id=row[2],
            client=names[row[2]][1],
            product=row[3],
            branch=row[4],
            officer=row[5],
            status=row[6],
            principal=Money(row[8], row[7]),
            outstanding=Money(row[9], row[7]),
            days_late=row[10],
            overdue=Money(row[11], row[7]),
            disbursement_date=row[12],
            maturity_date=row[13],
            class_code=row[14],
        )
        for row in rows
    ]


def _filters(ctx: Context, **asked: Any) -> dict[str, Any]:
    return {
        "branch": ctx.branch_id,
        "officer": None,
        "client": None,
        "status": "",
        "number": "",
        "before": "",
        "after_number": "",
        "after_days": 0,
        "late": 0,
        "limit": 1,
        **asked,
    }


def loans(
    ctx: Context,
    *,
    status: str = "",
    officer_id: UUID | None = None,
    client_id: UUID | None = None,
    late_days: int = 0,
    before: str = "",
    limit: int = 50,
) -> list[LoanRow]:
    """Loans of the actor's branch, newest first, or the latest first when lateness is asked for.

    `before` is the last number of the page before; of a list of late loans it is `days/number`.
    """
    days, _, number = before.rpartition("/") if late_days else ("", "", "")
    parameters = _filters(
        ctx,
        officer=officer_id,
        client=client_id,
        status=status,
        before="" if late_days else before,
        after_number=number,
        after_days=int(days) if days.isdecimal() else 0,
        late=late_days,
        limit=limit,
    )
    with connection.cursor() as cursor:
        cursor.execute(_LIST + (_LATEST if late_days else _NEWEST), parameters)
        return _loan_rows(cursor.fetchall())


def loan_totals(
    ctx: Context,
    *,
    currency: str,
    status: str = "",
    officer_id: UUID | None = None,
    late_days: int = 0,
) -> LoanTotals:
    """Count and sums of the loans that `loans` lists with the same filters."""
    parameters = _filters(ctx, officer=officer_id, status=status, late=late_days)
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, parameters)
        count, *sums = (int(one) for one in cursor.fetchone())
    return LoanTotals(count, *(Money(one, currency) for one in sums))


def loan_by_number(ctx: Context, number: str) -> LoanRow | None:
    """The loan with that number in the actor's branch, or nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_LIST + _NEWEST, _filters(ctx, number=number.strip().upper()))
        found = _loan_rows(cursor.fetchall()) if number.strip() else []
    return found[0] if found else None


def due_on(
    ctx: Context, *, day: date, officer_id: UUID | None = None, limit: int = 200
) -> list[DueRow]:
    """Instalments of running loans that fall due on a day, the latest borrowers first."""
    with connection.cursor() as cursor:
        cursor.execute(
            _DUE, {"day": day, "branch": ctx.branch_id, "officer": officer_id, "limit": limit}
        )
        rows = cursor.fetchall()
    names = clients.names_of(row[2] for row in rows)
    return [
        DueRow(
            loan_id=row[0],
            loan_number=row[1],
            client_id=row[2],
            client=names[row[2]][1],
            officer=row[3],
            instalment_number=row[5],
            due_date=row[6],
            amount=Money(row[7], row[4]),
            days_late=row[8],
            overdue=Money(row[9], row[4]),
        )
        for row in rows
    ]


def facts_of(loan: Loan, *, before: int | None = None, limit: int = 100) -> list[FactRow]:
    """The facts of a loan, newest first: the last ones, or those `before` an order."""
    rows = LoanFact.objects.filter(loan_id=loan.id).annotate(by=F("command__actor__full_name"))
    if before is not None:
        rows = rows.filter(order__lt=before)
    found = list(rows.order_by("-order")[:limit])
    taken_back = LoanFact.objects.filter(target_id__in=[fact.id for fact in found])
    reversed_ids = set(taken_back.values_list("target_id", flat=True))
    numbers = books.entry_numbers([fact.entry_id for fact in found if fact.entry_id])
    currency = loan.currency
    return [
        FactRow(
            id=fact.id,
            order=fact.order,
            kind=fact.kind,
            value_date=fact.value_date,
            recorded_date=fact.recorded_date,
            amount=None if fact.amount_minor is None else Money(fact.amount_minor, currency),
            principal=Money(fact.principal_minor, currency),
            interest=Money(fact.interest_minor, currency),
            fee=Money(fact.fee_minor, currency),
            penalty=Money(fact.penalty_minor, currency),
            receipt_number=fact.receipt_number,
            entry_id=fact.entry_id,
            entry_number=numbers.get(fact.entry_id) if fact.entry_id else None,
            actor=fact.by or "",
            is_reversed=fact.id in reversed_ids,
        )
        for fact in found
    ]


def loan_view(ctx: Context, loan_id: UUID) -> LoanView:
    """One loan on the business date. Refuses: NotFound, OtherBranch."""
    loan = find_loan(ctx, loan_id)
    row = loan_by_number(ctx, loan.number)
    if row is None:
        raise NotFound(kind="loan", id=loan_id)
    return LoanView(
        row=row,
        folded=known_fold(loan, on=ctx.business_date),
        teg_percent=loan.teg_percent,
        contract_file_id=loan.contract_file_id,
    )


def known_loans(loan_ids: Sequence[UUID]) -> set[UUID]:
    """Which of the ids are loans."""
    return set(Loan.objects.filter(id__in=loan_ids).values_list("id", flat=True))


def origin_of(loan_id: UUID) -> LoanOrigin | None:
    """What the system that a loan came from said of it; nothing for a loan made here."""
    return LoanOrigin.objects.filter(loan_id=loan_id).first()
