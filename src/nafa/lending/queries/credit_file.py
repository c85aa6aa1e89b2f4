"""Loans as they stood at the end of a month, in sets, with those who owe or answer for them."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection

from nafa.clients import queries as clients
from nafa.lending.calc.credit_file import LoanLine, PartyLine
from nafa.lending.models import Loan
from nafa.lending.queries.state import fold

CHUNK = 5_000

# What ran on the last day or ended during the month. A loan whose plan changed after the month,
# also by another tranche, is marked: its instalments are no longer those of the month, so its facts
# are replayed instead. A draw on a line has the guarantors of the line.
_LOANS = """
WITH chosen AS (
    SELECT l.id, l.number, l.client_id, coalesce(l.application_id, line.application_id)
               AS application_id, l.status, l.currency, l.principal_minor,
           l.disbursement_date, l.maturity_date, l.restructured_date, v.product_id,
           CASE WHEN l.ended_date <= %(last)s THEN l.ended_date END AS ended_date,
           coalesce(p.capitalised_minor, 0) AS capitalised
    FROM lending_loan l
    JOIN lending_productversion v ON v.id = l.version_id
    LEFT JOIN lending_loanprogress p ON p.loan_id = l.id
    LEFT JOIN lending_creditline line ON line.id = l.line_id
    WHERE l.status NOT IN ('CONTRACTED', 'CANCELLED') AND l.disbursement_date <= %(last)s
        AND (l.ended_date IS NULL OR l.ended_date >= %(first)s)),
facts AS (
    SELECT f.loan_id,
           sum(f.amount_minor) FILTER (WHERE f.kind IN ('DISBURSED', 'TRANCHE')
               AND f.value_date <= %(last)s)::bigint AS drawn,
           coalesce(sum(f.principal_minor) FILTER (WHERE f.kind IN ('REPAID', 'PREPAID', 'SETTLED')
               AND f.value_date <= %(last)s), 0)::bigint AS principal,
           coalesce(sum(f.interest_minor) FILTER (
               WHERE f.kind IN ('REPAID', 'PREPAID', 'SETTLED', 'WAIVED')
               AND f.value_date <= %(last)s), 0)::bigint AS interest,
           coalesce(sum(f.principal_minor + f.interest_minor + f.penalty_minor) FILTER (
               WHERE f.kind = 'WRITTEN_OFF' AND f.value_date <= %(last)s), 0)::bigint AS lost,
           max(f.value_date) FILTER (WHERE f.kind = 'REPLANNED' AND f.value_date <= %(last)s)
               AS replanned,
           coalesce(bool_or(f.value_date > %(last)s) FILTER (
               WHERE f.kind IN ('REPLANNED', 'PREPAID', 'TRANCHE', 'DRAWING_ENDED')), false)
               AS is_replanned_later
    FROM lending_loanfact f JOIN chosen c ON c.id = f.loan_id
    WHERE f.kind <> 'REVERSED'
        AND NOT EXISTS (SELECT FROM lending_loanfact u WHERE u.target_id = f.id)
    GROUP BY f.loan_id),
dues AS (
    SELECT i.loan_id, count(*) AS instalments,
           count(*) FILTER (WHERE i.cumulative_minor
               > f.principal + f.interest + c.capitalised) AS instalments_left,
           coalesce(sum(i.principal_minor + i.interest_minor)
               FILTER (WHERE i.due_date < %(last)s), 0)::bigint AS past,
           min(i.due_date) FILTER (WHERE i.due_date < %(last)s
               AND i.cumulative_minor > f.principal + f.interest + c.capitalised) AS oldest
    FROM lending_instalment i JOIN chosen c ON c.id = i.loan_id JOIN facts f USING (loan_id)
    GROUP BY i.loan_id)
SELECT c.id, c.number, c.client_id, c.application_id, d.code,
       CASE WHEN c.ended_date IS NOT NULL AND f.lost > 0 THEN 'WRITTEN_OFF'
            WHEN c.ended_date IS NOT NULL THEN 'CLOSED'
            WHEN f.replanned IS NOT NULL THEN 'RESCHEDULED' ELSE 'RUNNING' END,
       c.currency, c.disbursement_date, c.maturity_date, c.ended_date, f.replanned,
       c.principal_minor,
       CASE WHEN c.ended_date IS NULL
            THEN coalesce(f.drawn, c.principal_minor) + c.capitalised - f.principal ELSE 0 END,
       CASE WHEN c.ended_date IS NULL
            THEN greatest(u.past - f.principal - f.interest - c.capitalised, 0) ELSE 0 END,
       f.lost, CASE WHEN c.ended_date IS NULL THEN coalesce(%(last)s - u.oldest, 0) ELSE 0 END,
       u.instalments, CASE WHEN c.ended_date IS NULL THEN u.instalments_left ELSE 0 END,
       f.is_replanned_later
