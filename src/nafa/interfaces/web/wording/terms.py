"""Words for the terms of products and contracts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import Words
from nafa.kernel.wording import percent_words

INTERESTS: Mapping[str, Words] = {
    "DECLINING": _("On what is still owed (declining)"),
    "FLAT": _("On the amount lent (flat)"),
}
AMORTISATIONS: Mapping[str, Words] = {
    "EQUAL_INSTALMENTS": _("Equal instalments"),
    "EQUAL_PRINCIPAL": _("Equal principal"),
    "BALLOON": _("Interest only, principal with the last instalment"),
}
RATE_UNITS: Mapping[str, Words] = {
    "YEAR": _("per year"),
    "MONTH": _("per month"),
    "PERIOD": _("per instalment period"),
    "DAY": _("per day"),
    "WHOLE_TERM": _("over the whole term"),
}
INTEREST_PERIODS: Mapping[str, Words] = {
    "SAME_AS_REPAYMENT": _("The same for every period"),
    "DAILY": _("By the days of each period"),
}
DAY_COUNTS: Mapping[str, Words] = {
    "DAYS_30/DAYS_360": _("Months of 30 days, year of 360 (30/360)"),
    "ACTUAL/DAYS_360": _("Actual days, year of 360"),
    "ACTUAL/DAYS_365": _("Actual days, year of 365"),
    "ACTUAL/ACTUAL": _("Actual days, each year its own"),
}
UNITS: Mapping[str, Words] = {
    "MONTHS": _("Months"),
    "WEEKS": _("Weeks"),
    "DAYS": _("Days"),
    "TWICE_A_MONTH": _("Twice a month, on two days"),
    "WEEKDAYS": _("Chosen days of the week"),
    "YEARS": _("Years"),
}
WEEKDAYS: Mapping[str, Words] = {
    "0": _("Monday"),
    "1": _("Tuesday"),
    "2": _("Wednesday"),
    "3": _("Thursday"),
    "4": _("Friday"),
    "5": _("Saturday"),
    "6": _("Sunday"),
}
DEFERRED_INTERESTS: Mapping[str, Words] = {
    "SPREAD_AFTER": _("Spread over the instalments after it"),
    "WITH_THE_NEXT": _("Asked for with the first instalment after it"),
}
MONTH_ENDS: Mapping[str, Words] = {
    "LAST_DAY": _("Falls due on the last day of the month"),
    "FIRST_DAY_OF_NEXT_MONTH": _("Falls due on the first day of the next month"),
}
ROLLS: Mapping[str, Words] = {
    "FOLLOWING": _("Moves to the next working day"),
    "MODIFIED_FOLLOWING": _("Next working day, but in the same month"),
    "PRECEDING": _("Moves to the working day before"),
    "NONE": _("Does not move"),
}
SETTLEMENTS: Mapping[str, Words] = {
    "UNTIL_THE_DAY": _("Interest up to the day of payment"),
    "UNTIL_THE_DUE_DATE": _("Interest of the whole current period"),
    "WHOLE_TERM": _("All the interest of the contract"),
}
PENALTIES: Mapping[str, Words] = {
    "": _("No penalty"),
    "OVERDUE_TOTAL": _("A yearly percentage of everything overdue"),
    "OVERDUE_PRINCIPAL": _("A yearly percentage of the overdue principal"),
    "FLAT": _("A fixed amount for each missed instalment"),
}
ORDERS: Mapping[str, Words] = {
    "PENALTY,FEE,INTEREST,PRINCIPAL": _("Penalties, fees, interest, principal"),
    "FEE,INTEREST,PRINCIPAL,PENALTY": _("Fees, interest, principal, penalties"),
    "INTEREST,PRINCIPAL,FEE,PENALTY": _("Interest, principal, fees, penalties"),
    "PRINCIPAL,INTEREST,FEE,PENALTY": _("Principal, interest, fees, penalties"),
}
DIRECTIONS: Mapping[str, Words] = {
    "BY_INSTALMENT": _("The oldest instalment is cleared first"),
    "BY_COMPONENT_OF_DUE": _("One component of all that is due is cleared first"),
    "BY_COMPONENT": _("One component of all instalments is cleared first, coming ones too"),
}
MEASURES: Mapping[str, Words] = {
    "PERCENT_OF_PRINCIPAL": _("Percentage of the amount, or of the instalment's principal"),
    "PERCENT_OF_LOAN": _("Percentage of the whole loan"),
    "PERCENT_OF_INTEREST": _("Percentage of the interest"),
    "PERCENT_OF_PRINCIPAL_AND_INTEREST": _("Percentage of principal and interest"),
    "FLAT": _("Fixed amount"),
}
CHARGE_TIMES: Mapping[str, Words] = {
    "AT_DISBURSEMENT": _("At disbursement"),
    "WITH_EACH_INSTALMENT": _("With each instalment"),
}
BLOCKS: Mapping[str, Words] = {
    "amount_and_term": _("Amounts and term"),
    "interest": _("Interest"),
    "schedule": _("Instalments"),
    "fees": _("Fees"),
    "penalties": _("Penalties"),
    "allocation": _("Payments"),
    "guarantees": _("Guarantees"),
    "eligibility": _("Who it is for"),
    "approval": _("Approval"),
    "accounting": _("Books"),
}
NATURES: Mapping[str, Words] = {
    "TEG": _("Counts in the TEG"),
    "OUTSIDE": _("Outside the TEG"),
    "TAX": _("Tax, outside the TEG"),
}


def rate_words(rate: Decimal, unit: str) -> str:
    """`18,00 % per year`."""
    return f"{percent_words(rate)} {RATE_UNITS.get(unit, unit)}"


def method_words(interest: str, amortisation: str) -> str:
    """How interest runs, and what is equal."""
    found = (INTERESTS.get(interest, interest), AMORTISATIONS.get(amortisation, amortisation))
    return " · ".join(str(one) for one in found)


def rhythm_words(terms: Mapping[str, Any]) -> str:
    """How instalments follow each other: `every month`, `every 2 weeks`, `Monday, Thursday`."""
    unit, every = str(terms["unit"]), int(terms.get("every", 1))
    if unit == "WEEKDAYS":
        days = ", ".join(str(WEEKDAYS[str(day)]) for day in terms.get("weekdays", ()))
        return days if every == 1 else gettext("%(days)s, one time in %(every)s") % {
            "days": days, "every": every}  # fmt: skip
    if unit == "TWICE_A_MONTH":
        first, second = terms.get("month_days", (1, 16))
        return gettext("On the %(first)s and the %(second)s of the month") % {
            "first": first, "second": second}  # fmt: skip
    return _every(unit, every) % {"every": every}


def _every(unit: str, every: int) -> str:
    if unit == "DAYS":
        return ngettext("Every day", "Every %(every)s days", every)
    if unit == "WEEKS":
        return ngettext("Every week", "Every %(every)s weeks", every)
    if unit == "YEARS":
        return ngettext("Every year", "Every %(every)s years", every)
    return ngettext("Every month", "Every %(every)s months", every)


def day_count_words(terms: Mapping[str, Any]) -> Words:
    """How the days of a period become a share of a year."""
    if terms.get("interest_period") == "SAME_AS_REPAYMENT":
        return INTEREST_PERIODS["SAME_AS_REPAYMENT"]
    code = f"{terms.get('days_in_month')}/{terms.get('days_in_year')}"
    return DAY_COUNTS.get(code, code)
