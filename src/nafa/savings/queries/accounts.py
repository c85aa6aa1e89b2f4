"""Savings accounts: lists and one file. Balances are the client's money: a credit is positive."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Model

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lib.money import Money
from nafa.savings.models import Card, Holder, Operation, SavingsAccount, StandingOrder

_LIST = """
SELECT s.id, s.number, s.former_number, s.client_id, br.name, s.kind, s.currency, s.status,
       s.opened_date, s.closed_date, coalesce(b.credit_minor - b.debit_minor, 0), a.minimum_minor,
       s.account_id
FROM savings_savingsaccount s
JOIN kernel_branch br ON br.id = s.branch_id
JOIN ledger_account a ON a.id = s.account_id
LEFT JOIN ledger_balance b ON b.account_id = s.account_id
WHERE (%(branch)s::uuid IS NULL OR s.branch_id = %(branch)s::uuid)
    AND (%(client)s::uuid IS NULL OR s.client_id = %(client)s::uuid
         OR s.id IN (SELECT account_id FROM savings_holder WHERE client_id = %(client)s::uuid))
    AND (%(id)s::uuid IS NULL OR s.id = %(id)s::uuid)
    AND (%(status)s = '' OR s.status = %(status)s)
    AND (%(number)s = '' OR s.number = %(number)s OR s.former_number = %(number)s)
    AND (%(before)s = '' OR s.number < %(before)s)
