"""Taking back what was recorded by mistake and moved no cash."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.lending import events
from nafa.lending.calc.fact_data import plan_of
from nafa.lending.calc.loan_events import EventKind
from nafa.lending.calc.new_plan import PlanKind
from nafa.lending.calc.postings import Role
from nafa.lending.commands._facts import FactNote, FactReceipt, record_fact
from nafa.lending.commands._reversible import reversible_fact
from nafa.lending.commands._told import told
from nafa.lending.commands.life.marks import move_principal
from nafa.lending.models import Loan, LoanFact
from nafa.lending.queries.repayment import debt_of
from nafa.lending.queries.state import fold

RESTRUCTURES = (PlanKind.RESCHEDULING, PlanKind.RESTRUCTURING)
REVERSIBLE = (
    EventKind.FEE.value,
    EventKind.WAIVED.value,
    EventKind.REPLANNED.value,
    EventKind.WRITTEN_OFF.value,
)


def _taken_back(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """What the charge, the waiver or the write-off came to; nothing for a plan."""
    loan, fact = reversible_fact(ctx, inputs["fact_id"], reason=inputs["reason"], kinds=REVERSIBLE)
    if fact.kind == EventKind.WRITTEN_OFF.value:
        return told(loan, debt_of(fold(loan, on=ctx.business_date)).minor)
    return told(loan, fact.amount_minor or 0)


@command(permission="lending.reverse", linked=_taken_back)
def take_back(ctx: Context, *, fact_id: UUID, reason: str) -> FactReceipt:
    """Take back a charge, a waiver, a plan or a write-off: the loan stands as if it had never been.

    The provision of a write-off comes back with the next day close. Refuses: NotFound, OtherBranch,
    InvalidInput (no reason), FactNotReversible (another kind of fact, or reversed before),
    FactOutOfPlace.
    """
    loan, fact = reversible_fact(ctx, fact_id, reason=reason, kinds=REVERSIBLE)
    receipt = record_fact(
        ctx,
        loan,
        kind=EventKind.REVERSED,
        value_date=ctx.business_date,
        target=fact,
        note=FactNote(reason=reason.strip()),
    )
    _unmark(ctx, loan, fact)
    ctx.publish(events.FactReversed(loan.id, fact_id))
    return receipt


def _unmark(ctx: Context, loan: Loan, gone: LoanFact) -> None:
    """A credit whose restructurings were all taken back is an ordinary one again."""
    if loan.restructured_date is None or plan_of(gone.data) is None:
        return
    undone = LoanFact.objects.filter(loan_id=loan.id, target__isnull=False).values("target_id")
    standing = LoanFact.objects.filter(loan_id=loan.id, kind=EventKind.REPLANNED.value)
    plans = [plan_of(fact.data) for fact in standing.exclude(id__in=undone)]
    if any(plan and plan.kind in RESTRUCTURES for plan in plans):
        return
    move_principal(ctx, loan, Role.PRINCIPAL)
    Loan.objects.filter(id=loan.id).update(restructured_date=None)
