"""Defining loan products: rules as data, a new version for every change."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.lending import errors
from nafa.lending.calc.product import ProductRules, rules_from_plain, rules_to_plain
from nafa.lending.calc.terms import TermsRefused
from nafa.lending.models import Product, ProductVersion


def read_rules(rules: Mapping[str, Any]) -> ProductRules:
    """The rules as values. Refuses: TermsNotPossible, naming the field."""
    try:
        return rules_from_plain(rules)
    except TermsRefused as refused:
        raise errors.TermsNotPossible(field=refused.field, reason=refused.code) from refused


@command(permission="lending.define_product")
def define_product(ctx: Context, *, code: str, name: str, rules: Mapping[str, Any]) -> UUID:
    """Offer a new product with the first version of its rules.

    Refuses: ProductCodeTaken, TermsNotPossible (the field is named), InvalidInput (no name).
    """
    if not code.strip() or not name.strip():
        raise InvalidInput(field="name" if code.strip() else "code", reason="empty")
    if Product.objects.filter(code=code).exists():
        raise errors.ProductCodeTaken(product=code)
    read = read_rules(rules)
    product = Product.objects.create(id=ctx.new_id(), code=code.strip(), name=name.strip())
    _add_version(ctx, product.id, 1, read)
    ctx.concerns("product", product.id)
    return product.id


@command(permission="lending.define_product")
def revise_product(
    ctx: Context, *, product_id: UUID, name: str, rules: Mapping[str, Any], is_active: bool
) -> UUID:
    """Add a version of a product's rules; running contracts keep theirs.

    Refuses: NotFound, TermsNotPossible.
    """
    product = Product.objects.select_for_update().filter(id=product_id).first()
    if product is None:
        raise NotFound(kind="product", id=product_id)
    read = read_rules(rules)
    Product.objects.filter(id=product_id).update(name=name.strip(), is_active=is_active)
    latest = ProductVersion.objects.filter(product_id=product_id).order_by("-number").first()
    if latest is None or latest.rules != rules_to_plain(read):
        _add_version(ctx, product_id, latest.number + 1 if latest else 1, read)
    ctx.concerns("product", product_id)
    return product_id


def _add_version(ctx: Context, product_id: UUID, number: int, rules: ProductRules) -> None:
    ProductVersion.objects.create(
        id=ctx.new_id(),
        product_id=product_id,
        number=number,
        rules=rules_to_plain(rules),
        made_at=ctx.now,
        made_by_id=ctx.actor_id,
    )
