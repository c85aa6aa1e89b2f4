"""Many loans replayed at once: their rows are read in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from nafa.lending.calc.replay import replay
from nafa.lending.calc.schedule import Instalment as Row
from nafa.lending.calc.terms_plain import terms_from_plain
from nafa.lending.models import Instalment, Loan, LoanFact, LoanPlan
from nafa.lending.queries.state import FACT_FIELDS, Folded, events_of, plan_rows
from nafa.lib.money import Money


def folds(loans: Sequence[Loan], *, on: date) -> dict[UUID, Folded]:
    """The state of each loan on a day, as `fold` gives it for one."""
    ids = [loan.id for loan in loans]
    currencies = {loan.id: loan.currency for loan in loans}
    rows: dict[UUID, list[Row]] = defaultdict(list)
    fields = (
        "loan_id", "number", "start_date", "due_date", "principal_minor", "interest_minor",
        "fee_minor",
    )  # fmt: skip
    found = Instalment.objects.filter(loan_id__in=ids).order_by("loan_id", "number")
    for loan_id, number, start, due, *minors in found.values_list(*fields):
        amounts = (Money(minor, currencies[loan_id]) for minor in minors)
        rows[loan_id].append(Row(number, start, due, *amounts))
    facts: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    recorded = LoanFact.objects.filter(loan_id__in=ids).order_by("loan_id", "order")
    for loan_id, *fact in recorded.values_list("loan_id", *FACT_FIELDS):
        facts[loan_id].append(tuple(fact))
    signed = LoanPlan.objects.filter(loan_id__in=ids, version=0).values_list("loan_id", "rows")
    former = {loan_id: plan_rows(kept, currencies[loan_id]) for loan_id, kept in signed}
    folded = {}
    for loan in loans:
        terms, schedule = terms_from_plain(loan.terms), former.get(loan.id) or tuple(rows[loan.id])
        events = events_of(facts[loan.id], loan.currency)
        folded[loan.id] = Folded(
            loan, terms, schedule, events, replay(terms, schedule, events, on=on)
        )
    return folded
