"""Which amounts a single operation may move."""

from nafa.lib.currency import minor_digits
from nafa.lib.money import Money

LARGEST_MAJOR = 10**11


def fault_of_amount(amount: Money, *, currency: str) -> str | None:
    """`currency`, `not_positive`, `too_large` (beyond 100 000 000 000 major units), or nothing."""
    if amount.currency != currency:
        return "currency"
    if not amount.is_positive:
        return "not_positive"
    if amount.minor > LARGEST_MAJOR * 10 ** minor_digits(currency):
        return "too_large"
    return None
