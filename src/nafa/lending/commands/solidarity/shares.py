"""Shares of members in the loan that their group asks for."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from nafa.clients import queries as clients
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.lending import solidarity_errors as errors
from nafa.lending.calc.choices import JointLiability
from nafa.lending.calc.solidarity.shares import Share, fault_of_shares
from nafa.lending.commands._apply import lock_application
from nafa.lending.models import Application, MemberShare
from nafa.lending.queries.products import rules_of
from nafa.lending.queries.solidarity.standing import shares_of
from nafa.lib.money import Money

OPEN = (Application.Status.SUBMITTED, Application.Status.RETURNED, Application.Status.APPROVED)


class MemberAmount(NamedTuple):
    """What a member bears or takes over."""

    member_id: UUID
    amount: Money


@command(permission="lending.apply")
def set_shares(ctx: Context, *, application_id: UUID, shares: tuple[MemberAmount, ...]) -> int:
    """Write down what each member bears of the loan, in place of what stood there; how many.

    The shares add up to the amount of the application. Refuses: NotFound, OtherBranch, SharesFixed
    (under contract, or over), SharesNotPossible (fewer than two, a share of nothing, a member
    named twice or who is not in the group, another sum).
    """
    application = lock_application(ctx, application_id)
    if application.status not in OPEN:
        raise errors.SharesFixed(number=application.number)
    _check(application, [Share(str(one.member_id), one.amount.minor) for one in shares])
    MemberShare.objects.filter(application_id=application_id).delete()
    MemberShare.objects.bulk_create(
        MemberShare(
            application_id=application_id,
            member_id=one.member_id,
            place=place,
            amount_minor=one.amount.minor,
        )
        for place, one in enumerate(shares)
    )
    return len(shares)


def demand_shares(application: Application) -> None:
    """Before a contract: shares that make the amount, of members who are still there.

    Refuses: SharesMissing (the product wants them), SharesNotPossible.
    """
    shares = shares_of([application.id]).get(application.id, [])
    if shares:
        _check(application, shares)
        return
    if rules_of(application.version).guarantees.get("joint_liability") == JointLiability.SHARES:
        raise errors.SharesMissing(product=application.version.product.name)


def _check(application: Application, shares: Sequence[Share]) -> None:
    present = {str(one.client_id) for one in clients.members_of(application.client_id)}
    fault = fault_of_shares(shares, principal=application.amount_minor)
    if not fault and any(share.member_id not in present for share in shares):
        fault = "stranger"
    if fault:
        raise errors.SharesNotPossible(
            principal=Money(application.amount_minor, application.currency), reason=fault
        )
