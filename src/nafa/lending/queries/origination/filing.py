"""What a product wants in the file, and what the file of an application holds."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from nafa.lending.calc.origination.questions import NOTHING, FileDemand, demand_from_plain
from nafa.lending.models import (
    AnswerSheet,
    Application,
    ApplicationPaper,
    FieldVisit,
    FileDemandVersion,
)


class PaperRow(NamedTuple):
    """A document of the file."""

    id: UUID
    code: str
    file_id: UUID
    recorded_at: datetime
    recorded_by: str


class VisitRow(NamedTuple):
    """A visit to the borrower's place."""

    id: UUID
    visited_date: date
    note: str
    latitude: Decimal | None
    longitude: Decimal | None
    photo_id: UUID | None
    recorded_at: datetime
    recorded_by: str


def demand_of_product(product_id: UUID) -> FileDemand:
    """What the product wants now; nothing where it was never said."""
    found = FileDemandVersion.objects.filter(product_id=product_id).order_by("-number").first()
    return demand_from_plain(found.rules) if found else NOTHING


def demand_of(application_id: UUID) -> FileDemand:
    """What the product of an application wants."""
    product = Application.objects.values_list("version__product_id", flat=True)
    return demand_of_product(product.get(id=application_id))


def answers_of(application_id: UUID) -> Mapping[str, str]:
    """The latest answers by question."""
    sheets = AnswerSheet.objects.filter(application_id=application_id)
    found = sheets.order_by("-recorded_at", "-id").first()
    return dict(found.answers) if found else {}


def papers_of(application_id: UUID) -> list[PaperRow]:
    """The documents of the file, the latest first."""
    found = ApplicationPaper.objects.select_related("recorded_by").filter(
        application_id=application_id
    )
    return [
        PaperRow(
            one.id, one.code, one.file_id, one.recorded_at,
            one.recorded_by.full_name if one.recorded_by else "",
        )
        for one in found.order_by("-recorded_at", "-id")
    ]  # fmt: skip


def visits_of(application_id: UUID) -> list[VisitRow]:
    """The visits, the latest first."""
    found = FieldVisit.objects.select_related("recorded_by").filter(application_id=application_id)
    return [
        VisitRow(
            one.id, one.visited_date, one.note, one.latitude, one.longitude, one.photo_id,
            one.recorded_at, one.recorded_by.full_name if one.recorded_by else "",
        )
        for one in found.order_by("-visited_date", "-recorded_at")
    ]  # fmt: skip


def missing_of(application_id: UUID) -> list[str]:
    """The labels of required answers and documents that the file lacks, and the visit's."""
    demand = demand_of(application_id)
    answers = answers_of(application_id)
    codes = {paper.code for paper in papers_of(application_id)}
    return [
        *(q.label for q in demand.questions if q.is_required and not answers.get(q.code)),
        *(p.label for p in demand.papers if p.is_required and p.code not in codes),
    ]
