"""What happens to a loan, as dated facts. `on` is the business date on which a fact was recorded.

A mistake is taken back by a fact of its own; nothing is erased.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from nafa.lending.calc.terms import ChargeTerms


class MoneyKind(StrEnum):
    """Money that moves, and what is booked without money."""

    DISBURSEMENT = "DISBURSEMENT"
    CHARGE_AT_DISBURSEMENT = "CHARGE_AT_DISBURSEMENT"
    DOWN_PAYMENT = "DOWN_PAYMENT"
    REPAYMENT = "REPAYMENT"
    GOODWILL_CREDIT = "GOODWILL_CREDIT"
    MERCHANT_REFUND = "MERCHANT_REFUND"
    PAYOUT_REFUND = "PAYOUT_REFUND"
    SETTLEMENT = "SETTLEMENT"
    PREPAYMENT = "PREPAYMENT"
    NEW_PLAN = "NEW_PLAN"
    TRANCHE = "TRANCHE"
    WAIVER = "WAIVER"
    INTEREST_WAIVER = "INTEREST_WAIVER"
    CREDIT_BALANCE_REFUND = "CREDIT_BALANCE_REFUND"
    CHARGEBACK = "CHARGEBACK"
    CHARGE_WAIVER = "CHARGE_WAIVER"
    WRITE_OFF = "WRITE_OFF"
    CHARGE_OFF = "CHARGE_OFF"
    ACCRUAL = "ACCRUAL"
    ACCRUAL_ADJUSTMENT = "ACCRUAL_ADJUSTMENT"
    ACCRUAL_ACTIVITY = "ACCRUAL_ACTIVITY"


PAYMENTS = frozenset(
    {
        MoneyKind.DOWN_PAYMENT,
        MoneyKind.REPAYMENT,
        MoneyKind.GOODWILL_CREDIT,
        MoneyKind.MERCHANT_REFUND,
        MoneyKind.PAYOUT_REFUND,
        MoneyKind.SETTLEMENT,
        MoneyKind.PREPAYMENT,
        MoneyKind.INTEREST_WAIVER,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact; the kinds below say which."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved(Event):
    """The loan is agreed for an amount, to be put out on a day."""

    amount: int
    expected_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalUndone(Event):
    """The approval is taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disbursed(Event):
    """Money is put out."""

    day: date
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DisbursementUndone(Event):
    """The last disbursement, or all of them, never happened."""

    only_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid(Event):
    """Money comes in, or goes back for what was overpaid."""

    kind: MoneyKind
    day: date
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidOff(Event):
    """Exactly what closes the loan on the day is paid."""

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversed(Event):
    """Money of a kind is taken back: the nth of a day, or the last one."""

    kind: MoneyKind
    day: date | None = None
    nth: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged(Event):
    """A charge is added."""

    charge: ChargeTerms
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeWaived(Event):
    """The charge added last is let off, or asked for again."""

    undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDateMoved(Event):
    """An instalment and those after it fall due later."""

    was: date
    to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RateChanged(Event):
    """Another rate, from a day on."""

    start: date
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TermExtended(Event):
    """More instalments, what is left spread over all of them from a due date on."""

    start: date
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestPaused(Event):
    """No interest on the days from start to end, both included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOff(Event):
    """What is left is given up."""

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClosed(Event):
    """The days before the business date are closed: interest and charges are accrued."""
