"""The scorecard: the version in force, the facts of an application, what it was given."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import NamedTuple
from uuid import UUID

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lending.calc.effective_rate import periods_per_year
from nafa.lending.calc.origination.cash_flow import share_percent
from nafa.lending.calc.origination.scorecard import Line, Scorecard, Value, scorecard_from_plain
from nafa.lending.calc.terms_plain import terms_from_plain
from nafa.lending.models import Application, ScorecardVersion, ScoreResult
from nafa.lending.queries.loans import loans
from nafa.lending.queries.offers import schedule_of
from nafa.lending.queries.origination.budgets import capacity_of
from nafa.lending.queries.origination.guarantees import held_percent
from nafa.lib.money import Money
from nafa.lib.periods import whole_months_between

MONTHS = 12


class ScorecardRow(NamedTuple):
    """A version of the scorecard."""

    number: int
    effective_from: date
    made_at: datetime
    made_by: str
    card: Scorecard


class ScoreRow(NamedTuple):
    """What an application was given, line by line."""

    number: int
    points: int
    most: int
    risk_class: str
    lines: tuple[Line, ...]
    scored_at: datetime


def scorecard_in_force(on: date) -> ScorecardVersion | None:
    """The latest version that holds on a day; none while the institution has no scorecard."""
    return (
        ScorecardVersion.objects.filter(effective_from__lte=on)
        .order_by("-effective_from", "-number")
        .first()
    )


def scorecards() -> list[ScorecardRow]:
    """Every version, newest first."""
    return [
        ScorecardRow(
            one.number, one.effective_from, one.made_at,
            one.made_by.full_name if one.made_by else "", scorecard_from_plain(one.rules),
        )
        for one in ScorecardVersion.objects.select_related("made_by").order_by("-number")
    ]  # fmt: skip


def score_of(application_id: UUID) -> ScoreRow | None:
    """The latest score of an application."""
    found = (
        ScoreResult.objects.select_related("scorecard")
        .filter(application_id=application_id)
        .order_by("-scored_at", "-id")
        .first()
    )
    if found is None:
        return None
    lines = tuple(
        Line(row["fact"], row["value"], row["points"], row["reason"]) for row in found.lines
    )
    return ScoreRow(
        found.scorecard.number, found.points, found.most, found.risk_class, lines, found.scored_at
    )


def facts_of(ctx: Context, application: Application) -> Mapping[str, Value]:
    """What the scorecard may ask of an application, its client and the budget."""
    client = clients.get_client(ctx, application.client_id)
    known = loans(ctx, client_id=client.id, limit=500)
    terms = terms_from_plain(application.terms)
    found = capacity_of(
        application.id, client_id=client.id, terms=terms, on=application.submitted_date
    )
    today = ctx.business_date
    age = whole_months_between(client.birth_date, today) // MONTHS if client.birth_date else None
    numbers: dict[str, int | None] = {
        "instalment_count": application.instalment_count,
        "age_years": age,
        "seniority_months": whole_months_between(client.joined_date, today),
        "household_size": client.household_size,
        "dependants": client.dependants,
        "loans_repaid": sum(loan.status == "CLOSED" for loan in known),
        "loans_running": sum(loan.status == "ACTIVE" for loan in known),
        "days_late": max((loan.days_late for loan in known), default=0),
        "debt_ratio_percent": found.debt_ratio_percent if found else None,
        "coverage_percent": held_percent(application.id, on=today),
        "instalment_to_margin_percent": _margin_share(client, application),
    }
    words = {
        "activity_sector": client.activity_sector or None,
        "marital_status": client.marital_status or None,
        "client_kind": client.kind,
        "product": application.version.product.code,
    }
    amount = Money(application.amount_minor, application.currency).major
    return {
        "amount": amount,
        **{name: None if one is None else Decimal(one) for name, one in numbers.items()},
        **words,
    }


def facts_of_id(ctx: Context, application_id: UUID) -> Mapping[str, Value]:
    """The facts of an application by its id. Refuses: NotFound, OtherBranch."""
    found = Application.objects.filter(id=application_id).first()
    if found is None:
        raise NotFound(kind="application", id=application_id)
    ctx.demand_branch(found.branch_id)
    return facts_of(ctx, found)


def _margin_share(client: clients.ClientView, application: Application) -> int | None:
    """The largest instalment, as a share of the income the client declared at registration."""
    if client.monthly_income_minor is None:
        return None
    terms = terms_from_plain(application.terms)
    largest = max(row.sum.minor for row in schedule_of(terms))
    monthly = ceil(largest * periods_per_year(terms) / MONTHS)
    return share_percent(monthly, client.monthly_income_minor - (client.monthly_expense_minor or 0))
