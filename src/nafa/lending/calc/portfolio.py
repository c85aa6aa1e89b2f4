"""Schedules of a whole portfolio at once, on columns of whole numbers.

It agrees to the unit with `schedule.build_schedule`. Amounts are integers; every product is an
exact fraction rounded as the terms name. Only the real value of a level instalment is computed in
extended floating point: where that value is too near to a rounding boundary to be sure of, where a
product would not fit 63 bits, and where terms are of a kind that the columns do not know, the loan
is computed by the pure function instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal, localcontext
from enum import IntEnum
from fractions import Fraction
from math import lcm

import numpy as np
import numpy.typing as npt

from nafa.lending.calc.choices import (
    Amortisation,
    DeferredInterest,
    InterestKind,
    LevelRule,
    ScheduleKind,
)
from nafa.lending.calc.schedule import build_schedule
from nafa.lending.calc.servicing.cumulative import shares_of
from nafa.lending.calc.servicing.due_dates import bounds
from nafa.lending.calc.terms import Terms
from nafa.lib.calendars import EVERY_DAY, BusinessCalendar
from nafa.lib.rates import decimal_of
from nafa.lib.rounding import Rounding, round_to_int

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Reals = npt.NDArray[np.longdouble]
LARGEST = 2**61
CHUNK = 1 << 14
EXTENDED = np.longdouble
EXACT = Decimal("1e-30")
LARGEST_DENOMINATOR = 10**12
PRECISION, GUARD = 40, 10


class Shape(IntEnum):
    """How principal and interest are laid over the instalments of a column."""

    LEVEL = 0
    FLAT = 1
    EQUAL_PRINCIPAL = 2
    BALLOON = 3


SHAPES = {
    (InterestKind.DECLINING, Amortisation.EQUAL_INSTALMENTS): Shape.LEVEL,
    (InterestKind.DECLINING, Amortisation.EQUAL_PRINCIPAL): Shape.EQUAL_PRINCIPAL,
    (InterestKind.DECLINING, Amortisation.BALLOON): Shape.BALLOON,
    (InterestKind.FLAT, Amortisation.EQUAL_INSTALMENTS): Shape.FLAT,
    (InterestKind.FLAT, Amortisation.EQUAL_PRINCIPAL): Shape.FLAT,
}


@dataclass(frozen=True, slots=True)
class LoanColumns:
    """Loans side by side. Rates are numerators over one denominator a loan; a column a period.

    All loans share a rounding; interest of a grace is spread over the instalments after it. `free`
    instalments bear none: their rate is nil already.
    """

    principal: Integers
    count: Integers
    shape: Integers
    rate_numerators: Integers
    rate_denominator: Integers
    grace_principal: Integers
    grace_interest: Integers
    multiple: Integers
    rounding: Rounding
    free: Integers

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
            self.shape[chosen],
            self.rate_numerators[chosen],
            self.rate_denominator[chosen],
            self.grace_principal[chosen],
            self.grace_interest[chosen],
            self.multiple[chosen],
            self.rounding,
            self.free[chosen],
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
                size = terms.count
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
    width = max((terms.count for terms in loans), default=1)
    numerators = np.zeros((len(loans), width), dtype=np.int64)
    denominators = np.ones(len(loans), dtype=np.int64)
    fits = np.ones(len(loans), dtype=np.bool_)
    for row, terms in enumerate(loans):
        rates = _rates_of(replace(terms, calendar=calendar)) if is_known(terms) else None
        common = lcm(*(rate.denominator for rate in rates)) if rates else 1
        over = [rate.numerator * (common // rate.denominator) for rate in rates or ()]
        largest = terms.approved * max(sum(over), 1) * 2 + common * 2
        if rates is None or max(largest, common * terms.count) >= LARGEST:
            fits[row] = False
            continue
        numerators[row, : len(over)] = over
        denominators[row] = common
    column = {
        name: np.array([getattr(terms, name) for terms in loans], dtype=np.int64)
        for name in ("approved", "count", "grace_principal", "grace_interest", "interest_free")
    }
    columns = LoanColumns(
        principal=column["approved"],
        count=column["count"],
        shape=np.array([_shape(terms) for terms in loans], dtype=np.int64),
        rate_numerators=numerators,
        rate_denominator=denominators,
        grace_principal=column["grace_principal"],
        grace_interest=column["grace_interest"],
        multiple=np.array([max(terms.multiple, 1) for terms in loans], dtype=np.int64),
        rounding=loans[0].rounding if loans else Rounding.HALF_UP,
        free=column["interest_free"],
    )
    return columns, fits


def _shape(terms: Terms) -> Shape:
    return SHAPES.get((terms.interest, terms.amortisation), Shape.LEVEL)


def is_known(terms: Terms) -> bool:
    """Whether the columns can hold these terms."""
    return (
        terms.kind is ScheduleKind.CUMULATIVE
        and (terms.interest, terms.amortisation) in SHAPES
        and terms.level is LevelRule.EVERY_PERIOD
        and (not terms.grace_interest or terms.deferred_interest is DeferredInterest.SPREAD_AFTER)
        and not (terms.tranches or terms.has_down_payment or terms.currency_multiple > 1)
        and terms.interest_free < terms.count
        and terms.guard_digits > 0
    )


def _rates_of(terms: Terms) -> list[Fraction] | None:
    """The exact rate of each period behind its decimals; nothing when one is not that simple."""
    periods = bounds(terms, terms.disbursement_date)
    if any(period.due <= terms.disbursement_date for period in periods):
        return None  # moved back to the day of the payout, when nothing is owed yet
    shares = shares_of(terms, periods)
    known = {share: Fraction(share).limit_denominator(LARGEST_DENOMINATOR) for share in set(shares)}
    for share, exact in known.items():
        if abs(Fraction(share) - exact) > Fraction(EXACT):
            return None
    return [known[share] for share in shares]


def lay(loans: LoanColumns) -> ScheduleColumns:
    """Every schedule, a chunk of loans at a time so that a chunk stays in the cache."""
    principal = np.zeros((len(loans), loans.width), dtype=np.int64)
    interest = np.zeros_like(principal)
    for start in range(0, len(loans), CHUNK):
        piece = slice(start, start + CHUNK)
        _lay_chunk(loans.part(piece), principal[piece], interest[piece])
    return ScheduleColumns(principal, interest)


def _lay_chunk(loans: LoanColumns, principal: Integers, interest: Integers) -> None:
    rates = loans.rate_numerators
    flat = loans.shape == Shape.FLAT
    if flat.any():
        principal[flat], interest[flat] = _flat(loans.part(flat), rates[flat])
    if not flat.all():
        rest = ~flat
        principal[rest], interest[rest] = _declining(loans.part(rest), rates[rest])
    last = loans.count - 1
    rows = np.arange(len(loans))
    principal[rows, last] += loans.principal - principal.sum(axis=1)


def _declining(loans: LoanColumns, rates: Integers) -> tuple[Integers, Integers]:
    """Interest on the balance; what is equal is the instalment, or the principal in it."""
    size = len(loans)
    is_level = loans.shape == Shape.LEVEL
    repaying = loans.count - loans.grace_principal
    part = rounded(loans.principal, repaying, loans.rounding)
    level = to_multiple(part, loans.multiple, loans.rounding)
    level[loans.shape == Shape.BALLOON] = 0
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
    without = np.maximum(loans.grace_interest, loans.free)
    each = rounded(whole, loans.count - without, loans.rounding)
    part = rounded(loans.principal, loans.count - loans.grace_principal, loans.rounding)
    principal = np.zeros((len(loans), loans.width), dtype=np.int64)
    interest = np.zeros_like(principal)
    left, balance = whole.copy(), loans.principal.copy()
    for place in range(loans.width):
        asked = np.where(place < without, 0, np.minimum(each, left))
        asked = np.where(place == loans.count - 1, left, asked)
        asked[place >= loans.count] = 0
        wished = to_multiple(part + asked, loans.multiple, loans.rounding)
        repaid = np.minimum(np.maximum(wished - asked, 0), balance)
        repaid[(place < loans.grace_principal) | (place >= loans.count)] = 0
        left -= asked
        balance -= repaid
        principal[:, place], interest[:, place] = repaid, asked
    return principal, interest


def _spread_grace(loans: LoanColumns, interest: Integers) -> None:
    """Interest of the grace is asked for later, in equal parts; the last part takes the rest."""
    graced = loans.grace_interest > 0
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
    exact: Reals = np.divide(loans.principal.astype(EXTENDED), worth)
    whole: Reals = np.floor(exact)
    rest: Reals = exact - whole
    doubt = EXTENDED(64 * loans.width) * np.finfo(EXTENDED).eps * (exact + 1)
    up = _goes_up(rest, loans.rounding)
    unsure = (rest < doubt) | (rest > 1 - doubt) | (np.abs(rest - 0.5) < doubt)
    level = whole.astype(np.int64) + up
    for row in np.flatnonzero(unsure):
        first, last = loans.grace_principal[row], loans.count[row]
        fractions = [
            Fraction(int(number), int(loans.rate_denominator[row]))
            for number in rates[row, first:last]
        ]
        level[row] = _level(int(loans.principal[row]), fractions, loans.rounding)
    return to_multiple(level, loans.multiple, loans.rounding)


def _level(principal: int, rates: Sequence[Fraction], name: Rounding) -> int:
    """The equal instalment that repays a principal at the given rate of each period."""
    with localcontext(prec=PRECISION):
        growth, worth = Decimal(1), Decimal(0)
        for rate in rates:
            growth *= 1 + decimal_of(rate)
            worth += 1 / growth
        exact = principal / worth
    return round_to_int(Context(PRECISION - GUARD).plus(exact), name)


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


def to_multiple(amounts: Integers, multiple: Integers, name: Rounding) -> Integers:
    """Whole amounts to a multiple; one below half a multiple stays as it is."""
    laid: Integers = rounded(amounts, multiple, name) * multiple
    return np.where(laid == 0, amounts, laid)
