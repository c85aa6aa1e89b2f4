"""The page of a loan with N payments, and a backdated payment on it through the gate.

Limits: 100 ms for the page in the server, 200 ms for the payment.
"""

import json
import statistics
import sys
import time
from datetime import timedelta
from typing import Any

import django

django.setup()

from _measuring import institution_of, machine, timed  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from nafa.kernel import clock  # noqa: E402
from nafa.lending import commands as lending  # noqa: E402
from nafa.lending.models import Loan  # noqa: E402
from nafa.lending.queries.state import fold  # noqa: E402
from nafa.lib.money import Money  # noqa: E402
from nafa.payments import commands as payments  # noqa: E402
from nafa.runtime.demo import catalogue  # noqa: E402
from nafa.runtime.demo.stage import Stage  # noqa: E402

BRANCH, TELLER = "01", "awa.diop"
LIMIT_PAGE_MS, LIMIT_PAYMENT_MS = 100, 200
TURNS = 15
PAGES = ("web:loan", "web:loan-operations", "web:loan-accounts", "web:loan-history")


def main(count: int) -> int:
    """Pay a loan so many times, then look at its pages and pay once more, in the past."""
    figures: dict[str, Any] = {"benchmark": "loan-page", "payments": count, "machine": machine()}
    stage = institution_of(5)
    loan = Loan.objects.order_by("-principal_minor", "id")[0]
    with clock.held_at(stage.instant()), timed(figures, "paying_seconds"):
        payments.open_session(stage.as_person(TELLER, BRANCH), till_id=stage.tills[BRANCH])
        pay(stage, loan, count)
    with clock.held_at(stage.instant()):
        figures["pages_ms"] = {name: page_ms(name, loan) for name in PAGES}
        figures["backdated_ms"] = backdated_ms(stage, loan)
    figures["limit_page_ms"], figures["limit_payment_ms"] = LIMIT_PAGE_MS, LIMIT_PAYMENT_MS
    figures["is_within"] = (
        max(figures["pages_ms"].values()) <= LIMIT_PAGE_MS
        and figures["backdated_ms"] <= LIMIT_PAYMENT_MS
    )
    json.dump(figures, sys.stdout, indent=1)
    print()
    return 0 if figures["is_within"] else 1


def pay(stage: Stage, loan: Loan, count: int) -> None:
    """Small repayments, so many that they never repay it."""
    each = Money(1, loan.currency)
    for _ in range(count):
        lending.repay(stage.as_person(TELLER, BRANCH), loan_id=loan.id, amount=each)


def page_ms(name: str, loan: Loan) -> float:
    """The median time of the server for a page, in milliseconds."""
    browser = Client(SERVER_NAME="localhost")
    browser.post("/connexion/", {"username": "ousmane.sow", "password": catalogue.PASSWORD})
    taken = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        answer = browser.get(reverse(name, args=[loan.id]), secure=True)
        taken.append(time.perf_counter() - begun)
        assert answer.status_code == 200, answer.status_code
    return round(statistics.median(taken) * 1000, 1)


def backdated_ms(stage: Stage, loan: Loan) -> float:
    """The median time of a payment that counts from some days ago, through the gate."""
    taken = []
    for back in range(1, TURNS + 1):
        on = max(stage.day - timedelta(days=back), loan.disbursement_date)
        begun = time.perf_counter()
        lending.repay(
            stage.as_person(TELLER, BRANCH), loan_id=loan.id,
            amount=Money(1, loan.currency), value_date=on,
        )  # fmt: skip
        taken.append(time.perf_counter() - begun)
    assert fold(Loan.objects.get(id=loan.id), on=stage.day).events
    return round(statistics.median(taken) * 1000, 1)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000))
