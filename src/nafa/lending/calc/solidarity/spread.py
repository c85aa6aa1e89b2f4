"""Whole amounts over whole weights, exact in both directions.

A loan of a group is one loan; what each member owes of an instalment is a part of the group's
amount. Every amount is given out to the last unit, and over the whole row of amounts each weight
gets its due to the unit: where the amounts add up to the weights, exactly the weight.
"""

from collections.abc import Sequence

from nafa.lib.invariants import ensure


def spread(amounts: Sequence[int], weights: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """One row of parts for each amount, in the order of the weights.

    The parts of a row add up to its amount. After every row each weight has got at least its
    proportion of the sum so far, rounded down, and at most rounded up; where an amount is too small
    for that, those who lack most come first.
    """
    ensure(all(amount >= 0 for amount in amounts), "only what is not negative is spread")
    ensure(all(weight >= 0 for weight in weights), "a weight is not negative")
    whole = sum(weights)
    ensure(whole > 0 or not any(amounts), "there is somebody to bear an amount")
    given, so_far, rows = [0] * len(weights), 0, []
    for amount in amounts:
        so_far += amount
        # What each lacks, times the whole: whole numbers all the way.
        lacks = [weight * so_far - had * whole for weight, had in zip(weights, given, strict=True)]
        row = [max(0, lack // whole) if whole else 0 for lack in lacks]
        _level(row, [lack - part * whole for lack, part in zip(lacks, row, strict=True)], amount)
        given = [had + part for had, part in zip(given, row, strict=True)]
        rows.append(tuple(row))
    return tuple(rows)


def _level(row: list[int], left: Sequence[int], amount: int) -> None:
    """Give out what rounding down left over to those who lack most; take back what is too much."""
    over = amount - sum(row)
    if over > 0:
        for place in sorted(range(len(row)), key=lambda one: (-left[one], one))[:over]:
            row[place] += 1
        return
    places = sorted((one for one in range(len(row)) if row[one]), key=lambda one: left[one])
    for place in places:
        taken = min(row[place], -over)
        row[place] -= taken
        over += taken
