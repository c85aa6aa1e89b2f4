"""Changes that were asked for: what they would do, and those that wait for a decision."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lending.calc.postings import Line, difference
from nafa.lending.models import LoanProgress, LoanRequest
from nafa.lending.queries.life.drafts import CHANGES, Asked, Draft, change_of, charge, drafted
from nafa.lending.queries.reading import known_fold
from nafa.lending.queries.state import Folded, find_loan
from nafa.lib.money import Money


class ChangePreview(NamedTuple):
    """A loan before and after a change, and the entry that the change makes."""

    before: Folded
    after: Folded
    lines: tuple[Line, ...]
    at_stake: Money


class RequestRow(NamedTuple):
    """A change that was asked for, and what became of it."""

    id: UUID
    number: str
    loan_id: UUID
    loan_number: str
    client: str
    kind: str
    asked: Mapping[str, Any]
    reason: str
    amount: Money
    status: str
    asked_by_id: UUID | None
    asked_by: str
    asked_at: datetime
    asked_date: date
    decided_by: str
    decided_at: datetime | None
    decision_reason: str
    fact_id: UUID | None


def _previewed(before: Folded, draft: Draft) -> ChangePreview:
    found = LoanProgress.objects.filter(loan_id=before.loan.id)
    is_suspended = bool(found.values_list("is_suspended", flat=True).first())
    event = draft.event._replace(order=len(before.events) + 1)
    after = before.with_event(event)
    held, then = (one.books(is_suspended=is_suspended) for one in (before, after))
    return ChangePreview(before, after, difference(held, then), draft.at_stake)


def preview_change(ctx: Context, *, loan_id: UUID, kind: str, asked: Asked) -> ChangePreview:
    """What a change would do today. Refuses: NotFound, OtherBranch, ChangeUnknown, LoanNotActive,
    ChangeNotPossible, and what the kind of change refuses."""
    return _preview(ctx, loan_id, change_of(kind).draft, asked)


def preview_charge(ctx: Context, *, loan_id: UUID, asked: Asked) -> ChangePreview:
    """What a charge would do today. Refuses what `charge_loan` refuses."""
    return _preview(ctx, loan_id, charge, asked)


def _preview(
    ctx: Context, loan_id: UUID, draft: Callable[[Context, Folded, Asked], Draft], asked: Asked
) -> ChangePreview:
    before = known_fold(find_loan(ctx, loan_id), on=ctx.business_date)
    return _previewed(before, drafted(ctx, before, draft, asked))


def preview_request(ctx: Context, request_id: UUID) -> ChangePreview:
    """What a request that waits would do today. Refuses as `preview_change`."""
    found = find_request(ctx, request_id)
    return preview_change(ctx, loan_id=found.loan_id, kind=found.kind, asked=found.asked)


def find_request(ctx: Context, request_id: UUID, *, lock: bool = False) -> LoanRequest:
    """Refuses: NotFound, OtherBranch."""
    rows = LoanRequest.objects.select_for_update(of=("self",)) if lock else LoanRequest.objects
    found = rows.select_related("loan").filter(id=request_id).first()
    if found is None:
        raise NotFound(kind="request", id=request_id)
    ctx.demand_branch(found.loan.branch_id)
    return found


def requests_waiting(ctx: Context, *, limit: int = 100) -> list[RequestRow]:
    """Changes of the actor's branch that wait and that the actor may decide, oldest first."""
    return _rows(_waiting_for(ctx).order_by("asked_at", "id")[:limit])


def changes_waiting(ctx: Context) -> int:
    """How many changes wait for the actor."""
    return int(_waiting_for(ctx).count())


def _waiting_for(ctx: Context) -> Any:
    kinds = [kind for kind, one in CHANGES.items() if ctx.may(one.decided_with)]
    found = LoanRequest.objects.filter(status=LoanRequest.Status.WAITING, kind__in=kinds)
    if ctx.branch_id is not None:
        found = found.filter(loan__branch_id=ctx.branch_id)
    return found.exclude(asked_by_id=ctx.actor_id) if ctx.actor_id else found


def requests_of(loan_id: UUID) -> list[RequestRow]:
    """Everything that was asked for on a loan, the latest first."""
    return _rows(LoanRequest.objects.filter(loan_id=loan_id).order_by("-asked_at", "-id"))


def request_row(ctx: Context, request_id: UUID) -> RequestRow:
    """One request. Refuses: NotFound, OtherBranch."""
    find_request(ctx, request_id)
    return _rows(LoanRequest.objects.filter(id=request_id))[0]


def _rows(found: Any) -> list[RequestRow]:
    rows = list(found.select_related("loan", "asked_by", "decided_by"))
    names = clients.names_of(row.loan.client_id for row in rows)
    return [
        RequestRow(
            id=row.id,
            number=row.number,
            loan_id=row.loan_id,
            loan_number=row.loan.number,
            client=names[row.loan.client_id][1],
            kind=row.kind,
            asked=row.asked,
            reason=row.reason,
            amount=Money(row.amount_minor, row.currency),
            status=row.status,
            asked_by_id=row.asked_by_id,
            asked_by=row.asked_by.full_name if row.asked_by else "",
            asked_at=row.asked_at,
            asked_date=row.asked_date,
            decided_by=row.decided_by.full_name if row.decided_by else "",
            decided_at=row.decided_at,
            decision_reason=row.decision_reason,
            fact_id=row.fact_id,
        )
        for row in rows
    ]


def right_to_decide(kind: str) -> str:
    """The right that decides a kind of change. Refuses: ChangeUnknown."""
    return change_of(kind).decided_with


def request_id_of(number: str) -> UUID | None:
    """The request with a number, or nothing."""
    return LoanRequest.objects.filter(number=number).values_list("id", flat=True).first()
