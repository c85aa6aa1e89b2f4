"""What the counter needs: operations of a till, a receipt, what a payment would settle."""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from nafa.assets.calc.dues import Shares
from nafa.assets.queries.state import find_contract
from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lib.money import Money

_OPERATIONS = """
SELECT f.id, f.contract_id, c.number, c.client_id, f.kind, f.receipt_number, f.entry_id,
       e.booked_at, c.currency, f.amount_minor, coalesce(x.net, 0), coalesce(u.full_name, ''),
       EXISTS (SELECT 1 FROM assets_fact r WHERE r.target_id = f.id), f.rent_minor, f.price_minor,
       f.donation_minor, f.value_date, f.recorded_date, b.name, p.name, c.kind
FROM assets_fact f JOIN assets_contract c ON c.id = f.contract_id
JOIN assets_product p ON p.id = c.product_id
JOIN kernel_branch b ON b.id = c.branch_id
JOIN ledger_entry e ON e.id = f.entry_id
LEFT JOIN kernel_commandrecord k ON k.id = f.command_id
LEFT JOIN kernel_user u ON u.id = k.actor_id
LEFT JOIN LATERAL (SELECT sum(i.debit_minor - i.credit_minor)::bigint AS net
    FROM ledger_line i WHERE i.entry_id = f.entry_id AND i.account_id = f.cash_account_id) x ON true
"""


class OperationRow(NamedTuple):
    """An operation of a contract; `cash` came in when positive and went out when negative."""

    fact_id: UUID
    contract_id: UUID
    contract_number: str
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
    shares: Shares
    value_date: date
    recorded_date: date
    branch: str
    product: str
    contract_kind: str


def _operations(where: str, parameters: list[Any]) -> list[OperationRow]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_OPERATIONS} WHERE {where}", parameters)
        rows = cursor.fetchall()
    names = clients.names_of(row[3] for row in rows)
    return [
        OperationRow(
            fact_id=row[0], contract_id=row[1], contract_number=row[2], client_id=row[3],
            client=names[row[3]][1], kind=row[4], receipt_number=row[5], entry_id=row[6],
            at=row[7], amount=Money(row[9], row[8]), cash=Money(row[10], row[8]), actor=row[11],
            is_reversed=row[12], shares=Shares(row[13], row[14], row[15]), value_date=row[16],
            recorded_date=row[17], branch=row[18], product=row[19], contract_kind=row[20],
        )
        for row in rows
    ]  # fmt: skip


def operations_of_account(account_id: UUID, *, day: date) -> list[OperationRow]:
    """The operations of a cash account recorded on a day, the latest first."""
    return _operations(
        "f.cash_account_id = %s AND f.recorded_date = %s ORDER BY e.number DESC", [account_id, day]
    )


def receipt_of(ctx: Context, fact_id: UUID) -> OperationRow:
    """The receipt of an operation in cash. Refuses: NotFound, OtherBranch."""
    found = _operations("f.id = %s AND f.receipt_number <> ''", [fact_id])
    if not found:
        raise NotFound(kind="receipt", id=fact_id)
    find_contract(ctx, found[0].contract_id)
    return found[0]


def fact_id_of(receipt_number: str) -> UUID | None:
    """The operation with a receipt number, or nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM assets_fact WHERE receipt_number = %s", [receipt_number])
        row = cursor.fetchone()
    return row[0] if row else None
