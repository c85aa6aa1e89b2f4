"""The demo institution: the same for the same seed, balanced at every date, work for every desk."""

from datetime import date, timedelta
from typing import Any

import pytest

from conftest import FreshDatabase, a_fresh_database
from nafa.kernel.identity.contexts import institution
from nafa.ledger import queries as books
from nafa.lending.models import Application, Loan, LoanFact
from nafa.runtime import demo
from nafa.runtime.demo import catalogue

pytestmark = pytest.mark.slow
LAST_DAY = date(2025, 12, 6)


def live() -> dict[str, Any]:
    """Some weeks of the demo, and what they came to."""
    demo.build(last_day=LAST_DAY, client_count=40, loan_count=14)
    return {
        "trial": [(row.code, row.closing_net) for row in books.trial_balance(on=LAST_DAY)],
        "loans": list(
            Loan.objects.order_by("number").values_list("number", "principal_minor", "status")
        ),
        "facts": list(
            LoanFact.objects.order_by("loan__number", "order").values_list(
                "kind", "value_date", "amount_minor", "principal_minor", "interest_minor"
            )
        ),
    }


def test_some_weeks_of_the_demo_balance_at_every_date_and_come_out_the_same(
    fresh_database: FreshDatabase,
) -> None:
    first = live()
    days = [
        catalogue.FIRST_DAY + timedelta(days=n)
        for n in range((LAST_DAY - catalogue.FIRST_DAY).days + 1)
    ]

    assert demo.made_so_far() is demo.Made.WHOLE
    assert institution().business_date == LAST_DAY
    assert [day for day in days if books.differences(on=day)] == []
    assert books.verify().findings == ()
    assert first["facts"]
    assert Application.objects.filter(status="SUBMITTED").exists()
    with a_fresh_database():
        assert live() == first
