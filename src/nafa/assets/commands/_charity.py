"""Giving the donations of late clients to a charity: they never were income."""

from uuid import UUID

from nafa.assets import errors
from nafa.assets.calc.postings import Role
from nafa.assets.commands._books import pool_key
from nafa.assets.commands._buy import bank_account
from nafa.assets.models import Pool
from nafa.kernel.access.proofs import amount_entered
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.ledger import commands as ledger
from nafa.ledger import queries as books
from nafa.lib.money import Money


@command(permission="assets.pay", linked=amount_entered)
def give_to_charity(
    ctx: Context, *, pool_id: UUID, branch_id: UUID, amount: Money, beneficiary: str
) -> UUID:
    """Pay what a pool holds for charity to a beneficiary, from the bank; gives the entry's id.

    Refuses: NotFound, OtherBranch, InvalidInput (no beneficiary), CharityTooLittle.
    """
    ctx.demand_branch(branch_id)
    pool = Pool.objects.filter(id=pool_id, is_islamic=True).first()
    if pool is None:
        raise NotFound(kind="pool", id=pool_id)
    if not beneficiary.strip():
        raise InvalidInput(field="beneficiary", reason="empty")
    account_id = ledger.account_for(
        ctx,
        pool_key(
            Role.CHARITY, pool_id=pool.id, pool_code=pool.code, branch_id=branch_id,
            currency=amount.currency,
        ),
    )  # fmt: skip
    held = -books.balance(account_id)
    if not amount.is_positive or held < amount:
        raise errors.CharityTooLittle(held=held, amount=amount)
    bank_id = bank_account(ctx, branch_id=branch_id, currency=amount.currency)
    ctx.concerns("pool", pool.id)
    return ledger.post(
        ctx, kind="financing.charity", value_date=ctx.business_date, reference=pool.code,
        lines=[ledger.debit(account_id, amount), ledger.credit(bank_id, amount)],
        wording=beneficiary.strip(), branch_id=branch_id,
    )  # fmt: skip
