"""Giving late loans to somebody else to recover."""

from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.models import User
from nafa.lending.queries import find_loan
from nafa.recovery import errors
from nafa.recovery.models import Collector
from nafa.recovery.queries import colleagues


@command(permission="recovery.hand_over")
def hand_over(ctx: Context, *, loan_id: UUID, collector_id: UUID) -> None:
    """The person follows the arrears of the loan from now on; its officer stays its officer.

    Refuses: NotFound, OtherBranch, OtherBranchCollector.
    """
    loan = find_loan(ctx, loan_id)
    if all(one.id != collector_id for one in colleagues(loan.branch_id)):
        person = User.objects.filter(id=collector_id).first()
        raise errors.OtherBranchCollector(name=person.full_name if person else collector_id)
    Collector.objects.update_or_create(
        loan_id=loan_id, defaults={"collector_id": collector_id, "since_date": ctx.business_date}
    )
    ctx.concerns("loan", loan_id)
