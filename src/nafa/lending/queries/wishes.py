"""What somebody wishes to borrow, held against a product: the terms, or why there are none."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from nafa.lending import errors
from nafa.lending.calc.product import ProductRules
from nafa.lending.calc.terms import Terms, TermsRefused, Tranche
from nafa.lending.models import ProductVersion
from nafa.lending.queries.offers import Offer, offer_of
from nafa.lending.queries.products import rules_of, version_of_product
from nafa.lending.queries.rate_indexes import indexed_rate
from nafa.lib.money import Money


def preview_offer(
    *,
    product_id: UUID,
    client_kind: str,
    amount: Money,
    instalment_count: int,
    on: date,
    first_due_date: date | None = None,
) -> tuple[Terms, Offer]:
    """What the loan would cost, before it is asked for; a rate above the ceiling is shown too.

    Refuses: NotFound, ProductInactive, ClientNotEligible, AmountOutOfRange, CountOutOfRange,
    TermsNotPossible.
    """
    version = version_of_product(product_id)
    rules = rules_of(version)
    check_offer(version, rules, client_kind, amount, instalment_count)
    terms = build_terms(
        rules,
        principal=amount,
        instalment_count=instalment_count,
        disbursement_date=on,
        first_due_date=first_due_date,
    )
    return terms, offer_of(terms, on=on)


def build_terms(
    rules: ProductRules,
    *,
    principal: Money,
    instalment_count: int,
    disbursement_date: date,
    first_due_date: date | None,
    tranches: Sequence[Tranche] = (),
) -> Terms:
    """The terms a product gives, at the rate of the day where it follows an index.

    Refuses: TermsNotPossible, naming the field; IndexUnknown.
    """
    rate = indexed_rate(rules.index, on=disbursement_date) if rules.index else None
    try:
        return rules.terms(
            principal=principal,
            instalment_count=instalment_count,
            disbursement_date=disbursement_date,
            first_due_date=first_due_date,
            tranches=tranches,
            rate=rate,
        )
    except TermsRefused as refused:
        raise errors.TermsNotPossible(field=refused.field, reason=refused.code) from refused


def check_offer(
    version: ProductVersion, rules: ProductRules, kind: str, amount: Money, count: int
) -> None:
    """Refuses: ProductInactive, ClientNotEligible, AmountOutOfRange, CountOutOfRange."""
    if not version.product.is_active:
        raise errors.ProductInactive(product=version.product.name)
    if kind not in rules.client_kinds:
        raise errors.ClientNotEligible(product=version.product.name)
    check_counts(rules, amount, count)


def check_counts(rules: ProductRules, amount: Money, count: int) -> None:
    """Refuses: AmountOutOfRange, CountOutOfRange."""
    lowest, highest = rules.lowest_amount, rules.highest_amount
    if amount.currency != lowest.currency or not lowest <= amount <= highest:
        raise errors.AmountOutOfRange(lowest=lowest, highest=highest, amount=amount)
    if not rules.lowest_count <= count <= rules.highest_count:
        raise errors.CountOutOfRange(
            lowest=rules.lowest_count, highest=rules.highest_count, count=count
        )
