"""Asking the credit bureau before a grant: the client's agreement, the question, the answer.

The question is written down and committed before it leaves, the answer after it came: no
transaction waits for the bureau, and a process that dies in between leaves a question that can be
asked again under the same reference.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from nafa.clients import queries as clients
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound, Unavailable
from nafa.lending import bureau_errors as errors
from nafa.lending.calc.origination.bureau import report_from_plain, report_to_plain
from nafa.lending.calc.origination.policy import policy_from_plain
from nafa.lending.commands._apply import lock_application
from nafa.lending.commands.origination.filing import keep_scan
from nafa.lending.commands.origination.routing import route_application
from nafa.lending.commands.origination.scoring import keep_score
from nafa.lending.models import (
    Application,
    ApprovalRoute,
    BureauConsent,
    BureauConsultation,
    Decision,
)
from nafa.lending.ports import Answer, CreditBureau, Person, Question, connected_bureau
from nafa.lending.queries.origination.bureau import (
    accepted_consents,
    borrowers_of,
    consent_of,
    consultation_by_id,
    may_be_asked,
    unanswered,
)

CONSULT = "lending.consult_bureau"
Status = BureauConsultation.Status


@command(permission="lending.apply")
def record_bureau_consent(
    ctx: Context, *, client_id: UUID, kind: str, given_date: date, scan: bytes = b""
) -> UUID:
    """The client agreed (GIVEN), was told (INFORMED) or took the agreement back (WITHDRAWN).

    Refuses: NotFound, OtherBranch, ConsentNotPossible (a day to come), FileNotAccepted.
    """
    clients.get_client(ctx, client_id)
    if given_date > ctx.business_date:
        raise errors.ConsentNotPossible(day=given_date)
    ctx.concerns("client", client_id)
    return BureauConsent.objects.create(
        id=ctx.new_id(),
        client_id=client_id,
        kind=BureauConsent.Kind(kind),
        given_date=given_date,
        paper_id=keep_scan(ctx, scan) if scan else None,
        recorded_at=ctx.now,
        recorded_by_id=ctx.actor_id,
    ).id


def consult_bureau(ctx: Context, *, application_id: UUID, client_id: UUID | None = None) -> UUID:
    """Ask the bureau about the borrower (or one of a group's) and keep what it says.

    Refuses: BureauNotConnected, NotFound, OtherBranch, NotOfTheFile, ConsentMissing. A bureau that
    does not answer in time is no refusal: the question is kept as UNREACHABLE.
    """
    ctx.demand(CONSULT)
    bureau = connected_bureau()
    if bureau is None:
        raise errors.BureauNotConnected()
    asked_id = ask_bureau(
        ctx.under("ask"), application_id=application_id, client_id=client_id, bureau=bureau.name
    )
    asked = consultation_by_id(asked_id)
    if asked is None or asked.status != Status.ASKED:
        return asked_id
    status, answer = _answer(bureau, question_of(ctx, asked_id))
    return keep_bureau_answer(
        ctx.under("answer"),
        consultation_id=asked_id,
        status=status,
        refusal=answer.refusal,
        report=report_to_plain(answer.report) if answer.report else {},
    )


def _answer(bureau: CreditBureau, question: Question) -> tuple[str, Answer]:
    try:
        answer = bureau.consult(question)
    except Unavailable as fault:
        return Status.UNREACHABLE.value, Answer(refusal=str(fault))
    if answer.refusal:
        return Status.REFUSED.value, answer
    return (Status.FOUND if answer.report else Status.UNKNOWN).value, answer


@command(permission=CONSULT)
def ask_bureau(
    ctx: Context, *, application_id: UUID, client_id: UUID | None = None, bureau: str
) -> UUID:
    """Write down that the bureau is being asked; a question that got no answer is taken up again.

    Refuses: NotFound, OtherBranch, NotOfTheFile, ConsentMissing.
    """
    application = lock_application(ctx, application_id)
    people = borrowers_of(application)
    person_id = client_id or people[0]
    if person_id not in people:
        raise errors.NotOfTheFile(number=application.number)
    if not may_be_asked(person_id, on=ctx.business_date):
        raise errors.ConsentMissing(client=clients.names_of([person_id])[person_id][1])
    ctx.concerns("client", person_id)
    waiting = BureauConsultation.objects.filter(
        application_id=application_id, client_id=person_id, status=Status.ASKED
    ).first()
    if waiting is not None:
        return waiting.id
    consent = consent_of(person_id)
    return BureauConsultation.objects.create(
        id=ctx.new_id(),
        client_id=person_id,
        application_id=application_id,
        consent_id=consent.id if consent and accepted_consents(ctx.business_date) else None,
        bureau=bureau,
        asked_date=ctx.business_date,
        asked_at=ctx.now,
        asked_by_id=ctx.actor_id,
    ).id


@command(permission=CONSULT)
def keep_bureau_answer(
    ctx: Context, *, consultation_id: UUID, status: str, refusal: str, report: Mapping[str, Any]
) -> UUID:
    """Keep what the bureau said, sealed; the application is scored again. An answer stays.

    Refuses: NotFound, OtherBranch.
    """
    asked = BureauConsultation.objects.select_for_update().filter(id=consultation_id).first()
    if asked is None:
        raise NotFound(kind="consultation", id=consultation_id)
    application = lock_application(ctx, asked.application_id)
    ctx.concerns("client", asked.client_id)
    if asked.status != Status.ASKED:
        return asked.id
    asked.status = Status(status)
    asked.refusal = refusal
    asked.answered_at = ctx.now
    if report:
        kept = report_to_plain(report_from_plain(report))
        asked.report = json.dumps(kept, ensure_ascii=False)
    asked.save(update_fields=["status", "refusal", "answered_at", "report"])
    _score_again(ctx, application)
    return asked.id


def question_of(ctx: Context, consultation_id: UUID) -> Question:
    """The question as it leaves the house: who, since when the agreement holds, nothing else."""
    asked = BureauConsultation.objects.select_related("consent").get(id=consultation_id)
    client = clients.get_client(ctx, asked.client_id)
    papers = clients.documents_of(client.id)
    return Question(
        reference=asked.id,
        person=Person(
            given_names=client.given_names,
            family_name=client.family_name,
            birth_date=client.birth_date,
            document_kind=papers[0].kind if papers else "",
            document_number=papers[0].number if papers else "",
            phone=client.phone,
        ),
        asked_date=asked.asked_date,
        consent=asked.consent.kind if asked.consent else "",
        consent_date=asked.consent.given_date if asked.consent else None,
    )


def demand_bureau(ctx: Context, application: Application, route: ApprovalRoute) -> None:
    """Refuses: BureauMissing, where the policy wants an answer on every borrower."""
    policy = policy_from_plain(route.policy.rules)
    if not policy.wants_bureau:
        return
    missing = unanswered(application, policy, on=ctx.business_date)
    if missing:
        name = clients.names_of(missing[:1])[missing[0]][1]
        raise errors.BureauMissing(number=application.number, client=name, days=policy.bureau_days)


def _score_again(ctx: Context, application: Application) -> None:
    """Debts elsewhere change the score, as long as nobody has spoken on the file."""
    if application.status != Application.Status.SUBMITTED:
        return
    given = Decision.objects.filter(application_id=application.id, round=application.round)
    if not given.exists():
        keep_score(ctx, application)
        route_application(application)
