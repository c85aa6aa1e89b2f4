"""Finding the fact that somebody wants to take back."""

from collections.abc import Collection
from uuid import UUID

from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.lending import errors
from nafa.lending.models import Loan, LoanFact
from nafa.lending.queries.state import find_loan


def reversible_fact(
    ctx: Context, fact_id: UUID, *, reason: str, kinds: Collection[str]
) -> tuple[Loan, LoanFact]:
    """The fact and its loan, locked. Refuses: NotFound, OtherBranch, InvalidInput (no reason),
    FactNotReversible (another kind of fact, or reversed before)."""
    fact = LoanFact.objects.filter(id=fact_id).first()
    if fact is None:
        raise NotFound(kind="operation", id=fact_id)
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    loan = find_loan(ctx, fact.loan_id, lock=True)
    if fact.kind not in kinds:
        raise errors.FactNotReversible(reason=fact.kind)
    if LoanFact.objects.filter(target_id=fact_id).exists():
        raise errors.FactNotReversible(reason="already_reversed")
    return loan, fact
