"""Reading what the credit bureau was asked, what it said, and what clients agreed to."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from nafa.clients import queries as clients
from nafa.jurisdictions.queries import institution_pack
from nafa.lending.calc.origination.bureau import BureauReport, report_from_plain
from nafa.lending.calc.origination.cash_flow import Debt
from nafa.lending.calc.origination.policy import Policy
from nafa.lending.models import (
    Application,
    BureauConsent,
    BureauConsultation,
    BureauFile,
    MemberShare,
)
from nafa.lib.money import Money

ANSWERED = (BureauConsultation.Status.FOUND, BureauConsultation.Status.UNKNOWN)


class ConsentRow(NamedTuple):
    """What a client agreed to, or was told."""

    id: UUID
    kind: str
    given_date: date
    paper_id: UUID | None
    recorded_by: str


class ConsultationRow(NamedTuple):
    """One question and what became of it."""

    id: UUID
    client_id: UUID
    application_id: UUID
    bureau: str
    status: str
    asked_date: date
    asked_at: datetime
    asked_by: str
    refusal: str
    report: BureauReport | None


class FileRow(NamedTuple):
    """A monthly file."""

    id: UUID
    number: str
    month: date
    as_of_date: date
    file_id: UUID
    digest: str
    loan_count: int
    party_count: int
    left_out_count: int
    outstanding: Money
    status: str
    made_at: datetime
    made_by: str
    sent_at: datetime | None
    receipt: str
    refusal: str


def borrowers_of(application: Application) -> list[UUID]:
    """Who would owe the loan: the person, or the members of the group with a share in it."""
    if application.client.kind != "GROUP":
        return [application.client_id]
    members = MemberShare.objects.filter(application_id=application.id).order_by("place")
    found = list(members.values_list("member_id", flat=True))
    return found or [one.client_id for one in clients.members_of(application.client_id)]


def borrowers_in(application_id: UUID) -> list[UUID]:
    """Who would owe the loan of an application."""
    return borrowers_of(Application.objects.select_related("client").get(id=application_id))


def consent_of(client_id: UUID) -> ConsentRow | None:
    """The latest that was written down of a client's agreement."""
    found = (
        BureauConsent.objects.select_related("recorded_by")
        .filter(client_id=client_id)
        .order_by("-recorded_at", "-id")
        .first()
    )
    if found is None:
        return None
    name = found.recorded_by.full_name if found.recorded_by else ""
    return ConsentRow(found.id, found.kind, found.given_date, found.paper_id, name)


def accepted_consents(on: date) -> frozenset[str]:
    """The kinds of agreement that the jurisdiction takes; none where it asks for nothing."""
    return {
        "PRIOR": frozenset({"GIVEN"}),
        "INFORMATION": frozenset({"GIVEN", "INFORMED"}),
        "NONE": frozenset[str](),
    }[institution_pack().bureau_consent(on)]


def may_be_asked(client_id: UUID, *, on: date) -> bool:
    """Whether the client's agreement is what the jurisdiction asks for."""
    accepted, found = accepted_consents(on), consent_of(client_id)
    return not accepted or (found is not None and found.kind in accepted)


def consultations_of(client_ids: Iterable[UUID]) -> list[ConsultationRow]:
    """What was asked about clients, the latest first."""
    found = (
        BureauConsultation.objects.select_related("asked_by")
        .filter(client_id__in=list(client_ids))
        .order_by("-asked_at", "-id")
    )
    return [_row(one) for one in found]


def consultation_by_id(consultation_id: UUID) -> ConsultationRow | None:
    """One question with its answer."""
    found = BureauConsultation.objects.select_related("asked_by").filter(id=consultation_id).first()
    return None if found is None else _row(found)


def latest_report(client_id: UUID, *, on: date) -> BureauReport | None:
    """The latest report on a client, without what may no longer be used."""
    found = (
        BureauConsultation.objects.filter(client_id=client_id, status="FOUND")
        .order_by("-asked_at", "-id")
        .first()
    )
    report = _report(found) if found else None
    years = institution_pack().bureau_data_years(on)
    return report.usable(on=on, years=years) if report else None


def reported_debts(client_id: UUID, *, on: date, currency: str) -> tuple[Debt, ...]:
    """The debts elsewhere that count against the budget; in another currency they do not."""
    report = latest_report(client_id, on=on)
    return report.debts(on=on) if report and report.currency == currency else ()


def unanswered(application: Application, policy: Policy, *, on: date) -> list[UUID]:
    """The borrowers on whom the file has no answer that the policy takes."""
    people = borrowers_of(application)
    rows = consultations_of(people)
    return [one for one in people if not _is_answered(one, rows, policy, on)]


def _is_answered(
    client_id: UUID, rows: Sequence[ConsultationRow], policy: Policy, on: date
) -> bool:
    since = on - timedelta(days=policy.bureau_days)
    own = [one for one in rows if one.client_id == client_id and one.asked_date >= since]
    if any(one.status in ANSWERED for one in own):
        return True
    return policy.is_bureau_outage_excused and any(one.status == "UNREACHABLE" for one in own)


def bureau_files() -> list[FileRow]:
    """The monthly files, the latest month first."""
    found = BureauFile.objects.select_related("made_by").order_by("-month")
    return [_file_row(one) for one in found]


def bureau_file(file_id: UUID) -> FileRow | None:
    """One monthly file."""
    found = BureauFile.objects.select_related("made_by").filter(id=file_id).first()
    return None if found is None else _file_row(found)


def _file_row(one: BureauFile) -> FileRow:
    return FileRow(
        one.id, one.number, one.month, one.as_of_date, one.file_id, one.digest, one.loan_count,
        one.party_count, one.left_out_count, Money(one.outstanding_minor, one.currency),
        one.status, one.made_at, one.made_by.full_name if one.made_by else "", one.sent_at,
        one.receipt, one.refusal,
    )  # fmt: skip


def _row(one: BureauConsultation) -> ConsultationRow:
    return ConsultationRow(
        one.id, one.client_id, one.application_id, one.bureau, one.status, one.asked_date,
        one.asked_at, one.asked_by.full_name if one.asked_by else "", one.refusal, _report(one),
    )  # fmt: skip


def _report(one: BureauConsultation) -> BureauReport | None:
    return report_from_plain(json.loads(one.report)) if one.report is not None else None
