"""The terms of a contract that another system made, and the rules of the product that holds it."""

from datetime import date
from decimal import Decimal
from typing import Any

from nafa.lending.calc.terms import Method, Terms
from nafa.lib.currency import minor_digits
from nafa.lib.money import Money
from nafa.lib.periods import Frequency

IMPORTED_PRODUCT = "REPRIS"


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
    return Terms(
        principal=principal,
        method=Method(method),
        rate=yearly_rate_percent,
        frequency=Frequency(frequency),
        instalment_count=instalment_count,
        disbursement_date=disbursement_date,
        first_due_date=first_due_date,
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
        "terms": {"method": "DECLINING_EQUAL_INSTALMENTS", "rate": "0", "frequency": "MONTHLY"},
    }
