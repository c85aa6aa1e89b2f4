"""The clauses that products add to their contracts."""

from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from nafa.interfaces.api.v1.access import reader, writer
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.values import Long, Short
from nafa.lending import commands
from nafa.lending.queries.clauses import clauses_of

router = Router(tags=["products"])
Language = Literal["fr", "en"]


class ClauseText(Schema):
    """A clause; names between braces stand for the values of each contract."""

    title: Short
    text: Long


class NewClauses(Schema):
    """All clauses of a product in a language."""

    clauses: list[ClauseText] = Field(max_length=20)


class ClausesShown(Schema):
    """The clauses in force; version 0 where there are none."""

    version: int
    clauses: list[ClauseText]


@router.get("/products/{product_id}/clauses/{language}", response={200: ClausesShown, **REFUSALS})
def clauses(request: HttpRequest, product_id: UUID, language: Language) -> ClausesShown:
    """The clauses in force."""
    reader(request, "lending.view")
    kept = clauses_of(product_id, language)
    rows = kept.clauses if kept else ()
    return ClausesShown(
        version=kept.number if kept else 0,
        clauses=[ClauseText(title=one.title, text=one.text) for one in rows],
    )


@router.put("/products/{product_id}/clauses/{language}", response={200: ClausesShown, **REFUSALS})
def write(
    request: HttpRequest, product_id: UUID, language: Language, body: NewClauses
) -> ClausesShown:
    """Write the clauses; a new version for contracts drawn up from now on."""
    commands.write_clauses(
        writer(request), product_id=product_id, language=language,
        blocks=[one.model_dump() for one in body.clauses],
    )  # fmt: skip
    return clauses(request, product_id, language)
