"""Setting up a till or a vault."""

from uuid import UUID

from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.ledger import commands as ledger
from nafa.payments import errors
from nafa.payments.models import Till


@command(permission="till.open")
def open_till(
    ctx: Context,
    *,
    branch_id: UUID,
    name: str,
    kind: str,
    currency: str,
    ceiling_minor: int | None = None,
) -> UUID:
    """Set up a till (TILL) or a vault (VAULT) with its cash account, which never goes below zero.

    Refuses: TillNameTaken, OtherBranch.
    """
    ctx.demand_branch(branch_id)
    if Till.objects.filter(branch_id=branch_id, name=name).exists():
        raise errors.TillNameTaken(name=name)
    till_id = ctx.new_id()
    account_id = ledger.account_for(
        ctx,
        ledger.AccountKey(
            code=institution_pack().account_for("CASH"),
            currency=currency,
            branch_id=branch_id,
            owner_kind="till",
            owner_id=till_id,
            name=name,
            minimum_minor=0,
        ),
    )
    Till.objects.create(
        id=till_id,
        branch_id=branch_id,
        kind=Till.Kind(kind),
        name=name,
        currency=currency,
        account_id=account_id,
        ceiling_minor=ceiling_minor,
    )
    ctx.concerns("till", till_id)
    return till_id
