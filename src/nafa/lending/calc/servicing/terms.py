"""The terms of a loan for its whole servicing. Building them checks them.

Amounts are whole minor units; `digits` says how many make a major one. The named precision and
rounding are those of every rate and every amount; nothing is a float.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal

from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.choices import (
    Amortisation,
    ChargeMeasure,
    ChargeTime,
    DaysInMonth,
    DaysInYear,
    Direction,
    DueKind,
    FutureRule,
    InterestKind,
    InterestPeriod,
    LeapRule,
    MonthEndRule,
    NominalUnit,
    PeriodUnit,
    PrepaymentEffect,
    RestFrequency,
    ScheduleKind,
    SettlementInterest,
)
from nafa.lending.calc.terms import TermsRefused
from nafa.lib.calendars import EVERY_DAY, BusinessCalendar, RollRule
from nafa.lib.rounding import Rounding

LARGEST_MINOR = 10**17
LARGEST_COUNT = 600
LARGEST_RATE = Decimal(1000)
PRECISION = 19
DUE_KINDS = (DueKind.PAST_DUE, DueKind.DUE, DueKind.IN_ADVANCE)
PENALTY_FIRST = (Component.PENALTY, Component.FEE, Component.PRINCIPAL, Component.INTEREST)


@dataclass(frozen=True, slots=True)
class Place:
    """One step of an order of allocation: a component of instalments that stand so."""

    kind: DueKind
    component: Component


def places(*components: Component) -> tuple[Place, ...]:
    """The order that takes these components of what is past due, then due, then to come."""
    return tuple(Place(kind, component) for kind in DUE_KINDS for component in components)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationRule:
    """The order in which money of one kind is taken, and which coming instalments it reduces."""

    order: tuple[Place, ...]
    future: FutureRule = FutureRule.NEXT_INSTALMENT
    direction: Direction = Direction.BY_INSTALMENT

    def __post_init__(self) -> None:
        steps = {(place.kind, place.component) for place in self.order}
        if len(steps) != len(self.order) or len(steps) != len(DUE_KINDS) * len(Component):
            raise TermsRefused("terms.allocation_order_incomplete", "allocation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tranche:
    """An amount foreseen on a date."""

    expected_date: date
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeTerms:
    """A charge: `value` in major units or percent."""

    name: str
    time: ChargeTime
    measure: ChargeMeasure
    value: Decimal
    is_penalty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicingTerms:
    """Everything a schedule and a replay follow from. Refuses: TermsRefused, naming the field."""

    approved: int
    count: int
    every: int
    unit: PeriodUnit
    rate: Decimal
    digits: int = 2
    rate_unit: NominalUnit = NominalUnit.YEAR
    kind: ScheduleKind = ScheduleKind.PROGRESSIVE
    interest: InterestKind = InterestKind.DECLINING
    amortisation: Amortisation = Amortisation.EQUAL_INSTALMENTS
    interest_period: InterestPeriod = InterestPeriod.DAILY
    counts_part_periods: bool = False
    days_in_month: DaysInMonth = DaysInMonth.ACTUAL
    days_in_year: DaysInYear = DaysInYear.ACTUAL
    leap_rule: LeapRule = LeapRule.CALENDAR_YEAR
    bears_first_day: bool = False
    month_end: MonthEndRule = MonthEndRule.LAST_DAY
    grace_principal: int = 0
    grace_interest: int = 0
    interest_free: int = 0
    first_due_date: date | None = None
    fixed_length: int | None = None
    month_days: tuple[int, int] = (1, 16)
    weekdays: frozenset[int] = frozenset({0})
    roll: RollRule = RollRule.NONE
    calendar: BusinessCalendar = EVERY_DAY
    free_principals: tuple[int, ...] = ()
    multiple: int = 0
    currency_multiple: int = 0
    down_payment_percent: Decimal = Decimal(0)
    down_payment_is_automatic: bool = False
    tranches: tuple[Tranche, ...] = ()
    each_tranche_has_full_term: bool = False
    recalculates: bool = False
    rest: RestFrequency = RestFrequency.DAILY
    prepayment: PrepaymentEffect = PrepaymentEffect.LAST_INSTALMENTS
    settlement: SettlementInterest = SettlementInterest.UNTIL_THE_DAY
    allocation: AllocationRule = field(
        default_factory=lambda: AllocationRule(order=places(*PENALTY_FIRST))
    )
    charges: tuple[ChargeTerms, ...] = ()
    overdue_wait_days: int = 2
    posts_accrual_activity: bool = False
    precision: int = PRECISION
    rounding: Rounding = Rounding.HALF_EVEN

    def __post_init__(self) -> None:
        _check_sizes(self)
        _check_graces(self)
        _check_choices(self)
        _check_days(self)
        _check_free_form(self)

    @property
    def context(self) -> Context:
        """The arithmetic of rates."""
        return Context(prec=self.precision, rounding=ROUND_HALF_EVEN)

    @property
    def bears_interest(self) -> bool:
        return self.rate > 0

    @property
    def has_down_payment(self) -> bool:
        return self.down_payment_percent > 0


def _refuse_unless(holds: bool, code: str, field_name: str, **values: object) -> None:
    if not holds:
        raise TermsRefused(code, field_name, **values)


def _check_sizes(terms: ServicingTerms) -> None:
    _refuse_unless(
        0 < terms.approved <= LARGEST_MINOR,
        "terms.principal_out_of_range",
        "approved",
        value=terms.approved,
    )
    for name, highest in (("count", LARGEST_COUNT), ("every", 3660)):
        value = getattr(terms, name)
        _refuse_unless(
            1 <= value <= highest,
            "terms.out_of_range",
            name,
            value=value,
            lowest=1,
            highest=highest,
        )
    _refuse_unless(
        terms.rate.is_finite() and 0 <= terms.rate <= LARGEST_RATE,
        "terms.out_of_range",
        "rate",
        value=terms.rate,
        lowest=0,
        highest=LARGEST_RATE,
    )
    for name in ("multiple", "currency_multiple"):
        value = getattr(terms, name)
        _refuse_unless(value >= 0, "terms.multiple_out_of_range", name, value=value)


def _check_graces(terms: ServicingTerms) -> None:
    for name in ("grace_principal", "grace_interest"):
        value = getattr(terms, name)
        _refuse_unless(
            0 <= value < terms.count,
            "terms.grace_too_long",
            name,
            value=value,
            instalments=terms.count,
        )
    _refuse_unless(
        0 <= terms.interest_free <= terms.count,
        "terms.grace_too_long",
        "interest_free",
        value=terms.interest_free,
        instalments=terms.count,
    )
    fixed, before_last = terms.fixed_length, (terms.count - 1) * terms.every
    _refuse_unless(
        fixed is None or fixed > before_last,
        "terms.fixed_length_too_short",
        "fixed_length",
        value=fixed,
        before_last=before_last,
    )


def _check_choices(terms: ServicingTerms) -> None:
    _refuse_unless(
        0 <= terms.down_payment_percent < 100,
        "terms.down_payment_out_of_range",
        "down_payment_percent",
        value=terms.down_payment_percent,
    )
    _refuse_unless(
        4 <= terms.precision <= 40,
        "terms.out_of_range",
        "precision",
        value=terms.precision,
        lowest=4,
        highest=40,
    )
    for tranche in terms.tranches:
        _refuse_unless(
            tranche.amount > 0, "terms.tranche_without_amount", "tranches", value=tranche.amount
        )
    _refuse_unless(
        sum(tranche.amount for tranche in terms.tranches) <= terms.approved,
        "terms.tranches_above_approval",
        "tranches",
        approved=terms.approved,
    )
    full_progressive = terms.kind is ScheduleKind.PROGRESSIVE or not (
        terms.each_tranche_has_full_term or terms.fixed_length
    )
    _refuse_unless(full_progressive, "terms.wants_progressive", "kind")


def _check_days(terms: ServicingTerms) -> None:
    first, second = terms.month_days
    _refuse_unless(
        1 <= first < second <= 31, "terms.month_days_wrong", "month_days", value=terms.month_days
    )
    _refuse_unless(
        bool(terms.weekdays) and all(0 <= day <= 6 for day in terms.weekdays),
        "terms.weekdays_wrong",
        "weekdays",
        value=sorted(terms.weekdays),
    )


def _check_free_form(terms: ServicingTerms) -> None:
    """Principal by instalment, for cumulative schedules; the last one takes the rest."""
    is_free = terms.amortisation is Amortisation.FREE_FORM
    principals = terms.free_principals
    fits = len(principals) == terms.count and all(amount >= 0 for amount in principals)
    _refuse_unless(
        fits and terms.kind is ScheduleKind.CUMULATIVE if is_free else not principals,
        "terms.free_form_wrong",
        "free_principals",
        instalments=terms.count,
    )
