"""A loan beside its money: plans, moves, deaths, calls, refinancing; and lost loans."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from nafa.clients import queries as clients
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lending.calc.fact_data import charge_of, plan_of
from nafa.lending.calc.loan_events import EventKind
from nafa.lending.calc.schedule import Schedule
from nafa.lending.models import (
    DeathReport,
    Guarantee,
    GuarantorCall,
    Loan,
    LoanFact,
    LoanPlan,
    LoanTransfer,
    Refinancing,
)
from nafa.lending.queries.origination.guarantees import (
    GuaranteeRow,
    application_of_loan,
    cover_of,
    secured_by,
)
from nafa.lending.queries.state import find_loan, plan_rows
from nafa.lib.money import Money

_LOST = """
SELECT l.id, l.number, l.client_id, l.currency, l.ended_date, f.principal_minor + f.interest_minor
       + f.penalty_minor, coalesce(r.recovered, 0)
FROM lending_loan l
JOIN LATERAL (SELECT w.* FROM lending_loanfact w WHERE w.loan_id = l.id AND w.kind = 'WRITTEN_OFF'
              ORDER BY w.order DESC LIMIT 1) f ON true
LEFT JOIN LATERAL (
    SELECT sum(p.amount_minor)::bigint AS recovered FROM lending_loanfact p
    WHERE p.loan_id = l.id AND p.kind IN ('REPAID', 'SETTLED', 'PREPAID')
        AND (p.value_date, p.order) > (f.value_date, f.order)
        AND NOT EXISTS (SELECT 1 FROM lending_loanfact u WHERE u.target_id = p.id)) r ON true
WHERE l.status = 'WRITTEN_OFF' AND (%(branch)s::uuid IS NULL OR l.branch_id = %(branch)s::uuid)
ORDER BY l.ended_date DESC, l.number LIMIT %(limit)s
"""
_DUE_FOR_WRITE_OFF = """
SELECT l.id, l.number, l.client_id, l.currency, p.oldest_due_date,
       coalesce(b.debit_minor - b.credit_minor, 0), 0
FROM lending_loanprogress p JOIN lending_loan l ON l.id = p.loan_id AND l.status = 'ACTIVE'
LEFT JOIN ledger_balance b ON b.account_id = p.principal_account_id
WHERE p.class_code = ANY(%(codes)s::text[])
    AND (%(branch)s::uuid IS NULL OR l.branch_id = %(branch)s::uuid)
ORDER BY p.oldest_due_date, l.number LIMIT %(limit)s
"""


class FormerPlan(NamedTuple):
    """A plan that was replaced, when, and by what."""

    version: int
    replaced_date: date
    replaced_by: str
    rows: Schedule


class LostRow(NamedTuple):
    """A loan given up, or to be given up: what the books lost, what came back of it.

    `since` is the day it was given up, or the oldest unpaid due date of one that is to be.
    """

    loan_id: UUID
    number: str
    client: str
    since: date | None
    lost: Money
    recovered: Money

    @property
    def memo(self) -> Money:
        """What is still followed outside the balance sheet (posting rule C26)."""
        return self.lost - self.recovered


class TransferRow(NamedTuple):
    """A loan given from one person or branch to another."""

    moved_date: date
    giver: str
    receiver: str
    reason: str


class CallRow(NamedTuple):
    """A guarantor called by letter."""

    id: UUID
    guarantor: str
    asked: Money
    called_date: date
    answer_by_date: date


class DeathRow(NamedTuple):
    """The death of the borrower and what the insurer answered."""

    death_date: date
    insurer: str
    claim: str
    claimed: Money
    answer: str


class RefinancingRow(NamedTuple):
    """The other loan of a refinancing, and what was settled."""

    loan_id: UUID
    number: str
    settled: Money


class ChargeRow(NamedTuple):
    """A charge that was added to a loan and stands."""

    id: UUID
    name: str
    due_date: date
    amount: Money


class OperationDone(NamedTuple):
    """An operation that may be taken back: what it was, and of which plan."""

    id: UUID
    loan_id: UUID
    kind: str
    plan_kind: str
    value_date: date
    amount: Money | None


class LifeFile(NamedTuple):
    """The file of a loan's life beside its money."""

    plans: tuple[FormerPlan, ...]
    transfers: tuple[TransferRow, ...]
    calls: tuple[CallRow, ...]
    death: DeathRow | None
    refinanced_by: RefinancingRow | None
    refinances: tuple[RefinancingRow, ...]
    guarantees: tuple[GuaranteeRow, ...]
    charges: tuple[ChargeRow, ...]
    plan_facts: tuple[OperationDone, ...]


