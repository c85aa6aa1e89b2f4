"""Products, pools, and what a request would mean before it is made."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from nafa.assets import errors
from nafa.assets.calc.dues import Due, dues_of
from nafa.assets.calc.equivalent import yearly_percent
from nafa.assets.calc.terms import Terms, TermsRefused, checked, terms_from_plain
from nafa.assets.models import Pool, Product
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.errors import NotFound


class Preview(NamedTuple):
    """What a request would mean: its instalments, what they add up to, the disclosed percentage."""

    terms: Terms
    dues: tuple[Due, ...]
    total_minor: int
    teg_percent: Decimal | None


_CHARITY = """
SELECT a.owner_id, coalesce(sum(b.credit_minor - b.debit_minor), 0)::bigint
FROM ledger_account a LEFT JOIN ledger_balance b ON b.account_id = a.id
WHERE a.owner_kind = 'pool.charity' AND (%s::uuid IS NULL OR a.branch_id = %s::uuid)
GROUP BY a.owner_id
"""


def charity_held(*, branch_id: UUID | None) -> dict[UUID, int]:
    """What each pool holds for charity in a branch, or in all of them."""
    with connection.cursor() as cursor:
        cursor.execute(_CHARITY, [branch_id, branch_id])
        return {pool_id: int(minor) for pool_id, minor in cursor.fetchall()}


def pools() -> list[Pool]:
    """Every pool of funds by code."""
    return list(Pool.objects.order_by("code"))


def products(*, only_active: bool = False) -> list[Product]:
    """The products by code, with their pools."""
    rows = Product.objects.select_related("pool").order_by("code")
    return list(rows.filter(is_active=True) if only_active else rows)


def find_product(product_id: UUID) -> Product:
    """One product. Refuses: NotFound."""
    found = Product.objects.select_related("pool").filter(id=product_id).first()
    if found is None:
        raise NotFound(kind="product", id=product_id)
    return found


def product_id_of(code: str) -> UUID | None:
    """The product with a code, or nothing."""
    return Product.objects.filter(code=code).values_list("id", flat=True).first()


def pool_id_of(code: str) -> UUID | None:
    """The pool with a code, or nothing."""
    return Pool.objects.filter(code=code).values_list("id", flat=True).first()


def teg_of(product: Product, terms: Terms, *, on: date) -> Decimal | None:
    """The equivalent yearly percentage, where the product discloses it."""
    if not product.shows_teg:
        return None
    flows = [due.minor for due in dues_of(terms, start=on)]
    if not flows:
        return None
    flows[-1] += terms.residual_minor
    laid_out = terms.laid_out.minor - terms.fee_minor
    return yearly_percent(laid_out, flows, method=institution_pack().teg_method(on))


def preview(product: Product, terms: Terms, *, on: date) -> Preview:
    """The instalments as they would be if the contract began on a day."""
    dues = dues_of(terms, start=on)
    return Preview(terms, dues, sum(due.minor for due in dues), teg_of(product, terms, on=on))


def read_terms(product: Product, terms: Mapping[str, Any]) -> Terms:
    """The terms of a request, with what the product decides. Refuses: TermsNotPossible."""
    try:
        return checked(
            terms_from_plain(
                {
                    **terms,
                    "kind": product.kind,
                    "currency": product.currency,
                    "depreciation": product.depreciation,
                    "donation_minor": product.donation_minor,
                    "grace_days": product.grace_days,
                }
            )
        )
    except TermsRefused as refused:
        raise errors.TermsNotPossible(field=refused.field, reason=refused.reason) from refused
