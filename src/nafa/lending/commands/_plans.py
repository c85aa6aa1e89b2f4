"""The table of instalments follows the plan in force; the plans before it are kept."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from nafa.kernel.context import Context
from nafa.lending.calc.loan_state import LoanStatus
from nafa.lending.models import Instalment, Loan, LoanPlan
from nafa.lending.queries.state import Folded


class Replanned(NamedTuple):
    """A loan after a fact that may have changed its plan."""

    loan: Loan
    after: Folded
    fact_id: UUID


def keep_plan(ctx: Context, loan: Loan, after: Folded, *, fact_id: UUID) -> None:
    """Write the plan in force where a fact changed it, and keep the rows it replaced.

    Charges change no plan; a loan that has ended keeps the last one it had.
    """
    keep_plans(ctx, [Replanned(loan, after, fact_id)])


def keep_plans(ctx: Context, changes: Sequence[Replanned]) -> None:
    """What `keep_plan` does, for many loans in a fixed number of statements."""
    open_ones = [
        one
        for one in changes
        if (one.after.state.plan is not None or one.loan.plan_version)
        and one.after.state.status is LoanStatus.ACTIVE
    ]
    if not open_ones:
        return
    held: dict[UUID, list[Instalment]] = {one.loan.id: [] for one in open_ones}
    for row in Instalment.objects.filter(loan_id__in=held).order_by("loan_id", "number"):
        held[row.loan_id].append(row)
    wanted = {one.loan.id: _rows(one.loan.id, one.after) for one in open_ones}
    changed = [
        one
        for one in open_ones
        if [_said(row) for row in held[one.loan.id]] != [_said(row) for row in wanted[one.loan.id]]
    ]
    LoanPlan.objects.bulk_create(
        LoanPlan(
            loan_id=one.loan.id,
            version=one.loan.plan_version,
            rows=[
                [row.number, *(str(day) for day in _said(row)[:2]), *_amounts(row)]
                for row in held[one.loan.id]
            ],
            replaced_date=ctx.business_date,
            fact_id=one.fact_id,
        )
        for one in changed
    )
    Instalment.objects.filter(loan_id__in=[one.loan.id for one in changed]).delete()
    Instalment.objects.bulk_create(row for one in changed for row in wanted[one.loan.id])
    for one in changed:
        one.loan.plan_version += 1
        one.loan.maturity_date = wanted[one.loan.id][-1].due_date
    Loan.objects.bulk_update([one.loan for one in changed], ["plan_version", "maturity_date"])


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
