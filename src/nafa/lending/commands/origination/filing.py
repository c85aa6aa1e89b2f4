"""The file of an application: what the product wants, answers, documents, the visit."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from nafa.clients.errors import FileNotAccepted
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.kernel.scans import LIMIT_MB, ScanRefused, as_scan
from nafa.kernel.secrets.files import store_file
from nafa.lending import origination_errors as errors
from nafa.lending.calc.origination.questions import (
    QuestionsRefused,
    demand_from_plain,
    demand_to_plain,
)
from nafa.lending.commands._apply import lock_application
from nafa.lending.commands.origination.scoring import demand_unfrozen
from nafa.lending.models import (
    AnswerSheet,
    Application,
    ApplicationPaper,
    FieldVisit,
    FileDemandVersion,
    Product,
)
from nafa.lending.queries.origination.filing import demand_of, missing_of, visits_of

APPLY = "lending.apply"


@command(permission="lending.define_product")
def ask_for_file(ctx: Context, *, product_id: UUID, rules: Mapping[str, Any]) -> int:
    """Say which questions and documents the applications of a product need; a new version.

    Refuses: NotFound, QuestionsNotPossible (the line is named).
    """
    product = Product.objects.select_for_update().filter(id=product_id).first()
    if product is None:
        raise NotFound(kind="product", id=product_id)
    try:
        demand = demand_from_plain(rules)
    except QuestionsRefused as refused:
        raise errors.QuestionsNotPossible(
            field=refused.field, reason=refused.code, line=refused.place
        ) from refused
    number = FileDemandVersion.objects.filter(product_id=product_id).count() + 1
    FileDemandVersion.objects.create(
        id=ctx.new_id(),
        product_id=product_id,
        number=number,
        rules=demand_to_plain(demand),
        made_at=ctx.now,
        made_by_id=ctx.actor_id,
    )
    ctx.concerns("product", product_id)
    return number


@command(permission=APPLY)
def answer_questions(ctx: Context, *, application_id: UUID, answers: Mapping[str, Any]) -> UUID:
    """Keep the answers to the product's questions.

    Refuses: NotFound, OtherBranch, FileFrozen, AnswerNotAccepted (the question is named).
    """
    application = _open_file(ctx, application_id)
    try:
        read = demand_of(application_id).read(answers)
    except QuestionsRefused as refused:
        raise errors.AnswerNotAccepted(field=refused.field, reason=refused.code) from refused
    sheet = AnswerSheet.objects.create(
        id=ctx.new_id(),
        application_id=application.id,
        answers=read,
        recorded_at=ctx.now,
        recorded_by_id=ctx.actor_id,
    )
    return sheet.id


@command(permission=APPLY)
def add_paper(ctx: Context, *, application_id: UUID, code: str, content: bytes) -> UUID:
    """Keep a document of the file: a PDF, or a picture drawn anew.

    Refuses: NotFound, OtherBranch, FileFrozen, PaperUnknown, FileNotAccepted.
    """
    application = _open_file(ctx, application_id)
    if all(paper.code != code for paper in demand_of(application_id).papers):
        raise errors.PaperUnknown(paper=code)
    paper = ApplicationPaper.objects.create(
        id=ctx.new_id(),
        application_id=application.id,
        code=code,
        file_id=keep_scan(ctx, content),
        recorded_at=ctx.now,
        recorded_by_id=ctx.actor_id,
    )
    return paper.id


@command(permission=APPLY)
def record_visit(
    ctx: Context,
    *,
    application_id: UUID,
    visited_date: date,
    note: str,
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    photo: bytes | None = None,
) -> UUID:
    """Write a visit down: what was seen, where (degrees, WGS 84), with a photo.

    Refuses: NotFound, OtherBranch, FileFrozen, FileNotAccepted, VisitNotPossible (a day to come,
    no note, one coordinate alone, no place on earth).
    """
    application = _open_file(ctx, application_id)
    found = _visit_objection(ctx, visited_date, note, latitude, longitude)
    if found:
        raise errors.VisitNotPossible(field=found[0], reason=found[1])
    visit = FieldVisit.objects.create(
        id=ctx.new_id(),
        application_id=application.id,
        visited_date=visited_date,
        note=note.strip(),
        latitude=latitude,
        longitude=longitude,
        photo_id=keep_scan(ctx, photo) if photo else None,
        recorded_at=ctx.now,
        recorded_by_id=ctx.actor_id,
    )
    return visit.id


def _visit_objection(
    ctx: Context,
    visited_date: date,
    note: str,
    latitude: Decimal | None,
    longitude: Decimal | None,
) -> tuple[str, str] | None:
    """The field at fault and the reason's code."""
    if visited_date > ctx.business_date:
        return "visited_date", "future"
    if not note.strip():
        return "note", "note"
    if (latitude is None) != (longitude is None):
        return "latitude" if latitude is None else "longitude", "half"
    if latitude is not None and longitude is not None:
        if not -90 <= latitude <= 90:
            return "latitude", "earth"
        if not -180 <= longitude <= 180:
            return "longitude", "earth"
    return None


def demand_whole_file(application: Application) -> None:
    """Refuses: FileIncomplete, naming the required answers, documents and visit that lack."""
    missing = missing_of(application.id)
    if demand_of(application.id).wants_visit and not visits_of(application.id):
        missing.append(str(errors.VISIT))
    if missing:
        raise errors.FileIncomplete(number=application.number, missing=", ".join(missing))


def _open_file(ctx: Context, application_id: UUID) -> Application:
    application = lock_application(ctx, application_id)
    demand_unfrozen(application)
    return application


def keep_scan(ctx: Context, content: bytes) -> UUID:
    """Keep a scanned paper or photo. Refuses: FileNotAccepted."""
    try:
        kept, media_type = as_scan(content)
    except ScanRefused:
        raise FileNotAccepted(limit=LIMIT_MB) from None
    return store_file(ctx, content=kept, media_type=media_type)
