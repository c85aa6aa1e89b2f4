"""Reading products."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Q, QuerySet

from nafa.kernel.errors import NotFound
from nafa.kernel.identity.contexts import institution
from nafa.lending import errors
from nafa.lending.calc.blocks import taken_over
from nafa.lending.calc.product import ProductRules, rules_from_plain
from nafa.lending.calc.product_toml import product_text
from nafa.lending.models import Product, ProductVersion


class ProductRow(NamedTuple):
    """A product with its latest version."""

    id: UUID
    code: str
    name: str
    is_active: bool
    version_id: UUID
    version_number: int
    rules: ProductRules


class VersionRow(NamedTuple):
    """A version of a product's rules: from which day, by whom and when."""

    number: int
    effective_from: date | None
    made_at: datetime
    made_by: str
    rules: ProductRules


def rules_of(version: ProductVersion) -> ProductRules:
    """The rules of a version as values."""
    return rules_from_plain(version.rules)


IN_FORCE_FIRST = (F("effective_from").desc(nulls_last=True), "-number")


def _in_force() -> QuerySet[ProductVersion]:
    """Versions that have begun by the business date."""
    began = Q(effective_from__isnull=True) | Q(effective_from__lte=institution().business_date)
    return ProductVersion.objects.select_related("product").filter(began)


def version_of_product(product_id: UUID) -> ProductVersion:
    """The version in force on the business date. Refuses: NotFound."""
    version = _in_force().filter(product_id=product_id).order_by(*IN_FORCE_FIRST).first()
    if version is None:
        raise NotFound(kind="product", id=product_id)
    return version


def latest_version(code: str) -> ProductVersion:
    """The version of a product made last, also one that begins later. Refuses: NotFound."""
    found = ProductVersion.objects.select_related("product").filter(product__code=code)
    version = found.order_by("-number").first()
    if version is None:
        raise NotFound(kind="product", id=code)
    return version


def products(*, active_only: bool = False) -> list[ProductRow]:
    """Every product with its version in force, by code."""
    versions = _in_force().order_by("product__code", *IN_FORCE_FIRST).distinct("product__code")
    if active_only:
        versions = versions.filter(product__is_active=True)
    return [
        ProductRow(
            v.product_id, v.product.code, v.product.name, v.product.is_active, v.id, v.number,
            rules_of(v),
        )
        for v in versions
    ]  # fmt: skip


def product_of(product_id: UUID) -> ProductRow:
    """One product. Refuses: NotFound."""
    v = version_of_product(product_id)
    return ProductRow(
        v.product_id, v.product.code, v.product.name, v.product.is_active, v.id, v.number,
        rules_of(v),
    )  # fmt: skip


def product_id_of(code: str) -> UUID:
    """The id of the product with a code. Refuses: NotFound."""
    found = Product.objects.filter(code=code).values_list("id", flat=True).first()
    if found is None:
        raise NotFound(kind="product", id=code)
    return found


def versions_of(product_id: UUID) -> list[VersionRow]:
    """Every version of a product, newest first."""
    found = ProductVersion.objects.select_related("made_by").filter(product_id=product_id)
    return [
        VersionRow(
            v.number,
            v.effective_from,
            v.made_at,
            v.made_by.full_name if v.made_by else "",
            rules_of(v),
        )
        for v in found.order_by("-number")
    ]


def resolved_rules(code: str, rules: Mapping[str, Any]) -> ProductRules:
    """The rules as values, inherited blocks as the parent's latest version has them.

    Refuses: TermsRefused, naming the field; NotFound (the parent); ProductParentLoops.
    """
    if rules.get("parent"):
        parent = latest_version(str(rules["parent"]))
        _refuse_loop(code, parent)
        rules = taken_over(rules, parent.rules, rules.get("inherits") or ())
    return rules_from_plain(rules)


def _refuse_loop(code: str, parent: ProductVersion) -> None:
    """Refuses: ProductParentLoops, when the product is its own ancestor."""
    above = parent
    while above.product.code != code:
        if not above.rules.get("parent"):
            return
        above = latest_version(above.rules["parent"])
    raise errors.ProductParentLoops(product=code, parent=parent.product.code)


def product_toml(product_id: UUID) -> str:
    """The version in force as a TOML file. Refuses: NotFound."""
    version = version_of_product(product_id)
    product = version.product
    return product_text(code=product.code, name=product.name, rules=version.rules)


def children_of(code: str) -> list[str]:
    """The codes of the products that inherit a block from this one."""
    return [row.code for row in products() if row.rules.parent == code and row.rules.inherits]
