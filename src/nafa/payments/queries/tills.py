"""Tills, their holders and balances."""

from typing import NamedTuple
from uuid import UUID

from django.db import connection

from nafa.kernel.errors import NotFound
from nafa.lib.money import Money
from nafa.payments import errors
from nafa.payments.calc.amounts import fault_of_amount
from nafa.payments.models import Till

_TILLS = """
SELECT t.id, t.branch_id, br.name, t.kind, t.name, t.currency, t.account_id, t.ceiling_minor,
       coalesce(b.debit_minor - b.credit_minor, 0), s.id, s.teller_id, u.full_name, s.opened_at,
       s.opening_minor
FROM payments_till t JOIN kernel_branch br ON br.id = t.branch_id
LEFT JOIN ledger_balance b ON b.account_id = t.account_id
LEFT JOIN payments_tillsession s ON s.till_id = t.id AND s.closed_at IS NULL
LEFT JOIN kernel_user u ON u.id = s.teller_id
WHERE %s::uuid IS NULL OR t.branch_id = %s::uuid ORDER BY br.code, t.kind, t.name
"""


class OwnTill(NamedTuple):
    """The till a teller holds."""

    session_id: UUID
    till_id: UUID
    till_name: str
    branch_id: UUID
    account_id: UUID
    currency: str


class TillRow(NamedTuple):
    """A till or vault with its balance and holder."""

    id: UUID
    branch_id: UUID
    branch: str
    kind: str
    name: str
    currency: str
    account_id: UUID
    ceiling_minor: int | None
    balance_minor: int
    session_id: UUID | None
    teller_id: UUID | None
    teller: str | None
    opened_at: object
    opening_minor: int | None

    @property
    def balance(self) -> Money:
        """The cash that should lie in it."""
        return Money(self.balance_minor, self.currency)


def tills(*, branch_id: UUID | None = None) -> list[TillRow]:
    """Every till and vault of a branch, or of all."""
    with connection.cursor() as cursor:
        cursor.execute(_TILLS, [branch_id, branch_id])
        return [TillRow(*row) for row in cursor.fetchall()]


def find_till(till_id: UUID) -> Till:
    """The till. Refuses: NotFound."""
    till = Till.objects.filter(id=till_id).first()
    if till is None:
        raise NotFound(kind="till", id=till_id)
    return till


def open_session_of(teller_id: UUID | None) -> OwnTill | None:
    """The till that a person holds now, or nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.id, t.id, t.name, t.branch_id, t.account_id, t.currency"
            " FROM payments_tillsession s JOIN payments_till t ON t.id = s.till_id"
            " WHERE s.teller_id = %s AND s.closed_at IS NULL",
            [teller_id],
        )
        row = cursor.fetchone()
    return None if row is None else OwnTill(*row)


def own_till(teller_id: UUID | None) -> OwnTill:
    """The till that a person holds now. Refuses: NoOpenTill."""
    own = open_session_of(teller_id)
    if own is None:
        raise errors.NoOpenTill()
    return own


def check_amount(amount: Money, *, currency: str) -> None:
    """Refuses: CurrencyOther, AmountNotPositive, AmountTooLarge."""
    fault = fault_of_amount(amount, currency=currency)
    if fault == "currency":
        raise errors.CurrencyOther(till_currency=currency, currency=amount.currency)
    if fault == "not_positive":
        raise errors.AmountNotPositive(amount=amount)
    if fault == "too_large":
        raise errors.AmountTooLarge(amount=amount)