def life_of(ctx: Context, loan_id: UUID) -> LifeFile:
    """Everything of a loan's life beside its money. Refuses: NotFound, OtherBranch."""
    loan = find_loan(ctx, loan_id)
    links = Refinancing.objects.select_related("loan", "former")
    by = links.filter(former_id=loan_id).first()
    formers = links.filter(loan_id=loan_id).order_by("former__number")
    return LifeFile(
        plans=former_plans(loan),
        transfers=_transfers(loan_id),
        calls=_calls(loan),
        death=_death(loan),
        refinanced_by=_refinancing(by, by.loan) if by else None,
        refinances=tuple(_refinancing(one, one.former) for one in formers),
        guarantees=cover_of(application_id, on=ctx.business_date).rows
        if (application_id := application_of_loan(loan.id))
        else (),
        charges=charges_of(loan),
        plan_facts=_standing(loan, EventKind.REPLANNED, EventKind.WAIVED, EventKind.WRITTEN_OFF),
    )


def _transfers(loan_id: UUID) -> tuple[TransferRow, ...]:
    people = ("from_officer", "to_officer", "from_branch", "to_branch")
    found = LoanTransfer.objects.select_related(*people).filter(loan_id=loan_id)
    return tuple(
        TransferRow(
            one.moved_date,
            *(
                (one.from_branch.name, one.to_branch.name)
                if one.from_branch_id != one.to_branch_id
                else (
                    one.from_officer.full_name if one.from_officer else "",
                    one.to_officer.full_name if one.to_officer else "",
                )
            ),
            one.reason,
        )
        for one in found.order_by("-moved_date", "-id")
    )


def _calls(loan: Loan) -> tuple[CallRow, ...]:
    found = GuarantorCall.objects.select_related("guarantee").filter(loan_id=loan.id)
    rows = list(found.order_by("-called_date", "-id"))
    names = clients.names_of(
        row.guarantee.guarantor_id for row in rows if row.guarantee.guarantor_id
    )
    return tuple(
        CallRow(
            row.id,
            names[row.guarantee.guarantor_id][1] if row.guarantee.guarantor_id else "",
            Money(row.asked_minor, loan.currency),
            row.called_date,
            row.answer_by_date,
        )
        for row in rows
    )


def _death(loan: Loan) -> DeathRow | None:
    found = DeathReport.objects.filter(loan_id=loan.id).first()
    if found is None:
        return None
    claimed = Money(found.claimed_minor, loan.currency)
    return DeathRow(found.death_date, found.insurer, found.claim, claimed, found.answer)


def _refinancing(one: Refinancing, other: Loan) -> RefinancingRow:
    return RefinancingRow(other.id, other.number, Money(one.settled_minor, other.currency))


def charges_of(loan: Loan) -> tuple[ChargeRow, ...]:
    """The charges that were added to a loan and stand, the latest first."""
    found = []
    for fact in _facts(loan, EventKind.FEE):
        said = charge_of(fact.data)
        found.append(
            ChargeRow(
                fact.id,
                said.name if said else "",
                said.due_date if said else fact.value_date,
                Money(fact.amount_minor or 0, loan.currency),
            )
        )
    return tuple(found)


