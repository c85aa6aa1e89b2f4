"""The terms of a loan: everything its schedule, its penalties and its replay follow from.

Amounts are whole minor units; `digits` says how many make a major one. The named precision and
rounding are those of every rate and every amount; nothing is a float. Building terms checks them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from itertools import groupby
from operator import attrgetter

from nafa.lending.calc.choices import (
    Amortisation,
    ChargeMeasure,
    ChargeTime,
    DaysInMonth,
    DaysInYear,
    DeferredInterest,
    Direction,
    DueKind,
    FutureRule,
    InterestKind,
    InterestPeriod,
    LeapRule,
    LevelRule,
    MonthEndRule,
    NominalUnit,
    PenaltyBase,
    PeriodUnit,
    PrepaymentEffect,
    RestFrequency,
    ScheduleKind,
    SettlementInterest,
)
from nafa.lending.calc.parts import Component
from nafa.lending.calc.refusals import TermsRefused
from nafa.lending.calc.terms_checks import check
from nafa.lib.calendars import EVERY_DAY, BusinessCalendar, RollRule
from nafa.lib.money import Money
from nafa.lib.rounding import Rounding

__all__ = [
    "AllocationRule",
    "ChargeTerms",
    "Penalty",
    "Place",
    "Terms",
    "TermsRefused",
    "Tranche",
    "places",
]
PRECISION = 19
NO_CURRENCY = "XXX"
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
    by_kind: tuple[tuple[DueKind, tuple[Place, ...]], ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        runs = groupby(self.order, key=attrgetter("kind"))
        object.__setattr__(self, "by_kind", tuple((kind, tuple(run)) for kind, run in runs))
        steps = {(place.kind, place.component) for place in self.order}
        if len(steps) != len(self.order) or len(steps) != len(DUE_KINDS) * len(Component):
            raise TermsRefused("terms.allocation_order_incomplete", "allocation.order")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tranche:
    """An amount foreseen on a date."""

    expected_date: date
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeTerms:
    """A charge: `value` in major units or percent.

    A tax is not part of the effective rate, whatever `in_teg` says (uniform law on usury,
    decision CM/UMOA/009/06/2013, art. 3).
    """

    name: str
    time: ChargeTime
    measure: ChargeMeasure
    value: Decimal
    is_penalty: bool = False
    in_teg: bool = True
    is_tax: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """A penalty for lateness: a yearly percent of what is overdue, or a sum per missed instalment.

    Days of grace bear none. The cap is a percent of the principal lent.
    """

    base: PenaltyBase
    percent_per_year: Decimal = Decimal(0)
    flat_per_instalment: Money | None = None
    grace_days: int = 0
    cap_percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Everything a schedule and a replay follow from. Refuses: TermsRefused, naming the field.

    `guard_digits` of the precision are dropped before an amount is rounded, so that a tie is a
    tie although a third has no last decimal. `disbursement_date` is the day agreed for the money.
    Days before `penalties_from` bear none: a loan that is taken over brings no past penalties.
    `tranches` are those foreseen; `most_tranches` says in how many parts the money may leave.
    """

    approved: int
    count: int
    every: int
    unit: PeriodUnit
    rate: Decimal
    digits: int = 2
    currency: str = NO_CURRENCY
    disbursement_date: date = date.min
    rate_unit: NominalUnit = NominalUnit.YEAR
    kind: ScheduleKind = ScheduleKind.PROGRESSIVE
    interest: InterestKind = InterestKind.DECLINING
    amortisation: Amortisation = Amortisation.EQUAL_INSTALMENTS
    level: LevelRule = LevelRule.FIRST_PERIOD
    interest_period: InterestPeriod = InterestPeriod.DAILY
    counts_part_periods: bool = False
    counts_odd_first: bool = False
    days_in_month: DaysInMonth = DaysInMonth.ACTUAL
    days_in_year: DaysInYear = DaysInYear.ACTUAL
    leap_rule: LeapRule = LeapRule.CALENDAR_YEAR
    bears_first_day: bool = False
    month_end: MonthEndRule = MonthEndRule.LAST_DAY
    grace_principal: int = 0
    grace_interest: int = 0
    interest_free: int = 0
    deferred_interest: DeferredInterest = DeferredInterest.WITH_THE_NEXT
    first_due_date: date | None = None
    penalties_from: date | None = None
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
    most_tranches: int = 1
    each_tranche_has_full_term: bool = False
    recalculates: bool = False
    rest: RestFrequency = RestFrequency.DAILY
    prepayment: PrepaymentEffect = PrepaymentEffect.LAST_INSTALMENTS
    settlement: SettlementInterest = SettlementInterest.UNTIL_THE_DAY
    allocation: AllocationRule = field(
        default_factory=lambda: AllocationRule(order=places(*PENALTY_FIRST))
    )
    charges: tuple[ChargeTerms, ...] = ()
    charges_count_from_their_day: bool = False
    overdue_wait_days: int = 2
    penalty: Penalty | None = None
    compulsory_deposit_percent: Decimal = Decimal(0)
    posts_accrual_activity: bool = False
    precision: int = PRECISION
    guard_digits: int = 0
    rounding: Rounding = Rounding.HALF_EVEN
    accrual_rounding: Rounding | None = None

    def __post_init__(self) -> None:
        check(self)

    @property
    def context(self) -> Context:
        """The arithmetic of rates."""
        return _CONTEXTS[self.precision]

    @property
    def principal(self) -> Money:
        """The amount agreed."""
        return Money(self.approved, self.currency)

    @property
    def bears_interest(self) -> bool:
        return self.rate > 0

    @property
    def is_drawn(self) -> bool:
        """Whether the amount agreed is put out in parts, as it is asked for."""
        return self.most_tranches > 1

    @property
    def has_down_payment(self) -> bool:
        return self.down_payment_percent > 0

    def charges_at(self, time: ChargeTime) -> tuple[ChargeTerms, ...]:
        """The charges asked for at that time."""
        return tuple(charge for charge in self.charges if charge.time is time)


_CONTEXTS: Mapping[int, Context] = {
    digits: Context(prec=digits, rounding=ROUND_HALF_EVEN) for digits in range(4, 41)
}
