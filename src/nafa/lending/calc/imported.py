"""The terms of a contract that another system made, and the rules of the product that holds it."""

from datetime import date
from decimal import Decimal
from typing import Any

from nafa.lending.calc.choices import Amortisation, InterestKind, PeriodUnit
from nafa.lending.calc.terms import Terms
from nafa.lending.calc.terms_plain import USUAL
from nafa.lib.currency import minor_digits
from nafa.lib.money import Money

IMPORTED_PRODUCT = "REPRIS"
METHODS = {
    "DECLINING_EQUAL_INSTALMENTS": (InterestKind.DECLINING, Amortisation.EQUAL_INSTALMENTS),
    "DECLINING_EQUAL_PRINCIPAL": (InterestKind.DECLINING, Amortisation.EQUAL_PRINCIPAL),
    "FLAT": (InterestKind.FLAT, Amortisation.EQUAL_INSTALMENTS),
}
FREQUENCIES = {
    "WEEKLY": (1, PeriodUnit.WEEKS),
    "FORTNIGHTLY": (2, PeriodUnit.WEEKS),
    "MONTHLY": (1, PeriodUnit.MONTHS),
}


def imported_terms(
    *,
    principal: Money,
    yearly_rate_percent: Decimal,
    method: str,
    frequency: str,
    instalment_count: int,
    disbursement_date: date,
    first_due_date: date | None,
) -> Terms:
    """Terms with the conventions of a new loan where the file says nothing. Refuses: TermsRefused.

    Due dates stay where the contract put them, also on days of rest; there are no penalties.
    """
    (interest, amortisation), (every, unit) = METHODS[method], FREQUENCIES[frequency]
    agreed: dict[str, Any] = {**USUAL, "every": every, "unit": unit}
    return Terms(
        approved=principal.minor,
        currency=principal.currency,
        digits=minor_digits(principal.currency),
        interest=interest,
        amortisation=amortisation,
        rate=yearly_rate_percent,
        count=instalment_count,
        disbursement_date=disbursement_date,
        first_due_date=first_due_date,
        **agreed,
    )


def imported_rules(currency: str) -> dict[str, Any]:
    """Rules of the product under which contracts from elsewhere are kept: any amount and count."""
    smallest = Decimal(1).scaleb(-minor_digits(currency))
    return {
        "currency": currency,
        "lowest_amount": str(smallest),
        "highest_amount": "1000000000000",
        "lowest_count": 1,
        "highest_count": 600,
        "client_kinds": ["PERSON", "GROUP"],
        "terms": {"rate": "0"},
    }
