"""From posting roles to the ledger accounts of one loan and its branch."""

from collections.abc import Iterable
from uuid import UUID

from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.context import Context
from nafa.ledger import commands as ledger
from nafa.lending.calc.postings import Line, Role, Side
from nafa.lending.models import Loan, LoanProgress
from nafa.lib.money import Money

OWN_ROLES = frozenset({Role.PRINCIPAL, Role.INTEREST_RECEIVABLE, Role.PENALTY_RECEIVABLE})
OWNER_KINDS = {
    Role.PRINCIPAL: "loan",
    Role.INTEREST_RECEIVABLE: "loan",
    Role.PENALTY_RECEIVABLE: "loan.penalty",
}


def open_loan_accounts(ctx: Context, loan: Loan) -> dict[Role, UUID]:
    """The loan's own accounts: principal, accrued interest, penalties."""
    pack = institution_pack()
    roles = sorted(OWN_ROLES)
    ids = ledger.open_accounts(
        ctx,
        [
            ledger.AccountKey(
                code=pack.account_for(role, term=loan.term_class),
                currency=loan.currency,
                branch_id=loan.branch_id,
                owner_kind=OWNER_KINDS[role],
                owner_id=loan.id,
                name=loan.number,
            )
            for role in roles
        ],
    )
    return dict(zip(roles, ids, strict=True))


def ledger_lines(
    ctx: Context,
    loan: Loan,
    progress: LoanProgress,
    lines: Iterable[Line],
    *,
    cash_account_id: UUID | None,
) -> list[ledger.Line]:
    """The lines of a posting rule on real accounts. Cash goes to the account that is given."""
    lines = list(lines)
    known: dict[Role, UUID | None] = {
        Role.CASH: cash_account_id,
        Role.PRINCIPAL: progress.principal_account_id,
        Role.INTEREST_RECEIVABLE: loan.interest_account_id,
        Role.PENALTY_RECEIVABLE: loan.penalty_account_id,
    }
    wanted = [line.role for line in lines if known.get(line.role) is None]
    pack = institution_pack()
    shared = ledger.open_accounts(
        ctx,
        [
            ledger.AccountKey(
                code=pack.account_for(role, term=loan.term_class),
                currency=loan.currency,
                branch_id=loan.branch_id,
            )
            for role in wanted
        ],
    )
    accounts = {**known, **dict(zip(wanted, shared, strict=True))}
    return [_line(accounts[line.role], line.side, line.amount) for line in lines]


def _line(account_id: UUID | None, side: Side, amount: Money) -> ledger.Line:
    assert account_id is not None
    make = ledger.debit if side is Side.DEBIT else ledger.credit
    return make(account_id, amount)
