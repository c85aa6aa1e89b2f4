"""Interest earned day by day on the schedule: straight-line inside each period, exact at its end.

    earned(d) = interest of the periods that ended on or before d
              + interest_k * (d - start_k) // (due_k - start_k)      for the running period k

The division is the floor of whole numbers, so SQL says the same with bigint arithmetic. Day close
posts earned(d) less what is already recognised; the sum over a period is its scheduled interest.
"""

from collections.abc import Sequence
from datetime import date

from nafa.lending.calc.schedule import Instalment
from nafa.lib.money import Money, total


def accrued_interest(schedule: Sequence[Instalment], *, on: date) -> Money:
    """Interest earned from disbursement to the close of the day."""
    return total(
        (_earned(instalment, on) for instalment in schedule),
        currency=schedule[0].interest.currency,
    )


def interest_through_current_period(schedule: Sequence[Instalment], *, on: date) -> Money:
    """Interest of every period begun before the day: the running one counts whole."""
    return total(
        (instalment.interest for instalment in schedule if instalment.start_date < on),
        currency=schedule[0].interest.currency,
    )


def recognised_interest(*, accrued: Money, settled: Money) -> Money:
    """Interest that is income: earned, or paid or waived before it was earned, if that is more."""
    return max(accrued, settled)


def _earned(instalment: Instalment, on: date) -> Money:
    if on >= instalment.due_date:
        return instalment.interest
    elapsed = max((on - instalment.start_date).days, 0)
    days_in_period = (instalment.due_date - instalment.start_date).days
    minor = instalment.interest.minor * elapsed // days_in_period
    return Money(minor, instalment.interest.currency)
