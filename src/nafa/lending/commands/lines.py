"""Credit lines: opening one, drawing on it, its fees, suspending, renewing, closing."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.access.proofs import Linked, amount_entered
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput
from nafa.kernel.numbering import next_number
from nafa.ledger import commands as ledger
from nafa.lending import errors, line_errors
from nafa.lending.calc.line import engagement_fee, undrawn_fee
from nafa.lending.calc.postings import Role
from nafa.lending.commands._apply import lock_application, refuse_usury
from nafa.lending.commands._contract import write_contract
from nafa.lending.commands._line_guards import demand_drawable, keep_commitment, wanted_commitment
from nafa.lending.commands.origination.approval import demand_complete_approval
from nafa.lending.commands.origination.securing import demand_cover_of, release_when_over
from nafa.lending.commands.own_loans import demand_not_own
from nafa.lending.models import Application, CreditLine, LineEvent, LineFee, Loan
from nafa.lending.queries.lines import find_line, line_view, rule_of, standings
from nafa.lending.queries.offers import offer_of
from nafa.lending.queries.products import rules_of
from nafa.lending.queries.wishes import build_terms
from nafa.lib.money import Money
from nafa.payments import queries as payments

OPEN, SUSPENDED, CLOSED = (
    CreditLine.Status.OPEN, CreditLine.Status.SUSPENDED, CreditLine.Status.CLOSED
)  # fmt: skip


@command(permission="lending.apply")
def open_line(ctx: Context, *, application_id: UUID) -> UUID:
    """Open the credit line of an approved application: the amount approved is its ceiling.

    Refuses: NotFound, OtherBranch, OwnLoan, ApplicationNotApproved, ApprovalIncomplete,
    ApprovalExpired, NotALine.
    """
    application = lock_application(ctx, application_id)
    demand_not_own(application.client_id, ctx.actor_id)
    demand_complete_approval(ctx, application)
    rule = rules_of(application.version).line
    if rule is None:
        raise line_errors.NotALine(number=application.number)
    if application.status != Application.Status.APPROVED:
        raise errors.ApplicationNotApproved(number=application.number, status=application.status)
    number = f"L{next_number('credit_line'):07d}"
    line = CreditLine(
        id=ctx.new_id(), number=number, application_id=application.id,
        client_id=application.client_id, branch_id=application.branch_id,
        officer_id=application.officer_id, version_id=application.version_id,
        ceiling_minor=application.amount_minor, currency=application.currency,
        most_instalments=application.instalment_count, start_date=ctx.business_date,
        end_date=rule.end_date(ctx.business_date), status=OPEN, opened_by_id=ctx.actor_id,
    )  # fmt: skip
    line.commitment_account_id = _commitment_account(ctx, line)
    CreditLine.objects.bulk_create([line])
    Application.objects.filter(id=application_id).update(status=Application.Status.CONTRACTED)
    _note(ctx, line, LineEvent.Kind.OPENED)
    _ask_engagement(ctx, line)
    keep_commitment(ctx, line)
    return line.id


def _commitment_account(ctx: Context, line: CreditLine) -> UUID:
    key = ledger.AccountKey(
        code=institution_pack().account_for(Role.COMMITMENT_GIVEN),
        currency=line.currency,
        branch_id=line.branch_id,
        owner_kind="credit_line",
        owner_id=line.id,
        name=line.number,
    )
    return ledger.open_accounts(ctx, [key])[0]


@command(permission="lending.apply", linked=amount_entered)
def draw_on_line(
    ctx: Context,
    *,
    line_id: UUID,
    amount: Money,
    instalment_count: int,
    first_due_date: date | None = None,
) -> UUID:
    """Make a draw: a loan of the line's product under contract, to be paid out today.

    It is paid out as every loan is. Refuses: NotFound, OtherBranch, OwnLoan, LineNotOpen,
    LineExpired, LineFeesDue, LineLate, AboveCeiling, CoverageTooLow (the guarantees, as they are
    worth today, for all that is drawn), DrawAboveCount, AmountNotPositive, CurrencyOther,
    TermsNotPossible, RateUsurious.
    """
    line = find_line(ctx, line_id, lock=True)
    demand_not_own(line.client_id, ctx.actor_id)
    payments.check_amount(amount, currency=line.currency)
    demand_drawable(ctx, line)
    if instalment_count > line.most_instalments:
        raise line_errors.DrawAboveCount(most=line.most_instalments, count=instalment_count)
    standing = standings([line], on=ctx.business_date)[line.id]
    if amount > standing.free:
        raise line_errors.AboveCeiling(amount=amount, free=standing.free)
    used = standing.outstanding + standing.reserved
    demand_cover_of(ctx, line.application_id, used + amount)
    terms = build_terms(
        rules_of(line.version), principal=amount, instalment_count=instalment_count,
        disbursement_date=ctx.business_date, first_due_date=first_due_date,
    )  # fmt: skip
    offer = offer_of(terms, on=ctx.business_date)
    refuse_usury(offer.teg_percent, on=ctx.business_date)
    loan = Loan(
        id=ctx.new_id(), number=f"P{next_number('loan'):07d}", line_id=line.id,
        client_id=line.client_id, branch_id=line.branch_id, officer_id=line.officer_id,
        version_id=line.version_id, status=Loan.Status.CONTRACTED, principal_minor=amount.minor,
        currency=amount.currency, teg_percent=offer.teg_percent,
    )  # fmt: skip
    _tell(ctx, line)
    return write_contract(ctx, loan, terms, offer)


def _fees_due(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """All unpaid fees of the line."""
    line = line_view(ctx, inputs["line_id"])
    return Linked(line.fees_due, "")


@command(permission="lending.repay", linked=_fees_due)
def pay_line_fees(ctx: Context, *, line_id: UUID) -> Money:
    """Take all unpaid fees of a line into the till one holds: income of the day they are paid.

    Refuses: NotFound, OtherBranch, NoLineFees, NoOpenTill, CurrencyOther.
    """
    line = find_line(ctx, line_id, lock=True)
    due = line_view(ctx, line_id).fees_due
    if not due:
        raise line_errors.NoLineFees(number=line.number)
    till = payments.own_till(ctx.actor_id)
    payments.check_amount(due, currency=till.currency)
    key = ledger.AccountKey(
        code=institution_pack().account_for(Role.FEE_INCOME),
        currency=line.currency,
        branch_id=line.branch_id,
    )
    income = ledger.open_accounts(ctx, [key])[0]
    entry_id = ledger.post(
        ctx,
        kind="line.fee",
        value_date=ctx.business_date,
        lines=[ledger.debit(till.account_id, due), ledger.credit(income, due)],
        reference=line.number,
        branch_id=line.branch_id,
    )
    LineFee.objects.filter(line_id=line.id, paid_date=None).update(
        paid_date=ctx.business_date, entry_id=entry_id
    )
    ctx.concerns("till", till.till_id)
    _tell(ctx, line)
    return due


@command(permission="lending.decide_change")
def suspend_line(ctx: Context, *, line_id: UUID, reason: str) -> None:
    """Nothing more is drawn until the line is resumed; what was drawn goes on.

    Refuses: NotFound, OtherBranch, InvalidInput (no reason), LineNotOpen.
    """
    _change(ctx, line_id, reason, OPEN, SUSPENDED, LineEvent.Kind.SUSPENDED)


@command(permission="lending.decide_change")
def resume_line(ctx: Context, *, line_id: UUID, reason: str) -> None:
    """Let a suspended line be drawn on again.

    Refuses: NotFound, OtherBranch, InvalidInput (no reason), LineNotOpen (not suspended).
    """
    _change(ctx, line_id, reason, SUSPENDED, OPEN, LineEvent.Kind.RESUMED)


@command(permission="lending.decide_change")
def renew_line(ctx: Context, *, line_id: UUID, reason: str) -> date:
    """Let an open line run on for its product's months from its end, or from today if it ended.

    Whoever opened it does not renew it; the ceiling lies within the limit of who does. Refuses:
    NotFound, OtherBranch, InvalidInput (no reason), OwnLoan, LineNotOpen, OwnApplication,
    AboveApprovalLimit.
    """
    line = _changeable(ctx, line_id, reason)
    demand_not_own(line.client_id, ctx.actor_id)
    if line.status != OPEN:
        raise line_errors.LineNotOpen(number=line.number, status=line.status)
    if ctx.actor_id is not None:
        if ctx.actor_id == line.opened_by_id:
            raise errors.OwnApplication()
        ceiling = Money(line.ceiling_minor, line.currency)
        limit = Money(ctx.approval_limit_minor or 0, line.currency)
        if ceiling > limit:
            raise errors.AboveApprovalLimit(amount=ceiling, limit=limit)
    line.end_date = rule_of(line).end_date(max(line.end_date, ctx.business_date))
    CreditLine.objects.filter(id=line.id).update(end_date=line.end_date)
    _note(ctx, line, LineEvent.Kind.RENEWED, reason)
    _ask_engagement(ctx, line)
    keep_commitment(ctx, line)
    return line.end_date


@command(permission="lending.decide_change")
def close_line(ctx: Context, *, line_id: UUID, reason: str) -> None:
    """End a line whose loans and fees are paid; the commitment ends, its guarantees are given back.

    Guarantees stay while a draw that was written off may still be recovered from them.

    Refuses: NotFound, OtherBranch, InvalidInput (no reason), LineNotOpen (closed before),
    LineStillUsed, LineFeesDue.
    """
    line = _changeable(ctx, line_id, reason)
    standing = standings([line], on=ctx.business_date)[line.id]
    if standing.outstanding + standing.reserved:
        raise line_errors.LineStillUsed(
            number=line.number, outstanding=standing.outstanding + standing.reserved
        )
    _bill_undrawn(ctx, [line])
    due = line_view(ctx, line_id).fees_due
    if due:
        raise line_errors.LineFeesDue(amount=due)
    line.status = CLOSED
    CreditLine.objects.filter(id=line.id).update(status=CLOSED)
    _note(ctx, line, LineEvent.Kind.CLOSED, reason)
    release_when_over(ctx, line.application, "LINE_CLOSED")
    keep_commitment(ctx, line)


@command(permission="day.close", during_close=True)
def close_lines(ctx: Context, *, day: date) -> int:
    """Close a day for all lines; how many commitments changed.

    Draws that were not paid out lapse. What could be drawn counts for the fee, which falls due
    with the last day of a month. The commitment follows repayments and the end of a line.
    """
    found = CreditLine.objects.select_for_update().exclude(status=CLOSED)
    running = list(found.order_by("id"))
    Loan.objects.filter(line_id__isnull=False, status=Loan.Status.CONTRACTED).update(
        status=Loan.Status.CANCELLED
    )
    used = standings(running, on=day)
    for line in running:
        wanted = wanted_commitment(line, used[line.id], on=day)
        line.undrawn_numerator += wanted.minor
    CreditLine.objects.bulk_update(running, ["undrawn_numerator"])
    if (day + timedelta(days=1)).day == 1:
        _bill_undrawn(ctx, running)
    return sum(keep_commitment(ctx, line, used[line.id]) for line in running)


def _bill_undrawn(ctx: Context, lines: list[CreditLine]) -> None:
    """Ask for the fee on what could be drawn since it was last asked for."""
    fees = []
    for line in lines:
        fee = undrawn_fee(rule_of(line), int(line.undrawn_numerator), line.currency)
        if fee:
            fees.append(_fee(ctx, line, LineFee.Kind.UNDRAWN, fee))
    LineFee.objects.bulk_create(fees)
    CreditLine.objects.filter(id__in=[line.id for line in lines]).update(undrawn_numerator=0)


def _ask_engagement(ctx: Context, line: CreditLine) -> None:
    fee = engagement_fee(rule_of(line), Money(line.ceiling_minor, line.currency))
    if fee:
        LineFee.objects.bulk_create([_fee(ctx, line, LineFee.Kind.ENGAGEMENT, fee)])


def _fee(ctx: Context, line: CreditLine, kind: LineFee.Kind, fee: Money) -> LineFee:
    return LineFee(
        id=ctx.new_id(), line_id=line.id, kind=kind, due_date=ctx.business_date,
        amount_minor=fee.minor,
    )  # fmt: skip


def _changeable(ctx: Context, line_id: UUID, reason: str) -> CreditLine:
    """A line that is not closed, locked. Refuses: InvalidInput (no reason), LineNotOpen."""
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    line = find_line(ctx, line_id, lock=True)
    if line.status == CLOSED:
        raise line_errors.LineNotOpen(number=line.number, status=line.status)
    return line


def _change(
    ctx: Context,
    line_id: UUID,
    reason: str,
    before: CreditLine.Status,
    after: CreditLine.Status,
    kind: LineEvent.Kind,
) -> None:
    line = _changeable(ctx, line_id, reason)
    if line.status != before:
        raise line_errors.LineNotOpen(number=line.number, status=line.status)
    line.status = after
    CreditLine.objects.filter(id=line.id).update(status=after)
    _note(ctx, line, kind, reason)
    keep_commitment(ctx, line)


def _note(ctx: Context, line: CreditLine, kind: LineEvent.Kind, reason: str = "") -> None:
    LineEvent.objects.create(
        id=ctx.new_id(), line_id=line.id, kind=kind, event_date=ctx.business_date,
        reason=reason.strip(), until_date=line.end_date, made_by_id=ctx.actor_id, made_at=ctx.now,
    )  # fmt: skip
    _tell(ctx, line)


def _tell(ctx: Context, line: CreditLine) -> None:
    ctx.concerns("credit_line", line.id)
    ctx.concerns("client", line.client_id)
