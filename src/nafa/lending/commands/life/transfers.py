"""Giving loans to another officer or another branch."""

from uuid import UUID

from nafa.jurisdictions.queries import institution_pack
from nafa.jurisdictions.types import FactUnknown
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.models import Branch, User
from nafa.ledger import commands as ledger
from nafa.ledger import queries as books
from nafa.lending import errors, events, life_errors
from nafa.lending.calc.postings import Role
from nafa.lending.models import Loan, LoanProgress, LoanTransfer
from nafa.lending.queries.reading import known_fold
from nafa.lending.queries.state import find_loan
from nafa.lib.money import Money

OPEN = (Loan.Status.CONTRACTED, Loan.Status.ACTIVE, Loan.Status.WRITTEN_OFF)
OWNED = ("loan", "loan.penalty")
LINK = "BRANCH_LINK"
Moved = list[tuple[UUID, UUID, Money]]


@command(permission="lending.transfer")
def transfer_loan(ctx: Context, *, loan_id: UUID, to_officer_id: UUID, reason: str) -> UUID:
    """Give a loan to another officer, with the reason.

    Refuses: NotFound, OtherBranch, InvalidInput (no reason), SameOfficer, LoanNotActive (over).
    """
    _demand_reason(reason)
    officer = _officer(to_officer_id)
    loan = find_loan(ctx, loan_id, lock=True)
    if loan.status not in OPEN:
        raise errors.LoanNotActive(number=loan.number, status=loan.status)
    if loan.officer_id == officer.id:
        raise life_errors.SameOfficer(officer=officer.full_name)
    return _give(ctx, loan, officer, reason)


@command(permission="lending.transfer")
def transfer_portfolio(
    ctx: Context, *, from_officer_id: UUID, to_officer_id: UUID, reason: str
) -> int:
    """Give every open loan of an officer to another one; how many.

    Only loans of the actor's branch. Refuses: NotFound, InvalidInput (no reason), SameOfficer.
    """
    _demand_reason(reason)
    officer = _officer(to_officer_id)
    if from_officer_id == to_officer_id:
        raise life_errors.SameOfficer(officer=officer.full_name)
    found = Loan.objects.select_for_update().filter(officer_id=from_officer_id, status__in=OPEN)
    if ctx.branch_id is not None:
        found = found.filter(branch_id=ctx.branch_id)
    loans = list(found.order_by("id"))
    for loan in loans:
        _give(ctx, loan, officer, reason)
    return len(loans)


def _give(ctx: Context, loan: Loan, officer: User, reason: str) -> UUID:
    made = LoanTransfer.objects.create(
        id=ctx.new_id(),
        loan_id=loan.id,
        from_officer_id=loan.officer_id,
        to_officer_id=officer.id,
        from_branch_id=loan.branch_id,
        to_branch_id=loan.branch_id,
        moved_date=ctx.business_date,
        reason=reason.strip(),
    )
    Loan.objects.filter(id=loan.id).update(officer_id=officer.id)
    ctx.concerns("loan", loan.id)
    ctx.publish(events.LoanTransferred(loan.id, officer.id, loan.branch_id))
    return made.id


@command(permission="lending.move_branch")
def move_to_branch(
    ctx: Context, *, loan_id: UUID, to_branch_id: UUID, to_officer_id: UUID, reason: str
) -> UUID:
    """Move a running loan to another branch: its balances leave one branch's books for the other's.

    What was earned before stays the income of the branch that earned it. Refuses: NotFound,
    OtherBranch, InvalidInput (no reason), LoanNotActive, SameBranch, NoBranchLink.
    """
    _demand_reason(reason)
    officer = _officer(to_officer_id)
    branch = Branch.objects.filter(id=to_branch_id).first()
    if branch is None:
        raise NotFound(kind="branch", id=to_branch_id)
    loan = find_loan(ctx, loan_id, lock=True)
    if loan.status != Loan.Status.ACTIVE:
        raise errors.LoanNotActive(number=loan.number, status=loan.status)
    if loan.branch_id == branch.id:
        raise life_errors.SameBranch(branch=branch.name)
    moved = _open_there(ctx, loan, branch.id)
    outgoing, incoming = _post_both(ctx, loan, branch.id, moved)
    _move_commitment(ctx, loan, branch.id)
    made = LoanTransfer.objects.create(
        id=ctx.new_id(), loan_id=loan.id, from_officer_id=loan.officer_id,
        to_officer_id=officer.id, from_branch_id=loan.branch_id, to_branch_id=branch.id,
        moved_date=ctx.business_date, reason=reason.strip(),
        outgoing_entry_id=outgoing, incoming_entry_id=incoming,
    )  # fmt: skip
    _point(loan, branch.id, officer.id, {former: new for former, new, _ in moved})
    ctx.concerns("loan", loan.id)
    ctx.concerns("client", loan.client_id)
    ctx.publish(events.LoanTransferred(loan.id, officer.id, branch.id))
    return made.id


