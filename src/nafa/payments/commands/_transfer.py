"""Moving cash between tills, vaults and the bank."""

from uuid import UUID

from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.access.proofs import amount_entered
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.ledger import commands as ledger
from nafa.lib.money import Money
from nafa.payments import errors
from nafa.payments.queries import check_amount, find_till


@command(permission="till.transfer", linked=amount_entered)
def transfer_cash(ctx: Context, *, from_till_id: UUID, to_till_id: UUID, amount: Money) -> UUID:
    """Move cash from one till or vault to another of the branch; gives the entry's id.

    Refuses: SameTill, NotFound, OtherBranch, AmountNotPositive, AmountTooLarge, CurrencyOther,
    BalanceTooLow.
    """
    if from_till_id == to_till_id:
        raise errors.SameTill()
    giving, taking = find_till(from_till_id), find_till(to_till_id)
    for till in (giving, taking):
        ctx.demand_branch(till.branch_id)
        check_amount(amount, currency=till.currency)
        ctx.concerns("till", till.id)
    return ledger.post(
        ctx,
        kind="till.transfer",
        value_date=ctx.business_date,
        lines=[ledger.debit(taking.account_id, amount), ledger.credit(giving.account_id, amount)],
        branch_id=giving.branch_id,
        memo=f"{giving.name} → {taking.name}",
    )


@command(permission="till.transfer", linked=amount_entered)
def supply_till(ctx: Context, *, till_id: UUID, amount: Money, reference: str) -> UUID:
    """Bring cash from the bank into a till or vault, or take it there when negative.

    Refuses: NotFound, OtherBranch, CurrencyOther, AmountTooLarge, BalanceTooLow.
    """
    till = find_till(till_id)
    ctx.demand_branch(till.branch_id)
    check_amount(amount if amount.is_positive else -amount, currency=till.currency)
    bank_id = ledger.account_for(
        ctx,
        ledger.AccountKey(
            code=institution_pack().account_for("BANK"),
            currency=amount.currency,
            branch_id=till.branch_id,
        ),
    )
    ctx.concerns("till", till_id)
    return ledger.post(
        ctx,
        kind="till.supply",
        value_date=ctx.business_date,
        lines=[ledger.debit(till.account_id, amount), ledger.credit(bank_id, amount)],
        typed_reference=reference,
        branch_id=till.branch_id,
    )
