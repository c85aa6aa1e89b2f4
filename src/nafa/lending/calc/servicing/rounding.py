"""Amounts in whole minor units, rounded as the terms name."""

from decimal import Decimal

from nafa.lending.calc.servicing.terms import ServicingTerms
from nafa.lib.rounding import round_to_int


def minor(terms: ServicingTerms, value: Decimal) -> int:
    """A computed amount in minor units; first to the currency's multiple where it has one."""
    multiple = terms.currency_multiple * 10**terms.digits
    if multiple > 1 and terms.digits == 0:
        return round_to_int(value / multiple, terms.rounding) * multiple
    return round_to_int(value, terms.rounding)


def to_multiple(terms: ServicingTerms, amount: int) -> int:
    """An instalment at the multiple of the terms; one below half a multiple stays as it is."""
    multiple = terms.multiple * 10**terms.digits
    if not multiple:
        return amount
    rounded = round_to_int(Decimal(amount) / multiple, terms.rounding) * multiple
    return rounded or amount


def percent_of(terms: ServicingTerms, amount: int, percent: Decimal) -> int:
    """A percent of an amount, in minor units."""
    context = terms.context
    product = context.multiply(Decimal(amount), percent)
    return minor(terms, context.divide(product, Decimal(100)))


def divided(terms: ServicingTerms, amount: int, parts: int) -> int:
    """One of so many equal parts, rounded."""
    return minor(terms, terms.context.divide(Decimal(amount), Decimal(parts)))
