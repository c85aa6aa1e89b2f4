"""The file of an application: answers, documents, the visit, and what is refused without them."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from factories.house import House
from factories.staff import level, set_policy, submit
from nafa.clients.errors import FileNotAccepted
from nafa.kernel.errors import NotPermitted
from nafa.kernel.secrets.files import read_file
from nafa.lending import commands as lending
from nafa.lending import origination_errors
from nafa.lending.commands.origination import filing
from nafa.lending.models import Application
from nafa.lending.queries.origination.checklist import checklist
from nafa.lending.queries.origination.filing import answers_of, papers_of, visits_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 5)
RULES: dict[str, Any] = {
    "questions": [{"label": "Mois", "kind": "NUMBER", "is_required": True}],
    "papers": [
        {"label": "Facture", "is_required": True},
        {"label": "Plan", "is_required": False},
    ],
    "wants_visit": True,
}


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 30), (1, 2, 3)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def asking(house: House) -> House:
    set_policy(house, level("Tous", "branch_manager"))
    return house


def asked(house: House) -> UUID:
    product_id = house.product()
    filing.ask_for_file(house.ctx("babacar"), product_id=product_id, rules=RULES)
    return submit(house, product_id=product_id)


def visit(house: House, application_id: UUID, **changes: Any) -> UUID:
    values = {
        "visited_date": TODAY,
        "note": "Étal vu, stock pour deux mois",
        "latitude": Decimal("14.68123"),
        "longitude": Decimal("-17.45012"),
        "photo": picture(),
    }
    return filing.record_visit(
        house.ctx("ibra"), application_id=application_id, **{**values, **changes}
    )


def approve(house: House, application_id: UUID) -> None:
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )


def test_a_file_is_approved_once_it_is_whole(asking):
    application_id = asked(asking)
    with pytest.raises(origination_errors.FileIncomplete) as refused:
        approve(asking, application_id)

    filing.answer_questions(
        asking.ctx("ibra"), application_id=application_id, answers={"mois": "18"}
    )
    filing.add_paper(
        asking.ctx("ibra"),
        application_id=application_id,
        code="facture",
        content=b"%PDF-1.7 x\n%%EOF",
    )  # fmt: skip
    visit(asking, application_id)
    approve(asking, application_id)

    missing = refused.value.values["missing"]
    assert "Mois" in missing and "Facture" in missing and "Plan" not in missing
    assert Application.objects.get().status == "APPROVED"
    assert answers_of(application_id) == {"mois": "18"}
    done = {line.code: line.is_done for line in checklist(asking.ctx("ibra"), application_id)}
    assert (done["answers"], done["visit"]) == (True, True)


def test_what_is_kept_is_read_again(asking):
    application_id = asked(asking)
    filing.add_paper(
        asking.ctx("ibra"), application_id=application_id, code="plan", content=picture()
    )
    visit(asking, application_id)

    paper, seen = papers_of(application_id)[0], visits_of(application_id)[0]

    assert read_file(paper.file_id)[1] == "image/jpeg"
    assert (seen.latitude, seen.longitude) == (Decimal("14.68123"), Decimal("-17.45012"))
    assert read_file(seen.photo_id)[1] == "image/jpeg"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"visited_date": TODAY + timedelta(days=1)}, "visited_date"),
        ({"note": " "}, "note"),
        ({"longitude": None}, "longitude"),
        ({"latitude": Decimal("91")}, "latitude"),
        ({"longitude": Decimal("-181")}, "longitude"),
    ],
)
def test_a_visit_that_cannot_be_is_refused_at_its_field(asking, changes, field):
    application_id = asked(asking)

    with pytest.raises(origination_errors.VisitNotPossible) as refused:
        visit(asking, application_id, **changes)

    assert refused.value.values["field"] == field


def test_what_does_not_fit_is_refused(asking):
    application_id = asked(asking)
    ctx = asking.ctx("ibra")

    with pytest.raises(origination_errors.AnswerNotAccepted):
        filing.answer_questions(ctx, application_id=application_id, answers={"mois": "dix"})
    with pytest.raises(origination_errors.PaperUnknown):
        filing.add_paper(
            asking.ctx("ibra"), application_id=application_id, code="selfie", content=picture()
        )
    with pytest.raises(FileNotAccepted):
        filing.add_paper(
            asking.ctx("ibra"), application_id=application_id, code="plan", content=b"MZ"
        )

    assert not papers_of(application_id)


def test_questions_that_cannot_be_asked_are_refused(asking):
    product_id = asking.product()

    with pytest.raises(origination_errors.QuestionsNotPossible) as refused:
        filing.ask_for_file(
            asking.ctx("babacar"), product_id=product_id,
            rules={"questions": [{"label": "A", "kind": "SONG"}]},
        )  # fmt: skip

    assert (refused.value.values["line"], refused.value.values["field"]) == (1, "kind")
    with pytest.raises(NotPermitted):
        filing.ask_for_file(asking.ctx("ibra"), product_id=product_id, rules=RULES)


def test_the_file_is_frozen_once_decided(asking):
    application_id = submit(asking)
    approve(asking, application_id)

    with pytest.raises(origination_errors.FileFrozen):
        visit(asking, application_id)
