"""Writing down what falls due, and what the close of a day will book."""

from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from uuid import UUID

from nafa.assets.calc.depreciation import wear_plan
from nafa.assets.calc.dues import Due as DueValue
from nafa.assets.calc.kinds import AccrualKind, DepreciationBasis
from nafa.assets.calc.postings import Role
from nafa.assets.calc.terms import Terms
from nafa.assets.commands._books import account_key
from nafa.assets.models import Accrual, Asset, Contract, Due
from nafa.kernel.context import Context
from nafa.ledger import commands as ledger

AccrualRow = tuple[int, date, int]


def write_dues(ctx: Context, contract: Contract, dues: Sequence[DueValue]) -> None:
    """Keep the dues in place of the earlier ones, and plan rent and mark-up that follow from them.

    What was posted stays; a posted accrual keeps its number.
    """
    Due.objects.filter(contract_id=contract.id).delete()
    sums = accumulate(due.minor for due in dues)
    Due.objects.bulk_create(
        [
            Due(
                contract_id=contract.id, number=due.number, due_date=due.due_date,
                rent_minor=due.rent_minor, price_minor=due.price_minor,
                profit_minor=due.profit_minor, cumulative_minor=cumulative,
            )
            for due, cumulative in zip(dues, sums, strict=True)
        ]
    )  # fmt: skip
    rents = [(due.number, due.due_date, due.rent_minor) for due in dues if due.rent_minor]
    profits = [(due.number, due.due_date, due.profit_minor) for due in dues if due.profit_minor]
    plan(ctx, contract, AccrualKind.RENT, rents)
    plan(ctx, contract, AccrualKind.PROFIT, profits)


def write_wear(ctx: Context, contract: Contract, asset: Asset, terms: Terms, start: date) -> None:
    """Plan the depreciation of a leased thing from the day it is available."""
    rows = wear_plan(
        terms.cost_minor, life_months=terms.useful_life_months, start=start,
        basis=DepreciationBasis(terms.depreciation),
    )  # fmt: skip
    plan(
        ctx,
        contract,
        AccrualKind.DEPRECIATION,
        [(row.number, row.due_date, row.minor) for row in rows],
        asset=asset,
    )


def own_account(
    ctx: Context, contract: Contract, kind: AccrualKind, asset: Asset | None = None
) -> UUID:
    """The account of the contract or thing that a planned accrual moves."""
    role = {
        AccrualKind.PROFIT: Role.DEFERRED_MARKUP,
        AccrualKind.RENT: Role(contract.held_role or Role.RENT_RECEIVABLE),
        AccrualKind.DEPRECIATION: Role.ACCUMULATED_DEPRECIATION,
    }[kind]
    return ledger.account_for(ctx, account_key(contract, role, asset))


def plan(
    ctx: Context,
    contract: Contract,
    kind: AccrualKind,
    rows: Sequence[AccrualRow],
    *,
    asset: Asset | None = None,
) -> None:
    """Put the rows in place of those of this kind that are not posted yet."""
    drop_plan(contract, kind)
    posted = set(contract.accruals.filter(kind=kind.value).values_list("number", flat=True))
    wanted = [row for row in rows if row[0] not in posted and row[2]]
    if not wanted:
        return
    account_id = own_account(ctx, contract, kind, asset)
    Accrual.objects.bulk_create(
        [
            Accrual(
                contract_id=contract.id, kind=kind.value, number=number, due_date=day,
                amount_minor=minor, account_id=account_id,
            )
            for number, day, minor in wanted
        ]
    )  # fmt: skip


def drop_plan(contract: Contract, *kinds: AccrualKind, after: date | None = None) -> None:
    """Take back what is planned and not posted; with `after`, only what is due later."""
    rows = contract.accruals.filter(kind__in=[one.value for one in kinds], posted_date=None)
    if after is not None:
        rows = rows.filter(due_date__gt=after)
    rows.delete()
