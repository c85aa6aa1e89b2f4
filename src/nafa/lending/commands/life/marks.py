"""What a fact of a loan's life changes beside the fold: restructured principal, provisions."""

from uuid import UUID

from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.context import Context
from nafa.ledger import commands as ledger
from nafa.ledger import queries as books
from nafa.lending.calc.new_plan import NewPlan, PlanKind
from nafa.lending.calc.postings import BANDS, Line, Role, transferred
from nafa.lending.models import Loan, LoanProgress
from nafa.lib.money import Money


def is_marked(plan: NewPlan | None, *, was_late: bool) -> bool:
    """Whether a plan makes the credit a restructured one in the books (RCSFD, account 291).

    A restructuring always, a rescheduling when instalments were overdue; a deferment never.
    """
    if plan is None:
        return False
    return plan.kind is PlanKind.RESTRUCTURING or (
        plan.kind is PlanKind.RESCHEDULING and was_late
    )  # fmt: skip


def move_principal(ctx: Context, loan: Loan, role: Role) -> None:
    """Hold the outstanding principal in the account of another role from now on.

    What a class of age held before it is left; its provision is released by the next day close.
    """
    progress = LoanProgress.objects.get(loan_id=loan.id)
    if progress.principal_role == role.value:
        return
    code = institution_pack().account_for(role, term=loan.term_class)
    account_id = _own_account(ctx, loan, code)
    outstanding = books.balance(progress.principal_account_id)
    held = Role(progress.principal_role)
    lines = transferred(outstanding, debit=role, credit=held)
    accounts = {role: account_id, held: progress.principal_account_id}
    _post(ctx, loan, "loan.class", lines, accounts)
    LoanProgress.objects.filter(loan_id=loan.id).update(
        principal_account_id=account_id, principal_role=role.value, class_code=""
    )


def release_provision(ctx: Context, loan: Loan) -> Money:
    """Take the provision of a loan back into income; what it was (posting rule C25)."""
    progress = LoanProgress.objects.get(loan_id=loan.id)
    if progress.provision_account_id is None:
        return Money.zero(loan.currency)
    held = -books.balance(progress.provision_account_id)
    band = BANDS[max(progress.provision_band, 1) - 1]
    lines = transferred(held, debit=band.provision, credit=Role.PROVISION_RELEASE)
    income = ledger.account_for(
        ctx,
        ledger.AccountKey(
            code=institution_pack().account_for(Role.PROVISION_RELEASE, term=loan.term_class),
            currency=loan.currency,
            branch_id=loan.branch_id,
        ),
    )
    accounts = {band.provision: progress.provision_account_id, Role.PROVISION_RELEASE: income}
    _post(ctx, loan, "loan.provision", lines, accounts)
    LoanProgress.objects.filter(loan_id=loan.id).update(
        provision_account_id=None, provision_band=0, class_code=""
    )
    return held


def _own_account(ctx: Context, loan: Loan, code: str) -> UUID:
    return ledger.account_for(
        ctx,
        ledger.AccountKey(
            code=code,
            currency=loan.currency,
            branch_id=loan.branch_id,
            owner_kind="loan",
            owner_id=loan.id,
            name=loan.number,
        ),
    )


def _post(
    ctx: Context, loan: Loan, kind: str, lines: tuple[Line, ...], accounts: dict[Role, UUID]
) -> None:
    if not lines:
        return
    ledger.post(
        ctx,
        kind=kind,
        value_date=ctx.business_date,
        lines=[
            (ledger.debit if line.side.value == "DEBIT" else ledger.credit)(
                accounts[line.role], line.amount
            )
            for line in lines
        ],
        reference=loan.number,
        branch_id=loan.branch_id,
    )
