"""The terms of a loan: everything its schedule, its penalties and its allocation follow from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from nafa.lending.calc.parts import Component
from nafa.lib.calendars import RollRule
from nafa.lib.currency import minor_digits
from nafa.lib.daycount import DayCount
from nafa.lib.money import Money
from nafa.lib.periods import Frequency, add_periods
from nafa.lib.rates import RateUnit
from nafa.lib.rounding import Rounding

LARGEST_PRINCIPAL_MINOR = 10**15
LARGEST_INSTALMENT_COUNT = 600
LARGEST_RATE_PERCENT = Decimal(1000)
PENALTY_DECIMALS = 6


class TermsRefused(ValueError):
    """Terms that make no loan: a stable code, the field at fault and the values that show why."""

    def __init__(self, code: str, field_name: str, **values: object) -> None:
        shown = ", ".join(f"{name}={value}" for name, value in values.items())
        super().__init__(f"{code} ({field_name}): {shown}" if shown else f"{code} ({field_name})")
        self.code = code
        self.field = field_name
        self.values: Mapping[str, object] = values


class Method(StrEnum):
    """How principal and interest are laid over the instalments."""

    DECLINING_EQUAL_INSTALMENTS = "DECLINING_EQUAL_INSTALMENTS"
    FLAT = "FLAT"
    DECLINING_EQUAL_PRINCIPAL = "DECLINING_EQUAL_PRINCIPAL"


class InterestGrace(StrEnum):
    """What becomes of the interest of the first instalments that ask for none."""

    SPREAD_AFTER = "SPREAD_AFTER"
    WAIVED = "WAIVED"


class FeeKind(StrEnum):
    """How a fee is measured."""

    FIXED = "FIXED"
    PERCENT_OF_PRINCIPAL = "PERCENT_OF_PRINCIPAL"


class FeeTime(StrEnum):
    """When a fee is paid: once at disbursement, or again with every instalment."""

    AT_DISBURSEMENT = "AT_DISBURSEMENT"
    WITH_INSTALMENTS = "WITH_INSTALMENTS"


class PenaltyBase(StrEnum):
    """What a penalty is measured on."""

    OVERDUE_PRINCIPAL = "OVERDUE_PRINCIPAL"
    OVERDUE_TOTAL = "OVERDUE_TOTAL"
    FLAT = "FLAT"


class AllocationStrategy(StrEnum):
    """Whether a payment clears whole instalments in turn, or one component of all of them."""

    BY_INSTALMENT = "BY_INSTALMENT"
    BY_COMPONENT = "BY_COMPONENT"


class EarlySettlement(StrEnum):
    """The interest owed by a borrower who repays everything early."""

    INTEREST_TO_DATE = "INTEREST_TO_DATE"
    INTEREST_OF_CURRENT_PERIOD = "INTEREST_OF_CURRENT_PERIOD"
    FULL_INTEREST = "FULL_INTEREST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """A fee: `value` is an amount in major units or a percent of the principal.

    A tax is not part of the effective rate, whatever `in_teg` says (uniform law on usury,
    decision CM/UMOA/009/06/2013, art. 3).
    """

    code: str
    kind: FeeKind
    value: Decimal
    when: FeeTime = FeeTime.AT_DISBURSEMENT
    in_teg: bool = True
    is_tax: bool = False

    def amount(self, principal: Money, rounding: Rounding) -> Money:
        """What the fee comes to: once, or with each instalment."""
        if self.kind is FeeKind.FIXED:
            return Money.of(self.value, principal.currency)
        return principal.times(self.value / 100, rounding)


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


DEFAULT_ORDER = (Component.PENALTY, Component.FEE, Component.INTEREST, Component.PRINCIPAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The agreed terms. Building them checks them. Refuses: TermsRefused, naming the field."""

    principal: Money
    method: Method
    rate: Decimal
    frequency: Frequency
    instalment_count: int
    disbursement_date: date
    rate_unit: RateUnit = RateUnit.YEAR
    first_due_date: date | None = None
    grace_principal: int = 0
    grace_interest: int = 0
    interest_grace: InterestGrace = InterestGrace.SPREAD_AFTER
    day_count: DayCount = DayCount.PERIOD_EQUAL
    roll: RollRule = RollRule.NONE
    rounding: Rounding = Rounding.HALF_UP
    instalment_multiple: int = 1
    fees: tuple[Fee, ...] = field(default=())
    penalty: Penalty | None = None
    allocation_order: tuple[Component, ...] = DEFAULT_ORDER
    allocation_strategy: AllocationStrategy = AllocationStrategy.BY_INSTALMENT
    early_settlement: EarlySettlement = EarlySettlement.INTEREST_TO_DATE
    compulsory_deposit_percent: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        _check_size(self)
        _check_dates(self)
        _check_grace(self)
        _check_order(self)
        for fee in self.fees:
            _check_fee(self, fee)
        _check_fees_together(self)
        if self.penalty is not None:
            _check_penalty(self, self.penalty)

    @property
    def currency(self) -> str:
        return self.principal.currency

    @property
    def anchor_date(self) -> date:
        """The date from which due dates are counted: due date k is k - 1 periods after it."""
        return self.first_due_date or add_periods(self.disbursement_date, 1, self.frequency)

    def nominal_due_dates(self) -> tuple[date, ...]:
        """Due dates before holidays move them. Month ends stay month ends."""
        if self.first_due_date is None:
            first, shift = self.disbursement_date, 1
        else:
            first, shift = self.first_due_date, 0
        return tuple(
            add_periods(first, number + shift, self.frequency)
            for number in range(self.instalment_count)
        )

    def fees_at(self, when: FeeTime) -> tuple[tuple[Fee, Money], ...]:
        """The fees of that time with what each comes to (each time it is paid)."""
        return tuple(
            (fee, fee.amount(self.principal, self.rounding))
            for fee in self.fees
            if fee.when is when
        )


