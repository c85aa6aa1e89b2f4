"""What a file should hold before it is decided, and what is there."""

from typing import NamedTuple
from uuid import UUID

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.lending.models import Application
from nafa.lending.queries.origination.budgets import budget_of
from nafa.lending.queries.origination.filing import (
    answers_of,
    demand_of,
    papers_of,
    visits_of,
)


class Check(NamedTuple):
    """One line of the checklist; `label` names it where the code does not."""

    code: str
    is_done: bool
    label: str = ""
    is_required: bool = True


def checklist(ctx: Context, application_id: UUID) -> list[Check]:
    """The lines of the file of an application, in the order people go through them."""
    application = Application.objects.get(id=application_id)
    client = clients.get_client(ctx, application.client_id)
    papers = clients.documents_of(client.id)
    valid = any(
        paper.expires_date is None or paper.expires_date >= ctx.business_date for paper in papers
    )
    lines = [Check("contact", bool(client.phone or client.address))]
    if client.kind == "PERSON":
        lines = [
            Check("identity", valid),
            *lines,
            Check("income", client.monthly_income_minor is not None),
        ]
    return [
        *lines,
        *_of_the_product(application_id),
        Check("budget", budget_of(application_id) is not None),
    ]


def _of_the_product(application_id: UUID) -> list[Check]:
    """What the product asks for: its questions together, each document, the visit."""
    demand, answers = demand_of(application_id), answers_of(application_id)
    papers = {paper.code for paper in papers_of(application_id)}
    found = [
        Check("paper", paper.code in papers, paper.label, paper.is_required)
        for paper in demand.papers
    ]
    if demand.questions:
        is_done = bool(answers) and all(
            answers.get(one.code) for one in demand.questions if one.is_required
        )
        found.insert(0, Check("answers", is_done))
    visited = bool(visits_of(application_id))
    return [*found, Check("visit", visited, is_required=demand.wants_visit)]
