"""From roles to accounts, and the one way a fact of a contract is recorded and posted."""

from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from nafa.assets.calc.dues import Shares
from nafa.assets.calc.kinds import FactKind
from nafa.assets.calc.postings import OF_THE_ASSET, OF_THE_CONTRACT, Entry, Role
from nafa.assets.commands._close_sql import LATENESS
from nafa.assets.models import Asset, Contract, Fact
from nafa.assets.queries.state import ASSET, CONTRACT, code_of
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.context import Context
from nafa.kernel.numbering import next_number
from nafa.ledger import commands as ledger
from nafa.lib.invariants import ensure
from nafa.lib.money import Money

NOTHING = Shares(0, 0, 0)


class FactReceipt(NamedTuple):
    """What a recorded fact did: for the receipt and the API."""

    fact_id: UUID
    entry_id: UUID | None
    receipt_number: str
    amount: Money
    rent: Money
    price: Money
    donation: Money
    status: str


def pool_key(
    role: Role, *, pool_id: UUID, pool_code: str, branch_id: UUID, currency: str, term: str = ""
) -> ledger.AccountKey:
    """The account of a pool in a branch: income, charges, suppliers, charity never mix.

    No more goes out to charity than came in: the account never has a debit balance.
    """
    return ledger.AccountKey(
        code=institution_pack().account_for(role, term=term),
        currency=currency,
        branch_id=branch_id,
        owner_kind=f"pool.{role.value.lower()}",
        owner_id=pool_id,
        name=pool_code,
        minimum_minor=0 if role is Role.CHARITY else None,
    )


def account_key(contract: Contract, role: Role, asset: Asset | None = None) -> ledger.AccountKey:
    """The account of a role: of the thing, of the contract, or of the pool it belongs to."""
    pool = contract.pool.code
    if role in OF_THE_ASSET and asset is not None:
        owner, owner_id, name = ASSET, asset.id, asset.number
    elif role in OF_THE_CONTRACT or role in OF_THE_ASSET:
        owner, owner_id, name = CONTRACT, contract.id, contract.number
    else:
        return pool_key(
            role, pool_id=contract.pool_id, pool_code=pool, branch_id=contract.branch_id,
            currency=contract.currency, term=contract.term_class,
        )  # fmt: skip
    return ledger.AccountKey(
        code=code_of(contract, role),
        currency=contract.currency,
        branch_id=contract.branch_id,
        owner_kind=owner,
        owner_id=owner_id,
        name=f"{name} · {pool}",
    )


def post_entry(
    ctx: Context,
    contract: Contract,
    *,
    kind: str,
    entry: Entry,
    value_date: date,
    asset: Asset | None = None,
    cash_account_id: UUID | None = None,
    wording: str = "",
) -> UUID | None:
    """Post an entry of roles on real accounts; nothing when nothing moves."""
    if not entry:
        return None
    roles = [role for role in entry if role is not Role.CASH]
    ids = ledger.open_accounts(ctx, [account_key(contract, role, asset) for role in roles])
    accounts: dict[Role, UUID] = dict(zip(roles, ids, strict=True))
    if Role.CASH in entry:
        ensure(cash_account_id is not None, "cash has a place")
        assert cash_account_id is not None
        accounts[Role.CASH] = cash_account_id
    return ledger.post(
        ctx,
        kind=kind,
        value_date=value_date,
        lines=[
            ledger.debit(accounts[role], Money(minor, contract.currency))
            for role, minor in entry.items()
        ],
        reference=contract.number,
        memo=f"{contract.pool.code} · {contract.number}",
        wording=wording,
        branch_id=contract.branch_id,
    )


def record_fact(
    ctx: Context,
    contract: Contract,
    *,
    kind: FactKind,
    amount_minor: int,
    entry: Entry,
    shares: Shares = NOTHING,
    value_date: date | None = None,
    quantity: int = 0,
    asset: Asset | None = None,
    target: Fact | None = None,
    cash_account_id: UUID | None = None,
    wording: str = "",
) -> FactReceipt:
    """Add a fact to a locked contract and post what it does; cash gets a receipt number."""
    on = value_date or ctx.business_date
    entry_id = post_entry(
        ctx, contract, kind=f"financing.{kind.value.lower()}", entry=entry, value_date=on,
        asset=asset, cash_account_id=cash_account_id, wording=wording,
    )  # fmt: skip
    has_cash = Role.CASH in entry
    fact = Fact(
        id=ctx.new_id(), contract_id=contract.id, kind=kind.value,
        order=Fact.objects.filter(contract_id=contract.id).count() + 1,
        value_date=on, recorded_date=ctx.business_date, amount_minor=amount_minor,
        rent_minor=shares.rent_minor, price_minor=shares.price_minor,
        donation_minor=shares.donation_minor, quantity=quantity, target=target,
        entry_id=entry_id, command_id=ctx.command_id,
        cash_account_id=cash_account_id if has_cash else None,
        receipt_number=f"R{next_number('receipt'):08d}" if has_cash else "",
    )  # fmt: skip
    Fact.objects.bulk_create([fact])
    _follow_lateness(ctx, contract.id)
    ctx.concerns("contract", contract.id)
    ctx.concerns("client", contract.client_id)
    if asset is not None:
        ctx.concerns("asset", asset.id)
    return receipt_of(contract, fact)


def _follow_lateness(ctx: Context, contract_id: UUID) -> None:
    """What is late by yesterday's close, after a fact of today: lists do not wait for tonight."""
    yesterday = ctx.business_date - timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute(LATENESS, {"day": yesterday, "contract": contract_id})


def receipt_of(contract: Contract, fact: Fact) -> FactReceipt:
    """The receipt of a fact."""
    return FactReceipt(
        fact_id=fact.id,
        entry_id=fact.entry_id,
        receipt_number=fact.receipt_number,
        amount=Money(fact.amount_minor, contract.currency),
        rent=Money(fact.rent_minor, contract.currency),
        price=Money(fact.price_minor, contract.currency),
        donation=Money(fact.donation_minor, contract.currency),
        status=contract.status,
    )
