"""Tranches of a loan that is paid out in parts: which may leave, taking one back, ending it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput
from nafa.kernel.wording import date_words
from nafa.lending import errors, events, tranche_errors
from nafa.lending.calc.loan_events import EventKind, LoanEvent
from nafa.lending.calc.new_plan import PlanKind
from nafa.lending.calc.schedule import Schedule, kept_back
from nafa.lending.calc.terms import Tranche
from nafa.lending.calc.tranches import TrancheRule
from nafa.lending.commands._fact_sets import record_events
from nafa.lending.commands._facts import FactNote, FactReceipt, record_event, record_fact
from nafa.lending.commands._reversible import reversible_fact
from nafa.lending.commands._told import told
from nafa.lending.models import Loan, LoanFact
from nafa.lending.queries.folding import folds
from nafa.lending.queries.products import rules_of
from nafa.lending.queries.reading import known_fold
from nafa.lending.queries.state import Folded, find_loan
from nafa.lending.queries.tranches import Drawing, drawing_of, plan_of_coming
from nafa.lib.money import Money
from nafa.payments import commands as payments


class PlannedTranche(NamedTuple):
    """An amount that the contract foresees on a date."""

    expected_date: date
    amount: Money


def planned_terms(
    planned: tuple[PlannedTranche, ...], rule: TrancheRule | None, *, on: date
) -> tuple[Tranche, ...]:
    """The tranches of a contract as terms hold them. Refuses: TermsNotPossible (the product wants
    them foreseen, or not; one after the last day)."""
    if rule is not None and rule.is_planned and not planned:
        raise errors.TermsNotPossible(field="tranches", reason="terms.tranches_wanted")
    if planned and (rule is None or not rule.is_planned):
        raise errors.TermsNotPossible(field="tranches", reason="terms.tranches_not_offered")
    if rule is not None and any(one.expected_date > rule.last_date(on) for one in planned):
        raise errors.TermsNotPossible(field="tranches", reason="terms.tranche_after_last_day")
    return tuple(
        Tranche(expected_date=one.expected_date, amount=one.amount.minor) for one in planned
    )


def demand_dues_after(tranches: tuple[Tranche, ...], schedule: Schedule) -> None:
    """Refuses: TermsNotPossible, for a tranche that no instalment comes after."""
    if tranches and tranches[-1].expected_date >= schedule[-1].due_date:
        raise errors.TermsNotPossible(field="tranches", reason="terms.tranche_dates_wrong")


def tranche_amount(folded: Folded, amount: Money | None) -> Money:
    """What leaves now: as asked, or all that the contract allows today.

    Refuses: NotInParts, DrawingEnded, TrancheTooLate, TooManyTranches, TrancheAboveApproval,
    TrancheBeforePlan, TrancheWhileLate, FeesEatTranche.
    """
    drawing, loan = drawing_of(folded), folded.loan
    if drawing is None:
        whole = folded.terms.principal
        if amount is not None and amount != whole:
            raise tranche_errors.NotInParts(number=loan.number, principal=whole, amount=amount)
        return whole
    _demand_open(folded, drawing)
    wanted = drawing.may_have if amount is None else amount
    if wanted > drawing.left:
        raise tranche_errors.TrancheAboveApproval(amount=wanted, left=drawing.left)
    if wanted > drawing.may_have or not wanted:
        raise tranche_errors.TrancheBeforePlan(amount=wanted, left=drawing.may_have)
    kept = kept_back(folded.terms, folded.signed, wanted, is_first=not drawing.payouts)
    if kept >= wanted:
        raise tranche_errors.FeesEatTranche(kept=kept, amount=wanted)
    return wanted


def _demand_open(folded: Folded, drawing: Drawing) -> None:
    """Refuses: DrawingEnded, TrancheTooLate, TooManyTranches, TrancheWhileLate."""
    loan, on, last = folded.loan, folded.state.on, drawing.last_date
    if last is None or not drawing.left:
        raise tranche_errors.DrawingEnded(number=loan.number)
    if on > last or not _coming(folded):
        raise tranche_errors.TrancheTooLate(number=loan.number, last=date_words(last))
    if len(drawing.payouts) >= drawing.most:
        raise tranche_errors.TooManyTranches(number=loan.number, most=drawing.most)
    rule, late = rules_of(loan.version).tranches, folded.lateness(on)
    if late.is_late and not (rule and rule.while_late):
        raise tranche_errors.TrancheWhileLate(number=loan.number, days=late.days_late)


def _coming(folded: Folded) -> list[date]:
    return [row.due_date for row in folded.schedule if row.due_date > folded.state.on]


def record_tranche(
    ctx: Context, before: Folded, amount: Money, *, account_id: UUID
) -> FactReceipt:  # fmt: skip
    """Put a later tranche out of an account: the coming instalments are laid anew."""
    plan = plan_of_coming(before, PlanKind.TRANCHE)
    event = LoanEvent(
        str(ctx.new_id()), EventKind.TRANCHE, ctx.business_date, 0, amount=amount, plan=plan
    )
    return record_event(ctx, before.loan, event, before=before, cash_account_id=account_id)


def _tranche_paid(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """The tranche that comes back."""
    kinds = (EventKind.TRANCHE.value,)
    loan, fact = reversible_fact(ctx, inputs["fact_id"], reason=inputs["reason"], kinds=kinds)
    return told(loan, fact.amount_minor or 0)


@command(permission="lending.reverse", linked=_tranche_paid)
def reverse_tranche(ctx: Context, *, fact_id: UUID, reason: str) -> FactReceipt:
    """Take a tranche back: the money is in the till or the account again, the plan as it was.

    Refuses: NotFound, OtherBranch, InvalidInput (no reason), FactNotReversible, TrancheFollowed,
    TrancheOrdered (it left by an order to pay), BalanceTooLow (the account has less).
    """
    kinds = (EventKind.TRANCHE.value,)
    loan, fact = reversible_fact(ctx, fact_id, reason=reason, kinds=kinds)
    undone = LoanFact.objects.filter(loan_id=loan.id, target__isnull=False)
    later = LoanFact.objects.filter(loan_id=loan.id, order__gt=fact.order, target__isnull=True)
    if later.exclude(id__in=undone.values("target_id")).exists():
        raise tranche_errors.TrancheFollowed(number=loan.number)
    due = payments.payout_account(ctx, branch_id=loan.branch_id, currency=loan.currency)
    if fact.cash_account_id == due:
        raise tranche_errors.TrancheOrdered()
    receipt = record_fact(
        ctx,
        loan,
        kind=EventKind.REVERSED,
        value_date=ctx.business_date,
        target=fact,
        cash_account_id=fact.cash_account_id,
        note=FactNote(reason=reason.strip()),
    )
    ctx.publish(events.FactReversed(loan.id, fact_id))
    return receipt


@command(permission="lending.decide_change")
def end_drawing(ctx: Context, *, loan_id: UUID, reason: str) -> FactReceipt:
    """Give up what was not drawn: nothing more is paid out, the commitment ends.

    Refuses: NotFound, OtherBranch, InvalidInput (no reason), LoanNotActive, DrawingEnded.
    """
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    loan = find_loan(ctx, loan_id, lock=True)
    if loan.status != Loan.Status.ACTIVE:
        raise errors.LoanNotActive(number=loan.number, status=loan.status)
    before = known_fold(loan, on=ctx.business_date)
    if not before.state.undrawn:
        raise tranche_errors.DrawingEnded(number=loan.number)
    event = _end(ctx)
    receipt = record_event(ctx, loan, event, before=before, note=FactNote(reason=reason.strip()))
    Loan.objects.filter(id=loan.id).update(draw_until_date=None)
    ctx.publish(events.LoanChanged(loan.id, receipt.fact_id, EventKind.DRAWING_ENDED.value))
    return receipt


@command(permission="day.close", during_close=True)
def lapse_drawings(ctx: Context, *, day: date) -> int:
    """End the drawing of every running loan whose last day for tranches this is; how many."""
    found = Loan.objects.select_for_update().filter(
        status=Loan.Status.ACTIVE, draw_until_date__lte=day
    )
    loans = list(found.order_by("id"))
    folded = folds(loans, on=ctx.business_date)
    open_ones = [one for one in folded.values() if one.state.undrawn]
    record_events(ctx, [(one, _end(ctx)) for one in open_ones])
    Loan.objects.filter(id__in=[loan.id for loan in loans]).update(draw_until_date=None)
    return len(open_ones)


def _end(ctx: Context) -> LoanEvent:
    return LoanEvent(str(ctx.new_id()), EventKind.DRAWING_ENDED, ctx.business_date, 0)