FROM chosen c JOIN facts f ON f.loan_id = c.id JOIN dues u ON u.loan_id = c.id
JOIN lending_product d ON d.id = c.product_id
ORDER BY c.number
"""
_GUARANTORS = """
SELECT g.application_id, g.guarantor_id
FROM lending_guarantee g
WHERE g.application_id = ANY(%(applications)s::uuid[]) AND g.guarantor_id IS NOT NULL
    AND (g.status <> 'RELEASED' OR EXISTS (
        SELECT FROM lending_loan l
        WHERE l.application_id = g.application_id AND l.ended_date IS NOT NULL))
ORDER BY g.application_id, g.recorded_at, g.id
"""
_MEMBERS = """
SELECT s.application_id, s.member_id FROM lending_membershare s
WHERE s.application_id = ANY(%(applications)s::uuid[]) ORDER BY s.application_id, s.place
"""
_CONSENTS = """
SELECT DISTINCT ON (c.client_id) c.client_id, c.kind FROM lending_bureauconsent c
WHERE c.given_date <= %(last)s ORDER BY c.client_id, c.recorded_at DESC, c.id DESC
"""

Borrowed = tuple[LoanLine, list[PartyLine]]


def agreed_clients(*, last: date, accepted: frozenset[str]) -> set[UUID]:
    """The clients whose latest agreement is one of those that are accepted."""
    with connection.cursor() as cursor:
        cursor.execute(_CONSENTS, {"last": last})
        return {client_id for client_id, kind in cursor.fetchall() if kind in accepted}


def month_of_loans(*, first: date, last: date, agreed: set[UUID] | None) -> Iterator[Borrowed]:
    """Each loan of the month with its parties, by number; a loan without a party that may be told
    comes with none. `agreed` names those who may be told; without it everybody may."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_LOANS, {"first": first, "last": last})
        while rows := cursor.fetchmany(CHUNK):
            yield from _with_parties(rows, last=last, agreed=agreed)


def _with_parties(
    rows: Sequence[Sequence[Any]], *, last: date, agreed: set[UUID] | None
) -> Iterator[Borrowed]:
    applications = [row[3] for row in rows if row[3]]
    guarantors = _by_application(_GUARANTORS, applications)
    members = _by_application(_MEMBERS, applications)
    people = {row[2] for row in rows}
    for found in (guarantors, members):
        people |= {one for ids in found.values() for one in ids}
    known = clients.identities_of(people)
    for row in rows:
        parts = [
            *((one, "BORROWER") for one in members.get(row[3], [row[2]])),
            *((one, "GUARANTOR") for one in guarantors.get(row[3], [])),
        ]
        told = [
            _party(row[1], part, known[one])
            for one, part in parts
            if agreed is None or one in agreed
        ]
        yield _line(row, last), told if any(one.part == "BORROWER" for one in told) else []


def _by_application(statement: str, applications: list[UUID]) -> dict[UUID, list[UUID]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"applications": applications})
        rows = cursor.fetchall()
    return {key: [one for _, one in some] for key, some in groupby(rows, key=lambda row: row[0])}


def _line(row: Sequence[Any], last: date) -> LoanLine:
    line = LoanLine(row[1], *row[4:18])
    return _replayed(row[0], line, last) if row[18] else line


def _replayed(loan_id: UUID, line: LoanLine, last: date) -> LoanLine:
    """The same line from the facts up to the last day, for a plan that changed later."""
    folded = fold(Loan.objects.get(id=loan_id), on=last, closed_through=last)
    late = folded.lateness(last)
    settled = folded.state.settled.principal.minor + folded.state.settled.interest.minor
    sums, left = 0, 0
    for row in folded.schedule:
        sums += row.principal.minor + row.interest.minor
        left += sums > settled
    return line._replace(
        due_date=folded.schedule[-1].due_date,
        outstanding_minor=folded.state.outstanding_principal.minor,
        overdue_minor=late.overdue_principal.minor + late.overdue_interest.minor,
        days_late=late.days_late,
        instalment_count=len(folded.schedule),
        instalments_left=left,
    )


def _party(loan: str, part: str, one: clients.Identity) -> PartyLine:
    return PartyLine(
        loan, part, one.number, one.kind, one.family_name, one.given_names, one.sex,
        one.birth_date, one.document_kind, one.document_number, one.locality,
    )  # fmt: skip
