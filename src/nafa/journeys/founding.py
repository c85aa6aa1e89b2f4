"""Founding an institution: its country's chart, its branches, the first administrator."""

from datetime import date
from uuid import UUID

from django.db import transaction

from nafa.jurisdictions.queries import pack
from nafa.kernel.identity.commands import found_institution, open_branch
from nafa.kernel.identity.contexts import system_context
from nafa.ledger import commands as ledger


@transaction.atomic
def found(
    *, name: str, jurisdiction: str, currency: str, opened_date: date, branch_name: str
) -> UUID:
    """Set an empty database up for an institution; gives its first branch.

    Refuses: InstitutionExists, InvalidInput (currency).
    """
    found_institution(
        name=name, currency=currency, jurisdiction=jurisdiction, opened_date=opened_date
    )
    ledger.load_chart(
        system_context(key="founding/chart"),
        rows=pack(jurisdiction).chart_rows(),
    )
    return open_branch(system_context(key="founding/branch/01"), code="01", name=branch_name)
