"""The yearly percentage that a contract's flows are equivalent to: for disclosure and steering.

The monthly rate at which the flows of the client are worth what was laid out, times twelve
(PROPORTIONAL) or compounded (EQUIVALENT), as the jurisdiction's pack annualises.
"""

from collections.abc import Sequence
from decimal import Decimal, localcontext

STEPS = 80
HIGHEST_MONTHLY = Decimal(10)


def yearly_percent(laid_out: int, flows: Sequence[int], *, method: str) -> Decimal | None:
    """The percentage a year with two decimals; none when the flows do not exceed what is laid out.

    `flows` are the amounts at the end of the first month, the second, and so on.
    """
    if laid_out <= 0 or sum(flows) <= laid_out:
        return None
    with localcontext() as context:
        context.prec = 30
        low, high = Decimal(0), HIGHEST_MONTHLY
        for _ in range(STEPS):
            rate = (low + high) / 2
            if _worth(flows, rate) > laid_out:
                low = rate
            else:
                high = rate
        yearly = (1 + low) ** 12 - 1 if method == "EQUIVALENT" else low * 12
        return (yearly * 100).quantize(Decimal("0.01"))


def _worth(flows: Sequence[int], rate: Decimal) -> Decimal:
    worth = Decimal(0)
    for flow in reversed(flows):
        worth = (worth + flow) / (1 + rate)
    return worth
