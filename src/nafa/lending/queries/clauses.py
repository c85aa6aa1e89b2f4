"""Reading the clauses that products add to their contracts."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from nafa.lending.calc.clauses import Clause, clauses_from_plain
from nafa.lending.models import ContractClauses


class ClausesRow(NamedTuple):
    """A version of the clauses, by whom and when."""

    number: int
    made_at: datetime
    made_by: str
    clauses: tuple[Clause, ...]


def clauses_of(product_id: UUID, language: str) -> ClausesRow | None:
    """The clauses in force of a product in a language; none where none were written."""
    found = (
        ContractClauses.objects.select_related("made_by")
        .filter(product_id=product_id, language=language)
        .order_by("-number")
        .first()
    )
    if found is None:
        return None
    person = found.made_by.full_name if found.made_by else ""
    return ClausesRow(found.number, found.made_at, person, clauses_from_plain(found.blocks))
