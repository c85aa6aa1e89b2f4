"""Reading products."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from nafa.kernel.errors import NotFound
from nafa.lending.calc.product import ProductRules, rules_from_plain
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
    """A version of a product's rules, by whom and when."""

    number: int
    made_at: datetime
    made_by: str
    rules: ProductRules


def rules_of(version: ProductVersion) -> ProductRules:
    """The rules of a version as values."""
    return rules_from_plain(version.rules)


def version_of_product(product_id: UUID) -> ProductVersion:
    """The version in force. Refuses: NotFound."""
    version = (
        ProductVersion.objects.select_related("product")
        .filter(product_id=product_id)
        .order_by("-number")
        .first()
    )
    if version is None:
        raise NotFound(kind="product", id=product_id)
    return version


def products(*, active_only: bool = False) -> list[ProductRow]:
    """Every product with its version in force, by code."""
    versions = (
        ProductVersion.objects.select_related("product")
        .order_by("product__code", "-number")
        .distinct("product__code")
    )
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
        VersionRow(v.number, v.made_at, v.made_by.full_name if v.made_by else "", rules_of(v))
        for v in found.order_by("-number")
    ]
