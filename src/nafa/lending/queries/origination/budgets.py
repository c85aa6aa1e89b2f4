"""The borrower's budget held against a schedule and the client's running loans."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Sum
from django.db.models.functions import ExtractMonth, ExtractYear

from nafa.lending.calc.origination.cash_flow import (
    Capacity,
    CashFlow,
    capacity,
    cash_flow_from_plain,
)
from nafa.lending.calc.terms import Terms
from nafa.lending.models import BudgetRecord, Instalment, Loan
from nafa.lending.queries.offers import schedule_of
from nafa.lending.queries.origination.bureau import reported_debts

Dues = Mapping[tuple[int, int], int]


class Budget(NamedTuple):
    """The latest budget of an application."""

    flow: CashFlow
    recorded_at: datetime
    recorded_by: str


def budget_of(application_id: UUID) -> Budget | None:
    """The latest budget, where one was recorded."""
    found = (
        BudgetRecord.objects.select_related("recorded_by")
        .filter(application_id=application_id)
        .order_by("-recorded_at", "-id")
        .first()
    )
    if found is None:
        return None
    name = found.recorded_by.full_name if found.recorded_by else ""
    return Budget(cash_flow_from_plain(found.figures), found.recorded_at, name)


def capacity_of(
    application_id: UUID, *, client_id: UUID, terms: Terms, on: date
) -> Capacity | None:
    """The schedule of the terms against the latest budget; none without a budget."""
    kept = budget_of(application_id)
    if kept is None:
        return None
    return capacity_against(kept.flow, client_id=client_id, terms=terms, on=on)


def capacity_against(flow: CashFlow, *, client_id: UUID, terms: Terms, on: date) -> Capacity:
    """The schedule of the terms against a budget that is told, kept or not, and against what the
    credit bureau reported of debts elsewhere."""
    return capacity(
        flow,
        dues=_by_month((row.due_date, row.sum.minor) for row in schedule_of(terms)),
        own_dues=own_dues(client_id, since=on),
        start=(on.year, on.month),
        reported=reported_debts(client_id, on=on, currency=terms.principal.currency),
    )


def own_dues(client_id: UUID, *, since: date) -> Dues:
    """What the client's running loans here ask for in each month to come."""
    rows = (
        Instalment.objects.filter(
            loan__client_id=client_id, loan__status=Loan.Status.ACTIVE, due_date__gte=since
        )
        .annotate(year=ExtractYear("due_date"), month=ExtractMonth("due_date"))
        .values("year", "month")
        .annotate(due=Sum(F("principal_minor") + F("interest_minor") + F("fee_minor")))
        .order_by("year", "month")
    )
    return {(row["year"], row["month"]): int(row["due"]) for row in rows}


def _by_month(rows: Iterable[tuple[date, int]]) -> Dues:
    found: dict[tuple[int, int], int] = {}
    for day, due in rows:
        place = (day.year, day.month)
        found[place] = found.get(place, 0) + due
    return found
