"""The words of the case format and what they are called here."""

from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.choices import (
    Amortisation,
    ChargeMeasure,
    ChargeOffEffect,
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
CHARGE_OFFS = {
    "REGULAR": ChargeOffEffect.REGULAR,
    "ZERO_INTEREST": ChargeOffEffect.NO_MORE_INTEREST,
    "ACCELERATE_MATURITY": ChargeOffEffect.ALL_DUE_AT_ONCE,
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
