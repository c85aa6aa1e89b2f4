"""Amounts in whole minor units, rounded as the terms name."""

from decimal import Decimal

from nafa.lending.calc.servicing.terms import ServicingTerms
from nafa.lib.rounding import round_to_int, round_to_multiple


def minor(terms: ServicingTerms, value: Decimal) -> int:
    """A computed amount in minor units; first to the currency's multiple where it has one."""
    if terms.currency_multiple > 1 and terms.digits == 0:
        return round_to_multiple(value, terms.currency_multiple, terms.rounding)
    return round_to_int(value, terms.rounding)


def to_multiple(terms: ServicingTerms, amount: int) -> int:
    """An instalment at the multiple of the terms; one below half a multiple stays as it is."""
    multiple = terms.multiple * int(10**terms.digits)
    if not multiple:
        return amount
    return round_to_multiple(Decimal(amount), multiple, terms.rounding) or amount


def percent_of(terms: ServicingTerms, amount: int, percent: Decimal) -> int:
    """A percent of an amount, in minor units."""
    context = terms.context
    product = context.multiply(Decimal(amount), percent)
    return minor(terms, context.divide(product, Decimal(100)))


def divided(terms: ServicingTerms, amount: int, parts: int) -> int:
    """One of so many equal parts, rounded."""
    return minor(terms, terms.context.divide(Decimal(amount), Decimal(parts)))
