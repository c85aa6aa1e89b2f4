"""Defining loan products: rules as data, a new version for every change."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.identity.contexts import institution
from nafa.lending import errors
from nafa.lending.calc.product import ProductRules, rules_to_plain
from nafa.lending.calc.product_toml import product_file
from nafa.lending.calc.terms import TermsRefused
from nafa.lending.models import Product, ProductVersion
from nafa.lending.queries.offers import is_usurious
from nafa.lending.queries.products import latest_version, resolved_rules


def read_rules(code: str, rules: Mapping[str, Any]) -> ProductRules:
    """The rules as values, inherited blocks as the parent has them.

    Refuses: TermsNotPossible, naming the field, also for rules no lawful loan can be made of;
    ProductParentLoops; NotFound (the parent).
    """
    try:
        read = resolved_rules(code, rules)
    except TermsRefused as refused:
        raise errors.TermsNotPossible(field=refused.field, reason=refused.code) from refused
    if is_usurious(read, on=institution().business_date):
        raise errors.TermsNotPossible(field="rate", reason="terms.rate_above_ceiling")
    return read


@command(permission="lending.define_product")
def define_product(ctx: Context, *, code: str, name: str, rules: Mapping[str, Any]) -> UUID:
    """Offer a new product with the first version of its rules, from today.

    Refuses: ProductCodeTaken, TermsNotPossible (the field is named), InvalidInput (no name),
    NotFound (the parent), ProductParentLoops.
    """
    return _define(ctx, code, name, rules)


def _define(ctx: Context, code: str, name: str, rules: Mapping[str, Any]) -> UUID:
    code, name = code.strip(), name.strip()
    if not code or not name:
        raise InvalidInput(field="name" if code else "code", reason="empty")
    if Product.objects.filter(code=code).exists():
        raise errors.ProductCodeTaken(product=code)
    read = read_rules(code, rules)
    product = Product.objects.create(id=ctx.new_id(), code=code, name=name)
    _add_version(ctx, product.id, 1, read, ctx.business_date)
    ctx.concerns("product", product.id)
    return product.id


@command(permission="lending.define_product")
def revise_product(
    ctx: Context,
    *,
    product_id: UUID,
    name: str,
    rules: Mapping[str, Any],
    is_active: bool,
    effective_from: date | None = None,
) -> UUID:
    """Add a version of a product's rules, in force from a day on; running contracts keep theirs.

    Products that inherit a block from it get a version of their own from the same day on. Refuses:
    NotFound, TermsNotPossible, ProductParentLoops, VersionBackdated (a day before today).
    """
    return _revise(ctx, product_id, name, rules, is_active=is_active, start=effective_from)


def _revise(
    ctx: Context,
    product_id: UUID,
    name: str,
    rules: Mapping[str, Any],
    *,
    is_active: bool,
    start: date | None,
) -> UUID:
    product = Product.objects.select_for_update().filter(id=product_id).first()
    if product is None:
        raise NotFound(kind="product", id=product_id)
    start = start or ctx.business_date
    if start < ctx.business_date:
        raise errors.VersionBackdated(effective_from=start, business_date=ctx.business_date)
    read = read_rules(product.code, rules)
    Product.objects.filter(id=product_id).update(name=name.strip(), is_active=is_active)
    _keep(ctx, product, read, start)
    return product_id


def _keep(ctx: Context, product: Product, rules: ProductRules, start: date) -> None:
    """A version when something changed, and one of every product that inherits from this one."""
    latest = latest_version(product.code)
    if latest.rules == rules_to_plain(rules):
        return
    _add_version(ctx, product.id, latest.number + 1, rules, start)
    ctx.concerns("product", product.id)
    for child in Product.objects.select_for_update().exclude(id=product.id).order_by("code"):
        held = latest_version(child.code).rules
        if held.get("parent") == product.code and held.get("inherits"):
            _keep(ctx, child, read_rules(child.code, held), start)


def _add_version(
    ctx: Context, product_id: UUID, number: int, rules: ProductRules, start: date
) -> None:
    ProductVersion.objects.create(
        id=ctx.new_id(),
        product_id=product_id,
        number=number,
        rules=rules_to_plain(rules),
        effective_from=start,
        made_at=ctx.now,
        made_by_id=ctx.actor_id,
    )


@command(permission="lending.define_product")
def import_product(ctx: Context, *, text: str) -> UUID:
    """Define the product of a TOML file, or revise the one that has its code.

    Refuses: TermsNotPossible (the field is named), NotFound (the parent), ProductParentLoops.
    """
    try:
        given = product_file(text)
    except TermsRefused as refused:
        raise errors.TermsNotPossible(field=refused.field, reason=refused.code) from refused
    known = Product.objects.filter(code=given.code).first()
    if known is None:
        return _define(ctx, given.code, given.name, given.rules)
    return _revise(ctx, known.id, given.name, given.rules, is_active=known.is_active, start=None)
