"""Collection sheets: what is to be collected from whom, and sheets that were saved."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lending.models import CollectionSheet, Loan
from nafa.lending.queries.folding import folds
from nafa.lending.queries.repayment import debt_of
from nafa.lending.queries.solidarity.standing import GroupState, group_states
from nafa.lending.queries.state import Folded
from nafa.lib.money import Money, total

MOST_LOANS = 400
_TO_COLLECT = """
SELECT l.id FROM lending_loan l JOIN lending_loanprogress p ON p.loan_id = l.id
WHERE l.status = 'ACTIVE'
    AND (%(branch)s::uuid IS NULL OR l.branch_id = %(branch)s::uuid)
    AND (%(officer)s::uuid IS NULL OR l.officer_id = %(officer)s::uuid)
    AND (%(clients)s::uuid[] IS NULL OR l.client_id = ANY (%(clients)s::uuid[]))
    AND (%(clients)s::uuid[] IS NOT NULL OR p.days_late > 0 OR EXISTS (
        SELECT 1 FROM lending_instalment i WHERE i.loan_id = l.id
            AND i.due_date BETWEEN %(since)s AND %(day)s))
ORDER BY l.number LIMIT %(limit)s
"""


class SheetRow(NamedTuple):
    """One line to collect: a member in a group's loan, or a borrower."""

    loan_id: UUID
    member_id: UUID | None
    number: str
    name: str
    due: Money
    late: Money
    left: Money


class SheetLoan(NamedTuple):
    """The lines of one loan. `due` is what the loan asks for; members may be asked for more."""

    loan_id: UUID
    number: str
    client_id: UUID
    client: str
    has_shares: bool
    due: Money
    debt: Money
    days_late: int
    rows: tuple[SheetRow, ...]


class SheetToCollect(NamedTuple):
    """Everything one person collects on a day."""

    day: date
    currency: str
    loans: tuple[SheetLoan, ...]

    @property
    def due(self) -> Money:
        return total((one.due for one in self.loans), currency=self.currency)

    @property
    def row_count(self) -> int:
        return sum(len(one.rows) for one in self.loans)


class SavedLine(NamedTuple):
    """A line of a saved sheet."""

    loan_id: UUID
    loan_number: str
    name: str
    payer: str
    due: Money
    paid: Money
    presence: str
    comment: str
    receipt_number: str
    is_reversed: bool


class SavedSheet(NamedTuple):
    """A sheet that was saved."""

    id: UUID
    number: str
    business_date: date
    group: str
    group_id: UUID | None
    officer: str
    saved_by: str
    saved_at: datetime
    till: str
    expected: Money
    collected: Money
    lines: tuple[SavedLine, ...]


def to_collect(
    ctx: Context,
    *,
    currency: str,
    day: date | None = None,
    group_id: UUID | None = None,
    officer_id: UUID | None = None,
) -> SheetToCollect:
    """The sheet of a group (its loans and its members' own), or of an officer's round on a day.

    A group's sheet shows every running loan; a round what is due on that day or late. Refuses:
    NotFound, OtherBranch.
    """
    day = max(day or ctx.business_date, ctx.business_date)
    of_clients = None
    if group_id is not None:
        clients.get_client(ctx, group_id)
        of_clients = [group_id, *(one.client_id for one in clients.members_of(group_id))]
    with connection.cursor() as cursor:
        cursor.execute(
            _TO_COLLECT,
            {
                "branch": ctx.branch_id,
                "officer": officer_id,
                "clients": of_clients,
                "since": ctx.business_date - timedelta(days=1),
                "day": day,
                "limit": MOST_LOANS,
            },
        )
        ids = [row[0] for row in cursor.fetchall()]
    loans = list(Loan.objects.filter(id__in=ids).order_by("number"))
    folded = folds([one for one in loans if one.currency == currency], on=ctx.business_date)
    if group_id is None:
        folded = {key: one for key, one in folded.items() if one.state.due_on(day).sum}
    return SheetToCollect(day, currency, sheet_loans(folded, day=day))


