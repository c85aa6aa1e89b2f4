"""The words of the case format and what they are called here."""

from nafa.lending.calc.choices import (
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
from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.entries import Account
from nafa.lending.calc.servicing.events import MoneyKind
from nafa.lending.calc.servicing.status import Status
from nafa.lending.calc.terms import Place, places

PENALTY, FEE = Component.PENALTY, Component.FEE
INTEREST, PRINCIPAL = Component.INTEREST, Component.PRINCIPAL
DUE_BY_STANDARD = places(PENALTY, FEE, INTEREST, PRINCIPAL)


def _steps(kinds: tuple[DueKind, ...], *components: Component) -> tuple[Place, ...]:
    return tuple(Place(kind, component) for kind in kinds for component in components)


KINDS = {"CUMULATIVE": ScheduleKind.CUMULATIVE, "PROGRESSIVE": ScheduleKind.PROGRESSIVE}
INTERESTS = {"FLAT": InterestKind.FLAT, "DECLINING_BALANCE": InterestKind.DECLINING}
AMORTISATIONS = {
    "EQUAL_INSTALLMENTS": Amortisation.EQUAL_INSTALMENTS,
    "EQUAL_PRINCIPAL_PAYMENTS": Amortisation.EQUAL_PRINCIPAL,
}
INTEREST_PERIODS = {
    "DAILY": InterestPeriod.DAILY,
    "SAME_AS_REPAYMENT_PERIOD": InterestPeriod.SAME_AS_REPAYMENT,
}
UNITS = {unit.value: unit for unit in PeriodUnit}
MONTH_DAYS = {"ACTUAL": DaysInMonth.ACTUAL, "DAYS30": DaysInMonth.DAYS_30}
YEAR_DAYS = {
    "ACTUAL": DaysInYear.ACTUAL,
    "DAYS360": DaysInYear.DAYS_360,
    "DAYS364": DaysInYear.DAYS_364,
    "DAYS365": DaysInYear.DAYS_365,
}
LEAP_RULES = {
    "FULL_LEAP_YEAR": LeapRule.CALENDAR_YEAR,
    "FEB_29_PERIOD_ONLY": LeapRule.FEB_29_PERIOD_ONLY,
}
RATE_UNITS = {unit.value: unit for unit in NominalUnit}
MONTH_ENDS = {
    "LAST_DAY": MonthEndRule.LAST_DAY,
    "LAST_DAY_OF_MONTH": MonthEndRule.LAST_DAY,
    "FIRST_DAY_OF_NEXT_MONTH": MonthEndRule.FIRST_DAY_OF_NEXT_MONTH,
}
RESTS = {
    "DAILY": RestFrequency.DAILY,
    "SAME_AS_REPAYMENT": RestFrequency.SAME_AS_REPAYMENT,
    "SAME_AS_REPAYMENT_PERIOD": RestFrequency.SAME_AS_REPAYMENT,
}
PREPAYMENTS = {
    "ADJUST_LAST_UNPAID_PERIOD": PrepaymentEffect.LAST_INSTALMENTS,
    "REDUCE_NUMBER_OF_INSTALLMENTS": PrepaymentEffect.LAST_INSTALMENTS,
    "RESCHEDULE_NEXT_REPAYMENTS": PrepaymentEffect.LAST_INSTALMENTS,
    "REDUCE_EMI_AMOUNT": PrepaymentEffect.ALL_INSTALMENTS,
}
SETTLEMENTS = {
    "TILL_PRE_CLOSE_DATE": SettlementInterest.UNTIL_THE_DAY,
    "TILL_REST_FREQUENCY_DATE": SettlementInterest.UNTIL_THE_DUE_DATE,
}
FUTURES = {
    "NEXT_INSTALLMENT": FutureRule.NEXT_INSTALMENT,
    "LAST_INSTALLMENT": FutureRule.LAST_INSTALMENT,
    "REAMORTIZATION": FutureRule.ALL_EQUALLY,
    "NEXT_LAST_INSTALLMENT": FutureRule.NEXT_THEN_LAST,
}
DIRECTIONS = {"HORIZONTAL": Direction.BY_INSTALMENT, "VERTICAL": Direction.BY_COMPONENT}
PLACES = {
    f"{kind.value}_{component.value}": (kind, component)
    for kind in DueKind
    for component in Component
}
CHARGE_TIMES = {
    "DISBURSEMENT": ChargeTime.AT_DISBURSEMENT,
    "TRANCHE_DISBURSEMENT": ChargeTime.AT_EACH_TRANCHE,
    "SPECIFIED_DUE_DATE": ChargeTime.ON_A_DATE,
    "INSTALLMENT_FEE": ChargeTime.WITH_EACH_INSTALMENT,
    "OVERDUE_FEES": ChargeTime.WHEN_OVERDUE,
}
CHARGE_MEASURES = {
    "FLAT": ChargeMeasure.FLAT,
    "PERCENTAGE_AMOUNT": ChargeMeasure.PERCENT_OF_PRINCIPAL,
    "PERCENTAGE_LOAN_AMOUNT_PLUS_INTEREST": ChargeMeasure.PERCENT_OF_PRINCIPAL_AND_INTEREST,
    "PERCENTAGE_INTEREST": ChargeMeasure.PERCENT_OF_INTEREST,
    "PERCENTAGE_DISBURSEMENT_AMOUNT": ChargeMeasure.PERCENT_OF_TRANCHE,
}
PAYMENT_KINDS = {
    "REPAYMENT": MoneyKind.REPAYMENT,
    "GOODWILL_CREDIT": MoneyKind.GOODWILL_CREDIT,
    "MERCHANT_ISSUED_REFUND": MoneyKind.MERCHANT_REFUND,
    "PAYOUT_REFUND": MoneyKind.PAYOUT_REFUND,
    "CREDIT_BALANCE_REFUND": MoneyKind.CREDIT_BALANCE_REFUND,
    "DOWN_PAYMENT": MoneyKind.DOWN_PAYMENT,
}
MOVEMENT_NAMES = {
    MoneyKind.DISBURSEMENT: "Disbursement",
    MoneyKind.CHARGE_AT_DISBURSEMENT: "Repayment (at time of disbursement)",
    MoneyKind.DOWN_PAYMENT: "Down Payment",
    MoneyKind.REPAYMENT: "Repayment",
    MoneyKind.GOODWILL_CREDIT: "Goodwill Credit",
    MoneyKind.MERCHANT_REFUND: "Merchant Issued Refund",
    MoneyKind.PAYOUT_REFUND: "Payout Refund",
    MoneyKind.CREDIT_BALANCE_REFUND: "Credit Balance Refund",
    MoneyKind.CHARGE_WAIVER: "Waive loan charges",
    MoneyKind.WRITE_OFF: "Close (as written-off)",
    MoneyKind.ACCRUAL: "Accrual",
    MoneyKind.ACCRUAL_ADJUSTMENT: "Accrual Adjustment",
    MoneyKind.ACCRUAL_ACTIVITY: "Accrual Activity",
}
JOURNAL_KINDS = {
    **PAYMENT_KINDS,
    "DISBURSEMENT": MoneyKind.DISBURSEMENT,
    "WRITE_OFF": MoneyKind.WRITE_OFF,
    "ACCRUAL": MoneyKind.ACCRUAL,
    "ACCRUAL_ADJUSTMENT": MoneyKind.ACCRUAL_ADJUSTMENT,
}
STATUSES = {
    Status.SUBMITTED: "SUBMITTED_AND_PENDING_APPROVAL",
    Status.APPROVED: "APPROVED",
    Status.ACTIVE: "ACTIVE",
    Status.CLOSED: "CLOSED_OBLIGATIONS_MET",
    Status.OVERPAID: "OVERPAID",
    Status.WRITTEN_OFF: "CLOSED_WRITTEN_OFF",
}
ACCOUNT_SLOTS = {
    Account.FUNDS: "fundSource",
    Account.PRINCIPAL: "loanPortfolio",
    Account.INTEREST_RECEIVABLE: "receivableInterest",
    Account.FEE_RECEIVABLE: "receivableFee",
    Account.PENALTY_RECEIVABLE: "receivablePenalty",
    Account.INTEREST_INCOME: "interestOnLoan",
    Account.FEE_INCOME: "incomeFromFee",
    Account.PENALTY_INCOME: "incomeFromPenalty",
    Account.OVERPAYMENT: "overpaymentLiability",
    Account.WRITE_OFF_LOSS: "writeOff",
    Account.GOODWILL: "goodwillCredit",
}
STRATEGIES = {
    "mifos-standard-strategy": DUE_BY_STANDARD,
    "due-penalty-interest-principal-fee-in-advance-penalty-interest-principal-fee-strategy": (
        *_steps((DueKind.PAST_DUE, DueKind.DUE), PENALTY, INTEREST, PRINCIPAL, FEE),
        *_steps((DueKind.IN_ADVANCE,), PENALTY, INTEREST, PRINCIPAL, FEE),
    ),
    "due-penalty-fee-interest-principal-in-advance-principal-penalty-fee-interest-strategy": (
        *_steps((DueKind.PAST_DUE, DueKind.DUE), PENALTY, FEE, INTEREST, PRINCIPAL),
        *_steps((DueKind.IN_ADVANCE,), PRINCIPAL, PENALTY, FEE, INTEREST),
    ),
}
