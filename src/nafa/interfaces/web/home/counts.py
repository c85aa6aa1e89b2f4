"""How much work waits: the counts beside the entries on the left and on top."""

from nafa.kernel.context import Context
from nafa.lending import queries as lending
from nafa.payments import queries as payments


def approvals_waiting(ctx: Context) -> int:
    """Applications that wait for a decision, for those who decide."""
    if not ctx.may("lending.approve"):
        return 0
    return lending.waiting_counts(ctx).get("SUBMITTED", 0)


def applications_to_complete(ctx: Context) -> int:
    """Returned applications and approved ones without a contract."""
    counts = lending.waiting_counts(ctx)
    return counts.get("RETURNED", 0) + counts.get("APPROVED", 0)


def contracts_to_pay(ctx: Context) -> int:
    """Contracts that wait at the counter."""
    if payments.open_session_of(ctx.actor_id) is None:
        return 0
    return len(lending.loans(ctx, status="CONTRACTED", limit=99))