ORDER BY s.number DESC LIMIT %(limit)s
"""


class AccountRow(NamedTuple):
    """A savings account in a list."""

    id: UUID
    number: str
    former_number: str
    client_id: UUID
    client: str
    branch: str
    kind: str
    status: str
    opened_date: date
    closed_date: date | None
    balance: Money
    minimum: Money | None
    ledger_account_id: UUID


class HolderRow(NamedTuple):
    """Who may use an account, with the cards given."""

    id: UUID
    client_id: UUID
    client_number: str
    client: str
    role: str
    since_date: date
    cards: tuple[tuple[str, date], ...]


class OperationRow(NamedTuple):
    """An operation at a till."""

    id: UUID
    kind: str
    amount: Money
    value_date: date
    receipt_number: str
    entry_id: UUID
    is_reversed: bool


class OrderRow(NamedTuple):
    """A standing order."""

    id: UUID
    amount: Money
    payee_bank: str
    payee_account: str
    purpose: str
    status: str


class AccountView(NamedTuple):
    """One account with its holders, the latest operations and its standing orders."""

    row: AccountRow
    holders: tuple[HolderRow, ...]
    operations: tuple[OperationRow, ...]
    orders: tuple[OrderRow, ...]


def find_account(ctx: Context, account_id: UUID, *, lock: bool = False) -> SavingsAccount:
    """The account. Refuses: NotFound, OtherBranch."""
    rows = SavingsAccount.objects.select_for_update() if lock else SavingsAccount.objects.all()
    account = rows.filter(id=account_id).first()
    if account is None:
        raise NotFound(kind="savings account", id=account_id)
    ctx.demand_branch(account.branch_id)
    ctx.saw("savings", account.id)
    ctx.saw("client", account.client_id)
    return account


def accounts(
    ctx: Context,
    *,
    client_id: UUID | None = None,
    status: str = "",
    before: str = "",
    limit: int = 50,
) -> list[AccountRow]:
    """Accounts of the actor's branch, newest first; a client's own and those held as a proxy."""
    return _rows(ctx, client_id=client_id, status=status, before=before, limit=limit)


def account_by_number(ctx: Context, number: str) -> AccountRow | None:
    """The account with that number, or that number in the system it came from; or nothing."""
    wanted = number.strip().upper()
    found = _rows(ctx, number=wanted, limit=2) if wanted else []
    exact = [row for row in found if row.number == wanted]
    return next(iter(exact or found), None)


def account_view(ctx: Context, account_id: UUID) -> AccountView:
    """One account. Refuses: NotFound, OtherBranch."""
    find_account(ctx, account_id)
    row = _rows(ctx, account_id=account_id, limit=1)[0]
    return AccountView(
        row=row,
        holders=_holders(account_id),
        operations=_operations(account_id, row.balance.currency),
        orders=tuple(
            OrderRow(
                o.id, Money(o.amount_minor, o.currency), o.payee_bank, o.payee_account, o.purpose,
                o.status,
            )
            for o in StandingOrder.objects.filter(account_id=account_id).order_by("id")
        ),
    )  # fmt: skip


def known_accounts(account_ids: Sequence[UUID]) -> set[UUID]:
    """Which of the ids are accounts."""
    return _known(SavingsAccount, account_ids)


def opening_dates(account_ids: Sequence[UUID]) -> dict[UUID, date]:
    """When each account was opened."""
    found = SavingsAccount.objects.filter(id__in=account_ids)
    return dict(found.values_list("id", "opened_date"))


def known_holders(holder_ids: Sequence[UUID]) -> set[UUID]:
    """Which of the ids are holders."""
    return _known(Holder, holder_ids)


def known_cards(card_ids: Sequence[UUID]) -> set[UUID]:
    """Which of the ids are cards."""
    return _known(Card, card_ids)


def known_orders(order_ids: Sequence[UUID]) -> set[UUID]:
    """Which of the ids are standing orders."""
    return _known(StandingOrder, order_ids)


def _known(model: type[Model], ids: Sequence[UUID]) -> set[UUID]:
    return set(model._default_manager.filter(pk__in=ids).values_list("pk", flat=True))


def _rows(
    ctx: Context,
    *,
    account_id: UUID | None = None,
    client_id: UUID | None = None,
    status: str = "",
    number: str = "",
    before: str = "",
    limit: int,
) -> list[AccountRow]:
    with connection.cursor() as cursor:
        cursor.execute(
            _LIST,
            {
                "branch": ctx.branch_id, "client": client_id, "id": account_id, "status": status,
                "number": number, "before": before, "limit": limit,
            },
        )  # fmt: skip
        rows = cursor.fetchall()
    names = clients.names_of(row[3] for row in rows)
    return [
        AccountRow(
            id=row[0],
            number=row[1],
            former_number=row[2],
            client_id=row[3],
            client=names[row[3]][1],
            branch=row[4],
            kind=row[5],
            status=row[7],
            opened_date=row[8],
            closed_date=row[9],
            balance=Money(int(row[10]), row[6]),
            minimum=None if row[11] is None else Money(row[11], row[6]),
            ledger_account_id=row[12],
        )
        for row in rows
    ]


def _holders(account_id: UUID) -> tuple[HolderRow, ...]:
    held = list(Holder.objects.filter(account_id=account_id).order_by("role", "since_date", "id"))
    names = clients.names_of(holder.client_id for holder in held)
    cards: dict[UUID, list[tuple[str, date]]] = {holder.id: [] for holder in held}
    for card in Card.objects.filter(holder__account_id=account_id).order_by("issued_date", "id"):
        cards[card.holder_id].append((card.kind, card.issued_date))
    return tuple(
        HolderRow(
            holder.id,
            holder.client_id,
            *names[holder.client_id],
            holder.role,
            holder.since_date,
            tuple(cards[holder.id]),
        )
        for holder in held
    )


def _operations(account_id: UUID, currency: str, *, limit: int = 100) -> tuple[OperationRow, ...]:
    found = Operation.objects.filter(account_id=account_id)
    reversed_ids = set(found.exclude(target=None).values_list("target_id", flat=True))
    return tuple(
        OperationRow(
            o.id, o.kind, Money(o.amount_minor, currency), o.value_date, o.receipt_number,
            o.entry_id, o.id in reversed_ids,
        )
        for o in found.order_by("-receipt_number")[:limit]
    )  # fmt: skip
