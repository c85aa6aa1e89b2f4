"""How much work waits: the counts beside the entries on the left and on top."""

from nafa.kernel.context import Context
from nafa.lending import queries as lending
from nafa.payments import queries as payments


def contracts_to_pay(ctx: Context) -> int:
    """Contracts that wait at the counter."""
    if payments.open_session_of(ctx.actor_id) is None:
        return 0
    return len(lending.loans(ctx, status="CONTRACTED", limit=99))
