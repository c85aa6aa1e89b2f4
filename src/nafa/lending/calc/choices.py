"""The closed lists that the terms of a loan choose from. A calculator implements every name."""

from enum import StrEnum


class ScheduleKind(StrEnum):
    """How a schedule follows the life of the loan.

    CUMULATIVE plans once and replans from the first due date; PROGRESSIVE keeps one balance and
    recomputes from the day of each event.
    """

    CUMULATIVE = "CUMULATIVE"
    PROGRESSIVE = "PROGRESSIVE"


class InterestKind(StrEnum):
    """Whether interest runs on what was lent or on what is still owed."""

    FLAT = "FLAT"
    DECLINING = "DECLINING"


class Amortisation(StrEnum):
    """What is equal from one instalment to the next; a balloon is all principal at the end."""

    EQUAL_INSTALMENTS = "EQUAL_INSTALMENTS"
    EQUAL_PRINCIPAL = "EQUAL_PRINCIPAL"
    BALLOON = "BALLOON"
    FREE_FORM = "FREE_FORM"


class InterestPeriod(StrEnum):
    """Whether the days of a period are counted, or every period bears the same."""

    DAILY = "DAILY"
    SAME_AS_REPAYMENT = "SAME_AS_REPAYMENT"


class PeriodUnit(StrEnum):
    """The unit in which due dates follow each other."""

    DAYS = "DAYS"
    WEEKS = "WEEKS"
    MONTHS = "MONTHS"
    YEARS = "YEARS"
    TWICE_A_MONTH = "TWICE_A_MONTH"
    WEEKDAYS = "WEEKDAYS"


class DaysInMonth(StrEnum):
    """The length of a month in the day count."""

    ACTUAL = "ACTUAL"
    DAYS_30 = "DAYS_30"


class DaysInYear(StrEnum):
    """The length of a year in the day count."""

    ACTUAL = "ACTUAL"
    DAYS_360 = "DAYS_360"
    DAYS_364 = "DAYS_364"
    DAYS_365 = "DAYS_365"


class LeapRule(StrEnum):
    """When an actual year has 366 days: in a leap year, or only over its 29 February."""

    CALENDAR_YEAR = "CALENDAR_YEAR"
    FEB_29_PERIOD_ONLY = "FEB_29_PERIOD_ONLY"


class NominalUnit(StrEnum):
    """What the stated rate is a rate of."""

    DAY = "DAY"
    MONTH = "MONTH"
    YEAR = "YEAR"
    PERIOD = "PERIOD"
    WHOLE_TERM = "WHOLE_TERM"


class MonthEndRule(StrEnum):
    """Where a due date goes when its month lacks the day."""

    LAST_DAY = "LAST_DAY"
    FIRST_DAY_OF_NEXT_MONTH = "FIRST_DAY_OF_NEXT_MONTH"


class LevelRule(StrEnum):
    """What the equal part of a planned schedule is made from.

    FIRST_PERIOD takes all periods for as long as the first; EVERY_PERIOD gives each its own days.
    """

    FIRST_PERIOD = "FIRST_PERIOD"
    EVERY_PERIOD = "EVERY_PERIOD"


class DeferredInterest(StrEnum):
    """When the interest of a grace is asked for: with the next instalment, or spread after it."""

    WITH_THE_NEXT = "WITH_THE_NEXT"
    SPREAD_AFTER = "SPREAD_AFTER"


class RestFrequency(StrEnum):
    """When a late or early payment changes the balance that bears interest."""

    DAILY = "DAILY"
    SAME_AS_REPAYMENT = "SAME_AS_REPAYMENT"


class PrepaymentEffect(StrEnum):
    """What an early payment makes smaller: the last instalments, or all that are left."""

    LAST_INSTALMENTS = "LAST_INSTALMENTS"
    ALL_INSTALMENTS = "ALL_INSTALMENTS"


class SettlementInterest(StrEnum):
    """Until when a borrower who repays everything owes interest."""

    UNTIL_THE_DAY = "UNTIL_THE_DAY"
    UNTIL_THE_DUE_DATE = "UNTIL_THE_DUE_DATE"
    WHOLE_TERM = "WHOLE_TERM"


class FutureRule(StrEnum):
    """Which coming instalments money paid in advance reduces."""

    NEXT_INSTALMENT = "NEXT_INSTALMENT"
    LAST_INSTALMENT = "LAST_INSTALMENT"
    ALL_EQUALLY = "ALL_EQUALLY"
    NEXT_THEN_LAST = "NEXT_THEN_LAST"


class Direction(StrEnum):
    """Whether a payment clears one instalment after the other, or one component of all of them.

    BY_COMPONENT_OF_DUE does so for all that is due by the day; coming instalments follow in turn,
    so that far interest is never paid before near principal.
    """

    BY_INSTALMENT = "BY_INSTALMENT"
    BY_COMPONENT = "BY_COMPONENT"
    BY_COMPONENT_OF_DUE = "BY_COMPONENT_OF_DUE"


class DueKind(StrEnum):
    """Where an instalment stands against the day of a payment."""

    PAST_DUE = "PAST_DUE"
    DUE = "DUE"
    IN_ADVANCE = "IN_ADVANCE"


class ChargeTime(StrEnum):
    """When a charge is asked for."""

    AT_DISBURSEMENT = "AT_DISBURSEMENT"
    AT_EACH_TRANCHE = "AT_EACH_TRANCHE"
    ON_A_DATE = "ON_A_DATE"
    WITH_EACH_INSTALMENT = "WITH_EACH_INSTALMENT"
    WHEN_OVERDUE = "WHEN_OVERDUE"


class ChargeMeasure(StrEnum):
    """What a charge is measured on."""

    FLAT = "FLAT"
    PERCENT_OF_LOAN = "PERCENT_OF_LOAN"
    PERCENT_OF_PRINCIPAL = "PERCENT_OF_PRINCIPAL"
    PERCENT_OF_PRINCIPAL_AND_INTEREST = "PERCENT_OF_PRINCIPAL_AND_INTEREST"
    PERCENT_OF_INTEREST = "PERCENT_OF_INTEREST"
    PERCENT_OF_TRANCHE = "PERCENT_OF_TRANCHE"


class PenaltyBase(StrEnum):
    """What a penalty is measured on."""

    OVERDUE_PRINCIPAL = "OVERDUE_PRINCIPAL"
    OVERDUE_TOTAL = "OVERDUE_TOTAL"
    FLAT = "FLAT"


class JointLiability(StrEnum):
    """How the members of a group answer for each other.

    SHARES: the group has one loan, each member bears a written share of it.
    """

    SHARES = "SHARES"
