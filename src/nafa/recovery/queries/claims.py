"""What may be recovered: loans and contracts about goods, in one shape.

This is the only place of recovery that knows how each of them tells its lateness and its payments;
lists, promises and results ask here.
"""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from nafa.assets import queries as goods
from nafa.kernel.context import Context
from nafa.kernel.models import User
from nafa.lending import queries as lending
from nafa.lib.money import Money

LOAN = "LOAN"

# Late files as the last close or operation left them. Of goods paid ahead, what is late is what was
# paid for them; what a client owes after a thing was taken back stays late.
LATE = """
SELECT l.id, 'LOAN' AS kind, l.number, l.client_id, l.officer_id, l.branch_id, l.currency,
    p.oldest_due_date, p.overdue_principal_minor + p.overdue_interest_minor AS overdue
FROM lending_loanprogress p JOIN lending_loan l ON l.id = p.loan_id
WHERE p.days_late > 0 AND l.status = 'ACTIVE'
UNION ALL
SELECT c.id, c.kind, c.number, c.client_id, c.officer_id, c.branch_id, c.currency,
    c.oldest_due_date, c.overdue_minor
FROM assets_contract c
WHERE c.days_late > 0 AND c.overdue_minor > 0 AND (c.kind <> 'SALAM' OR c.status = 'ACTIVE')
"""

_LATE_ONE = f"SELECT oldest_due_date, overdue FROM ({LATE}) AS late WHERE id = %s"  # noqa: S608 - constants only

# What came in and was not taken back: money, and goods that were delivered late. A donation goes
# to charity and pays nothing.
_PAID = """
SELECT f.loan_id AS claim_id, f.order, f.value_date, f.recorded_date, f.amount_minor
FROM lending_loanfact f WHERE f.kind IN ('REPAID', 'SETTLED') {of_loan}
    AND NOT EXISTS (SELECT FROM lending_loanfact r WHERE r.target_id = f.id)
UNION ALL
SELECT f.contract_id, f.order, f.value_date, f.recorded_date, f.amount_minor - f.donation_minor
FROM assets_fact f WHERE f.kind IN ('PAID', 'BOUGHT_OUT', 'DELIVERED', 'GIVEN_BACK') {of_contract}
    AND NOT EXISTS (SELECT FROM assets_fact r WHERE r.target_id = f.id)
"""
PAID = _PAID.format(of_loan="", of_contract="")


def paid_of(claim: str) -> str:
    """The same of one claim, named by a column of the query around it (for a lateral join)."""
    return _PAID.format(
        of_loan=f"AND f.loan_id = {claim}", of_contract=f"AND f.contract_id = {claim}"
    )


# Where the files of claims stand.
FILES = """
SELECT id, branch_id FROM lending_loan UNION ALL SELECT id, branch_id FROM assets_contract
"""


class Owed(NamedTuple):
    """The file that is recovered. `kind` is LOAN, or the kind of the contract."""

    id: UUID
    kind: str
    number: str
    client_id: UUID
    branch_id: UUID
    officer: User | None
    granted: Money
    since_date: date

    @property
    def is_loan(self) -> bool:
        return self.kind == LOAN

    @property
    def file_kind(self) -> str:
        """The kind of file under which its history is kept."""
        return "loan" if self.is_loan else "contract"


class Late(NamedTuple):
    """How late a file is today, of what the last close or operation found in arrears."""

    owed: Owed
    days_late: int
    since_date: date | None
    overdue: Money


def claim_id_of(number: str) -> UUID | None:
    """The loan or the contract with a number, or nothing."""
    return lending.loan_id_of(number) or goods.contract_id_of(number)


def find_owed(ctx: Context, claim_id: UUID, *, lock: bool = False) -> Owed:
    """The loan or the contract of that id. Refuses: NotFound, OtherBranch."""
    if not goods.known_contracts([claim_id]):
        loan = lending.find_loan(ctx, claim_id, lock=lock)
        granted = Money(loan.principal_minor, loan.currency)
        return Owed(
            loan.id, LOAN, loan.number, loan.client_id, loan.branch_id, loan.officer, granted,
            loan.disbursement_date,
        )  # fmt: skip
    contract = goods.find_contract(ctx, claim_id, lock=lock)
    return Owed(
        contract.id, contract.kind, contract.number, contract.client_id, contract.branch_id,
        contract.officer, Money(contract.laid_out_minor, contract.currency),
        contract.signed_date or contract.promised_date,
    )  # fmt: skip


def lateness_of(ctx: Context, claim_id: UUID, *, lock: bool = False) -> Late:
    """Refuses: NotFound, OtherBranch."""
    owed = find_owed(ctx, claim_id, lock=lock)
    with connection.cursor() as cursor:
        cursor.execute(_LATE_ONE, [claim_id])
        found = cursor.fetchone()
    currency = owed.granted.currency
    if found is None:
        return Late(owed, 0, None, Money.zero(currency))
    since, overdue = found
    return Late(owed, (ctx.business_date - since).days, since, Money(overdue, currency))


def last_order(claim_id: UUID) -> int:
    """The number of the last fact of the file; what comes after a promise counts for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT greatest((SELECT max("order") FROM lending_loanfact WHERE loan_id = %(id)s),'
            ' (SELECT max("order") FROM assets_fact WHERE contract_id = %(id)s), 0)',
            {"id": claim_id},
        )
        return int(cursor.fetchone()[0])
