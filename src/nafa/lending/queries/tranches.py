"""How far a loan that is paid out in parts is drawn."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from nafa.lending.calc.loan_events import LoanEvent, standing_events
from nafa.lending.calc.loan_state import LoanStatus
from nafa.lending.calc.new_plan import NewPlan, PlanKind
from nafa.lending.calc.terms import Tranche
from nafa.lending.calc.tranches import coming_plan, drawn, foreseen, grace_left
from nafa.lending.models import Loan
from nafa.lending.queries.state import Folded
from nafa.lib.money import Money


def standing_of(folded: Folded) -> tuple[LoanEvent, ...]:
    """The facts of a loan that stand."""
    return standing_events(folded.events, currency=folded.loan.currency)


def plan_of_coming(folded: Folded, kind: PlanKind, *, rate: Decimal | None = None) -> NewPlan:
    """The plan that lays the coming instalments anew, what is left of a grace with it."""
    on, signed = folded.state.on, [row.due_date for row in folded.signed]
    coming = [row.due_date for row in folded.schedule if row.due_date > on]
    grace = grace_left(folded.terms, signed, standing_of(folded), on=on)
    return coming_plan(kind, coming, grace=grace, rate=rate)


class Drawing(NamedTuple):
    """What was agreed, put out and is left; `may_have` is what the contract allows today."""

    agreed: Money
    amount: Money
    left: Money
    may_have: Money
    most: int
    payouts: tuple[LoanEvent, ...]
    planned: tuple[Tranche, ...]
    last_date: date | None
    is_open: bool


def drawing_of(folded: Folded) -> Drawing | None:
    """The drawing of a loan on the day of its state; nothing for one that is paid out at once."""
    terms, loan, on = folded.terms, folded.loan, folded.state.on
    if not terms.is_drawn:
        return None
    found = drawn(standing_of(folded), currency=loan.currency)
    left = terms.principal - found.amount
    may_have = foreseen(terms, on=on) - found.amount
    runs = folded.state.status in (LoanStatus.PENDING, LoanStatus.ACTIVE)
    is_open = (
        runs
        and loan.status != Loan.Status.CANCELLED
        and not found.is_ended
        and bool(left)
        and len(found.payouts) < terms.most_tranches
        and loan.draw_until_date is not None
        and on <= loan.draw_until_date
    )
    return Drawing(
        agreed=terms.principal,
        amount=found.amount,
        left=left,
        may_have=max(may_have, folded.nothing),
        most=terms.most_tranches,
        payouts=found.payouts,
        planned=terms.tranches,
        last_date=loan.draw_until_date,
        is_open=is_open,
    )
