"""Founding an institution: its country's chart, its branches, the first administrator."""

from datetime import date
from uuid import UUID

from django.db import transaction

from nafa.jurisdictions.queries import pack, pack_codes
from nafa.kernel.errors import InvalidInput
from nafa.kernel.identity.commands import found_institution, open_branch
from nafa.kernel.identity.contexts import system_context
from nafa.ledger import commands as ledger


@transaction.atomic
def found_without_branch(
    *,
    name: str,
    jurisdiction: str,
    currency: str,
    opened_date: date,
    business_date: date | None = None,
) -> None:
    """Set an empty database up for an institution whose branches are opened afterwards.

    Refuses: InstitutionExists, InvalidInput (currency, jurisdiction, business date).
    """
    if jurisdiction not in pack_codes():
        raise InvalidInput(field="jurisdiction", reason=jurisdiction)
    found_institution(
        name=name,
        currency=currency,
        jurisdiction=jurisdiction,
        opened_date=opened_date,
        business_date=business_date,
    )
    ledger.load_chart(
        system_context(key="founding/chart"),
        rows=pack(jurisdiction).chart_rows(),
    )


@transaction.atomic
def found(
    *, name: str, jurisdiction: str, currency: str, opened_date: date, branch_name: str
) -> UUID:
    """Set an empty database up for an institution; gives its first branch.

    Refuses: InstitutionExists, InvalidInput (currency, jurisdiction).
    """
    found_without_branch(
        name=name, jurisdiction=jurisdiction, currency=currency, opened_date=opened_date
    )
    return open_branch(system_context(key="founding/branch/01"), code="01", name=branch_name)
