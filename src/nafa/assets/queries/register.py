"""The register of things: where each stands, and what it is worth in the books."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from nafa.assets.calc.kinds import ContractKind
from nafa.assets.calc.postings import Role, held_as
from nafa.assets.models import Asset
from nafa.assets.queries.state import ASSET, CONTRACT, code_of, find_asset
from nafa.kernel.context import Context
from nafa.lib.money import Money


class AssetRow(NamedTuple):
    """A thing with its cost, what it has lost, and what is left of it in the books."""

    id: UUID
    number: str
    contract_id: UUID
    contract_number: str
    kind: str
    status: str
    description: str
    serial_number: str
    plate_number: str
    supplier: str
    place: str
    cost: Money
    worn: Money
    book_value: Money
    supplier_owed: Money
    insurer: str
    policy_number: str
    insured_until_date: date | None
    useful_life_months: int
    ordered_date: date
    purchased_date: date | None
    possessed_date: date | None
    available_date: date | None
    ended_date: date | None


_HELD = """
SELECT a.owner_id, a.chart_code, coalesce(b.debit_minor - b.credit_minor, 0)
FROM ledger_account a LEFT JOIN ledger_balance b ON b.account_id = a.id
WHERE a.owner_kind = %s AND a.owner_id = ANY(%s::uuid[])
"""
Held = dict[tuple[UUID, str], int]


def assets(ctx: Context, *, status: str = "", before: str = "", limit: int = 50) -> list[AssetRow]:
    """Things of the actor's branch, newest first; `before` is a number."""
    found = Asset.objects.select_related("contract").order_by("-number")
    if ctx.branch_id is not None:
        found = found.filter(branch_id=ctx.branch_id)
    if status:
        found = found.filter(status=status)
    if before:
        found = found.filter(number__lt=before)
    return _rows(list(found[:limit]))


def asset_view(ctx: Context, asset_id: UUID) -> AssetRow:
    """One thing. Refuses: NotFound, OtherBranch."""
    return _rows([find_asset(ctx, asset_id)])[0]


def asset_id_of(number: str) -> UUID | None:
    """The thing with a number, or nothing."""
    return Asset.objects.filter(number=number).values_list("id", flat=True).first()


def _rows(things: list[Asset]) -> list[AssetRow]:
    """What the books hold of all the things is read at once."""
    held: Held = {}
    with connection.cursor() as cursor:
        for kind, ids in (
            (ASSET, [one.id for one in things]),
            (CONTRACT, [one.contract_id for one in things]),
        ):
            cursor.execute(_HELD, [kind, ids])
            held |= {(owner, code): int(net) for owner, code, net in cursor.fetchall()}
    return [_row(one, held) for one in things]


def _row(asset: Asset, held: Held) -> AssetRow:
    contract, unit = asset.contract, asset.currency
    role = held_as(ContractKind(contract.kind))
    owner = contract.id if role is Role.CO_OWNED_SHARE else asset.id
    book = held.get((owner, code_of(contract, role)), 0)
    worn = -held.get((asset.id, code_of(contract, Role.ACCUMULATED_DEPRECIATION)), 0)
    bought = contract.laid_out_minor if asset.purchased_date else 0
    return AssetRow(
        id=asset.id,
        number=asset.number,
        contract_id=contract.id,
        contract_number=contract.number,
        kind=asset.kind,
        status=asset.status,
        description=asset.description,
        serial_number=asset.serial_number,
        plate_number=asset.plate_number,
        supplier=asset.supplier,
        place=asset.place,
        cost=Money(asset.price_minor + asset.ancillary_minor, unit),
        worn=Money(worn, unit),
        book_value=Money(book - worn, unit),
        supplier_owed=Money(bought - asset.supplier_paid_minor, unit),
        insurer=asset.insurer,
        policy_number=asset.policy_number,
        insured_until_date=asset.insured_until_date,
        useful_life_months=asset.useful_life_months,
        ordered_date=asset.ordered_date,
        purchased_date=asset.purchased_date,
        possessed_date=asset.possessed_date,
        available_date=asset.available_date,
        ended_date=asset.ended_date,
    )
