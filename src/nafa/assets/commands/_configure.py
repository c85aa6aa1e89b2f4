"""Pools and products."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from nafa.assets import errors
from nafa.assets.calc.kinds import ISLAMIC, ContractKind, DepreciationBasis
from nafa.assets.calc.screening import PROHIBITED, SECTORS
from nafa.assets.models import Pool, Product
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.identity.contexts import institution
from nafa.lib.money import Money


@command(permission="assets.configure")
def open_pool(ctx: Context, *, code: str, name: str, is_islamic: bool) -> UUID:
    """Set up a pool of funds. Refuses: InvalidInput, CodeTaken."""
    code = code.strip().upper()
    if not code or not name.strip():
        raise InvalidInput(field="code" if not code else "name", reason="empty")
    if Pool.objects.filter(code=code).exists():
        raise errors.CodeTaken(taken=code)
    pool = Pool.objects.create(id=ctx.new_id(), code=code, name=name.strip(), is_islamic=is_islamic)
    ctx.concerns("pool", pool.id)
    return pool.id


@command(permission="assets.configure")
def define_product(
    ctx: Context,
    *,
    code: str,
    name: str,
    kind: str,
    pool_id: UUID,
    highest: Money,
    board_approval: str = "",
    board_approved_date: date | None = None,
    donation: Money | None = None,
    grace_days: int = 0,
    depreciation: str = "MONTHS",
    shows_teg: bool = False,
    prohibited_sectors: Sequence[str] | None = None,
) -> UUID:
    """Offer a product. An Islamic one needs the approval of the Sharia board and an Islamic pool.

    Refuses: InvalidInput, CodeTaken, NotFound, PoolMixed, BoardApprovalMissing.
    """
    code = code.strip().upper()
    pool = Pool.objects.filter(id=pool_id).first()
    if pool is None:
        raise NotFound(kind="pool", id=pool_id)
    if Product.objects.filter(code=code).exists():
        raise errors.CodeTaken(taken=code)
    is_islamic = _kind(kind) in ISLAMIC
    if pool.is_islamic != is_islamic:
        raise errors.PoolMixed(pool=pool.code)
    if is_islamic and not (board_approval.strip() and board_approved_date):
        raise errors.BoardApprovalMissing(product=name)
    sectors = PROHIBITED if prohibited_sectors is None else tuple(prohibited_sectors)
    _check(code, name, highest, donation, grace_days, sectors)
    product = Product.objects.create(
        id=ctx.new_id(), code=code, name=name.strip(), kind=kind, pool=pool,
        board_approval=board_approval.strip(), board_approved_date=board_approved_date,
        prohibited_sectors=list(sectors) if is_islamic else [], highest_minor=highest.minor,
        currency=highest.currency, donation_minor=donation.minor if donation else 0,
        grace_days=grace_days, depreciation=DepreciationBasis(depreciation).value,
        shows_teg=shows_teg,
    )  # fmt: skip
    ctx.concerns("financing_product", product.id)
    return product.id


def _kind(kind: str) -> ContractKind:
    if kind not in ContractKind.__members__:
        raise InvalidInput(field="kind", reason=kind)
    return ContractKind(kind)


def _check(
    code: str,
    name: str,
    highest: Money,
    donation: Money | None,
    grace_days: int,
    sectors: Sequence[str],
) -> None:
    currency = institution().currency
    faults = {
        "code": not code,
        "name": not name.strip(),
        "highest": not highest.is_positive or highest.currency != currency,
        "donation": donation is not None
        and (donation.is_negative or donation.currency != currency),
        "grace_days": not 0 <= grace_days <= 90,
        "prohibited_sectors": not sectors or not set(sectors) <= set(SECTORS),
    }
    for field, is_wrong in faults.items():
        if is_wrong:
            raise InvalidInput(field=field, reason="not_possible")