def sheet_loans(folded: dict[UUID, Folded], *, day: date) -> tuple[SheetLoan, ...]:
    """The lines of these loans: one a member where there are shares, one a loan elsewhere."""
    states = group_states(folded)
    members = [UUID(one) for state in states.values() for one in state.bearers]
    names = clients.names_of([*members, *(one.loan.client_id for one in folded.values())])
    found = []
    for loan_id, one in folded.items():
        state, client_id = states.get(loan_id), one.loan.client_id
        rows = _member_rows(state, names, day) if state else (_own_row(one, names, day),)
        found.append(
            SheetLoan(
                loan_id, one.loan.number, client_id, names[client_id][1], state is not None,
                one.state.due_on(day).sum, debt_of(one), one.lateness(one.state.on).days_late, rows,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (not one.has_shares, one.client, one.number)))


def _own_row(one: Folded, names: dict[UUID, tuple[str, str]], day: date) -> SheetRow:
    late = one.lateness(one.state.on).overdue
    number, name = names[one.loan.client_id]
    return SheetRow(one.loan.id, None, number, name, one.state.due_on(day).sum, late, debt_of(one))


def _member_rows(
    state: GroupState, names: dict[UUID, tuple[str, str]], day: date
) -> tuple[SheetRow, ...]:
    loan, due, left = state.folded.loan, state.due(day), state.left(day)
    return tuple(
        SheetRow(
            loan.id,
            UUID(member),
            *names[UUID(member)],
            due=Money(due[member], loan.currency),
            late=Money(state.members[member].late(state.folded.state.on), loan.currency),
            left=Money(left[member], loan.currency),
        )
        for member in state.bearers
    )


def saved_sheets(
    ctx: Context, *, group_id: UUID | None = None, limit: int = 50
) -> list[SavedSheet]:
    """Sheets of the actor's branch, the latest first, without their lines."""
    found = CollectionSheet.objects.select_related("officer", "saved_by", "till_session__till")
    if ctx.branch_id is not None:
        found = found.filter(branch_id=ctx.branch_id)
    if group_id is not None:
        found = found.filter(group_id=group_id)
    sheets = list(found.order_by("-saved_at", "-number")[:limit])
    names = clients.names_of(one.group_id for one in sheets if one.group_id)
    return [_saved(one, names, ()) for one in sheets]


def saved_sheet(ctx: Context, number: str) -> SavedSheet:
    """One saved sheet with its lines. Refuses: NotFound, OtherBranch."""
    found = CollectionSheet.objects.select_related("officer", "saved_by", "till_session__till")
    sheet = found.filter(number=number).first()
    if sheet is None:
        raise NotFound(kind="sheet", id=number)
    ctx.demand_branch(sheet.branch_id)
    lines = list(sheet.lines.select_related("loan", "fact").order_by("place"))
    people = {one.member_id or one.loan.client_id for one in lines}
    people |= {one.payer_id for one in lines if one.payer_id}
    names = clients.names_of([*people, *([sheet.group_id] if sheet.group_id else [])])
    taken_back = set(_reversed([one.fact_id for one in lines if one.fact_id]))
    return _saved(
        sheet,
        names,
        tuple(
            SavedLine(
                one.loan_id, one.loan.number, names[one.member_id or one.loan.client_id][1],
                names[one.payer_id][1] if one.payer_id else "",
                Money(one.due_minor, sheet.currency), Money(one.paid_minor, sheet.currency),
                one.presence, one.comment, one.fact.receipt_number if one.fact else "",
                one.fact_id in taken_back,
            )
            for one in lines
        ),
    )  # fmt: skip


def _reversed(fact_ids: Sequence[UUID]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT target_id FROM lending_loanfact WHERE target_id = ANY (%s)", [list(fact_ids)]
        )
        return [row[0] for row in cursor.fetchall()]


def _saved(
    sheet: CollectionSheet, names: dict[UUID, tuple[str, str]], lines: tuple[SavedLine, ...]
) -> SavedSheet:
    return SavedSheet(
        sheet.id, sheet.number, sheet.business_date,
        names[sheet.group_id][1] if sheet.group_id else "", sheet.group_id,
        sheet.officer.full_name if sheet.officer else "",
        sheet.saved_by.full_name if sheet.saved_by else "", sheet.saved_at,
        sheet.till_session.till.name, Money(sheet.expected_minor, sheet.currency),
        Money(sheet.collected_minor, sheet.currency), lines,
    )  # fmt: skip
