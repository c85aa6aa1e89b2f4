"""The table of instalments follows the plan in force; the plans before it are kept."""

from datetime import date
from uuid import UUID

from nafa.kernel.context import Context
from nafa.lending.calc.loan_state import LoanStatus
from nafa.lending.models import Instalment, Loan, LoanPlan
from nafa.lending.queries.state import Folded


def keep_plan(ctx: Context, loan: Loan, after: Folded, *, fact_id: UUID) -> None:
    """Write the plan in force where a fact changed it, and keep the rows it replaced.

    Charges change no plan; a loan that has ended keeps the last one it had.
    """
    was_signed = after.state.plan is None and not loan.plan_version
    if was_signed or after.state.status is not LoanStatus.ACTIVE:
        return
    held = list(Instalment.objects.filter(loan_id=loan.id).order_by("number"))
    wanted = _rows(loan.id, after)
    if [_said(row) for row in held] == [_said(row) for row in wanted]:
        return
    LoanPlan.objects.create(
        loan_id=loan.id,
        version=loan.plan_version,
        rows=[[row.number, *(str(day) for day in _said(row)[:2]), *_amounts(row)] for row in held],
        replaced_date=ctx.business_date,
        fact_id=fact_id,
    )
    Instalment.objects.filter(loan_id=loan.id).delete()
    Instalment.objects.bulk_create(wanted)
    loan.plan_version += 1
    loan.maturity_date = wanted[-1].due_date
    loan.save(update_fields=["plan_version", "maturity_date"])


def _said(row: Instalment) -> tuple[date, date, int, int, int]:
    return (
        row.start_date, row.due_date, row.principal_minor, row.interest_minor, row.carried_minor
    )  # fmt: skip


def _amounts(row: Instalment) -> tuple[int, int, int]:
    return row.principal_minor, row.interest_minor, row.fee_minor


def _rows(loan_id: UUID, after: Folded) -> list[Instalment]:
    rows, cumulative = [], 0
    for row, carried in zip(after.schedule, after.carried, strict=True):
        cumulative += row.principal.minor + row.interest.minor
        rows.append(
            Instalment(
                loan_id=loan_id,
                number=row.number,
                start_date=row.start_date,
                due_date=row.due_date,
                principal_minor=row.principal.minor,
                interest_minor=row.interest.minor,
                fee_minor=row.fee.minor,
                cumulative_minor=cumulative,
                carried_minor=carried,
            )
        )
    return rows
