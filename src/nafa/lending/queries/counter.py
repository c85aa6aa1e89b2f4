"""What the counter needs: operations of a till, a receipt, what closing a loan takes."""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lending import errors
from nafa.lending.calc.loan_events import EventKind
from nafa.lending.calc.parts import Parts
from nafa.lending.calc.replay import replay
from nafa.lending.models import Loan, LoanFact
from nafa.lending.queries.reading import known_fold
from nafa.lending.queries.state import find_loan
from nafa.lib.money import Money

REVERSIBLE = tuple(
    kind.value
    for kind in (EventKind.REPAID, EventKind.SETTLED, EventKind.PREPAID, EventKind.TRANCHE)
)
_OPERATIONS = """
SELECT f.id, f.loan_id, l.number, l.client_id, f.kind, f.receipt_number, f.entry_id,
       e.booked_at, l.currency, coalesce(f.amount_minor, 0),
       coalesce(x.net, 0), coalesce(u.full_name, ''),
       EXISTS (SELECT 1 FROM lending_loanfact r WHERE r.target_id = f.id)
FROM lending_loanfact f JOIN lending_loan l ON l.id = f.loan_id
JOIN ledger_entry e ON e.id = f.entry_id
LEFT JOIN kernel_commandrecord c ON c.id = f.command_id
LEFT JOIN kernel_user u ON u.id = c.actor_id
LEFT JOIN LATERAL (SELECT sum(i.debit_minor - i.credit_minor)::bigint AS net
    FROM ledger_line i WHERE i.entry_id = f.entry_id AND i.account_id = f.cash_account_id) x ON true
"""


class OperationRow(NamedTuple):
    """A loan operation in cash; `cash` came in when positive and went out when negative."""

    fact_id: UUID
    loan_id: UUID
    loan_number: str
    client_id: UUID
    client: str
    kind: str
    receipt_number: str
    entry_id: UUID
    at: datetime
    amount: Money
    cash: Money
    actor: str
    is_reversed: bool


class ReceiptView(NamedTuple):
    """What a receipt says: the operation, its shares, the debt after it."""

    operation: OperationRow
    parts: Parts
    outstanding_after: Money
    value_date: date
    recorded_date: date
    branch: str
    product: str


def _operations(where: str, parameters: list[Any]) -> list[OperationRow]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_OPERATIONS} WHERE {where}", parameters)
        rows = cursor.fetchall()
    names = clients.names_of(row[3] for row in rows)
    return [
        OperationRow(
            fact_id=row[0],
            loan_id=row[1],
            loan_number=row[2],
            client_id=row[3],
            client=names[row[3]][1],
            kind=row[4],
            receipt_number=row[5],
            entry_id=row[6],
            at=row[7],
            amount=Money(row[9], row[8]),
            cash=Money(row[10], row[8]),
            actor=row[11],
            is_reversed=row[12],
        )
        for row in rows
    ]


def operations_of_account(account_id: UUID, *, day: date) -> list[OperationRow]:
    """The loan operations of a cash account recorded on a day, the latest first."""
    return _operations(
        "f.cash_account_id = %s AND f.recorded_date = %s ORDER BY e.number DESC", [account_id, day]
    )


def reversals(ctx: Context, *, since: date, limit: int = 50) -> list[OperationRow]:
    """Operations that were taken back since a day, the latest first."""
    return _operations(
        "f.kind = 'REVERSED' AND f.recorded_date >= %s"
        " AND (%s::uuid IS NULL OR l.branch_id = %s::uuid) ORDER BY e.number DESC LIMIT %s",
        [since, ctx.branch_id, ctx.branch_id, limit],
    )


def receipt_of(ctx: Context, fact_id: UUID) -> ReceiptView:
    """The receipt of an operation in cash. Refuses: NotFound, OtherBranch."""
    found = _operations("f.id = %s AND f.receipt_number <> ''", [fact_id])
    if not found:
        raise NotFound(kind="receipt", id=fact_id)
    loan = find_loan(ctx, found[0].loan_id)
    fact = LoanFact.objects.get(id=fact_id)
    now = known_fold(loan, on=ctx.business_date)
    then = replay(
        now.terms,
        now.signed,
        [event for event in now.events if event.order <= fact.order],
        on=fact.recorded_date,
    )
    minors = (fact.penalty_minor, fact.fee_minor, fact.interest_minor, fact.principal_minor)
    shown = Loan.objects.select_related("branch", "version__product").get(id=loan.id)
    return ReceiptView(
        operation=found[0],
        parts=Parts(*(Money(minor, loan.currency) for minor in minors)),
        outstanding_after=then.outstanding_principal,
        value_date=fact.value_date,
        recorded_date=fact.recorded_date,
        branch=shown.branch.name,
        product=shown.version.product.name,
    )


def settlement_of(ctx: Context, loan_id: UUID) -> Parts:
    """What closes a running loan today. Refuses: NotFound, OtherBranch, LoanNotActive."""
    loan = find_loan(ctx, loan_id)
    if loan.status != Loan.Status.ACTIVE:
        raise errors.LoanNotActive(number=loan.number, status=loan.status)
    return known_fold(loan, on=ctx.business_date).settlement()


def is_reversible(kind: str) -> bool:
    """Whether an operation of this kind may be taken back."""
    return kind in REVERSIBLE


def loan_id_of(number: str) -> UUID | None:
    """The loan with a number, or nothing."""
    return Loan.objects.filter(number=number).values_list("id", flat=True).first()


def fact_id_of(receipt_number: str) -> UUID | None:
    """The operation with a receipt number, or nothing."""
    found = LoanFact.objects.filter(receipt_number=receipt_number)
    return found.values_list("id", flat=True).first()