def _open_there(ctx: Context, loan: Loan, branch_id: UUID) -> Moved:
    """Accounts of the same kind in the other branch, and what each of them takes over."""
    rows = [(kind, row) for kind in OWNED for row in books.accounts_of_owner(kind, loan.id)]
    here = [(kind, row) for kind, row in rows if row.branch_id == loan.branch_id]
    keys = [
        ledger.AccountKey(
            code=row.code,
            currency=row.currency,
            branch_id=branch_id,
            owner_kind=kind,
            owner_id=loan.id,
            name=loan.number,
        )
        for kind, row in here
    ]
    there = ledger.open_accounts(ctx, keys)
    return [(row.id, new, row.net) for (_, row), new in zip(here, there, strict=True)]


def _post_both(
    ctx: Context, loan: Loan, branch_id: UUID, moved: Moved
) -> tuple[UUID | None, UUID | None]:
    """One entry in each branch, each balanced by the account that links branches."""
    held = [one for one in moved if one[2]]
    net = sum(amount.minor for _, _, amount in held)
    links = _links(ctx, loan, branch_id)
    entries: list[UUID | None] = []
    for place, (branch, sign) in enumerate(((loan.branch_id, -1), (branch_id, 1))):
        lines = [
            _line(new if place else former, amount.minor * sign, loan.currency)
            for former, new, amount in held
        ]
        if net:
            lines.append(_line(links[place], -net * sign, loan.currency))
        entries.append(
            ledger.post(
                ctx.under(f"branch/{place}"),
                kind="loan.branch",
                value_date=ctx.business_date,
                lines=lines,
                reference=loan.number,
                branch_id=branch,
            )
            if lines
            else None
        )
    return entries[0], entries[1]


def _move_commitment(ctx: Context, loan: Loan, branch_id: UUID) -> None:
    """What may still be drawn is from now on a commitment of the other branch."""
    undrawn = known_fold(loan, on=ctx.business_date).state.undrawn
    if not undrawn:
        return
    pack = institution_pack()
    codes = [pack.account_for(role) for role in (Role.COMMITMENT_GIVEN, Role.COMMITMENT_CONTRA)]
    for place, branch in enumerate((loan.branch_id, branch_id)):
        given, contra = ledger.open_accounts(
            ctx,
            [
                ledger.AccountKey(code=code, currency=loan.currency, branch_id=branch)
                for code in codes
            ],
        )
        debit, credit = (given, contra) if place else (contra, given)
        ledger.post(
            ctx.under(f"commitment/{place}"),
            kind="loan.branch",
            value_date=ctx.business_date,
            lines=[ledger.debit(debit, undrawn), ledger.credit(credit, undrawn)],
            reference=loan.number,
            branch_id=branch,
        )


def _links(ctx: Context, loan: Loan, branch_id: UUID) -> list[UUID]:
    try:
        code = institution_pack().account_for(LINK)
    except FactUnknown:
        raise life_errors.NoBranchLink() from None
    return ledger.open_accounts(
        ctx,
        [
            ledger.AccountKey(code=code, currency=loan.currency, branch_id=one)
            for one in (loan.branch_id, branch_id)
        ],
    )


def _line(account_id: UUID, net: int, currency: str) -> ledger.Line:
    make = ledger.debit if net > 0 else ledger.credit
    return make(account_id, Money(abs(net), currency))


def _point(loan: Loan, branch_id: UUID, officer_id: UUID, there: dict[UUID, UUID]) -> None:
    """The loan stands in the other branch, with the accounts it has there."""
    progress = LoanProgress.objects.get(loan_id=loan.id)
    held = progress.provision_account_id
    LoanProgress.objects.filter(loan_id=loan.id).update(
        principal_account_id=there[progress.principal_account_id],
        provision_account_id=there[held] if held else None,
    )
    assert loan.interest_account_id is not None
    assert loan.penalty_account_id is not None
    Loan.objects.filter(id=loan.id).update(
        branch_id=branch_id,
        officer_id=officer_id,
        interest_account_id=there[loan.interest_account_id],
        penalty_account_id=there[loan.penalty_account_id],
    )


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")


def _officer(user_id: UUID) -> User:
    """Refuses: NotFound."""
    found = User.objects.filter(id=user_id, is_active=True).first()
    if found is None:
        raise NotFound(kind="user", id=user_id)
    return found