def _facts(loan: Loan, *kinds: EventKind) -> list[LoanFact]:
    """Facts of these kinds that stand, the latest first."""
    undone = LoanFact.objects.filter(loan_id=loan.id, target__isnull=False).values("target_id")
    found = LoanFact.objects.filter(loan_id=loan.id, kind__in=[kind.value for kind in kinds])
    return list(found.exclude(id__in=undone).order_by("-order"))


def _standing(loan: Loan, *kinds: EventKind) -> tuple[OperationDone, ...]:
    return tuple(_done(fact, loan.currency) for fact in _facts(loan, *kinds))


def _done(fact: LoanFact, currency: str) -> OperationDone:
    plan = plan_of(fact.data)
    return OperationDone(
        fact.id,
        fact.loan_id,
        fact.kind,
        plan.kind.value if plan else "",
        fact.value_date,
        None if fact.amount_minor is None else Money(fact.amount_minor, currency),
    )


def operation_done(ctx: Context, fact_id: UUID) -> OperationDone:
    """One operation of a loan. Refuses: NotFound, OtherBranch."""
    fact = LoanFact.objects.select_related("loan").filter(id=fact_id).first()
    if fact is None:
        raise NotFound(kind="operation", id=fact_id)
    ctx.demand_branch(fact.loan.branch_id)
    return _done(fact, fact.loan.currency)


def former_plans(loan: Loan) -> tuple[FormerPlan, ...]:
    """The plans that were replaced, the signed one first."""
    found = LoanPlan.objects.select_related("fact").filter(loan_id=loan.id).order_by("version")
    return tuple(
        FormerPlan(
            one.version,
            one.replaced_date,
            plan.kind.value if (plan := plan_of(one.fact.data)) else one.fact.kind,
            plan_rows(one.rows, loan.currency),
        )
        for one in found
    )


def held_guarantees(ctx: Context, loan_id: UUID) -> list[GuaranteeRow]:
    """The guarantees that still secure a loan. Refuses: NotFound, OtherBranch."""
    rows = life_of(ctx, loan_id).guarantees
    return [row for row in rows if row.status == Guarantee.Status.HELD]


def payers_of(loan_id: UUID) -> list[tuple[UUID, str]]:
    """Who may pay for the borrower: the people who stand surety for the loan."""
    given = Guarantee.objects.filter(
        application__in=secured_by(loan_id), guarantor_id__isnull=False
    )
    ids = sorted(set(given.values_list("guarantor_id", flat=True)))
    names = clients.names_of(one for one in ids if one)
    return [(one, names[one][1]) for one in ids if one]


def call_letter_id(ctx: Context, call_id: UUID) -> UUID:
    """The letter of a call. Refuses: NotFound, OtherBranch."""
    call = GuarantorCall.objects.select_related("loan").filter(id=call_id).first()
    if call is None or call.letter_id is None:
        raise NotFound(kind="letter", id=call_id)
    ctx.demand_branch(call.loan.branch_id)
    return call.letter_id


def lost_loans(ctx: Context, *, limit: int = 200) -> list[LostRow]:
    """Loans that were given up, followed outside the balance sheet, the latest first."""
    return _lost(_LOST, {"branch": ctx.branch_id, "limit": limit})


def due_for_write_off(ctx: Context, *, limit: int = 200) -> list[LostRow]:
    """Running loans in a class that the regulator wants given up, the oldest first."""
    classes = institution_pack().arrears_classes(ctx.business_date)
    codes = [one.code for one in classes if one.write_off]
    return _lost(_DUE_FOR_WRITE_OFF, {"branch": ctx.branch_id, "codes": codes, "limit": limit})


def _lost(statement: str, asked: dict[str, Any]) -> list[LostRow]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        rows = cursor.fetchall()
    names = clients.names_of(row[2] for row in rows)
    return [
        LostRow(
            loan_id=row[0],
            number=row[1],
            client=names[row[2]][1],
            since=row[4],
            lost=Money(int(row[5]), row[3]),
            recovered=Money(int(row[6]), row[3]),
        )
        for row in rows
    ]
