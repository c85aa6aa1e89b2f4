"""Giving late files to somebody else to recover."""

from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.models import User
from nafa.recovery import errors
from nafa.recovery.commands._claims import open_claim
from nafa.recovery.models import Collector
from nafa.recovery.queries import colleagues, find_owed


@command(permission="recovery.hand_over")
def hand_over(ctx: Context, *, claim_id: UUID, collector_id: UUID) -> None:
    """The person follows the arrears of the file from now on; its officer stays its officer.

    Refuses: NotFound, OtherBranch, OtherBranchCollector.
    """
    owed = find_owed(ctx, claim_id)
    if all(one.id != collector_id for one in colleagues(owed.branch_id)):
        person = User.objects.filter(id=collector_id).first()
        raise errors.OtherBranchCollector(name=person.full_name if person else collector_id)
    Collector.objects.update_or_create(
        claim_id=open_claim(owed),
        defaults={"collector_id": collector_id, "since_date": ctx.business_date},
    )
    ctx.concerns(owed.file_kind, owed.id)
