"""Facts of many loans in one command: what `record_event` does for one, in sets.

The same replay decides each, one entry is posted for each, and what the day close starts from is
the same: a property holds the set against payments one by one.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.context import Context
from nafa.kernel.numbering import next_number
from nafa.ledger import commands as ledger
from nafa.ledger.calc.entry import Draft
from nafa.lending import life_errors
from nafa.lending.calc.fact_data import data_of
from nafa.lending.calc.loan_events import EventKind, LoanEvent, ReplayRefused
from nafa.lending.calc.postings import Line, Role, Side, difference
from nafa.lending.commands._facts import (
    ENTRY_KINDS,
    NO_NOTE,
    FactNote,
    keep_status,
    parts_of,
    progress_values,
)
from nafa.lending.commands._plans import Replanned, keep_plans
from nafa.lending.models import Loan, LoanFact, LoanProgress
from nafa.lending.queries.state import Folded
from nafa.lib.money import Money

_KEEP = """
UPDATE lending_loanprogress p SET recognised_interest_minor = k.recognised,
    penalty_numerator = k.numerator, penalty_flat_minor = k.flat,
    penalty_charged_minor = k.charged, penalty_through_date = k.through,
    oldest_due_date = k.oldest, days_late = k.days, overdue_principal_minor = k.principal,
    overdue_interest_minor = k.interest, capitalised_minor = k.capitalised,
    carried_minor = k.carried, undrawn_minor = k.undrawn
