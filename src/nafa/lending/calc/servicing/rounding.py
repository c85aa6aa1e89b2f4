"""Amounts in whole minor units, rounded as the terms name."""

from decimal import ROUND_HALF_EVEN, Context, Decimal

from nafa.lending.calc.terms import Terms
from nafa.lib.rounding import Rounding, round_to_int, round_to_multiple


def minor(terms: Terms, value: Decimal, *, rounding: Rounding | None = None) -> int:
    """A computed amount in minor units; first to the currency's multiple where it has one.

    Guard digits are dropped before: 1.4999…9 that stands for 1.5 is 1.5.
    """
    named = rounding or terms.rounding
    if terms.guard_digits:
        value = Context(terms.precision - terms.guard_digits, ROUND_HALF_EVEN).plus(value)
    if terms.currency_multiple > 1 and terms.digits == 0:
        return round_to_multiple(value, terms.currency_multiple, named)
    return round_to_int(value, named)


def to_multiple(terms: Terms, amount: int) -> int:
    """An instalment at the multiple of the terms; one below half a multiple stays as it is."""
    if terms.multiple <= 1:
        return amount
    return round_to_multiple(Decimal(amount), terms.multiple, terms.rounding) or amount


def percent_of(terms: Terms, amount: int, percent: Decimal) -> int:
    """A percent of an amount, in minor units."""
    context = terms.context
    product = context.multiply(Decimal(amount), percent)
    return minor(terms, context.divide(product, Decimal(100)))


def divided(terms: Terms, amount: int, parts: int) -> int:
    """One of so many equal parts, rounded."""
    return minor(terms, terms.context.divide(Decimal(amount), Decimal(parts)))
