"""Members give each other back what one paid for another: outside the till, written down here."""

from uuid import UUID

from nafa.clients import queries as clients
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.lending import solidarity_errors as errors
from nafa.lending.models import MemberPayback
from nafa.lending.queries.folding import folds
from nafa.lending.queries.solidarity.standing import group_states
from nafa.lending.queries.state import find_loan
from nafa.lib.money import Money


@command(permission="clients.manage_group")
def record_payback(
    ctx: Context, *, loan_id: UUID, debtor_id: UUID, creditor_id: UUID, amount: Money
) -> UUID:
    """Write down that a member gave another back what was paid in her place. No money of ours.

    Refuses: NotFound, OtherBranch, NothingOwedBetween (nothing, or less than that, is owed).
    """
    loan = find_loan(ctx, loan_id, lock=True)
    state = group_states(folds([loan], on=ctx.business_date)).get(loan.id)
    pair = str(debtor_id), str(creditor_id)
    owed = Money(state.debts.get(pair, 0) if state else 0, loan.currency)
    if amount.currency != loan.currency or not amount.is_positive or amount > owed:
        names = clients.names_of([debtor_id, creditor_id])
        raise errors.NothingOwedBetween(
            debtor=names.get(debtor_id, ("", ""))[1],
            creditor=names.get(creditor_id, ("", ""))[1],
            owed=owed,
            amount=amount,
        )
    made = MemberPayback.objects.create(
        id=ctx.new_id(),
        loan_id=loan.id,
        debtor_id=debtor_id,
        creditor_id=creditor_id,
        amount_minor=amount.minor,
        value_date=ctx.business_date,
        recorded_at=ctx.now,
        command_id=ctx.command_id,
    )
    ctx.concerns("loan", loan.id)
    ctx.concerns("client", debtor_id)
    ctx.concerns("client", creditor_id)
    return made.id
