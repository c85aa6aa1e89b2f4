"""Schedules of a whole portfolio at once, on columns of whole numbers.

It agrees to the unit with `schedule.build_schedule`. Amounts are integers; every product is an
exact fraction rounded as the terms name. Only the real value of a level instalment is computed in
extended floating point: where that value is too near to a rounding boundary to be sure of, and
where a product would not fit 63 bits, the loan is computed by the pure function instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
import numpy.typing as npt

from nafa.lending.calc.schedule import (
    build_schedule,
    due_dates_of,
    level_payment,
    period_rates_of,
)
from nafa.lending.calc.terms import InterestGrace, Method, Terms
from nafa.lib.calendars import EVERY_DAY, BusinessCalendar
from nafa.lib.rounding import Rounding

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Reals = npt.NDArray[np.longdouble]
LARGEST = 2**61
CHUNK = 1 << 14
METHODS = tuple(Method)
EXTENDED = np.longdouble


@dataclass(frozen=True, slots=True)
class LoanColumns:
    """Loans side by side. Rates are numerators over one denominator a loan; a column a period.

    All loans share a rounding; grace on interest either waives it or spreads it afterwards.
    """

    principal: Integers
    count: Integers
    method: Integers
    rate_numerators: Integers
    rate_denominator: Integers
    grace_principal: Integers
    grace_interest: Integers
    multiple: Integers
    rounding: Rounding
    is_waived: Flags

    def __len__(self) -> int:
        return len(self.principal)

    @property
    def width(self) -> int:
        return int(self.rate_numerators.shape[1])

    def part(self, chosen: slice | Flags) -> "LoanColumns":
        """Some of the loans."""
        return LoanColumns(
            self.principal[chosen],
            self.count[chosen],
            self.method[chosen],
            self.rate_numerators[chosen],
            self.rate_denominator[chosen],
            self.grace_principal[chosen],
            self.grace_interest[chosen],
            self.multiple[chosen],
            self.rounding,
            self.is_waived[chosen],
        )


@dataclass(frozen=True, slots=True)
class ScheduleColumns:
    """Principal and interest in minor units: a row a loan, a column an instalment."""

    principal: Integers
    interest: Integers


def portfolio_schedules(
    loans: Sequence[Terms], *, calendar: BusinessCalendar = EVERY_DAY
) -> list[tuple[list[int], list[int]]]:
    """Principals and interests of each loan, as the pure function gives them."""
    found: list[tuple[list[int], list[int]]] = [([], [])] * len(loans)
    by_rounding: dict[Rounding, list[int]] = {}
    for place, terms in enumerate(loans):
        by_rounding.setdefault(terms.rounding, []).append(place)
    for places in by_rounding.values():
        chosen = [loans[place] for place in places]
        columns, fits = columns_of(chosen, calendar=calendar)
        laid = lay(columns)
        for row, place in enumerate(places):
            terms = loans[place]
            if fits[row]:
                size = terms.instalment_count
                found[place] = (
                    laid.principal[row, :size].tolist(),
                    laid.interest[row, :size].tolist(),
                )
            else:
                rows = build_schedule(terms, calendar=calendar)
                found[place] = (
                    [one.principal.minor for one in rows],
                    [one.interest.minor for one in rows],
                )
    return found


def columns_of(
    loans: Sequence[Terms], *, calendar: BusinessCalendar = EVERY_DAY
) -> tuple[LoanColumns, Flags]:
    """The columns of loans of one rounding, and which of them fit 63 bits."""
    width = max((terms.instalment_count for terms in loans), default=1)
    numerators = np.zeros((len(loans), width), dtype=np.int64)
    denominators = np.ones(len(loans), dtype=np.int64)
    fits = np.ones(len(loans), dtype=np.bool_)
    for row, terms in enumerate(loans):
        rates = period_rates_of(terms, due_dates_of(terms, calendar))
        common = lcm(*(rate.denominator for rate in rates))
        over = [rate.numerator * (common // rate.denominator) for rate in rates]
        largest = terms.principal.minor * max(sum(over), 1) * 2 + common * 2
        if max(largest, common * terms.instalment_count) >= LARGEST:
            fits[row] = False
            continue
        numerators[row, : len(over)] = over
        denominators[row] = common
    column = {
        name: np.array([getattr(terms, name) for terms in loans], dtype=np.int64)
        for name in ("instalment_count", "grace_principal", "grace_interest")
    }
    columns = LoanColumns(
        principal=np.array([terms.principal.minor for terms in loans], dtype=np.int64),
        count=column["instalment_count"],
        method=np.array([METHODS.index(terms.method) for terms in loans], dtype=np.int64),
        rate_numerators=numerators,
        rate_denominator=denominators,
        grace_principal=column["grace_principal"],
        grace_interest=column["grace_interest"],
        multiple=np.array([terms.instalment_multiple for terms in loans], dtype=np.int64),
        rounding=loans[0].rounding if loans else Rounding.HALF_UP,
        is_waived=np.array(
            [terms.interest_grace is InterestGrace.WAIVED for terms in loans], dtype=np.bool_
        ),
    )
    return columns, fits


def lay(loans: LoanColumns) -> ScheduleColumns:
    """Every schedule, a chunk of loans at a time so that a chunk stays in the cache."""
    principal = np.zeros((len(loans), loans.width), dtype=np.int64)
    interest = np.zeros_like(principal)
    for start in range(0, len(loans), CHUNK):
        piece = slice(start, start + CHUNK)
        _lay_chunk(loans.part(piece), principal[piece], interest[piece])
    return ScheduleColumns(principal, interest)


def _lay_chunk(loans: LoanColumns, principal: Integers, interest: Integers) -> None:
    rates = _charged(loans)
    flat = loans.method == METHODS.index(Method.FLAT)
    if flat.any():
        principal[flat], interest[flat] = _flat(loans.part(flat), rates[flat])
    if not flat.all():
        rest = ~flat
        principal[rest], interest[rest] = _declining(loans.part(rest), rates[rest])
    last = loans.count - 1
    rows = np.arange(len(loans))
    principal[rows, last] += loans.principal - principal.sum(axis=1)


def _charged(loans: LoanColumns) -> Integers:
    """Numerators of the rates, nil where the grace waives the interest."""
    if not loans.is_waived.any():
        return loans.rate_numerators
    places = np.arange(loans.width)
    waived = loans.is_waived[:, None] & (places[None, :] < loans.grace_interest[:, None])
    return np.where(waived, np.int64(0), loans.rate_numerators)


def _declining(loans: LoanColumns, rates: Integers) -> tuple[Integers, Integers]:
    """Interest on the balance; what is equal is the instalment, or the principal in it."""
    size = len(loans)
    is_level = loans.method == METHODS.index(Method.DECLINING_EQUAL_INSTALMENTS)
    repaying = loans.count - loans.grace_principal
    level = rounded_multiple(loans.principal, repaying, loans.multiple, loans.rounding)
    if is_level.any():
        level[is_level] = _levels(loans.part(is_level), rates[is_level])
    principal = np.zeros((size, loans.width), dtype=np.int64)
    interest = np.zeros_like(principal)
    balance = loans.principal.copy()
    for place in range(loans.width):
        earned = rounded(balance * rates[:, place], loans.rate_denominator, loans.rounding)
        wished = np.where(is_level, np.maximum(level - earned, 0), level)
        repaid = np.minimum(wished, balance)
        repaid[(place < loans.grace_principal) | (place >= loans.count)] = 0
        earned[place >= loans.count] = 0
        balance -= repaid
        principal[:, place], interest[:, place] = repaid, earned
    _spread_grace(loans, interest)
    return principal, interest


def _flat(loans: LoanColumns, rates: Integers) -> tuple[Integers, Integers]:
    """Interest on all that was lent, in equal parts over the instalments that bear it."""
    whole = rounded(loans.principal * rates.sum(axis=1), loans.rate_denominator, loans.rounding)
    each = rounded(whole, loans.count - loans.grace_interest, loans.rounding)
    repaying = loans.count - loans.grace_principal
    principal = np.zeros((len(loans), loans.width), dtype=np.int64)
    interest = np.zeros_like(principal)
    left, balance = whole.copy(), loans.principal.copy()
    for place in range(loans.width):
        asked = np.where(place < loans.grace_interest, 0, np.minimum(each, left))
        asked = np.where(place == loans.count - 1, left, asked)
        asked[place >= loans.count] = 0
        wished = rounded_multiple(
            loans.principal + asked * repaying, repaying, loans.multiple, loans.rounding
        )
        repaid = np.minimum(np.maximum(wished - asked, 0), balance)
        repaid[(place < loans.grace_principal) | (place >= loans.count)] = 0
        left -= asked
        balance -= repaid
        principal[:, place], interest[:, place] = repaid, asked
    return principal, interest


def _spread_grace(loans: LoanColumns, interest: Integers) -> None:
    """Interest of the grace is asked for later, in equal parts; the last part takes the rest."""
    graced = (loans.grace_interest > 0) & ~loans.is_waived
    if not graced.any():
        return
    chosen = loans.part(graced)
    own = interest[graced]
    places = np.arange(loans.width)[None, :]
    in_grace = places < chosen.grace_interest[:, None]
    deferred = np.where(in_grace, own, 0).sum(axis=1)[:, None]
    parts = (chosen.count - chosen.grace_interest)[:, None]
    so_far = np.clip(places - chosen.grace_interest[:, None] + 1, 0, parts)
    upto = deferred * so_far // parts
    share = np.diff(upto, axis=1, prepend=0)
    interest[graced] = np.where(in_grace, 0, own + share)


def _levels(loans: LoanColumns, rates: Integers) -> Integers:
    """The equal instalment of each loan; doubtful roundings are settled by the pure function."""
    numerators = rates.astype(EXTENDED)
    denominator = loans.rate_denominator.astype(EXTENDED)
    growth = np.ones(len(loans), dtype=EXTENDED)
    worth = np.zeros(len(loans), dtype=EXTENDED)
    for place in range(loans.width):
        repays = (place >= loans.grace_principal) & (place < loans.count)
        growth = np.where(repays, growth * (1 + numerators[:, place] / denominator), growth)
        worth += np.where(repays, 1 / growth, 0)
    exact: Reals = np.divide(loans.principal.astype(EXTENDED), worth * loans.multiple)
    whole: Reals = np.floor(exact)
    rest: Reals = exact - whole
    doubt = EXTENDED(64 * loans.width) * np.finfo(EXTENDED).eps * (exact + 1)
    up = _goes_up(rest, loans.rounding)
    unsure = (rest < doubt) | (rest > 1 - doubt) | (np.abs(rest - 0.5) < doubt)
    level = (whole.astype(np.int64) + up) * loans.multiple
    for row in np.flatnonzero(unsure):
        first, last = loans.grace_principal[row], loans.count[row]
        fractions = [
            Fraction(int(number), int(loans.rate_denominator[row]))
            for number in rates[row, first:last]
        ]
        level[row] = level_payment(
            int(loans.principal[row]),
            fractions,
            multiple=int(loans.multiple[row]),
            rounding=loans.rounding,
        )
    return level


def _goes_up(rest: Reals, name: Rounding) -> Flags:
    """Whether a part that is surely on no boundary is rounded up."""
    lowest = 0.5
    if name in (Rounding.UP, Rounding.CEILING):
        lowest = 0
    elif name in (Rounding.DOWN, Rounding.FLOOR):
        lowest = 1
    up: Flags = rest > lowest
    return up


def rounded(numerators: Integers, denominators: Integers, name: Rounding) -> Integers:
    """Exact fractions, none negative, as whole numbers in the named rounding."""
    whole: Integers = numerators // denominators
    rest: Integers = numerators - whole * denominators
    if name in (Rounding.DOWN, Rounding.FLOOR):
        return whole
    if name in (Rounding.UP, Rounding.CEILING):
        return whole + (rest > 0).astype(np.int64)
    twice = rest * 2
    is_odd = whole % 2 == 1
    ties_up = is_odd if name is Rounding.HALF_EVEN else np.ones_like(is_odd)
    up: Integers = ((twice > denominators) | ((twice == denominators) & ties_up)).astype(np.int64)
    return whole + up


def rounded_multiple(
    numerators: Integers, denominators: Integers, multiple: Integers, name: Rounding
) -> Integers:
    """The same, to a multiple."""
    laid: Integers = rounded(numerators, denominators * multiple, name) * multiple
    return laid
