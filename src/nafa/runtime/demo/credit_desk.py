"""How applications of the demo are decided: by one person, by two, or by the committee."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from nafa.lending import commands as lending
from nafa.lending.commands.origination import filing, sessions, voting
from nafa.lending.commands.origination.budgeting import record_budget
from nafa.lending.commands.origination.securing import add_guarantee
from nafa.lending.models import AgendaItem
from nafa.lending.queries.origination.filing import demand_of
from nafa.lending.queries.origination.standing import standing_of
from nafa.lib.money import Money
from nafa.runtime.demo import catalogue
from nafa.runtime.demo.stage import Stage

CHAIR, MEMBER, HEAD = "ousmane.sow", "khady.seck", "fatou.mbaye"


def approve(stage: Stage, branch: str, application_id: UUID) -> None:
    """Let everyone speak whom the level asks for."""
    standing = standing_of(stage.as_system(), application_id)
    if _is_for_committee(standing.level):
        session_id = convene(stage, branch, [application_id], day=stage.day)
        vote(stage, branch, session_id)
        return
    for person in (CHAIR, MEMBER)[: standing.wanted]:
        lending.decide_application(
            stage.as_person(person, branch), application_id=application_id, outcome="APPROVED"
        )


def turn_down(
    stage: Stage, branch: str, application_id: UUID, *, outcome: str, reason: str
) -> None:
    """Return or refuse; what is for the committee goes back to the officer."""
    level = standing_of(stage.as_system(), application_id).level
    lending.decide_application(
        stage.as_person(CHAIR, branch),
        application_id=application_id,
        outcome="RETURNED" if _is_for_committee(level) else outcome,
        reason=reason,
    )


def convene(stage: Stage, branch: str, application_ids: list[UUID], *, day: date) -> UUID:
    """A session of the branch's committee with these applications on its agenda."""
    session_id = sessions.convene_committee(
        stage.as_person(CHAIR, branch),
        held_date=day,
        chair_id=stage.people[CHAIR],
        secretary_id=stage.people[MEMBER],
        member_ids=[stage.people[name] for name in (CHAIR, MEMBER, HEAD)],
        quorum=2,
        branch_id=stage.branches[branch],
        place="Salle de réunion",
    )
    sessions.put_on_agenda(
        stage.as_person(MEMBER, branch), session_id=session_id, application_ids=application_ids
    )
    return session_id


def vote(stage: Stage, branch: str, session_id: UUID) -> None:
    """The members come, vote for, the chair counts, the secretary closes with the minutes."""
    present = (CHAIR, MEMBER)
    sessions.open_committee(
        stage.as_person(CHAIR, branch),
        session_id=session_id,
        present_ids=[stage.people[name] for name in present],
    )
    for item_id in AgendaItem.objects.filter(session_id=session_id).values_list("id", flat=True):
        for name in present:
            voting.vote(stage.as_person(name, branch), item_id=item_id, choice="FOR")
        voting.conclude_item(stage.as_person(CHAIR, branch), item_id=item_id)
    sessions.close_committee(stage.as_person(MEMBER, branch), session_id=session_id)


def leave_session(stage: Stage, branch: str, application_ids: list[UUID]) -> None:
    """A session that is convened and not held yet."""
    waiting = [
        one
        for one in application_ids
        if _is_for_committee(standing_of(stage.as_system(), one).level)
    ]
    if waiting:
        convene(stage, branch, waiting, day=stage.day + timedelta(days=3))


def _is_for_committee(level: str) -> bool:
    return level == "Comité de crédit"


def complete_file(stage: Stage, officer: str, branch: str, application_id: UUID) -> None:
    """The officer's part: budget, answers, the visit with its place, a pledge."""
    record_budget(
        stage.as_person(officer, branch), application_id=application_id, figures=catalogue.BUDGET
    )
    questions = demand_of(application_id).questions
    if questions:
        codes = (one.code for one in questions)
        filing.answer_questions(
            stage.as_person(officer, branch),
            application_id=application_id,
            answers=dict(zip(codes, catalogue.ANSWERS, strict=True)),
        )
    filing.record_visit(
        stage.as_person(officer, branch),
        application_id=application_id,
        visited_date=stage.day,
        note="Emplacement vu, stock pour deux mois, clientèle régulière.",
        latitude=Decimal("14.68123"),
        longitude=Decimal("-17.45012"),
    )
    add_guarantee(
        stage.as_person(officer, branch),
        application_id=application_id,
        kind="PLEDGE",
        value=Money(450_000, catalogue.CURRENCY),
        valued_date=stage.day,
        description="Congélateur et vitrine, inventaire du jour",
        valued_by="Agent de crédit",
    )