def _within(value: Decimal, field_name: str, highest: Decimal) -> None:
    if not value.is_finite() or not 0 <= value <= highest:
        raise TermsRefused("terms.out_of_range", field_name, value=value, lowest=0, highest=highest)


def _check_size(terms: Terms) -> None:
    if not 0 < terms.principal.minor <= LARGEST_PRINCIPAL_MINOR:
        raise TermsRefused("terms.principal_out_of_range", "principal", value=terms.principal)
    if not 1 <= terms.instalment_count <= LARGEST_INSTALMENT_COUNT:
        raise TermsRefused(
            "terms.out_of_range",
            "instalment_count",
            value=terms.instalment_count,
            lowest=1,
            highest=LARGEST_INSTALMENT_COUNT,
        )
    if not 1 <= terms.instalment_multiple <= terms.principal.minor:
        raise TermsRefused(
            "terms.multiple_out_of_range", "instalment_multiple", value=terms.instalment_multiple
        )
    _within(terms.rate, "rate", LARGEST_RATE_PERCENT)
    _within(terms.compulsory_deposit_percent, "compulsory_deposit_percent", Decimal("99.99"))


def _check_dates(terms: Terms) -> None:
    first = terms.first_due_date
    if first is not None and first <= terms.disbursement_date:
        raise TermsRefused(
            "terms.first_due_before_disbursement",
            "first_due_date",
            value=first,
            disbursement_date=terms.disbursement_date,
        )


def _check_grace(terms: Terms) -> None:
    for name in ("grace_principal", "grace_interest"):
        periods = getattr(terms, name)
        if not 0 <= periods < terms.instalment_count:
            raise TermsRefused(
                "terms.grace_too_long", name, value=periods, instalments=terms.instalment_count
            )


def _check_order(terms: Terms) -> None:
    if sorted(terms.allocation_order) != sorted(Component):
        raise TermsRefused(
            "terms.allocation_order_incomplete",
            "allocation_order",
            value=",".join(terms.allocation_order),
        )


def _check_fee(terms: Terms, fee: Fee) -> None:
    name = f"fees.{fee.code}.value"
    if fee.kind is FeeKind.PERCENT_OF_PRINCIPAL:
        _within(fee.value, name, Decimal(100))
        return
    _within(fee.value, name, Decimal(LARGEST_PRINCIPAL_MINOR))
    _check_fineness(fee.value, name, terms.currency)


def _check_fineness(value: Decimal, field_name: str, currency: str) -> None:
    scaled = value.scaleb(minor_digits(currency))
    if scaled != scaled.to_integral_value():
        raise TermsRefused("terms.amount_too_fine", field_name, value=value, currency=currency)


def _check_fees_together(terms: Terms) -> None:
    codes = [fee.code for fee in terms.fees]
    if any(not code for code in codes) or len(set(codes)) != len(codes):
        raise TermsRefused("terms.fee_codes_not_distinct", "fees", value=",".join(codes))
    upfront = sum(amount.minor for _, amount in terms.fees_at(FeeTime.AT_DISBURSEMENT))
    if upfront >= terms.principal.minor:
        raise TermsRefused("terms.fees_eat_the_loan", "fees", value=upfront)


def _check_penalty(terms: Terms, penalty: Penalty) -> None:
    _within(penalty.percent_per_year, "penalty.percent_per_year", LARGEST_RATE_PERCENT)
    if penalty.percent_per_year != round(penalty.percent_per_year, PENALTY_DECIMALS):
        raise TermsRefused(
            "terms.percent_too_fine",
            "penalty.percent_per_year",
            value=penalty.percent_per_year,
            decimals=PENALTY_DECIMALS,
        )
    if not 0 <= penalty.grace_days <= 365:
        raise TermsRefused(
            "terms.out_of_range",
            "penalty.grace_days",
            value=penalty.grace_days,
            lowest=0,
            highest=365,
        )
    if penalty.cap_percent is not None:
        _within(penalty.cap_percent, "penalty.cap_percent", LARGEST_RATE_PERCENT)
    _check_penalty_base(terms, penalty)


def _check_penalty_base(terms: Terms, penalty: Penalty) -> None:
    flat = penalty.flat_per_instalment
    if penalty.base is PenaltyBase.FLAT:
        if flat is None or flat.is_negative or flat.currency != terms.currency:
            raise TermsRefused(
                "terms.flat_penalty_wanted", "penalty.flat_per_instalment", value=flat
            )
        if penalty.percent_per_year:
            raise TermsRefused(
                "terms.penalty_of_two_kinds",
                "penalty.percent_per_year",
                value=penalty.percent_per_year,
            )
    elif flat is not None:
        raise TermsRefused("terms.penalty_of_two_kinds", "penalty.flat_per_instalment", value=flat)