FROM unnest(%s::uuid[], %s::bigint[], %s::numeric[], %s::bigint[], %s::bigint[], %s::date[],
            %s::date[], %s::integer[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[],
            %s::bigint[])
    AS k (loan_id, recognised, numerator, flat, charged, through, oldest, days, principal, interest,
          capitalised, carried, undrawn)
WHERE p.loan_id = k.loan_id
"""
_IN_ORDER = (
    "recognised_interest_minor", "penalty_numerator", "penalty_flat_minor",
    "penalty_charged_minor", "penalty_through_date", "oldest_due_date", "days_late",
    "overdue_principal_minor", "overdue_interest_minor", "capitalised_minor", "carried_minor",
    "undrawn_minor",
)  # fmt: skip


class _Taken(NamedTuple):
    """A fact with the loan after it, what the books then hold, and what it moves in them."""

    event: LoanEvent
    after: Folded
    books: dict[Role, Money]
    moved: tuple[Line, ...]
    principal_account_id: UUID


def record_repayments(
    ctx: Context, payments: Sequence[tuple[Folded, Money]], *, cash_account_id: UUID
) -> list[LoanFact]:
    """Add today's repayment to each of these locked loans and post it; the facts in their order.

    Each loan stands once in the list; the amounts were held against what is owed before.
    """
    changes = [
        (before, LoanEvent("", EventKind.REPAID, ctx.business_date, 0, amount))
        for before, amount in payments
    ]
    return record_events(ctx, changes, cash_account_id=cash_account_id)


def record_events(
    ctx: Context,
    changes: Sequence[tuple[Folded, LoanEvent]],
    *,
    cash_account_id: UUID | None = None,
    note: FactNote = NO_NOTE,
) -> list[LoanFact]:
    """Add a fact to each of these locked loans and post what it changes; facts in their order.

    Each loan stands once in the list. Refuses: FactOutOfPlace.
    """
    if not changes:
        return []
    progress = LoanProgress.objects.in_bulk([before.loan.id for before, _ in changes])
    taken = [_take(ctx, before, event, progress[before.loan.id]) for before, event in changes]
    lines = _ledger_lines(ctx, taken, cash_account_id=cash_account_id)
    drafts = [
        Draft(
            id=ctx.new_id(),
            kind=ENTRY_KINDS[one.event.kind],
            value_date=one.event.value_date,
            lines=tuple(own),
            reference=one.after.loan.number,
            branch_id=one.after.loan.branch_id,
        )
        for one, own in zip(taken, lines, strict=True)
    ]
    ledger.post_many(ctx, [draft for draft in drafts if draft.lines])
    first = next_number("receipt", count=len(taken)) if cash_account_id else 0
    facts = [
        _fact(
            ctx,
            one,
            draft.id if draft.lines else None,
            f"R{first + place:08d}" if cash_account_id else "",
            cash_account_id,
            note,
        )
        for place, (one, draft) in enumerate(zip(taken, drafts, strict=True))
    ]
    LoanFact.objects.bulk_create(facts)
    keep_plans(
        ctx,
        [
            Replanned(one.after.loan, one.after, fact.id)
            for one, fact in zip(taken, facts, strict=True)
        ],
    )
    _keep(ctx, taken)
    return facts


def _take(ctx: Context, before: Folded, event: LoanEvent, progress: LoanProgress) -> _Taken:
    event = event._replace(id=str(ctx.new_id()), order=len(before.events) + 1)
    try:
        after = before.with_event(event)
    except ReplayRefused as refused:
        raise life_errors.FactOutOfPlace(number=before.loan.number, reason=refused.code) from None
    held = before.books(is_suspended=progress.is_suspended)
    books = after.books(is_suspended=progress.is_suspended)
    return _Taken(event, after, books, difference(held, books), progress.principal_account_id)


def _ledger_lines(
    ctx: Context, taken: Sequence[_Taken], *, cash_account_id: UUID | None
) -> list[list[ledger.Line]]:
    """The lines of each on real accounts; accounts that loans share are looked up once."""
    pack, keys = institution_pack(), {}
    for one in taken:
        loan = one.after.loan
        for line in one.moved:
            if line.role not in _own_accounts(loan, one.principal_account_id, cash_account_id):
                keys[line.role, loan.term_class, loan.currency, loan.branch_id] = ledger.AccountKey(
                    code=pack.account_for(line.role, term=loan.term_class),
                    currency=loan.currency,
                    branch_id=loan.branch_id,
                )
    shared = dict(zip(keys, ledger.open_accounts(ctx, list(keys.values())), strict=True))
    found = []
    for one in taken:
        loan = one.after.loan
        own = _own_accounts(loan, one.principal_account_id, cash_account_id)
        found.append(
            [
                _line(
                    own.get(line.role)
                    or shared[line.role, loan.term_class, loan.currency, loan.branch_id],
                    line,
                )
                for line in one.moved
            ]
        )
    return found


def _own_accounts(loan: Loan, principal_id: UUID, cash_id: UUID | None) -> dict[Role, UUID]:
    known = {
        Role.CASH: cash_id,
        Role.PRINCIPAL: principal_id,
        Role.INTEREST_RECEIVABLE: loan.interest_account_id,
        Role.PENALTY_RECEIVABLE: loan.penalty_account_id,
    }
    return {role: account_id for role, account_id in known.items() if account_id is not None}


def _line(account_id: UUID, line: Line) -> ledger.Line:
    make = ledger.debit if line.side is Side.DEBIT else ledger.credit
    return make(account_id, line.amount)


def _fact(
    ctx: Context,
    one: _Taken,
    entry_id: UUID | None,
    receipt: str,
    cash_account_id: UUID | None,
    note: FactNote,
) -> LoanFact:
    event, parts = one.event, parts_of(one.after, one.event, None)
    return LoanFact(
        id=UUID(event.id), loan_id=one.after.loan.id, kind=event.kind.value,
        value_date=event.value_date, recorded_date=ctx.business_date, order=event.order,
        entry_id=entry_id, amount_minor=event.amount.minor if event.amount else None,
        command_id=ctx.command_id, component=event.component.value if event.component else "",
        cash_account_id=cash_account_id, data=data_of(event), **note._asdict(),
        principal_minor=parts.principal.minor, interest_minor=parts.interest.minor,
        fee_minor=parts.fee.minor, penalty_minor=parts.penalty.minor, receipt_number=receipt,
    )  # fmt: skip


def _keep(ctx: Context, taken: Sequence[_Taken]) -> None:
    """What the next day close starts from, and the loans that are paid."""
    yesterday = ctx.business_date - timedelta(days=1)
    values = [
        progress_values(one.after, yesterday=yesterday, income=one.books[Role.INTEREST_INCOME])
        for one in taken
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            [
                [one.after.loan.id for one in taken],
                *([row[name] for row in values] for name in _IN_ORDER),
            ],
        )
    for one in taken:
        keep_status(ctx, one.after.loan, one.after)
        ctx.concerns("loan", one.after.loan.id)
        ctx.concerns("client", one.after.loan.client_id)
