"""What a loan would cost: schedule, effective rate, ceiling."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from nafa.jurisdictions.queries import institution_pack, pack
from nafa.lending.calc.effective_rate import (
    EffectiveRateUndefined,
    TegMethod,
    effective_rate,
    rate_of_the_rest,
)
from nafa.lending.calc.product import ProductRules
from nafa.lending.calc.schedule import Schedule, build_schedule, payout_charges
from nafa.lending.calc.terms import Terms
from nafa.lib.calendars import BusinessCalendar
from nafa.lib.money import Money, total

YEARS = 12


class Offer(NamedTuple):
    """What the borrower is shown before signing."""

    schedule: Schedule
    teg_percent: Decimal
    ceiling_percent: Decimal | None
    upfront_fees: Money
    total_interest: Money
    total_fees: Money
    total_cost: Money

    @property
    def is_usurious(self) -> bool:
        return self.ceiling_percent is not None and self.teg_percent > self.ceiling_percent


def calendar_of(on: date) -> BusinessCalendar:
    """The business calendar of the institution's country from a year on."""
    return _calendar(institution_pack().code, on.year)


@lru_cache(maxsize=64)
def _calendar(jurisdiction: str, first_year: int) -> BusinessCalendar:
    known = pack(jurisdiction)
    return BusinessCalendar.of(
        (day for year in range(first_year, first_year + YEARS) for day in known.holidays(year)),
        known.rest_weekdays,
    )


def schedule_of(terms: Terms) -> Schedule:
    """The schedule of the terms on the country's calendar."""
    return build_schedule(terms, calendar=calendar_of(terms.disbursement_date))


def usury_ceiling(on: date) -> Decimal | None:
    """The highest lawful effective rate in percent on a day, where the country has one."""
    return institution_pack().usury_ceiling(on)


def effective_rate_of(terms: Terms, *, on: date, schedule: Schedule | None = None) -> Decimal:
    """The effective annual rate (TEG) in percent by the method of the jurisdiction."""
    method = TegMethod(institution_pack().teg_method(on))
    rows = schedule or schedule_of(terms)
    try:
        return effective_rate(terms, rows).percent(method).quantize(Decimal("0.0001"))
    except EffectiveRateUndefined:
        return Decimal(0)


def effective_rate_of_the_rest(terms: Terms, coming: Schedule, *, on: date) -> Decimal:
    """The effective annual rate in percent of what is left to pay, from a due date on."""
    method = TegMethod(institution_pack().teg_method(on))
    try:
        return rate_of_the_rest(terms, coming).percent(method).quantize(Decimal("0.0001"))
    except EffectiveRateUndefined:
        return Decimal(0)


def offer_of(terms: Terms, *, on: date) -> Offer:
    """Schedule, cost and rate of terms."""
    rows = schedule_of(terms)
    currency = terms.currency
    upfront = total((amount for _, amount in payout_charges(terms, rows)), currency=currency)
    interest = total((row.interest for row in rows), currency=currency)
    fees = total((row.fee for row in rows), currency=currency) + upfront
    return Offer(
        schedule=rows,
        teg_percent=effective_rate_of(terms, on=on, schedule=rows),
        ceiling_percent=usury_ceiling(on),
        upfront_fees=upfront,
        total_interest=interest,
        total_fees=fees,
        total_cost=interest + fees,
    )


def is_usurious(rules: ProductRules, *, on: date) -> bool:
    """Whether even the cheapest loan of a product is above the ceiling of that day."""
    ceiling = usury_ceiling(on)
    return ceiling is not None and lowest_effective_rate(rules, on=on) > ceiling


def lowest_effective_rate(rules: ProductRules, *, on: date, rate: Decimal | None = None) -> Decimal:
    """The effective rate of the cheapest loan of a product, at another nominal rate if one is told.

    Fees weigh least on the largest and longest loan, or on another corner of what may be lent.
    """
    corners = product(
        {rules.lowest_amount, rules.highest_amount}, {rules.lowest_count, rules.highest_count}
    )
    return min(
        effective_rate_of(
            rules.terms(principal=amount, instalment_count=count, disbursement_date=on, rate=rate),
            on=on,
        )
        for amount, count in corners
    )
