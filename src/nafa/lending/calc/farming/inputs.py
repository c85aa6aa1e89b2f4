"""Inputs in kind: the lines of a voucher, and how a disbursement is divided among suppliers."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from nafa.lib.money import Money, total
from nafa.lib.rounding import Rounding


class InputLine(NamedTuple):
    """A thing on a voucher: quantity, and the price of a unit."""

    name: str
    unit: str
    quantity: Decimal
    price: Money

    @property
    def amount(self) -> Money:
        """Quantity times price, rounded half up."""
        return self.price.times(self.quantity, Rounding.HALF_UP)


def voucher_amount(lines: Sequence[InputLine], *, currency: str) -> Money:
    """What a voucher comes to."""
    return total((line.amount for line in lines), currency=currency)


def fault_of_lines(lines: Sequence[InputLine], *, currency: str) -> str:
    """Why these lines make no voucher: a stable word, or nothing."""
    if not lines:
        return "no_line"
    for line in lines:
        if not line.name.strip() or not line.unit.strip():
            return "no_name"
        if line.quantity <= 0 or line.price.currency != currency or not line.price.is_positive:
            return "no_amount"
    return ""


def cash_left(net: Money, vouchers: Sequence[Money]) -> Money:
    """What the borrower gets in cash when the vouchers are delivered; negative: too much."""
    return net - total(vouchers, currency=net.currency)
