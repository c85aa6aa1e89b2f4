"""Reading credit lines: how much is used, what happened, which loans were drawn."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lending.calc.line import LineRule, LineStanding
from nafa.lending.models import Application, CreditLine, LineEvent, LineFee, Loan
from nafa.lending.queries.products import rules_of
from nafa.lib.money import Money

_USED = """
SELECT c.id,
       coalesce(sum(b.debit_minor - b.credit_minor) FILTER (WHERE l.status = 'ACTIVE'), 0)::bigint,
       coalesce(sum(l.principal_minor) FILTER (
           WHERE l.status = 'CONTRACTED' AND l.disbursement_date >= %s), 0)::bigint,
       coalesce(sum(l.principal_minor) FILTER (
           WHERE l.status NOT IN ('CONTRACTED', 'CANCELLED')), 0)::bigint
FROM lending_creditline c
LEFT JOIN lending_loan l ON l.line_id = c.id
LEFT JOIN lending_loanprogress p ON p.loan_id = l.id
LEFT JOIN ledger_balance b ON b.account_id = p.principal_account_id
WHERE c.id = ANY (%s) GROUP BY c.id
"""


class LineRow(NamedTuple):
    """A line in a list, with what of it is used."""

    id: UUID
    number: str
    client_id: UUID
    client: str
    product: str
    branch: str
    officer: str
    status: str
    start_date: date
    end_date: date
    standing: LineStanding


class LineHappening(NamedTuple):
    """What was done with a line, by whom and why."""

    kind: str
    event_date: date
    until_date: date
    reason: str
    made_by: str


class FeeRow(NamedTuple):
    """A fee of a line."""

    kind: str
    due_date: date
    amount: Money
    paid_date: date | None


class LineView(NamedTuple):
    """One line: its row, its rule, its fees and what happened."""

    row: LineRow
    rule: LineRule
    application_number: str
    most_instalments: int
    fees: tuple[FeeRow, ...]
    happenings: tuple[LineHappening, ...]

    @property
    def fees_due(self) -> Money:
        due = sum(fee.amount.minor for fee in self.fees if fee.paid_date is None)
        return Money(due, self.row.standing.ceiling.currency)


def find_line(ctx: Context, line_id: UUID, *, lock: bool = False) -> CreditLine:
    """The line. Refuses: NotFound, OtherBranch."""
    rows = CreditLine.objects.select_for_update() if lock else CreditLine.objects.all()
    line = rows.filter(id=line_id).first()
    if line is None:
        raise NotFound(kind="credit_line", id=line_id)
    ctx.demand_branch(line.branch_id)
    ctx.saw("credit_line", line.id)
    ctx.saw("client", line.client_id)
    return line


def rule_of(line: CreditLine) -> LineRule:
    """The rule the line was opened under."""
    rule = rules_of(line.version).line
    assert rule is not None
    return rule


def standings(lines: Iterable[CreditLine], *, on: date) -> dict[UUID, LineStanding]:
    """What of each ceiling is used on the business date. Draws of an earlier day hold nothing."""
    known = {line.id: line for line in lines}
    with connection.cursor() as cursor:
        cursor.execute(_USED, [on, list(known)])
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    return {line.id: _standing(line, found[line.id]) for line in known.values()}


def _standing(line: CreditLine, minors: Sequence[int]) -> LineStanding:
    outstanding, reserved, drawn = (Money(int(minor), line.currency) for minor in minors)
    ceiling = Money(line.ceiling_minor, line.currency)
    return LineStanding(ceiling, outstanding, reserved, drawn, rule_of(line).is_revolving)


def lines(ctx: Context, *, client_id: UUID | None = None, is_open: bool = True) -> list[LineRow]:
    """Lines of the actor's branch by number, newest first: those that run, or that were closed."""
    closed = CreditLine.Status.CLOSED
    found = CreditLine.objects.select_related("version__product", "branch", "officer")
    found = found.exclude(status=closed) if is_open else found.filter(status=closed)
    if ctx.branch_id is not None:
        found = found.filter(branch_id=ctx.branch_id)
    if client_id is not None:
        found = found.filter(client_id=client_id)
    return _rows(ctx, list(found.order_by("-number")[:200]))


def _rows(ctx: Context, found: list[CreditLine]) -> list[LineRow]:
    names = clients.names_of(line.client_id for line in found)
    used = standings(found, on=ctx.business_date)
    return [
        LineRow(
            id=line.id,
            number=line.number,
            client_id=line.client_id,
            client=names[line.client_id][1],
            product=line.version.product.name,
            branch=line.branch.name,
            officer=line.officer.full_name,
            status=status_of(line, on=ctx.business_date),
            start_date=line.start_date,
            end_date=line.end_date,
            standing=used[line.id],
        )
        for line in found
    ]


def status_of(line: CreditLine, *, on: date) -> str:
    """OPEN, SUSPENDED, CLOSED, or EXPIRED after its last day."""
    if line.status == CreditLine.Status.OPEN and on > line.end_date:
        return "EXPIRED"
    return line.status


def line_view(ctx: Context, line_id: UUID) -> LineView:
    """One line. Refuses: NotFound, OtherBranch."""
    line = find_line(ctx, line_id)
    events = LineEvent.objects.select_related("made_by").filter(line_id=line_id)
    fees = LineFee.objects.filter(line_id=line_id).order_by("-due_date", "kind")
    return LineView(
        row=_rows(ctx, [line])[0],
        rule=rule_of(line),
        application_number=Application.objects.values_list("number", flat=True).get(
            id=line.application_id
        ),
        most_instalments=line.most_instalments,
        fees=tuple(
            FeeRow(fee.kind, fee.due_date, Money(fee.amount_minor, line.currency), fee.paid_date)
            for fee in fees
        ),
        happenings=tuple(
            LineHappening(
                one.kind, one.event_date, one.until_date, one.reason,
                one.made_by.full_name if one.made_by else "",
            )
            for one in events.order_by("-made_at")
        ),
    )  # fmt: skip


def draws_of(line_id: UUID) -> list[str]:
    """The numbers of the loans of a line, the latest first."""
    found = Loan.objects.filter(line_id=line_id).order_by("-number")
    return list(found.values_list("number", flat=True))


def line_id_of(number: str) -> UUID | None:
    """The line with a number, or nothing."""
    found = CreditLine.objects.filter(number__iexact=number)
    return found.values_list("id", flat=True).first()


def line_of_application(application_id: UUID) -> str:
    """The number of the line that an application led to, or nothing."""
    found = CreditLine.objects.filter(application_id=application_id)
    return found.values_list("number", flat=True).first() or ""


def fees_due(line_id: UUID, *, currency: str) -> Money:
    """What of its fees is not paid."""
    due = LineFee.objects.filter(line_id=line_id, paid_date=None).values_list(
        "amount_minor", flat=True
    )
    return Money(sum(due), currency)
