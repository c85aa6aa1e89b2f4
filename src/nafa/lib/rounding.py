"""Named roundings. Money is never rounded without saying how."""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from enum import StrEnum


class Rounding(StrEnum):
    """How a fraction of the smallest unit becomes a whole one."""

    HALF_UP = ROUND_HALF_UP
    HALF_EVEN = ROUND_HALF_EVEN
    UP = ROUND_UP
    DOWN = ROUND_DOWN
    CEILING = ROUND_CEILING
    FLOOR = ROUND_FLOOR


def round_to_int(value: Decimal, rounding: Rounding) -> int:
    """The whole number that the named rounding makes of the value."""
    return int(value.to_integral_value(rounding=rounding.value))


def round_to_multiple(value: Decimal, multiple: int, rounding: Rounding) -> int:
    """The multiple of `multiple` nearest to the value in the sense of the named rounding."""
    return round_to_int(value / multiple, rounding) * multiple
