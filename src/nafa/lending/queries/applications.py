"""Applications: the list, one file, what waits for a decision."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, QuerySet

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lending.calc.terms import Terms
from nafa.lending.calc.terms_plain import terms_from_plain
from nafa.lending.calc.tranches import TrancheRule
from nafa.lending.models import Application, Decision, Loan
from nafa.lending.queries.origination.standing import waiting_for
from nafa.lending.queries.products import rules_of
from nafa.lib.money import Money


class ApplicationRow(NamedTuple):
    """An application in a list."""

    id: UUID
    number: str
    client_id: UUID
    client: str
    product: str
    branch: str
    officer: str
    amount: Money
    instalment_count: int
    teg_percent: Decimal
    status: str
    submitted_at: datetime
    submitted_date: date
    submitted_by_id: UUID | None
    officer_id: UUID


class DecisionRow(NamedTuple):
    """A decision: by whom, for whom, at which level, on which terms, and why."""

    outcome: str
    decided_by: str
    decided_at: datetime
    reason: str
    amount: Money
    instalment_count: int
    conditions: str
    for_person: str
    level: str
    round: int
    is_of_committee: bool


class ApplicationView(NamedTuple):
    """One application with its terms, what was asked for at first, and its decisions."""

    row: ApplicationRow
    purpose: str
    asked: Money
    asked_instalment_count: int
    risk_class: str
    round: int
    terms: Terms
    decisions: tuple[DecisionRow, ...]
    loan_id: UUID | None
    contract_file_id: UUID | None
    tranches: TrancheRule | None = None
    is_line: bool = False


_SHOWN = Application.objects.select_related("version__product", "branch", "officer")


def rows_of(found: QuerySet[Application]) -> list[ApplicationRow]:
    """Applications as they stand in lists."""
    return _rows(list(found.select_related("version__product", "branch", "officer")))


def _rows(found: list[Application]) -> list[ApplicationRow]:
    names = clients.names_of(one.client_id for one in found)
    return [
        ApplicationRow(
            id=a.id,
            number=a.number,
            client_id=a.client_id,
            client=names[a.client_id][1],
            product=a.version.product.name,
            branch=a.branch.name,
            officer=a.officer.full_name,
            amount=Money(a.amount_minor, a.currency),
            instalment_count=a.instalment_count,
            teg_percent=a.teg_percent,
            status=a.status,
            submitted_at=a.submitted_at,
            submitted_date=a.submitted_date,
            submitted_by_id=a.submitted_by_id,
            officer_id=a.officer_id,
        )
        for a in found
    ]


def applications(
    ctx: Context,
    *,
    status: str = "",
    client_id: UUID | None = None,
    officer_id: UUID | None = None,
    before: str = "",
    limit: int = 50,
) -> list[ApplicationRow]:
    """Applications of the actor's branch, newest first; `before` is the last number of the page."""
    found = _SHOWN.order_by("-number")
    filters: Mapping[str, Any] = {
        "branch_id": ctx.branch_id,
        "status": status or None,
        "client_id": client_id,
        "officer_id": officer_id,
        "number__lt": before or None,
    }
    found = found.filter(**{name: value for name, value in filters.items() if value is not None})
    return _rows(list(found[:limit]))


def application_view(ctx: Context, application_id: UUID) -> ApplicationView:
    """One application. Refuses: NotFound, OtherBranch."""
    found = _SHOWN.filter(id=application_id).first()
    if found is None:
        raise NotFound(kind="application", id=application_id)
    ctx.demand_branch(found.branch_id)
    ctx.saw("application", found.id)
    ctx.saw("client", found.client_id)
    decisions = Decision.objects.select_related("decided_by", "for_user").filter(application=found)
    loan = Loan.objects.filter(application=found).first()
    rules = rules_of(found.version)
    return ApplicationView(
        row=_rows([found])[0],
        purpose=found.purpose,
        asked=Money(found.asked_amount_minor, found.currency),
        asked_instalment_count=found.asked_instalment_count,
        risk_class=found.risk_class,
        round=found.round,
        terms=terms_from_plain(found.terms),
        decisions=tuple(
            DecisionRow(
                d.outcome,
                d.decided_by.full_name if d.decided_by else "",
                d.decided_at,
                d.reason,
                Money(d.amount_minor, found.currency),
                d.instalment_count,
                d.conditions,
                d.for_user.full_name if d.for_user else "",
                d.level,
                d.round,
                d.is_of_committee,
            )
            for d in decisions.order_by("decided_at")
        ),
        loan_id=loan.id if loan else None,
        contract_file_id=loan.contract_file_id if loan else None,
        tranches=rules.tranches,
        is_line=rules.line is not None,
    )


def waiting_counts(ctx: Context) -> dict[str, int]:
    """How many applications of the actor's branch stand in each status."""
    found = Application.objects.all()
    if ctx.branch_id is not None:
        found = found.filter(branch_id=ctx.branch_id)
    counted = found.values("status").annotate(count=Count("id")).order_by("status")
    return {row["status"]: row["count"] for row in counted}


def application_id_of(number: str) -> UUID:
    """The id of the application with a number (`D0000012`). Refuses: NotFound."""
    found = Application.objects.filter(number__iexact=number).values_list("id", flat=True).first()
    if found is None:
        raise NotFound(kind="application", id=number)
    return found


def decisions_waiting(ctx: Context) -> int:
    """How many applications wait for the actor's own approval: of their level, not their own."""
    return waiting_for(ctx)
